"""Stored times as the centre's people read them: in its zone, with its offset."""

from datetime import date, datetime, time, timedelta
from typing import overload
from zoneinfo import ZoneInfo

from queue_server.configuration.values import Configuration
from queue_server.ledger.context import Context
from queue_server.ledger.storage.times import from_ms, to_ms


def zone(centre: Configuration) -> ZoneInfo:
    """The time zone of the centre."""
    return ZoneInfo(centre.centre.timezone)


def day(centre: Configuration, at: datetime) -> date:
    """The centre's day of a moment that knows its zone."""
    return at.astimezone(zone(centre)).date()


def span(centre: Configuration, day: date) -> tuple[int, int]:
    """When a day of the centre begins and when the next one does, in milliseconds."""
    midnights = (datetime.combine(day + timedelta(days=later), time(), zone(centre)) for later in (0, 1))
    begins, ends = map(to_ms, midnights)
    return begins, ends


def moment(centre: Configuration, told: datetime) -> datetime:
    """What somebody told as a moment: without an offset it is the centre's own clock that was read."""
    return told if told.tzinfo else told.replace(tzinfo=zone(centre))


@overload
def iso(context: Context, ms: int) -> str: ...
@overload
def iso(context: Context, ms: int | None) -> str | None: ...
def iso(context: Context, ms: int | None) -> str | None:
    """A stored time as ISO 8601 with the centre's offset, or None."""
    if ms is None:
        return None
    return from_ms(ms).astimezone(zone(context.centre)).isoformat(timespec="milliseconds")
