"""Wakes this process's announcer after a commit. Between processes a message queue does it as well (message_queue.py)."""

from collections.abc import Callable, Mapping

from queue_server.ledger.events import Event


class Wake:
    """With one process: a commit wakes its announcer directly."""

    def __init__(self, tell: Callable[[list[Event]], None]) -> None:
        self._tell = tell

    def committed(self, facts: list[Event]) -> None:
        """Events were committed here. Returns at once."""
        self._tell(facts)

    def share(self, news: Mapping[str, object]) -> None:
        """Sends the other processes something that may be lost. Returns at once."""

    def failing(self) -> list[str]:
        """`["queue"]` while there is a message queue and it does not answer."""
        return []

    def stop(self) -> None:
        """Ends `run`."""

    def run(self) -> None:
        """Tells the other processes and listens to them until stopped."""
