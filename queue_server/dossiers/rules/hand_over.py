"""When a dossier has to be with the next office, and whether it was there in time. Knows no office by name."""

from datetime import datetime, timedelta

from queue_server.centre.rules.calendar import Calendar
from queue_server.dossiers.rules.deadline import OfficeDay
from queue_server.dossiers.rules.dossier import Verdict, compare


def due(ready: datetime, calendar: Calendar, office: OfficeDay) -> datetime:
    """The moment by which a dossier that is ready then is handed over, in the office's zone.

    The same day; after 15:00, or on a day off, at the start of the next working day (NĐ 61/2018 art. 18).
    """
    local = ready.astimezone(office.zone)
    day = local.date()
    if calendar.is_working(day) and local.time() <= office.same_day_until:
        return office.closing(day)
    return office.opening(calendar.after(day, 1))


def timeliness(received: datetime, due_at: datetime, grace: timedelta, office: OfficeDay) -> Verdict:
    """How a hand-over kept its time; the grace makes a minute out of "the start of the day"."""
    if due_at < received <= due_at + grace:
        return Verdict.ON_TIME
    return compare(received, due_at, office.zone)
