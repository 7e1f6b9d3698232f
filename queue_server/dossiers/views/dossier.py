"""Dossiers as the wire shows them: rows in, plain JSON out. Changes nothing; the public sees least."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from queue_server.dossiers.rows import dossiers as rows
from queue_server.dossiers.rows import hand_overs as hand_over_rows
from queue_server.dossiers.rules import deadline, dossier, office
from queue_server.dossiers.rules.dossier import Progress, Status
from queue_server.dossiers.views import control_slips
from queue_server.dossiers.views import people as dossier_people
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.storage.rows import Row
from queue_server.ledger.storage.times import from_ms, to_ms
from shared.text.messages import say

Json = dict[str, Any]


def moment(at: datetime | None) -> int | None:
    """A moment as the database keeps it, or None."""
    return None if at is None else to_ms(at)


def status_name(status: int, lang: str = "vi") -> str:
    """The status in words."""
    return say(f"dossier.status.{int(status)}", lang)


def pinned(row: Row) -> Json:
    """What the dossier keeps of its intake: `{"procedure": {…}|null, "forms": pack, "first_due_at": ms|null}`."""
    found: Json = json.loads(row["procedure_snapshot"] or "{}")
    return found


def with_promise(row: Row, progress: Progress) -> str:
    """The pinned values with the first promised date, which an acceptance may set only now."""
    return json.dumps({**pinned(row), "first_due_at": moment(progress.first_due_at)}, ensure_ascii=False)


def progress_of(row: Row, history: Sequence[Row]) -> Progress:
    """The row as the rules see it; where a request for supplements came from is read from the diary."""
    status = Status(row["status"])
    came_from = None
    if status is Status.SUPPLEMENT_ASKED:
        came_from = next(
            (Status(line["status"]) for line in reversed(history) if line["status"] != int(status)), None
        )
    return Progress(
        status=status,
        first_due_at=_moment(pinned(row).get("first_due_at")),
        due_at=_moment(row["due_at"]),
        finished_at=_moment(row["finished_at"]),
        returned_at=_moment(row["returned_at"]),
        came_from=came_from,
        paused_since=_moment(row["paused_since"]),
        paused=timedelta(minutes=row["paused_minutes"]),
        supplement_requests=row["supplement_requests"],
    )


def histories(context: Context, ids: Sequence[int]) -> dict[int, list[Row]]:
    """The diaries of several dossiers; what an open deed has told already is in them, though it is not saved yet."""
    found = rows.histories(context.connection, ids)
    fresh = {fact["seq"]: fact["data"] for fact in getattr(context, "facts", ())}
    if not fresh:
        return found
    return {
        ident: [{**line, "data": line["data"] or fresh.get(line["seq"])} for line in lines]
        for ident, lines in found.items()
    }


def whole(context: Context, row: Row) -> Json:
    """The dossier with everything an officer may see."""
    history = histories(context, [row["id"]])[row["id"]]
    tickets = rows.tickets_of(context.connection, [row["id"]])[row["id"]]
    given = hand_over_rows.of_dossiers(context.connection, [row["id"]])[row["id"]]
    return _dossier(context, row, history, tickets, given)


def listed(context: Context, found: Sequence[Row]) -> list[Json]:
    """Several dossiers for a list, their people veiled."""
    ids = [row["id"] for row in found]
    known = histories(context, ids)
    tickets = rows.tickets_of(context.connection, ids)
    given = hand_over_rows.of_dossiers(context.connection, ids)
    return [
        veiled(_dossier(context, row, known[row["id"]], tickets[row["id"]], given[row["id"]]))
        for row in found
    ]


def veiled(item: Json) -> Json:
    """The dossier for whoever does not need its people whole."""
    people = {name: dossier_people.veiled(item[name]) for name in rows.PEOPLE}
    return {**item, **people}


def public(context: Context, row: Row) -> Json:
    """What the holder of the receipt sees."""
    progress = progress_of(row, ())
    return {
        "code": row["code"],
        "procedure_name": _procedure_name(row),
        "status": row["status"],
        "status_name": status_name(row["status"]),
        "received_at": local_time.iso(context, row["received_at"]),
        "due_at": local_time.iso(context, row["due_at"]),
        "finished_at": local_time.iso(context, row["finished_at"]),
        "returned_at": local_time.iso(context, row["returned_at"]),
        "overdue": dossier.overdue(progress, context.now),
    }


def public_url(context: Context, row: Row) -> str | None:
    """The address in the receipt's QR code, or None when the centre has no public address."""
    if context.public_address is None:
        return None
    return f"{context.public_address}/api/v1/public/dossiers/{row['code']}?secret={row['receipt_secret']}"


