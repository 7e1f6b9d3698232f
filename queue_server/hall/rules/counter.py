"""The counter as a value, its state machine, and what becomes of its ticket when it pauses or closes."""

from dataclasses import dataclass, replace

from queue_server.ledger.errors import RuleBroken
from shared.wire.vocabulary import CounterMove
from shared.wire.vocabulary import CounterState as C

MOVES: dict[C, frozenset[C]] = {
    C.CLOSED: frozenset({C.OPEN}),
    C.OPEN: frozenset({C.PAUSED, C.CLOSED}),
    C.PAUSED: frozenset({C.OPEN, C.CLOSED, C.PAUSED}),
}


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter as it is now: who sits there, and which ticket it holds. The configuration has its name and usual queues."""

    number: int
    state: C
    reason: str | None
    officer: str | None
    ticket_id: int | None
    changed_at: int
    queues: tuple[str, ...] | None
    """The queues that the counter serves instead of those in the configuration; None: it serves those."""

    @property
    def receives(self) -> bool:
        """Whether a ticket may be sent to the counter; nobody would ever call it at a closed one."""
        return self.state is not C.CLOSED

    def allowed(self, *, supervises: bool) -> list[CounterMove]:
        """What staff may do at the counter now.

        Only a supervisor may stop a counter that holds a ticket, and says what becomes of the ticket.
        """
        busy = self.ticket_id is not None
        found = []
        if C.OPEN in MOVES[self.state]:
            found.append(CounterMove.OPEN)
        if self.state is C.OPEN and not busy:
            found.append(CounterMove.CALL)
        if C.PAUSED in MOVES[self.state] and (not busy or supervises):
            found.append(CounterMove.PAUSE)
        if C.CLOSED in MOVES[self.state] and (not busy or supervises):
            found.append(CounterMove.CLOSE)
        return found

    def check_may_call(self) -> None:
        """Raises RuleBroken `counter_closed` if the counter is closed or paused. `check_free` checks whether it is free."""
        if self.state is C.CLOSED:
            raise RuleBroken("counter_closed", counter=self.number)
        if self.state is C.PAUSED:
            raise RuleBroken("counter_paused", counter=self.number, extra={"code": "counter_closed"})

    def opened(self, me: str, now: int, *, supervises: bool) -> "Counter":
        """Open, or open again after a pause; the same counter where nothing changes.

        Raises RuleBroken `counter_taken` when somebody else sits there.
        """
        taken = self.officer not in (None, me)
        if self.state is not C.CLOSED and taken and not (supervises and self.state is C.PAUSED):
            raise RuleBroken("counter_taken", counter=self.number, officer=self.officer)
        if self.state is C.OPEN and (self.officer is not None or supervises):
            return self
        # If a counter was opened without an officer, the first officer who opens it takes it over.
        officer = self.officer if supervises and self.officer else me
        return replace(self, state=C.OPEN, reason=None, officer=officer, changed_at=now)

    def opened_for_anyone(self, now: int) -> "Counter":
        """Open without an officer; the first officer who sits down there takes the counter over."""
        check_move(self.number, self.state, C.OPEN)
        return replace(self, state=C.OPEN, reason=None, officer=None, changed_at=now)

    def paused(self, me: str, reason: str, now: int) -> "Counter":
        """Paused, with a reason that the hall may read. Raises RuleBroken `illegal_move`."""
        check_move(self.number, self.state, C.PAUSED)
        return replace(self, state=C.PAUSED, reason=reason, officer=self.officer or me, changed_at=now)

    def closed(self, now: int) -> "Counter":
        """Closed; nobody sits there. Raises RuleBroken `illegal_move`."""
        check_move(self.number, self.state, C.CLOSED)
        return replace(self, state=C.CLOSED, reason=None, officer=None, changed_at=now)


def check_move(counter: int, origin: C, target: C) -> None:
    """Raises RuleBroken `illegal_move` unless the state table has this move."""
    if target not in MOVES[origin]:
        raise RuleBroken(
            "illegal_counter_move",
            counter=counter,
            origin=origin.value,
            extra={"code": "illegal_move", "from": origin.value, "to": target.value},
        )


def check_free(counter: int, held_number: str | None) -> None:
    """Raises RuleBroken `counter_busy`, naming the ticket, if the counter holds one that is called or served."""
    if held_number is not None:
        raise RuleBroken("counter_busy", counter=counter, number=held_number, extra={"number": held_number})
