"""The numbers that kiosks printed: which of them are in use today, and when a kiosk gave its latest number."""

from sqlalchemy import Connection, func, select

from queue_server.ledger.tables import tickets


def printed_values(connection: Connection, centre: str, day: str) -> dict[str, int]:
    """The numbers of the day's tickets that a kiosk has printed alone, with their values."""
    query = select(tickets.c.number, tickets.c.number_value).where(
        tickets.c.centre == centre, tickets.c.day == day, tickets.c.offline == 1
    )
    return {row.number: row.number_value for row in connection.execute(query)}


def latest_issued_by(
    connection: Connection, centre: str, kiosk: str, day: str, but: int | None = None
) -> int | None:
    """When this kiosk gave its latest ticket of the day, not counting the ticket with the id `but`."""
    query = select(func.max(tickets.c.issued_at)).where(
        tickets.c.centre == centre, tickets.c.day == day, tickets.c.kiosk == kiosk
    )
    if but is not None:
        query = query.where(tickets.c.id != but)
    return connection.execute(query).scalar_one_or_none()
