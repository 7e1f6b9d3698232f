"""What every change of a dossier has in common: who may, on which version, and what is written down of it.

Each change is one step: a new version, one fact without anything personal, and one line in the dossier's own diary.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from queue_server.centre.rows import yearly_numbers
from queue_server.centre.rules import departments
from queue_server.dossiers.rows import dossiers as rows
from queue_server.dossiers.rules.dossier import Progress, Status
from queue_server.dossiers.views.dossier import moment
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.rows import Row
from queue_server.ledger.storage.times import from_ms, to_ms
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.facts.dossiers import DossierChanged


@dataclass(frozen=True, slots=True)
class Step:
    """What is done: its word, the status after it, the columns it sets, and what its fact says beyond the usual."""

    move: str
    status: int
    note: str | None = None
    columns: Mapping[str, Any] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)


def load(context: Context, code: str) -> Row:
    """The dossier's row, by our code or another system's. Raises RuleBroken `not_found`."""
    row = rows.by_any_code(context.connection, context.centre_id, code)
    if row is None:
        raise RuleBroken("not_found", 404)
    return row


def load_to_change(deed: UnitOfWork, code: str, version: int | None) -> Row:
    """The row, for whoever may work on it. Raises `not_found`, `not_your_department` or `changed_meanwhile`."""
    row = load(deed, code)
    departments.check_works_on(deed.actor, row["department"])
    check_version(row, version)
    return row


def check_version(row: Row, version: int | None) -> None:
    """Raises RuleBroken `changed_meanwhile` when somebody changed the dossier since that version was seen."""
    if version is not None and version != row["version"]:
        raise RuleBroken("changed_meanwhile", 409, dossier=row["code"], extra={"version": row["version"]})


def take(deed: UnitOfWork, row: Row, step: Step) -> Row:
    """Saves the step as the dossier's next version; returns the row as it is now."""
    version = row["version"] + 1
    after: Row = {**row, **step.columns, "status": step.status, "version": version}
    rows.change(deed.connection, row["id"], **{**step.columns, "status": step.status, "version": version})
    told(deed, after, step, before=row["status"])
    return after


def told(deed: UnitOfWork, row: Row, step: Step, before: int) -> None:
    """Records the fact of a step whose columns are saved, and writes it into the dossier's diary."""
    fact = DossierChanged(
        code=row["code"],
        move=step.move,
        from_=before,
        status=step.status,
        tickets=tuple(rows.tickets_of(deed.connection, [row["id"]])[row["id"]]),
        version=row["version"],
        field=row["field"],
        department=row["department"],
        due_at=local_time.iso(deed, row["due_at"]),
        **step.about,
    )
    write(deed, row["id"], deed.record(fact), step.status, step.note)


def write(deed: UnitOfWork, dossier_id: int, seq: int, status: int, note: str | None) -> None:
    """Adds a line to the dossier's diary."""
    rows.add_history(
        deed.connection,
        {
            "centre": deed.centre_id,
            "dossier_id": dossier_id,
            "seq": seq,
            "at": to_ms(deed.now),
            "status": int(status),
            "by": deed.actor.name,
            "note": note,
        },
    )


def columns_of(after: Progress) -> dict[str, Any]:
    """The columns that hold a dossier's progress."""
    return {
        "status": int(after.status),
        "due_at": moment(after.due_at),
        "finished_at": moment(after.finished_at),
        "returned_at": moment(after.returned_at),
        "supplement_requests": after.supplement_requests,
        "paused_minutes": after.paused // timedelta(minutes=1),
        "paused_since": moment(after.paused_since),
    }


def registered(deed: UnitOfWork, row: Mapping[str, Any] | None, status: Status) -> dict[str, int]:
    """The number in the register (sổ theo dõi) that an accepted dossier gets, once; nothing for any other.

    The register runs through a year from 01; a dossier accepted after its year was closed, by a clock put back, goes
    into the next one.
    """
    if status is not Status.ACCEPTED or (row is not None and row["register_no"] is not None):
        return {}
    year = from_ms(deed.ms).astimezone(local_time.zone(deed.centre)).year
    book = yearly_numbers.REGISTER
    number = yearly_numbers.next_number(deed.connection, deed.centre_id, book, year)
    while number is None:
        year += 1
        number = yearly_numbers.next_number(deed.connection, deed.centre_id, book, year)
    return {"register_year": year, "register_no": number}
