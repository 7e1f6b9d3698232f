"""The "Diễn biến" of a ticket or a dossier: every step with its reason in one list, for a one-page answer to a complaint.

It is put together from the diaries that exist already.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import inf

from pydantic import JsonValue

from queue_server.dossiers.deeds import steps as dossier_steps
from queue_server.dossiers.rows import dossiers as dossier_rows
from queue_server.dossiers.rules.record import DiaryLine, Told
from queue_server.dossiers.views.control_slips import place_name
from queue_server.dossiers.views.dossier import status_name
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.ledger import events as event_rows
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.visitors.rows import timeline_sources as rows
from queue_server.visitors.rows.timeline_sources import Look, Money, Scan
from shared.text.messages import say, section
from shared.wire.visitors import StepKind, Timeline, TimelineStep

_ABOUT_DOSSIERS = "dossier_"


def of_dossier(context: Context, code: str, lang: str, *, looks: bool) -> tuple[int, Timeline]:
    """The dossier's id and its steps, oldest first, with looks only if `looks` is true. RuleBroken `not_found`."""
    dossier = dossier_steps.load(context, code)
    ident, known = dossier.id, dossier.code
    steps: list[_Step] = []
    history = dossier_rows.history(context.connection, ident)
    steps += [_of_history(context, line, before, known, lang) for before, line in _pairs(history)]
    for ticket_id in dossier_rows.tickets_of(context.connection, [ident])[ident]:
        steps += _ticket_steps(context, ticket_id, lang, dossiers=False)
    for payment in rows.payments_of(context.connection, ident):
        steps += _money_steps(context, payment, known, lang)
    for paper in rows.attachments_of(context.connection, ident):
        steps += _paper_steps(context, paper, known, lang)
    for seen in rows.looks_at(context.connection, context.centre_id, ident):
        if looks or seen.what == "printed":
            steps.append(_look_step(context, seen, known, lang))
    return ident, _in_order(steps)


def of_ticket(context: Context, ticket_id: int, lang: str) -> Timeline:
    """The ticket's steps, and the dossiers that were made under it. RuleBroken `not_found`."""
    if ticket_rows.by_id(context.connection, context.centre_id, ticket_id) is None:
        raise RuleBroken("not_found", 404)
    steps = _ticket_steps(context, ticket_id, lang)
    # All of them are of the diary, whose order no clock changes.
    return Timeline(items=[step.shown for step in sorted(steps, key=lambda step: step.seq)])


@dataclass(frozen=True, slots=True)
class _Step:
    """A line of the story with its place in it."""

    at: int
    seq: float
    shown: TimelineStep


def _in_order(steps: Iterable[_Step]) -> Timeline:
    """The steps by their moment; steps of the same moment keep their order."""
    found = sorted(steps, key=lambda step: (step.at, step.seq))
    return Timeline(items=[step.shown for step in found])


def _step(
    context: Context,
    at: int,
    kind: StepKind,
    what: str,
    text: str,
    by: str,
    *,
    seq: float = inf,
    reason: str | None = None,
    ticket: int | None = None,
    dossier: str | None = None,
) -> _Step:
    shown = TimelineStep(
        at=local_time.iso(context, at),
        kind=kind,
        what=what,
        text=text,
        by=by,
        reason=reason,
        ticket=ticket,
        dossier=dossier,
    )
    return _Step(at, seq, shown)


def _pairs(history: list[DiaryLine]) -> list[tuple[DiaryLine | None, DiaryLine]]:
    return list(zip([None, *history], history, strict=False))


def _of_history(context: Context, line: DiaryLine, before: DiaryLine | None, code: str, lang: str) -> _Step:
    """One line of the dossier's own diary as a sentence."""
    told = line.told or Told()
    values = {
        "status": status_name(line.status, lang),
        "to": place_name(context, told.department),
        "from_": place_name(context, told.from_place),
        "due": _when(context, told.due_at, lang),
        "person": told.assigned_to or "–",
        "changed": _fields(told.changed, lang),
    }
    what = told.move or ("registered" if before is None else "received")
    if what in ("forward", "complete", "reopen") and told.was_given:
        what += "-to"
    text = section("timeline", lang).get(f"dossier.{what}") or section("timeline", lang)["dossier.other"]
    return _step(
        context,
        line.at,
        "dossier",
        what.removesuffix("-to"),
        text.format(**values),
        line.by,
        seq=line.seq,
        reason=line.note,
        dossier=code,
    )


