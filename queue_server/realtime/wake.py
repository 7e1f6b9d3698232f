"""Wakes the announcer of this process after a commit. The announcers of other processes are woken by message_queue.py."""

from collections.abc import Callable, Mapping

from queue_server.ledger.events import Event


class Wake:
    """For a single process: a commit wakes the announcer directly."""

    def __init__(self, tell: Callable[[list[Event]], None]) -> None:
        self._tell = tell

    def committed(self, facts: list[Event]) -> None:
        """Wakes the announcer after these events were committed. Returns at once."""
        self._tell(facts)

    def share(self, news: Mapping[str, object]) -> None:
        """Sends the other processes a message that may be lost. Returns at once."""

    def failing(self) -> list[str]:
        """`["queue"]` while there is a message queue and it does not answer."""
        return []

    def stop(self) -> None:
        """Ends `run`."""

    def run(self) -> None:
        """Sends to the other processes and listens to them until stopped."""
