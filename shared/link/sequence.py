"""Which facts may be applied now, which wait, and when to ask for the missing ones.

If the number of a fact is not greater than the last number, the fact is dropped. If it is the last number plus one, the fact
is applied. If it is greater, the fact waits for 200 ms, and then the missing facts are asked for once. The rules are the same
as in shared/static/sequence.js. The time comes in as an argument.
"""

from collections.abc import Mapping

Message = Mapping[str, object]
"""What the server sent, as JSON has it; whoever gets it reads it with the messages of `shared/wire`."""

GAP_WAIT = 0.2
"""Seconds that a missing number may take to arrive by itself."""
ASK_AGAIN = 2.0
"""Seconds after which the missing facts are asked for once more if there was no answer."""
SILENCE = 6.0
"""Seconds without any word after which a connection counts as dead (a heartbeat comes every 2 s)."""
BACK_AFTER = 1.0
"""Of two heartbeats this many seconds apart, the later may not have the lower number; closer ones may have swapped."""
_MOST_HELD = 2000


class Sequence:
    """Decides for one link which facts are applied, so that each is applied once and in order, whatever the network does."""

    def __init__(self) -> None:
        self.last: int | None = None
        """The number of the last snapshot or fact that was applied. It stays after the connection ends, to be shown."""
        self.ready = False
        """Whether the snapshot of this connection has come."""
        self._highest = 0
        self._held: dict[int, Message] = {}
        self._target: int | None = None
        self._due: float | None = None
        self._floor: tuple[int, float] | None = None

    def forget(self) -> None:
        """Starts anew for a new connection, of which nothing counts until its snapshot has come."""
        self.ready = False
        self._highest = 0
        self._held.clear()
        self._target = self._due = self._floor = None

    def snapshot(self, seq: int) -> bool:
        """Takes in a snapshot; whether it replaces the state, which an older snapshot than the last applied fact does not.

        If it does, `release` then gives the facts that have waited for it.
        """
        if self.ready and self.last is not None and seq < self.last:
            return False
        self.ready = True
        self.last = seq
        self._held = {number: fact for number, fact in self._held.items() if number > seq}
        return True

    def release(self, now: float) -> list[Message]:
        """The facts that may be applied now, in order."""
        facts: list[Message] = []
        if not self.ready or self.last is None:
            return facts
        while (fact := self._held.pop(self.last + 1, None)) is not None:
            self.last += 1
            facts.append(fact)
        if self.last >= self._highest:
            self._target = self._due = None
        elif self._target is None or self.last >= self._target:
            self._target = self._highest
            self._due = now + GAP_WAIT
        return facts

    def receive(self, seq: int, fact: Message, now: float) -> list[Message]:
        """Takes in a fact; returns the facts to apply now, in order. The list is empty if the fact is dropped or waits."""
        if self.ready and self.last is not None and seq <= self.last:
            return []
        next_one = self.ready and self.last is not None and seq == self.last + 1
        # A fact for which there is no room comes again when the missing facts are asked for.
        if len(self._held) < _MOST_HELD or next_one:
            self._held[seq] = fact
        self._highest = max(self._highest, seq)
        return self.release(now)

    def heartbeat(self, seq: int, now: float) -> bool:
        """Takes in the server's newest number. If it is greater than the last number here, the wait for missing facts begins.

        Returns False if it is lower than a number that was known at an earlier heartbeat. Then the server's database was put
        back to an older state, and the numbers of this connection mean nothing any more.
        """
        if self._floor is not None and seq < self._floor[0]:
            return now - self._floor[1] < BACK_AFTER
        if self.ready and self.last is not None:
            self._floor = (max(self.last, seq), now)
        self._highest = max(self._highest, seq)
        self.release(now)
        return True

    def resume(self, now: float) -> int | None:
        """The number after which facts are missing, given once for each gap; None while there is nothing to ask for."""
        if self._due is None or now < self._due:
            return None
        self._due = now + ASK_AGAIN
        self._target = self._highest
        return self.last

    @property
    def due(self) -> float | None:
        """When `resume` should be asked next, on the clock of `now`."""
        return self._due
