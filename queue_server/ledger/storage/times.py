"""Times as they are saved in the database: whole milliseconds since 1970 UTC."""

from datetime import UTC, datetime


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970 UTC of an aware moment."""
    return round(moment.timestamp() * 1000)


def from_ms(ms: int) -> datetime:
    """The aware UTC moment of a stored time."""
    return datetime.fromtimestamp(ms / 1000, UTC)
