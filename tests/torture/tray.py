"""Where a virtual printer's papers fall: each is read at once and remembered."""

import threading
import time
from collections.abc import Callable
from queue import SimpleQueue

from kiosk.virtual_printer.decoder import Paper as Dots
from tests.torture import papers
from tests.torture.history import Paper


class Tray:
    """Stands in for the virtual printer's roll of pictures; reading is done by a thread of its own."""

    def __init__(self, printer: str, clock: Callable[[], float]) -> None:
        self.papers: list[Paper] = []
        self._printer = printer
        self._clock = clock
        self._waiting: SimpleQueue[tuple[float, Dots] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._read, name=f"tray-{printer}", daemon=True)
        self._thread.start()

    def add(self, paper: Dots) -> int:
        """A paper came out; returns how many have so far."""
        self._waiting.put((self._clock(), paper))
        return len(self.papers) + 1

    def numbers(self) -> list[int]:
        """No picture is kept."""
        return []

    def settle(self, within: float) -> None:
        """Waits until every paper was read."""
        deadline = time.monotonic() + within
        while not self._waiting.empty() and time.monotonic() < deadline:
            time.sleep(0.05)
        self._waiting.put(None)
        self._thread.join(within)

    def _read(self) -> None:
        while (item := self._waiting.get()) is not None:
            at, dots = item
            number, secret = papers.read(dots)
            self.papers.append(Paper(at, self._printer, number, secret))
