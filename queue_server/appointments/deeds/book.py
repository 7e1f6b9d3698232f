"""Books, moves and cancels appointments, and shows them to the desk and to their holders.

The rules are in appointments/rules.py; the check-in is appointments/deeds/check_in.py. Facts and logs contain no names.
"""

import secrets
from datetime import date, datetime
from typing import TypedDict

from queue_server.appointments import rows
from queue_server.appointments import rules as appointment_rules
from queue_server.appointments.rules import Appointment, Person
from queue_server.appointments.views.appointments import for_desk
from queue_server.centre.rules import lookup as centre_lookup
from queue_server.centre.rules.calendar import Calendar
from queue_server.configuration.values import Configuration
from queue_server.dossiers.deeds import access_log
from queue_server.dossiers.rows import access_log as look_rows
from queue_server.hall.deeds import issue
from queue_server.ledger import local_time
from queue_server.ledger.actor import Actor
from queue_server.ledger.context import Context
from queue_server.ledger.database import Database
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.reading import reading
from queue_server.ledger.storage import sealing
from queue_server.ledger.storage.times import to_ms
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.text import person_numbers, telephones
from shared.wire.appointments import AppointmentList, NewAppointment, Slot, SlotDay, Slots
from shared.wire.facts.appointments import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentMissed,
    AppointmentMoved,
)
from shared.wire.tickets import NewTicket


def slots(context: Context, queue_id: str) -> Slots:
    """The slots that can be booked in a queue, today and on the days that follow, each with how many more people it takes."""
    queue = centre_lookup.queue(context.centre, queue_id)
    rules = context.centre.centre.appointments
    today = date.fromisoformat(context.day)
    days = appointment_rules.days(today, rules) if rules.enabled else []
    taken = rows.booked(context.connection, context.centre_id, [day.isoformat() for day in days], queue.id)
    return Slots(
        queue=queue.id,
        queue_name=queue.name,
        enabled=rules.enabled,
        now=local_time.iso(context, context.ms),
        slot_minutes=rules.slot_minutes,
        early_minutes=rules.early_minutes,
        late_minutes=rules.late_minutes,
        days=[
            SlotDay(
                day=day.isoformat(),
                open=bool(begins := _slots(context.centre, day)),
                slots=[
                    Slot(
                        at=at.isoformat(),
                        left=appointment_rules.left(rules, queue.quota, taken[day.isoformat()], to_ms(at)),
                    )
                    for at in begins
                    if appointment_rules.in_time(at, context.now, rules)
                ],
            )
            for day in days
        ],
    )


def book(deed: UnitOfWork, body: NewAppointment) -> Appointment:
    """A new appointment. RuleBroken `appointments_off`, `appointment_slot`, `appointment_full`, `appointment_day_full`,
    `appointment_same_field`, `appointment_person` (422), and as for a number what does not exist or takes none."""
    if not deed.centre.centre.appointments.enabled:
        raise RuleBroken("appointments_off")
    wanted = NewTicket(
        procedures=body.procedures, queue=body.queue, purpose=body.purpose, dossiers=[], documents=[]
    )
    queue, procedures = issue.where(deed, wanted)
    number = person_numbers.of_telephone(body.phone or "") or person_numbers.of_paper(body.card or "")
    if number is None:
        raise RuleBroken("appointment_person", 422, extra={"code": "invalid"})
    seal = sealing.of(deed.connection)
    day = _take_slot(deed, queue.id, body.at, seal.marks(deed.centre_id, [number]))
    booked = rows.add(
        deed.connection,
        Appointment(
            centre=deed.centre_id,
            day=day,
            at=to_ms(body.at),
            code=_code(deed, day),
            queue=queue.id,
            procedures=tuple(procedures),
            purpose=body.purpose,
            lang=body.lang,
            person=Person(body.name, telephones.kept(body.phone or "") or None),
            person_mark=seal.mark(deed.centre_id, number),
            secret=secrets.token_urlsafe(18),
            booked_at=deed.ms,
            booked_by=deed.actor.name,
        ),
    )
    deed.record(AppointmentBooked(**about(deed, booked)))
    return booked


def move(deed: UnitOfWork, before: Appointment, at: datetime) -> Appointment:
    """Moves the appointment to another time of its queue. RuleBroken as `book`, and `appointment_over` if it has ended."""
    before.check_booked()
    marks = [before.person_mark] if before.person_mark else []
    day = _take_slot(deed, before.queue, at, marks, but=before.id)
    code = before.code
    if day != before.day and rows.code_taken(deed.connection, deed.centre_id, day, code):
        code = _code(deed, day)
    after = before.moved(day, to_ms(at), code)
    rows.save(deed.connection, before, after)
    deed.record(AppointmentMoved(**about(deed, after), moved_from=local_time.iso(deed, before.at)))
    return after


