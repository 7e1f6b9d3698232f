"""Facts about appointments: when and where, never whose, and never the code that opens one. The hall hears none of them."""

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
    """Somebody will come at that time."""

    type = FactType.APPOINTMENT_BOOKED


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentMoved(AppointmentFact):
    """They will come at another time."""

    type = FactType.APPOINTMENT_MOVED

    moved_from: ForDesk[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentCancelled(AppointmentFact):
    """They will not come."""

    type = FactType.APPOINTMENT_CANCELLED


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentCheckedIn(AppointmentFact):
    """They came and have a ticket; `late` ones wait by their arrival."""

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
    """Nobody came for it on its day."""

    type = FactType.APPOINTMENT_MISSED


FACTS: tuple[type[Fact], ...] = (
    AppointmentBooked,
    AppointmentMoved,
    AppointmentCancelled,
    AppointmentCheckedIn,
    AppointmentMissed,
)
