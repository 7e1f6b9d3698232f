"""What supervisors tell everyone, and whether the clock is in doubt, in the centre's own row."""

from sqlalchemy import Connection, update

from queue_server.ledger.tables import centres


def start_emergency(connection: Connection, centre: str, text: str, at: int) -> None:
    """Keeps the sentence; a newer one takes its place."""
    connection.execute(update(centres).where(centres.c.id == centre).values(emergency=text, emergency_at=at))


def end_emergency(connection: Connection, centre: str) -> bool:
    """Takes the sentence away; False where there was none."""
    change = update(centres).where(centres.c.id == centre, centres.c.emergency.is_not(None))
    return bool(connection.execute(change.values(emergency=None, emergency_at=None)).rowcount)


def set_notice(connection: Connection, centre: str, text: str | None) -> None:
    """Keeps the message of the day; None: the configuration's, empty: none."""
    connection.execute(update(centres).where(centres.c.id == centre).values(notice=text))


def doubt_clock(connection: Connection, centre: str, believed: int, off: int) -> None:
    """Keeps that the clock is in doubt: the last time that was believed, and by how many milliseconds it is off."""
    connection.execute(
        update(centres).where(centres.c.id == centre).values(clock_believed=believed, clock_off=off)
    )


def believe_clock(connection: Connection, centre: str) -> None:
    """Keeps that the clock is believed."""
    connection.execute(
        update(centres).where(centres.c.id == centre).values(clock_believed=None, clock_off=None)
    )
