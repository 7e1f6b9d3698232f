"""What is known of the numbers that kiosks printed: which of their ranges are used up, and when a kiosk gave its latest.

Decides nothing.
"""

from sqlalchemy import Connection, func, select

from queue_server.store.tables import devices, tickets


def printed_values(connection: Connection, centre: str, day: str) -> dict[str, int]:
    """The numbers that tickets of the day bear because a kiosk printed them, with their values."""
    query = select(tickets.c.number, tickets.c.number_value).where(
        tickets.c.centre == centre, tickets.c.day == day, tickets.c.offline == 1
    )
    return {row.number: row.number_value for row in connection.execute(query)}


def latest_issued_by(
    connection: Connection, centre: str, kiosk: str, day: str, but: int | None = None
) -> int | None:
    """When this kiosk gave its latest ticket of the day, `but` the one of this id."""
    query = select(func.max(tickets.c.issued_at)).where(
        tickets.c.centre == centre, tickets.c.day == day, tickets.c.kiosk == kiosk
    )
    if but is not None:
        query = query.where(tickets.c.id != but)
    return connection.execute(query).scalar_one_or_none()


def last_report(connection: Connection, centre: str, kiosk: str) -> tuple[str, int] | None:
    """The kiosk's last report (JSON) and when it came; None before the first one."""
    query = select(devices.c.detail, devices.c.last_seen).where(
        devices.c.centre == centre, devices.c.name == kiosk
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else (row.detail, row.last_seen)
