"""When a dossier has to be with the next office, and whether it was there in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from queue_server.centre.rules.calendar import Calendar
from queue_server.dossiers.rules.deadline import OfficeDay
from queue_server.dossiers.rules.dossier import compare
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.times import from_ms
from shared.wire.vocabulary import Verdict


@dataclass(frozen=True, slots=True)
class HandOver:
    """A dossier on its way from one place to another; a place of None is the centre. Times are milliseconds."""

    from_office: str | None
    to_office: str | None
    given_at: int
    giver: str
    due_at: int | None
    note: str | None = None
    receiver: str | None = None
    received_at: int | None = None
    id: int = 0

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has signed yet that the dossier arrived."""
        return self.received_at is None

    def timeliness(self, at: int, grace: timedelta, office: OfficeDay) -> Verdict | None:
        """Whether the hand-over is early, on time or late if it is signed for at `at`; None if it has no due date."""
        if self.due_at is None:
            return None
        return timeliness(from_ms(at), from_ms(self.due_at), grace, office)


def waiting(given: Sequence[HandOver]) -> HandOver | None:
    """The hand-over that waits for a signature, or None."""
    return given[-1] if given and given[-1].is_waiting else None


def check_received(given: Sequence[HandOver]) -> None:
    """Raises RuleBroken `not_received` while the last hand-over waits for its signature."""
    if waiting(given) is not None:
        raise RuleBroken("not_received", 409)


def last_department(given: Sequence[HandOver]) -> str | None:
    """The department that was the last to give the dossier away; None when no department has given it away."""
    return next((line.from_office for line in reversed(given) if line.from_office is not None), None)


def due(ready: datetime, calendar: Calendar, office: OfficeDay) -> datetime:
    """The moment by which a dossier that becomes ready at `ready` has to be handed over, in the office's time zone.

    That is the end of the same day, or, if it is ready after 15:00 or on a day off, the start of the next working day
    (NĐ 61/2018 art. 18).
    """
    local = ready.astimezone(office.zone)
    day = local.date()
    if calendar.is_working(day) and local.time() <= office.same_day_until:
        return office.closing(day)
    return office.opening(calendar.after(day, 1))


def timeliness(received: datetime, due_at: datetime, grace: timedelta, office: OfficeDay) -> Verdict:
    """Whether a hand-over was early, on time or late; up to `grace` after `due_at` it counts as on time.

    Without that grace nobody could keep a due date that is the very start of a day.
    """
    if due_at < received <= due_at + grace:
        return Verdict.ON_TIME
    return compare(received, due_at, office.zone)
