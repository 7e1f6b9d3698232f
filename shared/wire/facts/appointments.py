"""Facts about appointments: time and queue, but no person and no code. The hall does not get them."""

from dataclasses import dataclass
from typing import ClassVar

from shared.wire.facts.base import Audience, Fact, ForDesk
from shared.wire.vocabulary import FactType


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentFact(Fact):
    """An appointment as it was when it happened."""

    heard_by: ClassVar[Audience] = "desk"

    id: ForDesk[int]
    day: ForDesk[str]
    at: ForDesk[str]
    queue: ForDesk[str]
    by: ForDesk[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentBooked(AppointmentFact):
    """Somebody booked an appointment; or one that was missed is to come again, since a wrong clock had ended its day."""

    type = FactType.APPOINTMENT_BOOKED


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentMoved(AppointmentFact):
    """An appointment was moved to another time."""

    type = FactType.APPOINTMENT_MOVED

    moved_from: ForDesk[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentCancelled(AppointmentFact):
    """An appointment was cancelled."""

    type = FactType.APPOINTMENT_CANCELLED


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentCheckedIn(AppointmentFact):
    """A citizen came to their appointment and has a ticket; with `late` it is an ordinary one, since they came too late."""

    type = FactType.APPOINTMENT_CHECKED_IN

    ticket: ForDesk[int]
    number: ForDesk[str]
    late: ForDesk[bool]

    @property
    def about_ticket(self) -> int:
        """The ticket that the appointment became."""
        return self.ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentMissed(AppointmentFact):
    """Nobody came to an appointment on its day."""

    type = FactType.APPOINTMENT_MISSED


FACTS: tuple[type[Fact], ...] = (
    AppointmentBooked,
    AppointmentMoved,
    AppointmentCancelled,
    AppointmentCheckedIn,
    AppointmentMissed,
)
