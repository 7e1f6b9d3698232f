"""From when on a letter of apology is owed for a dossier that is not finished yet."""

from datetime import datetime, time, timedelta

from queue_server.centre.rules.calendar import Calendar
from queue_server.dossiers.rules.deadline import OfficeDay

_SEARCH_LIMIT = 400


def owed_from(
    received: datetime, due_at: datetime, calendar: Calendar, office: OfficeDay, at: time
) -> datetime:
    """The moment at which the letter is drafted: at the time `at` of the last working day before the due day.

    An apology has to go out at least a day before the due date (NĐ 61/2018 art. 19.9). If a dossier was received only on
    that working day or later, nobody can know by then that it will be late; its letter is drafted when it is late.
    """
    eve = due_at.astimezone(office.zone).date()
    for _ in range(_SEARCH_LIMIT):
        eve -= timedelta(days=1)
        if calendar.is_working(eve):
            break
    if received.astimezone(office.zone).date() >= eve:
        return due_at
    return datetime.combine(eve, at, office.zone)
