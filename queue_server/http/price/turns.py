"""Who goes on next, where all work shares one loop: in each round of it one piece of work, beside whatever is urgent.

What a citizen stands waiting for asks for no turn. So it waits for one piece at most, however many have come before it.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from queue_server.http.price.meter import Payer

_STRANGERS_EVERY = 4
"""While others wait too, each fourth piece is a stranger's, so that phones are late and not forgotten."""


@dataclass(slots=True, eq=False)
class _Waiting:
    payer: Payer
    go: threading.Event = field(default_factory=threading.Event)


class Turns:
    """`spawn` runs something beside the requests, `next_round` waits for it, `left` says what a payer has left."""

    def __init__(
        self,
        spawn: Callable[[Callable[[], None]], object],
        next_round: Callable[[], None],
        left: Callable[[Payer], float],
    ) -> None:
        self._spawn = spawn
        self._next_round = next_round
        self._left = left
        self._waiting: list[_Waiting] = []
        self._running = False
        self._given = 0

    def wait(self, payer: Payer) -> None:
        """Waits for a turn; the first of a round has it at once."""
        if not self._running:
            self._running = True
            self._spawn(self._run)
            return
        mine = _Waiting(payer)
        self._waiting.append(mine)
        mine.go.wait()

    def _run(self) -> None:
        while True:
            self._next_round()
            if not self._waiting:
                self._running = False
                return
            self._best().go.set()

    def _best(self) -> _Waiting:
        """Those who are known come before strangers, and among them whoever has spent least; of one payer the first."""
        self._given += 1
        strangers_turn = self._given % _STRANGERS_EVERY == 0
        found = max(
            self._waiting,
            key=lambda waiting: (waiting.payer.stranger is strangers_turn, self._left(waiting.payer)),
        )
        self._waiting.remove(found)
        return found
