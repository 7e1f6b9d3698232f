"""What all forms of a dossier have in common: the office, the code, the people, dates in words."""

from collections.abc import Sequence
from datetime import datetime

from queue_server.configuration.values import Configuration
from queue_server.dossiers.rules.people import Person
from queue_server.dossiers.rules.record import Dossier
from queue_server.dossiers.views.dossier import public_url
from queue_server.forms.views.papers import DossierPaper, Letterhead, Outside, PaperPerson, Slip, SlipRow
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.storage.times import from_ms
from shared.text.messages import say

_CONDITIONAL = "(nếu có)"


def of_office(centre: Configuration, at: datetime) -> Letterhead:
    """The letterhead: the centre's names, its place and that day."""
    office, place = centre.centre.name, centre.centre.subtitle
    return Letterhead(
        office=office,
        subtitle=place,
        place_and_day=_spelled("place_and_day", at, place=place or office),
        head_of_office=say("forms.head_of_office"),
    )


def of_dossier(
    context: Context, dossier: Dossier, form: str, at: datetime, *, to_citizen: bool
) -> DossierPaper:
    """What every form of this dossier says; of people, no more than the forms ask for.

    `scan` is the QR code's text: for a citizen the address of the dossier's state, where the centre has one that phones
    can open, else the code alone, which is no secret.
    """
    applicant = dossier.applicant or Person()
    handed_in_by = dossier.submitter or applicant
    address = public_url(context, dossier) if to_citizen else None
    outside = None
    if dossier.external_system is not None:
        outside = Outside(system=dossier.external_system, code=dossier.external_code)
    return DossierPaper(
        **dict(of_office(context.centre, at)),
        title=say(f"forms.{form}.title"),
        code=dossier.code,
        external=outside,
        applicant=PaperPerson(
            name=applicant.name, address=applicant.address, phone=applicant.phone, email=applicant.email
        ),
        submitter=_submitter(dossier.submitter),
        request=dossier.pinned.procedure_name,
        received=moment(context, dossier.received_at),
        due=moment(context, dossier.due_at),
        collect_at=_collect_at(context.centre),
        handed_in_by=handed_in_by.name or "",
        scan=address or dossier.code,
        qr_says=say("forms.qr.state" if address else "forms.qr.code"),
    )


def local(context: Context, ms: int) -> datetime:
    """A stored time in the centre's zone."""
    return from_ms(ms).astimezone(local_time.zone(context.centre))


def moment(context: Context, ms: int | None) -> str | None:
    """Hour, minute and day in words, or None."""
    return None if ms is None else _spelled("moment", local(context, ms))


def day(context: Context, ms: int | None) -> str:
    """The day alone, for narrow columns; empty for None."""
    return "" if ms is None else f"{local(context, ms):%d/%m/%Y}"


def department_of(centre: Configuration, dossier: Dossier) -> str | None:
    """The department that decides: the one of its procedure at the intake."""
    procedure = dossier.pinned.procedure
    field = None if procedure is None else procedure.field
    return dossier.pinned.department or next((f.department for f in centre.fields if f.id == field), None)


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
) -> Slip:
    """The same as lines for the thermal printer; a row is a key of the catalogue and its value."""
    return Slip(
        title=title,
        rows=[SlipRow(label=say(f"forms.slip.{key}"), value=value) for key, value in rows],
        items_title=say(f"forms.slip.{items_title}") if items_title else "",
        items=list(items),
        note=note,
    )


def _submitter(person: Person | None) -> str | None:
    if person is None or not person.name:
        return None
    remarks = ", ".join(remark for remark in (person.relation, person.authority) if remark)
    return f"{person.name} ({remarks})" if remarks else person.name


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
