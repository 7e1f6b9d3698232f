"""What all forms of a dossier say alike: the office, the code, the people, dates in words. Draws nothing."""

import json
from collections.abc import Sequence
from datetime import datetime

from queue_server.configuration.values import Configuration
from queue_server.dossiers.views.dossier import pinned, public_url
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.storage.rows import Json, Row
from queue_server.ledger.storage.times import from_ms
from shared.text.messages import say

VOLUME = 1000
"""Dossiers of a volume of the register: what one answer can print without making others wait."""
_CONDITIONAL = "(nếu có)"
_ON_FORMS = ("name", "address", "phone", "email")


def of_office(centre: Configuration, at: datetime) -> Json:
    """The letterhead: the centre's names, its place and that day."""
    office, place = centre.centre.name, centre.centre.subtitle
    return {
        "office": office,
        "subtitle": place,
        "place_and_day": _spelled("place_and_day", at, place=place or office),
        "head_of_office": say("forms.head_of_office"),
    }


def of_dossier(context: Context, row: Row, form: str, at: datetime, *, to_citizen: bool) -> Json:
    """What every form of this dossier says; of people, no more than the forms ask for.

    `scan` is the QR code's text: for a citizen the address of the dossier's state, where the centre has one that phones
    can open, else the code alone, which is no secret.
    """
    applicant = json.loads(row["applicant"])
    submitter = json.loads(row["submitter"]) if row["submitter"] else None
    address = public_url(context, row) if to_citizen else None
    outside = None
    if row["external_system"] is not None:
        outside = {"system": row["external_system"], "code": row["external_code"]}
    return {
        **of_office(context.centre, at),
        "title": say(f"forms.{form}.title"),
        "code": row["code"],
        "external": outside,
        "applicant": {key: applicant.get(key) for key in _ON_FORMS},
        "submitter": _submitter(submitter),
        "request": procedure_name(row),
        "received": moment(context, row["received_at"]),
        "due": moment(context, row["due_at"]),
        "collect_at": _collect_at(context.centre),
        "handed_in_by": (submitter or applicant).get("name") or "",
        "scan": address or row["code"],
        "qr_says": say("forms.qr.state" if address else "forms.qr.code"),
    }


def procedure_name(row: Row) -> str | None:
    """The name of the procedure at the dossier's intake."""
    procedure = pinned(row).get("procedure")
    return procedure["name"] if procedure else None


def local(context: Context, ms: int) -> datetime:
    """A stored time in the centre's zone."""
    return from_ms(ms).astimezone(local_time.zone(context.centre))


def moment(context: Context, ms: int | None) -> str | None:
    """Hour, minute and day in words, or None."""
    return None if ms is None else _spelled("moment", local(context, ms))


def day(context: Context, ms: int | None) -> str:
    """The day alone, for narrow columns; empty for None."""
    return "" if ms is None else f"{local(context, ms):%d/%m/%Y}"


def department_of(centre: Configuration, row: Row) -> str | None:
    """The department that decides: the one of its procedure at the intake."""
    kept = pinned(row)
    procedure = kept.get("procedure")
    field = procedure["field"] if procedure else None
    return kept.get("department") or next((f.department for f in centre.fields if f.id == field), None)


def plain(document: str) -> str:
    """A document's name without the catalogue's marks: the star (shown only) and "(nếu có)" (conditional)."""
    return document.strip().removeprefix(_CONDITIONAL).rstrip("* ").strip()


def lines(note: str | None) -> list[str]:
    """What an officer wrote, a line each, without the dashes that lists begin with."""
    written = ((note or "").strip()).splitlines()
    return [line for line in (text.strip().lstrip("-•").strip() for text in written) if line]


def slip(
    title: str,
    rows: Sequence[tuple[str, str | None]],
    items_title: str = "",
    items: Sequence[str] = (),
    note: str | None = None,
) -> Json:
    """The same as lines for the thermal printer; a row is a key of the catalogue and its value."""
    return {
        "title": title,
        "rows": [{"label": say(f"forms.slip.{key}"), "value": value} for key, value in rows],
        "items_title": say(f"forms.slip.{items_title}") if items_title else "",
        "items": list(items),
        "note": note,
    }


def _submitter(person: Json | None) -> str | None:
    if person is None or not person.get("name"):
        return None
    remarks = ", ".join(person[key] for key in ("relation", "authority") if person.get(key))
    return f"{person['name']} ({remarks})" if remarks else str(person["name"])


def _collect_at(centre: Configuration) -> str:
    name, subtitle = centre.centre.name, centre.centre.subtitle
    return say("forms.collect_at", centre=name, subtitle=subtitle) if subtitle else name


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
