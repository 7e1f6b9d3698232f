"""Appointments: request bodies and answers."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from shared.wire.base import Body, Ident, Message, Phone
from shared.wire.vocabulary import AppointmentStanding, AppointmentState, Language, Purpose

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=120)]
Card = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]


class NewAppointment(Body):
    """`POST /public/appointments` and `POST /appointments`: what for, when, and who; a telephone or a card is needed.

    Of a card's number only a keyed digest is saved, for the limits per person.
    """

    procedures: Annotated[list[Ident], Field(max_length=5, default_factory=list)]
    queue: Ident | None = None
    purpose: Purpose = Purpose.SUBMIT
    at: AwareDatetime
    name: Name | None = None
    phone: Phone | None = None
    card: Card | None = None
    lang: Literal["vi", "en"] = "vi"


class MoveAppointment(Body):
    """`POST …/move`: to another slot of the same queue."""

    at: AwareDatetime


class Slot(Message):
    """A time that can be booked, and how many more people it takes."""

    at: str
    left: int


class SlotDay(Message):
    """A day of the coming week; a closed one has no slots."""

    day: str
    open: bool
    slots: list[Slot]


class Slots(Message):
    """The times that can be booked in a queue, today and on the days that follow."""

    queue: str
    queue_name: str
    enabled: bool
    now: str
    slot_minutes: int
    early_minutes: int
    late_minutes: int
    days: list[SlotDay]


class KnownAppointment(Message):
    """What an appointment's holder and the desk both see of it."""

    id: int
    code: str
    day: str
    at: str
    queue: str
    queue_name: str
    procedures: list[str]
    matters: list[str]
    purpose: Purpose
    state: AppointmentState
    number: str | None
    url: str | None


class Appointment(KnownAppointment):
    """An appointment as the holder of its secret sees it, without anything personal."""

    opens_at: str
    closes_at: str
    colour: str
    lang: Language
    counters: list[int]
    secret: str
    documents: list[str]


class StaffAppointment(KnownAppointment):
    """An appointment as the desk sees it; its telephone number is masked in lists."""

    ticket: int | None
    name: str | None
    phone: str | None
    booked_at: str
    booked_by: str
    changeable: bool
    """Whether it can still be moved or cancelled."""


class AppointmentList(Message):
    """The appointments of a day, by their time."""

    day: str
    items: list[StaffAppointment]


class KioskAppointment(Message):
    """An appointment as a kiosk may show it, without name and telephone number."""

    code: str
    at: str
    opens_at: str
    closes_at: str
    queue: str
    queue_name: str
    procedures: list[str]
    state: AppointmentState
    standing: AppointmentStanding
    number: str | None


class AppointmentCounts(Message):
    """What became of appointments; `kept` counts the people who came in time, `open` the appointments still to come."""

    booked: int
    kept: int
    late: int
    missed: int
    cancelled: int
    open: int


class QueueAppointments(AppointmentCounts):
    """The appointments of a queue."""

    queue: str
    name: str


class AppointmentFigures(AppointmentCounts):
    """The appointments of a period, in all and by queue."""

    by_queue: list[QueueAppointments]
