"""The ticket as a value, and its state machine: what can be done in which state, and what each deed makes of the ticket.

Who may do it is decided elsewhere.
"""

from dataclasses import dataclass, replace

from queue_server.hall.rules.ordering import Waiting, delay_ends
from queue_server.hall.rules.ticket_moves import (
    AT_COUNTER,
    OF_A_COUNTER,
    STARTS,
    check_move,
    day_end_state,
    illegal,
    moves_from,
)
from queue_server.ledger.errors import RuleBroken
from shared.wire.vocabulary import Language, Purpose, TicketMove
from shared.wire.vocabulary import TicketState as S

UNDO_SECONDS = 60
"""How long after the deed a finish, no-show or cancellation can be undone (design: state machines)."""

MOST_DELAYS = 1
"""Ten more minutes are given once: a line that everyone may leave and enter at will is none."""

NOT_YET = 2**62
"""Stands for the id of a ticket that has none yet: greater than all, as a new one's is."""

_OF_TODAY = frozenset({TicketMove.PUT_BACK, TicketMove.RESTORE, TicketMove.TRANSFER})
"""What ends in a line, and so needs that the ticket's day still has one."""


@dataclass(frozen=True, slots=True)
class Service:
    """One stop of a visit that was served, as reports count it; times are milliseconds since 1970 UTC."""

    day: str
    ticket_id: int
    queue: str
    counter: int
    officer: str | None
    called_at: int
    started_at: int | None
    finished_at: int
    waited_ms: int
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Ticket:
    """A number and its visit; times are milliseconds since 1970 UTC. The fields are the columns that rows keep of it."""

    id: int
    centre: str
    day: str
    queue: str
    number: str
    number_value: int
    lap: int
    state: S
    purpose: Purpose
    priority: str | None
    lang: Language
    arrival: int
    issued_at: int
    stop_since: int
    follow_secret: str
    appointment_at: int | None = None
    first_called_at: int | None = None
    called_at: int | None = None
    recalled_at: int | None = None
    started_at: int | None = None
    finished_at: int | None = None
    ended_at: int | None = None
    counter: int | None = None
    sent_to: int | None = None
    first_at: int | None = None
    put_back_at: int | None = None
    calls: int = 0
    returns: int = 0
    outcome: str | None = None
    officer: str | None = None
    procedures: tuple[str, ...] = ()
    stop: int = 0
    documents: tuple[str, ...] = ()
    kiosk: str | None = None
    offline: bool = False
    held_from: S | None = None
    held_reason: str | None = None
    held_until: int | None = None
    note: str | None = None
    delayed_until: int | None = None
    delays: int = 0
    told_p50: int | None = None
    told_p90: int | None = None

    # What it is

    @property
    def waits(self) -> bool:
        """Whether it stands in a line."""
        return self.state is S.WAITING

    @property
    def at_counter(self) -> bool:
        """Whether a counter is taken up by it."""
        return self.state in AT_COUNTER

    @property
    def of_counter(self) -> int | None:
        """The counter whose business it is; None while it is its queue's."""
        return self.counter if self.state in OF_A_COUNTER else None

    def in_order(self) -> Waiting:
        """The ticket as the rule of order sees it."""
        return Waiting(
            id=self.id,
            queue=self.queue,
            arrival=self.arrival,
            priority=self.priority is not None,
            appointment=self.appointment_at is not None,
            sent_to=self.sent_to,
            first_at=self.first_at,
            put_back_at=self.put_back_at,
            returned=self.returns > 0,
            delayed_until=self.delayed_until,
        )

    def can_be_undone(self, now: int) -> bool:
        """Whether the minute for taking its end back still runs; a clock put back by hours does not make it longer."""
        return self.ended_at is not None and abs(now - self.ended_at) <= UNDO_SECONDS * 1000

    def undo_until(self) -> int | None:
        """The moment until which its end can be taken back; None while it has not ended."""
        return None if self.ended_at is None else self.ended_at + UNDO_SECONDS * 1000

    def allowed(self, day: str, now: int) -> list[TicketMove]:
        """What staff may do with it now, on this service day, by its own state."""
        found = moves_from(self.state)
        if self.day != day:
            found = [move for move in found if move not in _OF_TODAY]
        # A finish that is taken back goes on at its counter; whatever else ended waits in the day's line again.
        if not self.can_be_undone(now) or (self.day != day and self.state is not S.DONE):
            found = [move for move in found if move is not TicketMove.UNDO]
        return found

    def service(self, now: int, outcome: str | None) -> Service:
        """The service that ends now at its counter."""
        if self.counter is None or self.called_at is None or self.first_called_at is None:
            raise ValueError(f"{self.number} is at no counter")
        return Service(
            day=self.day,
            ticket_id=self.id,
            queue=self.queue,
            counter=self.counter,
            officer=self.officer,
            called_at=self.called_at,
            started_at=self.started_at,
            finished_at=now,
            waited_ms=max(0, self.first_called_at - self.stop_since),
            outcome=outcome,
        )

    # What refuses

    def check(self, move: TicketMove) -> None:
        """Raises RuleBroken `illegal_move` (with `from` and `to`) in a state in which this does not begin."""
        origins, target = STARTS[move]
        if self.state not in origins:
            raise illegal(self.number, self.state, target or self.state)

    def check_waiting(self) -> None:
        """Raises RuleBroken `not_waiting`, with the counter that has it, unless it waits."""
        if not self.waits:
            raise RuleBroken("not_waiting", number=self.number, counter=self.counter or "–")

    def check_missed(self) -> None:
        """Raises RuleBroken `illegal_move` unless it was called and nobody came."""
        if self.state is not S.NO_SHOW:
            raise illegal(self.number, self.state, S.WAITING)

    def check_day(self, day: str) -> None:
        """Raises RuleBroken `another_day`: the line of a day that ended is gone."""
        if self.day != day:
            raise RuleBroken("another_day", number=self.number)

    def check_undo(self, now: int) -> None:
        """Raises RuleBroken `illegal_move` for one that did not end here, `too_late_to_undo` after the minute."""
        self.check(TicketMove.UNDO)
        if not self.can_be_undone(now):
            raise RuleBroken("too_late_to_undo", number=self.number, seconds=UNDO_SECONDS)

    def check_recall(self, now: int, cool_down: int) -> None:
        """Raises RuleBroken `illegal_move` unless it is called, `too_soon` within so many seconds of its last call."""
        self.check(TicketMove.RECALL)
        last = self.recalled_at or self.called_at or 0
        wait = cool_down - (now - last) / 1000
        if wait > 0 and now >= last:  # a clock that was put back since then says nothing
            raise RuleBroken("too_soon", seconds=max(1, round(wait)), retry_after=max(1, round(wait)))

    # What becomes of it

    def called(self, counter: int, officer: str, now: int) -> "Ticket":
        """Called to a counter. Raises RuleBroken `not_waiting`."""
        self.check_waiting()
        return replace(
            self,
            state=S.CALLED,
            counter=counter,
            officer=officer,
            calls=self.calls + 1,
            called_at=now,
            recalled_at=None,
            first_called_at=self.first_called_at or now,
            # Whoever is called before the time they booked has not waited.
            stop_since=min(self.stop_since, now),
            first_at=None,
            put_back_at=None,
            delayed_until=None,
            started_at=None,
        )

    def called_again(self, now: int) -> "Ticket":
        """One more call of a called number."""
        return replace(self, calls=self.calls + 1, recalled_at=now)

    def started(self, now: int) -> "Ticket":
        """The citizen has come. Raises RuleBroken `illegal_move`."""
        self.check(TicketMove.START)
        return replace(self, state=S.SERVING, started_at=now)

    def finished(self, now: int, outcome: str | None) -> "Ticket":
        """The visit is over. Raises RuleBroken `illegal_move`."""
        self.check(TicketMove.FINISH)
        return replace(self, state=S.DONE, finished_at=now, ended_at=now, outcome=outcome)

    def missed(self, now: int, least_calls: int) -> "Ticket":
        """Nobody came. Raises RuleBroken `illegal_move`, or `call_again_first` before so many calls."""
        self.check(TicketMove.NO_SHOW)
        if self.calls < least_calls:
            raise RuleBroken("call_again_first", number=self.number, calls=self.calls, least=least_calls)
        return replace(self, state=S.NO_SHOW, ended_at=now)

    def held(self, reason: str, until: int | None) -> "Ticket":
        """Set aside; it comes back to where it was. Raises RuleBroken `illegal_move`."""
        self.check(TicketMove.HOLD)
        return replace(self, state=S.HELD, held_from=self.state, held_reason=reason, held_until=until)

    def let_go(self) -> "Ticket":
        """Not set aside any more: in the state that it was held from."""
        if self.held_from is None:
            raise ValueError(f"{self.number} is not held")
        check_move(self.number, S.HELD, self.held_from)
        return replace(self, state=self.held_from, held_from=None, held_reason=None, held_until=None)

    def in_line(self, day: str, sent_to: int | None) -> "Ticket":
        """Waiting again on this service day, for this counter alone where one is given. Raises RuleBroken `another_day`."""
        self.check_day(day)
        # Whoever is back has no need of the minutes that are left.
        return replace(self, state=S.WAITING, sent_to=sent_to, delayed_until=None)

    def put_back(self, now: int) -> "Ticket":
        """One that waits again after it was called by mistake: left out until one other call or two minutes."""
        return replace(self, counter=None, put_back_at=now)

    def restored(self, *, first_at: int | None, arrival: int) -> "Ticket":
        """One that waits again after it had ended, at this place."""
        return replace(
            self,
            counter=None,
            ended_at=None,
            calls=0,
            first_at=first_at,
            returns=self.returns + 1,
            arrival=arrival,
        )

    def at_next_stop(
        self,
        queue: str,
        sent_to: int | None,
        now: int,
        *,
        first_at: int | None,
        arrival: int,
        note: str | None,
        stop: int | None,
    ) -> "Ticket":
        """Waiting in another line, where its wait is counted anew; `stop`: the procedure that it came to.

        Minutes that its holder asked for are left: a transfer does not bring anybody back sooner.
        """
        return replace(
            self,
            state=S.WAITING,
            queue=queue,
            sent_to=sent_to,
            counter=None,
            calls=0,
            stop_since=now,
            first_called_at=None,
            called_at=None,
            recalled_at=None,
            started_at=None,
            put_back_at=None,
            first_at=first_at,
            arrival=arrival,
            note=note,
            stop=self.stop if stop is None else stop,
        )

    def cancelled(self, now: int, reason: str) -> "Ticket":
        """Not needed any more. Raises RuleBroken `illegal_move`."""
        self.check(TicketMove.CANCEL)
        return replace(self, state=S.CANCELLED, ended_at=now, note=reason)

    def with_priority(self, group: str | None) -> "Ticket":
        """In a priority group, or in none. Raises RuleBroken `illegal_move`."""
        self.check(TicketMove.PRIORITY)
        return replace(self, priority=group)

    def served_again(self) -> "Ticket":
        """A finish was taken back."""
        check_move(self.number, self.state, S.SERVING)
        return replace(
            self,
            state=S.SERVING,
            finished_at=None,
            ended_at=None,
            outcome=None,
            started_at=self.started_at or self.called_at,
        )

    def delayed(self, day: str, now: int) -> "Ticket":
        """Left out of its line for ten minutes, as its holder asked.

        Raises RuleBroken `illegal_move` unless it waits, `already_delayed` the second time, `another_day`.
        """
        if not self.waits:
            raise illegal(self.number, self.state, S.WAITING)
        if self.day < day:
            raise RuleBroken("another_day", number=self.number)
        if self.delays >= MOST_DELAYS:
            raise RuleBroken("already_delayed", number=self.number)
        return replace(self, delayed_until=delay_ends(now, self.appointment_at), delays=self.delays + 1)

    def renumbered(self, number: str, value: int, *, day: str, today: str, came: int) -> "Ticket":
        """With the number on paper instead of the server's, on the day of the paper and from the time it was printed.

        One of yesterday that expired at midnight, and whose paper is of today, waits again.
        """
        changed = replace(self, number=number, number_value=value, lap=0, offline=True, day=day)
        if came < self.issued_at:
            # The request lay in a hung server: the citizen came when the paper was printed, not when it was read.
            # What has moved on since is left as it is.
            changed = replace(
                changed,
                issued_at=came,
                arrival=came if self.arrival == self.issued_at else self.arrival,
                stop_since=came if self.stop_since == self.issued_at else self.stop_since,
            )
        if day != self.day and self.state is S.EXPIRED and day == today:
            changed = replace(changed, state=S.WAITING, ended_at=None)
        return changed

    def day_ended(self, now: int) -> "Ticket":
        """What its service day's end makes of it."""
        return replace(self, state=day_end_state(self.state), ended_at=now)
