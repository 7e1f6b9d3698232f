"""Appointments as their holders and the desk see them."""

from collections.abc import Iterable

from queue_server.appointments.rules import Appointment
from queue_server.centre.rules import lookup as centre_lookup
from queue_server.configuration.values import Configuration
from queue_server.dossiers.rules.dossier_code import masked
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from shared.text.documents import documents
from shared.wire import appointments as shown


def for_holder(context: Context, booked: Appointment) -> shown.Appointment:
    """What the holder of the secret sees: nothing personal."""
    queue = next((known for known in context.centre.queues if known.id == booked.queue), None)
    opens, closes = booked.window(context.centre.centre.appointments)
    return shown.Appointment(
        **dict(_known(context, booked)),
        opens_at=local_time.iso(context, opens),
        closes_at=local_time.iso(context, closes),
        colour="#5B6770" if queue is None else queue.colour,
        lang=booked.lang,
        counters=centre_lookup.counters_of(context.centre, booked.queue),
        secret=booked.secret,
        documents=_documents(context.centre, booked.procedures),
    )


def for_desk(context: Context, booked: Appointment, *, veiled: bool) -> shown.StaffAppointment:
    """What the desk sees; in lists (`veiled`) the telephone number is masked."""
    name, phone = (booked.person.name, booked.person.phone) if booked.person else (None, None)
    return shown.StaffAppointment(
        **dict(_known(context, booked)),
        ticket=booked.ticket_id,
        name=name,
        phone=masked(phone) if phone and veiled else phone,
        booked_at=local_time.iso(context, booked.booked_at),
        booked_by=booked.booked_by,
        changeable=booked.is_booked,
    )


def _known(context: Context, booked: Appointment) -> shown.KnownAppointment:
    known = [centre_lookup.find_procedure(context.centre, ident) for ident in booked.procedures]
    names = {queue.id: queue.name for queue in context.centre.queues}
    return shown.KnownAppointment(
        id=booked.id,
        code=booked.code,
        day=booked.day,
        at=local_time.iso(context, booked.at),
        queue=booked.queue,
        queue_name=names.get(booked.queue, booked.queue),
        procedures=list(booked.procedures),
        matters=[found.short_name or found.name for found in known if found is not None],
        purpose=booked.purpose,
        state=booked.state,
        number=booked.number,
        url=url_of(context, booked),
    )


def _documents(centre: Configuration, procedures: Iterable[str]) -> list[str]:
    """What everyone has to bring for these procedures, each paper once."""
    known = [centre_lookup.find_procedure(centre, ident) for ident in procedures]
    papers = [paper for one in known if one is not None for paper in documents("|".join(one.documents))]
    return list(dict.fromkeys(paper.name for paper in papers if not paper.conditional))


def url_of(context: Context, booked: Appointment) -> str | None:
    """The address of the appointment's own page, as its QR code has it; a kiosk takes the appointment's code from it."""
    if context.public_address is None:
        return None
    return f"{context.public_address}{path_of(booked)}"


def path_of(booked: Appointment) -> str:
    """The path of that page."""
    return f"/appointments/{booked.secret}?code={booked.code}"
