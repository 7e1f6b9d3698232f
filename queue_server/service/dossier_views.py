"""Dossiers as the wire shows them: rows in, plain JSON out. Changes nothing; the public sees least."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from queue_server.domain import dossier
from queue_server.domain.dossier import Progress, Status
from queue_server.service import context as look
from queue_server.service import dossier_people
from queue_server.service.context import Context
from queue_server.store import dossiers as rows
from queue_server.store.rows import Row
from queue_server.store.times import from_ms, to_ms
from shared.text.messages import say

Json = dict[str, Any]


def moment(at: datetime | None) -> int | None:
    """A moment as the database keeps it, or None."""
    return None if at is None else to_ms(at)


def status_name(status: int, lang: str = "vi") -> str:
    """The status in words."""
    return say(f"dossier.status.{int(status)}", lang)


def pinned(row: Row) -> Json:
    """What the dossier keeps of its intake: `{"procedure": {…}|null, "first_due_at": ms|null}`."""
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


def whole(context: Context, row: Row) -> Json:
    """The dossier with everything an officer may see."""
    history = rows.histories(context.connection, [row["id"]])[row["id"]]
    tickets = rows.tickets_of(context.connection, [row["id"]])[row["id"]]
    return _dossier(context, row, history, tickets)


def listed(context: Context, found: Sequence[Row]) -> list[Json]:
    """Several dossiers for a list, their people veiled."""
    ids = [row["id"] for row in found]
    histories = rows.histories(context.connection, ids)
    tickets = rows.tickets_of(context.connection, ids)
    return [veiled(_dossier(context, row, histories[row["id"]], tickets[row["id"]])) for row in found]


def veiled(item: Json) -> Json:
    """The dossier for whoever does not need its people whole."""
    people = {name: dossier_people.veiled(item[name]) for name in ("applicant", "submitter")}
    return {**item, **people}


def public(context: Context, row: Row) -> Json:
    """What the holder of the receipt sees."""
    progress = progress_of(row, ())
    return {
        "code": row["code"],
        "procedure_name": _procedure_name(row),
        "status": row["status"],
        "status_name": status_name(row["status"]),
        "received_at": look.iso(context, row["received_at"]),
        "due_at": look.iso(context, row["due_at"]),
        "finished_at": look.iso(context, row["finished_at"]),
        "returned_at": look.iso(context, row["returned_at"]),
        "overdue": dossier.overdue(progress, context.now),
    }


def public_url(context: Context, row: Row) -> str | None:
    """The address in the receipt's QR code, or None when the centre has no public address."""
    if context.public_address is None:
        return None
    return f"{context.public_address}/api/v1/public/dossiers/{row['code']}?secret={row['receipt_secret']}"


def _dossier(context: Context, row: Row, history: Sequence[Row], tickets: Sequence[int]) -> Json:
    zone = look.zone(context.centre)
    progress = progress_of(row, history)
    verdict = dossier.verdict(progress, zone)
    from_zero = dossier.verdict_from_zero(progress, zone)
    applicant = json.loads(row["applicant"])
    outside = None
    if row["external_system"] is not None:
        outside = {"system": row["external_system"], "code": row["external_code"]}
    return {
        "code": row["code"],
        "procedure": row["procedure"],
        "procedure_name": _procedure_name(row),
        "status": row["status"],
        "status_name": status_name(row["status"]),
        "applicant": applicant or None,
        "submitter": json.loads(row["submitter"]) if row["submitter"] else None,
        "documents": json.loads(row["documents"]),
        "sets": row["sets"],
        "received_at": look.iso(context, row["received_at"]),
        "due_at": look.iso(context, row["due_at"]),
        "due_basis": row["due_basis"],
        "first_due_at": look.iso(context, moment(progress.first_due_at)),
        "finished_at": look.iso(context, row["finished_at"]),
        "returned_at": look.iso(context, row["returned_at"]),
        "overdue": dossier.overdue(progress, context.now),
        "verdict": verdict and verdict.value,
        "verdict_from_zero": from_zero and from_zero.value,
        "paused_minutes": row["paused_minutes"],
        "supplement_requests": row["supplement_requests"],
        "tickets": list(tickets),
        "external": outside,
        "note": row["note"],
        "created_by": row["created_by"],
        "anonymised_at": look.iso(context, row["anonymised_at"]),
        "moves": [
            {"move": move.value, "name": say(f"dossier.move.{move.value}")}
            for move in dossier.possible(progress.status)
        ],
        "receipt_url": f"/api/v1/dossiers/{row['code']}/receipt.pdf",
        "public_url": public_url(context, row),
        "version": row["version"],
        "history": [
            {
                "at": look.iso(context, line["at"]),
                "status": line["status"],
                "status_name": status_name(line["status"]),
                "by": line["by"],
                "note": line["note"],
            }
            for line in history
        ],
    }


def _procedure_name(row: Row) -> str | None:
    procedure = pinned(row).get("procedure")
    return procedure["name"] if procedure else None


def _moment(ms: int | None) -> datetime | None:
    return None if ms is None else from_ms(ms)
