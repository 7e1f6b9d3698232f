"""Tokens for a run's people and devices, made in its database as the command makes them."""

from collections.abc import Iterable
from datetime import UTC, datetime

from queue_server.centre.deeds import people
from queue_server.configuration.values import Configuration
from queue_server.ledger.actor import Actor
from queue_server.ledger.database import Database
from queue_server.ledger.storage.engine import open_engine
from queue_server.upkeep import day_end

_SYSTEM = Actor("torture", "admin", principal="torture")


def tokens(
    url: str, centre: Configuration, wanted: Iterable[tuple[str, str, tuple[int, ...]]]
) -> dict[str, str]:
    """The new tokens' secrets by name; each is wanted by name, role and counters."""
    engine = open_engine(url)
    try:
        book = Database(engine, centre, lambda: datetime.now(UTC), day_end.end_day)
        try:
            return {name: _made(book, name, role, counters) for name, role, counters in wanted}
        finally:
            # A file that is still open here would be read again by its old log once the run has damaged it.
            book.close()
    finally:
        engine.dispose()


def _made(book: Database, name: str, role: str, counters: tuple[int, ...]) -> str:
    secrets: list[str] = []
    book.perform(_SYSTEM, lambda deed: secrets.append(people.create_token(deed, role, name, counters)))
    return secrets[0]