def _fields(changed: Iterable[str], lang: str) -> str:
    names = section("timeline", lang)
    found = []
    for path in changed:
        role, _, part = path.partition(".")
        whole = names.get(f"field.{role}", role)
        found.append(f"{whole}: {names.get(f'field.{part}', part)}" if part else whole)
    return ", ".join(found)


def _ticket_steps(context: Context, ticket_id: int, lang: str, *, dossiers: bool = True) -> list[_Step]:
    """The ticket's facts as sentences; without `dossiers` no step about a dossier, as for the page of one dossier."""
    steps = []
    for event in event_rows.of_ticket(context.connection, context.centre_id, ticket_id):
        data = json.loads(event.data)
        if event.type.startswith(_ABOUT_DOSSIERS):
            if not dossiers:
                continue
            text = say("timeline.ticket.dossier_received", lang, code=data["code"])
            what, code = "dossier_received", data["code"]
        else:
            what, code = event.type.removeprefix("ticket_"), None
            text = _ticket_text(what, data, lang)
        steps.append(
            _step(
                context,
                event.at,
                "ticket",
                what,
                text,
                event.actor,
                seq=event.seq,
                reason=data.get("reason") or data.get("note"),
                ticket=ticket_id,
                dossier=code,
            )
        )
    return steps


def _ticket_text(what: str, data: Mapping[str, JsonValue], lang: str) -> str:
    """A ticket's fact as a sentence, with how it came about if the fact says that."""
    known = section("timeline", lang)
    key = f"ticket.{what}"
    why, calls = data.get("why"), data.get("calls")
    if f"ticket_{what}.{why}" in known:
        key = f"ticket_{what}.{why}"
    elif what == "called" and isinstance(calls, int) and calls > 1:
        key = "ticket.recalled"
    text = known.get(key) or known["ticket.other"]
    values = {
        "number": data.get("number") or data.get("new"),
        "old": data.get("old"),
        "new": data.get("new"),
        "counter": data.get("counter") or data.get("from_counter") or "–",
        "calls": data.get("calls"),
        "queue": data.get("to_queue") or data.get("queue"),
        "what": what,
    }
    return text.format(**values)


def _money_steps(context: Context, payment: Money, code: str | None, lang: str) -> list[_Step]:
    """The steps of a receipt: money was taken or given back, and the receipt was voided; amounts in đồng."""
    kind = "refunded" if payment.amount < 0 else "paid"
    values = {
        "amount": f"{abs(payment.amount):,}".replace(",", "."),
        "receipt": f"{payment.receipt_no:02}/{payment.year}",
    }
    ticket = payment.ticket_id
    text = say(f"timeline.money.{kind}", lang, **values)
    steps = [_step(context, payment.at, "money", kind, text, payment.by, ticket=ticket, dossier=code)]
    if payment.voided_at is not None:
        text = say("timeline.money.voided", lang, **values)
        by, why = payment.voided_by or "", payment.void_reason
        steps.append(
            _step(
                context,
                payment.voided_at,
                "money",
                "voided",
                text,
                by,
                reason=why,
                ticket=ticket,
                dossier=code,
            )
        )
    return steps


def _paper_steps(context: Context, scan: Scan, code: str, lang: str) -> list[_Step]:
    """The steps of a scan: it was added and perhaps removed. Its name is left out, since that may name a person."""
    text = say("timeline.paper.added", lang)
    steps = [_step(context, scan.at, "paper", "added", text, scan.by, dossier=code)]
    if scan.removed_at is not None:
        text = say("timeline.paper.removed", lang)
        by = scan.removed_by or ""
        steps.append(_step(context, scan.removed_at, "paper", "removed", text, by, dossier=code))
    return steps


def _look_step(context: Context, seen: Look, code: str, lang: str) -> _Step:
    kind: StepKind = "paper" if seen.what == "printed" else "look"
    text = say(f"timeline.look.{seen.what}", lang)
    return _step(context, seen.at, kind, seen.what, text, seen.by, dossier=code)


def _when(context: Context, given: str | None, lang: str) -> str:
    if given is None:
        return say("timeline.no_date", lang)
    at = datetime.fromisoformat(given).astimezone(local_time.zone(context.centre))
    return f"{at:%H:%M %d/%m/%Y}"
