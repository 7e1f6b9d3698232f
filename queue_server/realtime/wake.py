"""Wakes this process's announcer after a commit. Between processes a message queue does it as well (message_queue.py)."""

from collections.abc import Callable
from typing import Any

from queue_server.ledger.events import Event


class Wake:
    """One process alone: whoever committed tells its announcer."""

    def __init__(self, tell: Callable[[list[Event]], None]) -> None:
        self._tell = tell

    def committed(self, facts: list[Event]) -> None:
        """Events were committed here. Returns at once."""
        self._tell(facts)

    def share(self, news: dict[str, Any]) -> None:
        """Tells the other processes something that nobody has to know: it may be lost. Returns at once."""

    def failing(self) -> list[str]:
        """`["queue"]` while there is a message queue and it does not answer."""
        return []

    def stop(self) -> None:
        """Ends `run`."""

    def run(self) -> None:
        """Tells the other processes and listens to them until stopped."""
