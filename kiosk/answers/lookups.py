"""What was looked up or booked for whoever stands there: dossiers, appointments, free times."""

from typing import Literal

from pydantic import RootModel

from kiosk.answers.base import Answer, NotFound, Paper
from shared.wire.base import InBothLanguages
from shared.wire.vocabulary import AppointmentStanding, AppointmentState, Purpose, Standing


class Dossier(Answer):
    """A dossier in words; what is only for the receipt's holder is null without it."""

    code: str
    receipt: bool
    status: int
    status_name: InBothLanguages
    standing: Standing
    purpose: Purpose | None
    """What its citizen takes a number for; nothing where there is nothing to do at a counter."""
    overdue: bool
    ready: bool
    queue: str | None
    procedure_name: str | None
    asked: str | None
    due: InBothLanguages | None
    due_said: InBothLanguages | None
    owed: str | None


class DossierFound(Answer):
    """A dossier that the server knows."""

    state: Literal["found"]
    code: str
    dossier: Dossier


class NoDossier(Answer):
    """None was found; `code` is what was read."""

    state: NotFound | Literal["no_receipt"]
    code: str | None
    dossier: None


class FoundDossier(RootModel[DossierFound | NoDossier]):
    """`POST /local/dossiers`."""


class Appointment(Answer):
    """An appointment in words; `standing` is null for one that was booked just now."""

    code: str
    time: str
    day: InBothLanguages
    today: bool
    opens: str
    closes: str
    queue: str
    procedures: list[str]
    matters: list[str]
    state: AppointmentState
    standing: AppointmentStanding | None
    number: str | None


class AppointmentFound(Answer):
    """An appointment that the server knows."""

    state: Literal["found"]
    code: str
    appointment: Appointment


class NoAppointment(Answer):
    """None was found; `code` is what was read."""

    state: NotFound | Literal["no_code"]
    code: str | None
    appointment: None


class FoundAppointment(RootModel[AppointmentFound | NoAppointment]):
    """`POST /local/appointments/look`."""


class Slot(Answer):
    """A time that can be booked, and how many more it takes."""

    at: str
    left: int
    time: str


class SlotDay(Answer):
    """A day of the coming week; a closed one has no slots."""

    day: str
    open: bool
    label: InBothLanguages
    slots: list[Slot]


class Slots(Answer):
    """`GET /local/appointments/slots`."""

    state: Literal["ok", "off", "away"]
    days: list[SlotDay]


class BookedAppointment(Appointment):
    """An appointment that was booked here, with the code for a phone."""

    id: int
    qr: list[str] | None


class Booked(Answer):
    """`POST /local/appointments`; refused with the server's code and sentence."""

    state: Literal["booked", "refused", "away"]
    code: str | None
    title: str
    appointment: BookedAppointment | None


class SlipPaper(Answer):
    """`GET /local/appointments/…/paper`: what became of a slip's paper."""

    paper: Paper