def _dossier(
    context: Context, row: Row, history: Sequence[Row], tickets: Sequence[int], given: Sequence[Row]
) -> Json:
    zone = local_time.zone(context.centre)
    progress = progress_of(row, history)
    verdict = dossier.verdict(progress, zone)
    from_zero = dossier.verdict_from_zero(progress, zone)
    waiting = control_slips.waiting(given)
    late = dossier.overdue(progress, context.now)
    outside = None
    if row["external_system"] is not None:
        outside = {"system": row["external_system"], "code": row["external_code"]}
    return {
        "code": row["code"],
        "procedure": row["procedure"],
        "procedure_name": _procedure_name(row),
        "field": row["field"],
        "status": row["status"],
        "status_name": status_name(row["status"]),
        "department": row["department"],
        "assigned_to": row["assigned_to"],
        "awaited": control_slips.awaited(context, waiting),
        **{name: json.loads(row[name] or "{}") or None for name in rows.PEOPLE},
        "documents": json.loads(row["documents"]),
        "sets": row["sets"],
        "received_at": local_time.iso(context, row["received_at"]),
        "due_at": local_time.iso(context, row["due_at"]),
        "due_basis": row["due_basis"],
        "first_due_at": local_time.iso(context, moment(progress.first_due_at)),
        "finished_at": local_time.iso(context, row["finished_at"]),
        "returned_at": local_time.iso(context, row["returned_at"]),
        "overdue": late,
        "due_soon": not late and due_soon(context, progress),
        "extended_from": local_time.iso(context, row["extended_from"]),
        "apology_at": local_time.iso(context, row["apology_at"]),
        "verdict": verdict and verdict.value,
        "verdict_from_zero": from_zero and from_zero.value,
        "paused_minutes": row["paused_minutes"],
        "supplement_requests": row["supplement_requests"],
        "supplement_by": local_time.iso(context, _supplement_by(context, progress, history)),
        "warnings": _warnings(context, row, progress, history, waiting),
        "register_no": _register_no(row),
        "tickets": list(tickets),
        "external": outside,
        "note": row["note"],
        "created_by": row["created_by"],
        "anonymised_at": local_time.iso(context, row["anonymised_at"]),
        "moves": [
            {"move": move.value, "name": say(f"dossier.move.{move.value}")}
            for move in dossier.possible(progress.status)
        ],
        "receipt_url": f"/api/v1/dossiers/{row['code']}/receipt.pdf",
        "public_url": public_url(context, row),
        "version": row["version"],
        "history": [
            {
                "at": local_time.iso(context, line["at"]),
                "status": line["status"],
                "status_name": status_name(line["status"]),
                "by": line["by"],
                "note": line["note"],
                **_told(line),
            }
            for line in history
        ],
    }


def _told(line: Row) -> Json:
    """What the fact of a step says beyond its status: the move, and what a correction changed."""
    fact = json.loads(line["data"] or "{}")
    move = fact.get("move")
    return {
        "move": move,
        "move_name": say(f"dossier.move.{move}") if move else None,
        "changed": fact.get("changed", []),
    }


def due_soon(context: Context, progress: Progress) -> bool:
    """Whether the date is near, by the centre's hours for that."""
    if progress.status not in dossier.AT_WORK or progress.due_at is None:
        return False
    return progress.due_at <= office.soon(context.centre, context.now)


def _register_no(row: Row) -> Json | None:
    year, number = row["register_year"], row["register_no"]
    return None if number is None else {"year": year, "no": number, "text": f"{number:02}/{year}"}


def _supplements_until(context: Context, history: Sequence[Row]) -> int | None:
    """Until when a supplement notice after appraisal is in time, counted from the acceptance."""
    accepted = next((line["at"] for line in history if line["status"] == int(Status.ACCEPTED)), None)
    if accepted is None:
        return None
    days = context.centre.centre.supplement_days
    days_of_work, day = office.calendar(context.centre), office.office_day(context.centre)
    return to_ms(deadline.supplements_until(from_ms(accepted), days, days_of_work, day))


def _supplement_by(context: Context, progress: Progress, history: Sequence[Row]) -> int | None:
    if progress.status not in dossier.AT_WORK or progress.supplement_requests:
        return None
    return _supplements_until(context, history)


def _warnings(
    context: Context, row: Row, progress: Progress, history: Sequence[Row], waiting: Row | None
) -> list[Json]:
    """What an officer should know and nothing forbids."""
    found = []
    asked = [
        line["at"]
        for before, line in pairwise(history)
        if line["status"] == int(Status.SUPPLEMENT_ASKED) and before["status"] == int(Status.IN_PROGRESS)
    ]
    until = _supplements_until(context, history) if asked else None
    if until is not None and asked[0] > until:
        found.append("supplement_late")
    if row["supplement_requests"] > 1:
        found.append("asked_again")
    if waiting is not None and control_slips.is_late(context, waiting):
        found.append("hand_over_late")
    if row["apology_at"] is not None and row["extended_from"] is None and progress.status in dossier.AT_WORK:
        found.append("apology_due")
    days = context.centre.centre.supplement_days
    return [{"code": code, "text": say(f"dossier.warning.{code}", days=days)} for code in found]


def _procedure_name(row: Row) -> str | None:
    procedure = pinned(row).get("procedure")
    return procedure["name"] if procedure else None


def _moment(ms: int | None) -> datetime | None:
    return None if ms is None else from_ms(ms)
