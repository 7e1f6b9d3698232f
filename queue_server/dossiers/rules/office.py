"""The centre's configuration as the rules of time limits read it: its calendar, its office day, a limit."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from queue_server.centre.rules.calendar import Calendar
from queue_server.configuration.catalogue_files import Procedure
from queue_server.configuration.values import Configuration
from queue_server.dossiers.rules import deadline
from queue_server.dossiers.rules.deadline import Limit, OfficeDay

_OPENS, _CLOSES = 7 * 60, 17 * 60
_DAY = 24 * 60


def calendar(centre: Configuration) -> Calendar:
    """The office's days: Vietnam's holidays, as changed by the administrator's settings."""
    return Calendar(
        off=frozenset(found.day for found in centre.calendar.days_off),
        worked=frozenset(found.day for found in centre.calendar.make_up_days),
    )


def office_day(centre: Configuration) -> OfficeDay:
    """The office's hours: the week's earliest opening to its latest closing, or 7:00–17:00 if the centre never closes."""
    opens = min((hours.opens for hours in centre.centre.hours), default=_OPENS)
    closes = max((hours.closes for hours in centre.centre.hours), default=_CLOSES)
    if opens == 0:
        opens = _OPENS
    if closes >= _DAY:
        closes = _CLOSES
    if closes <= opens:
        opens, closes = _OPENS, _CLOSES
    until = min(centre.centre.same_day_until, closes)
    return OfficeDay(ZoneInfo(centre.centre.timezone), _time(opens), _time(closes), _time(until))


def soon(centre: Configuration, now: datetime) -> datetime:
    """A dossier that is due up to this moment counts as due soon; the centre's settings say how many hours ahead it lies."""
    return deadline.ahead(now, centre.centre.soon_hours, calendar(centre), office_day(centre))


def limit(procedure: Procedure) -> Limit:
    """The procedure's published limit; a cell that is empty in the catalogue is None."""
    return Limit(procedure.time_limit, deadline.unit_of(procedure.time_unit), bool(procedure.same_day))


def officers_date(given: datetime, centre: Configuration) -> datetime:
    """A due date as an officer wrote it: local time if it has no offset, and that day's closing if it has no time."""
    office = office_day(centre)
    local = given.replace(tzinfo=office.zone) if given.tzinfo is None else given.astimezone(office.zone)
    return office.closing(local.date()) if local.time() == time() else local


def _time(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)
