"""Which facts may be applied now, which wait, and when to ask for the missing ones.

Number at most the last: drop. Last plus one: apply. Greater: wait 200 ms, then resume once. The same rules
as in shared/static/sequence.js. The time comes in as an argument.
"""

from collections.abc import Mapping

Message = Mapping[str, object]
"""What the server sent, as JSON has it; whoever gets it reads it with the messages of `shared/wire`."""

GAP_WAIT = 0.2
"""Seconds that a missing number may take to arrive by itself."""
ASK_AGAIN = 2.0
"""Seconds after which an unanswered resume is asked once more."""
SILENCE = 6.0
"""Seconds without any word after which a connection counts as dead (a heartbeat comes every 2 s)."""
BACK_AFTER = 1.0
"""Seconds between two heartbeats of which the later one may not be lower; closer ones may have been swapped on their way."""
_MOST_HELD = 2000


class Sequence:
    """The bookkeeping of one link: every number is applied once and in order, whatever the network does."""

    def __init__(self) -> None:
        self.last: int | None = None
        """The number of the last snapshot or fact applied; it outlives a connection, for showing."""
        self.ready = False
        """Whether this connection's snapshot came."""
        self._highest = 0
        self._held: dict[int, Message] = {}
        self._target: int | None = None
        self._due: float | None = None
        self._floor: tuple[int, float] | None = None

    def forget(self) -> None:
        """A new connection began: nothing counts until its snapshot came."""
        self.ready = False
        self._highest = 0
        self._held.clear()
        self._target = self._due = self._floor = None

    def snapshot(self, seq: int) -> bool:
        """Whether a snapshot replaces the state; one older than what this connection applied does not.

        After a True, `release` gives the facts that had waited for it.
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
        """Takes a fact in; returns the facts to apply now, in order: none when it is dropped or waits."""
        if self.ready and self.last is not None and seq <= self.last:
            return []
        next_one = self.ready and self.last is not None and seq == self.last + 1
        # What does not fit comes again with the resume that the gap leads to.
        if len(self._held) < _MOST_HELD or next_one:
            self._held[seq] = fact
        self._highest = max(self._highest, seq)
        return self.release(now)

    def heartbeat(self, seq: int, now: float) -> bool:
        """Takes in the server's newest number: being behind it starts the wait for the missing facts.

        False when it is lower than what was known at a heartbeat before: no number can overtake that far, so the server's
        diary was put back to an older one, and this connection's numbers mean nothing any more.
        """
        if self._floor is not None and seq < self._floor[0]:
            return now - self._floor[1] < BACK_AFTER
        if self.ready and self.last is not None:
            self._floor = (max(self.last, seq), now)
        self._highest = max(self._highest, seq)
        self.release(now)
        return True

    def resume(self, now: float) -> int | None:
        """The number after which to resume, given once for a gap; None while there is nothing to ask."""
        if self._due is None or now < self._due:
            return None
        self._due = now + ASK_AGAIN
        self._target = self._highest
        return self.last

    @property
    def due(self) -> float | None:
        """When `resume` should be asked next, on the clock of `now`."""
        return self._due
