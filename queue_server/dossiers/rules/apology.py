"""From when on a letter of apology is owed for a dossier that is not finished yet."""

from datetime import datetime, time, timedelta

from queue_server.centre.rules.calendar import Calendar
from queue_server.dossiers.rules.deadline import OfficeDay

_SEARCH_LIMIT = 400


def owed_from(
    received: datetime, due_at: datetime, calendar: Calendar, office: OfficeDay, at: time
) -> datetime:
    """The moment from which the letter is drafted: at that time of the last working day before the due day.

    An apology goes out at least a day before the due date (NĐ 61/2018 art. 19.9). A dossier that came in only on that
    day, or later, cannot be known to be late then: it is owed one when it is late.
    """
    eve = due_at.astimezone(office.zone).date()
    for _ in range(_SEARCH_LIMIT):
        eve -= timedelta(days=1)
        if calendar.is_working(eve):
            break
    if received.astimezone(office.zone).date() >= eve:
        return due_at
    return datetime.combine(eve, at, office.zone)
