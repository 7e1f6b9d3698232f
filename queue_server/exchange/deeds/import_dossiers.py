"""Imports of a register that was kept elsewhere: every problem is reported with its line, and all rows are saved or none.

One fact tells how many were imported, not one each: a register of ten thousand would send ten thousand facts to every board
in the hall.
"""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache

from pydantic import TypeAdapter
from sqlalchemy import Connection

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.configuration import sheets
from queue_server.configuration.values import Configuration
from queue_server.dossiers.deeds.snapshot import snapshot
from queue_server.dossiers.rows import dossiers as rows
from queue_server.dossiers.rows import words
from queue_server.dossiers.rules import office
from queue_server.dossiers.rules.people import Person, names_of
from queue_server.dossiers.rules.record import DiaryLine, Dossier
from queue_server.exchange.rules import FINISHED_WITH_A_DATE, Entry, Office, Problem, Sheet, read, steps
from queue_server.ledger import local_time
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.times import to_ms
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.text.alphabet import comparable, fold
from shared.text.messages import say
from shared.wire.exchange import ImportedRow, ImportProblem, ImportResult
from shared.wire.facts.administration import DossiersImported

MOST_BY_WEB = 2_000
"""Rows of one upload: they are saved in one transaction, in which nobody takes a number. The command takes any number."""
MOST_ROWS = 20_000
"""Rows of an upload that are read at all, so that its worker needs little memory."""
MOST_PROBLEMS = 1_000
"""Problems that are told one by one."""
_SAMPLE = 20


def check(
    connection: Connection,
    centre: Configuration,
    data: bytes,
    now: datetime,
    lang: str = "vi",
    most_rows: int = sheets.MOST_ROWS,
) -> Sheet:
    """What a file holds, with every problem of its own and every code that is here already."""
    try:
        table = sheets.read(data, most_rows)
    except sheets.Unreadable as unreadable:
        return Sheet(problems=[Problem(unreadable.doubt.line, unreadable.doubt.said(lang))])
    sheet = read(table, _office(centre), now, lang)
    known = words.known_codes(connection, centre.centre.id, [entry.code for entry in sheet.entries])
    sheet.problems += [
        Problem(entry.line, say("exchange.problem.known", lang, value=entry.code))
        for entry in sheet.entries
        if comparable(entry.code) in known
    ]
    sheet.problems.sort(key=lambda problem: problem.line)
    return sheet


def result(sheet: Sheet, lang: str = "vi") -> ImportResult:
    """What the person who imports sees: how many rows there are, what is wrong, and how the first rows were read."""
    return ImportResult(
        rows=sheet.rows,
        imported=0,
        problems=shown([ImportProblem(line=found.line, text=found.text) for found in sheet.problems], lang),
        notes=sheet.notes,
        sample=[
            ImportedRow(
                line=entry.line,
                code=entry.code,
                applicant=entry.applicant,
                procedure=entry.procedure,
                received=entry.received.isoformat(),
                due=None if entry.due is None else entry.due.isoformat(),
                returned=None if entry.returned is None else entry.returned.isoformat(),
                status=int(entry.status),
                status_name=say(f"dossier.status.{int(entry.status)}", lang),
            )
            for entry in sheet.entries[:_SAMPLE]
        ],
    )


def shown(problems: list[ImportProblem], lang: str = "vi") -> list[ImportProblem]:
    """The first problems, and after them how many more there are: who has thousands has one in every row."""
    more = len(problems) - MOST_PROBLEMS
    if more <= 0:
        return problems
    rest = ImportProblem(
        line=problems[MOST_PROBLEMS].line, text=say("exchange.problem.more", lang, count=more)
    )
    return [*problems[:MOST_PROBLEMS], rest]


def save(deed: UnitOfWork, entries: Sequence[Entry]) -> int:
    """Saves every entry; returns how many. RuleBroken `import_problems` when a code came to be known meanwhile."""
    known = words.known_codes(deed.connection, deed.centre_id, [entry.code for entry in entries])
    if known:
        raise RuleBroken("import_problems", 409, count=len(known))
    seq = deed.record(DossiersImported(count=len(entries), by=deed.actor.name))
    for entry in entries:
        _add(deed, entry, seq)
    return len(entries)


def packed(entries: Sequence[Entry]) -> list[object]:
    """The entries as JSON, to be handed from the worker to the server."""
    return list(_adapter().dump_python(list(entries), mode="json"))


def unpacked(found: Sequence[object], centre: Configuration) -> list[Entry]:
    """The entries that `packed` made."""
    zone = local_time.zone(centre)

    def here(at: datetime | None) -> datetime | None:
        return None if at is None else at.astimezone(zone)

    return [
        replace(
            entry,
            received=entry.received.astimezone(zone),
            due=here(entry.due),
            finished=here(entry.finished),
            returned=here(entry.returned),
        )
        for entry in _adapter().validate_python(found)
    ]


@cache
def _adapter() -> TypeAdapter[list[Entry]]:
    return TypeAdapter(list[Entry])


def _add(deed: UnitOfWork, entry: Entry, seq: int) -> None:
    procedure = centre_lookup.find_procedure(deed.centre, entry.procedure) if entry.procedure else None
    applicant = _applicant(entry)
    dossier = rows.add(
        deed.connection,
        Dossier(
            centre=deed.centre_id,
            code=entry.code,
            procedure=procedure.id if procedure else None,
            field=procedure.field if procedure else None,
            pinned=snapshot(deed, procedure),
            first_due_at=_ms(entry.due),
            applicant=applicant,
            names=names_of([applicant]),
            channel=entry.channel,
            received_at=to_ms(entry.received),
            due_at=_ms(entry.due),
            due_basis=say("exchange.external_basis") if entry.due else None,
            finished_at=_ms(entry.finished) if entry.status in FINISHED_WITH_A_DATE else None,
            returned_at=_ms(entry.returned),
            external_system=entry.system,
            external_code=entry.code if entry.system else None,
            receipt_secret=secrets.token_urlsafe(18),
            note=entry.note,
            sets=entry.sets,
            created_by=deed.actor.name,
            status=entry.status,
        ),
    )
    note = say("exchange.imported_note")
    for status, at in steps(entry):
        line = DiaryLine(seq=seq, at=to_ms(at), status=status, by=deed.actor.name, note=note)
        rows.add_history(deed.connection, deed.centre_id, dossier.id, line)


def _applicant(entry: Entry) -> Person | None:
    if not entry.applicant:
        return None
    return Person(
        name=entry.applicant,
        id_type=_kind(entry.id_number),
        id_number=entry.id_number or None,
        phone=entry.phone or None,
        address=entry.address or None,
    )


def _kind(number: str | None) -> str | None:
    if number is None:
        return None
    return "cccd" if len(number) == 12 and number.isascii() and number.isdigit() else "other"


def _office(centre: Configuration) -> Office:
    hours = office.office_day(centre)
    by_name = {
        fold(name): p.id for p in centre.procedures for name in (p.name, p.short_name, p.code, p.id) if name
    }
    return Office(
        local_time.zone(centre),
        lambda day: hours.opening(day.date()),
        lambda day: hours.closing(day.date()),
        lambda text: by_name.get(fold(text)),
    )


def _ms(moment: datetime | None) -> int | None:
    return None if moment is None else to_ms(moment)
