"""The values of form 01 (giấy tiếp nhận hồ sơ và hẹn trả kết quả) for one dossier. Draws nothing."""

import json
from datetime import datetime

from queue_server.domain.dossier import Status
from queue_server.domain.errors import RuleBroken
from queue_server.service import context as look
from queue_server.service import dossiers
from queue_server.service.context import Context
from queue_server.service.dossier_views import Json, pinned, public_url
from queue_server.store.times import from_ms
from shared.text.messages import say

_WITHOUT_RECEIPT = frozenset({Status.REGISTERED, Status.REFUSED})
_CONDITIONAL = "(nếu có)"


def receipt(context: Context, code: str) -> tuple[int, Json]:
    """The dossier's id and what its receipt says: of people, no more than form 01 asks for.

    Raises RuleBroken `not_found`, or `no_receipt` for a dossier that was not accepted.
    """
    row = dossiers.load(context, code)
    if Status(row["status"]) in _WITHOUT_RECEIPT:
        raise RuleBroken("no_receipt", 409, dossier=row["code"])
    centre = context.centre.centre
    applicant = json.loads(row["applicant"])
    submitter = json.loads(row["submitter"]) if row["submitter"] else None
    procedure = pinned(row).get("procedure")
    received = _local(context, row["received_at"])
    outside = None
    if row["external_system"] is not None:
        outside = {"system": row["external_system"], "code": row["external_code"]}
    return row["id"], {
        "title": say("forms.receipt.title"),
        "office": centre.name,
        "subtitle": centre.subtitle,
        "place_and_day": _spelled("place_and_day", received, place=centre.subtitle or centre.name),
        "code": row["code"],
        "external": outside,
        "applicant": {key: applicant.get(key) for key in ("name", "address", "phone", "email")},
        "submitter": _submitter(submitter),
        "request": procedure["name"] if procedure else None,
        "documents": [
            {
                "name": plain(document["name"]),
                "form": say(f"forms.document.{document['form']}"),
                "copies": document["copies"],
            }
            for document in json.loads(row["documents"])
        ],
        "sets": say("forms.document.sets", sets=row["sets"]),
        "legal_time": _legal_time(procedure),
        "received": _spelled("moment", received),
        "due": None if row["due_at"] is None else _spelled("moment", _local(context, row["due_at"])),
        "collect_at": _collect_at(centre.name, centre.subtitle),
        "handed_in_by": (submitter or applicant).get("name") or "",
        "officer": row["created_by"],
        "public_url": public_url(context, row),
    }


def plain(document: str) -> str:
    """A document's name without the catalogue's marks: the star (shown only) and "(nếu có)" (conditional)."""
    return document.strip().removeprefix(_CONDITIONAL).rstrip("* ").strip()


def _submitter(person: Json | None) -> str | None:
    if person is None:
        return None
    remarks = ", ".join(person[key] for key in ("relation", "authority") if person.get(key))
    return f"{person['name']} ({remarks})" if remarks else str(person["name"])


def _legal_time(procedure: Json | None) -> str | None:
    if procedure is None:
        return None
    if procedure["same_day"]:
        return say("forms.limit.same_day")
    if procedure["time_limit"] is None or not procedure["time_unit"]:
        return None
    if procedure["time_limit"] == 0:
        return say("forms.limit.same_day")
    return say(f"forms.limit.{procedure['time_unit']}", amount=procedure["time_limit"])


def _collect_at(centre: str, subtitle: str) -> str:
    return say("forms.receipt.collect_at", centre=centre, subtitle=subtitle) if subtitle else centre


def _local(context: Context, ms: int) -> datetime:
    return from_ms(ms).astimezone(look.zone(context.centre))


def _spelled(message: str, at: datetime, **more: str) -> str:
    return say(
        f"forms.time.{message}",
        hour=at.hour,
        minute=at.minute,
        day=at.day,
        month=at.month,
        year=at.year,
        **more,
    )


def file_name(row_code: str, kind: str) -> str:
    """The name under which the receipt is saved."""
    return f"giay-hen-{row_code}.{kind}"