def cancel(deed: UnitOfWork, before: Appointment) -> Appointment:
    """Cancels the appointment, so that its place is free again. If it is cancelled already, nothing changes."""
    after = before.cancelled(deed.ms)
    if after != before:
        rows.save(deed.connection, before, after)
        deed.record(AppointmentCancelled(**about(deed, after)))
    return after


def end_day(deed: UnitOfWork) -> None:
    """Marks appointments of earlier days as missed if nobody came.

    Those of today and later that are missed already, because a wrong clock had ended their day, are to come again.
    """
    for found in rows.missed_from(deed.connection, deed.centre_id, deed.day):
        rows.save(deed.connection, found, found.to_come_again())
        deed.record(AppointmentBooked(**about(deed, found)))
    for found in rows.open_before(deed.connection, deed.centre_id, deed.day):
        rows.save(deed.connection, found, found.missed(deed.ms))
        deed.record(AppointmentMissed(**about(deed, found)))


class About(TypedDict):
    """What every fact about an appointment says."""

    id: int
    day: str
    at: str
    queue: str
    by: str


def about(deed: UnitOfWork, booked: Appointment) -> About:
    """What every fact about an appointment says: when and where, by whom of the house; never its code, which opens it."""
    return {
        "id": booked.id,
        "day": booked.day,
        "at": local_time.iso(deed, booked.at),
        "queue": booked.queue,
        "by": deed.actor.name,
    }


def load(context: Context, ident: int) -> Appointment:
    """The appointment with that id. RuleBroken `not_found`."""
    found = rows.by_id(context.connection, context.centre_id, ident)
    if found is None:
        raise RuleBroken("not_found", 404)
    return found


def of_secret(context: Context, secret: str) -> Appointment:
    """The appointment with that secret, which only its holder has. RuleBroken `unknown_secret` (404)."""
    found = rows.by_secret(context.connection, context.centre_id, secret)
    if found is None:
        raise RuleBroken("unknown_secret", 404, extra={"code": "not_found"})
    return found


def note_look(book: Database, actor: Actor, ident: int) -> None:
    """Saves that this person read the telephone number of an appointment, before the number is shown to them."""
    with reading(book) as now:
        seen = access_log.look(now, actor, f"appointment {ident}")
    book.perform(actor, lambda deed: look_rows.add(deed.connection, [seen]))


def of_day(context: Context, day: str, queue: str | None) -> AppointmentList:
    """The appointments of a day by their time, with masked telephone numbers."""
    found = rows.of_day(context.connection, context.centre_id, day, queue)
    return AppointmentList(day=day, items=[for_desk(context, one, veiled=True) for one in found])


def _slots(centre: Configuration, day: date) -> list[datetime]:
    return appointment_rules.slots(
        day, centre.centre.hours, _calendar(centre), local_time.zone(centre), centre.centre.appointments
    )


def _calendar(centre: Configuration) -> Calendar:
    """The calendar of public holidays and the administrator's own days. Which weekdays are open, the opening hours say."""
    return Calendar(
        off=centre_lookup.days_off(centre),
        worked=frozenset(found.day for found in centre.calendar.make_up_days),
        weekend=frozenset(),
    )


def _take_slot(
    deed: UnitOfWork, queue_id: str, at: datetime, marks: list[str], but: int | None = None
) -> str:
    """The day of the slot that begins at `at`, after checking that it has a place for this person.

    RuleBroken as `book`. `but` is the id of an appointment that is not counted, since it is being moved.
    """
    rules = deed.centre.centre.appointments
    queue = centre_lookup.queue(deed.centre, queue_id)
    day = local_time.day(deed.centre, at)
    known = day in appointment_rules.days(date.fromisoformat(deed.day), rules)
    if not known or not appointment_rules.in_time(at, deed.now, rules) or at not in _slots(deed.centre, day):
        raise RuleBroken("appointment_slot", days=rules.days_ahead)
    scope = (deed.connection, deed.centre_id)
    text = day.isoformat()
    appointment_rules.check_person(
        rows.queues_of_person(*scope, text, marks, but), queue.id, rules, name=queue.name
    )
    taken = rows.booked(*scope, [text], queue.id, but)[text]
    if appointment_rules.left(rules, queue.quota, taken, to_ms(at)) == 0:
        raise RuleBroken("appointment_full", queue=queue.name)
    return text


def _code(deed: UnitOfWork, day: str) -> str:
    return appointment_rules.new_code(
        secrets.choice, lambda code: rows.code_taken(deed.connection, deed.centre_id, day, code)
    )
