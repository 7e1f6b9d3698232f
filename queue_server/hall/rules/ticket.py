"""The ticket as a value, and its state machine: what can be done in which state, and how each deed changes the ticket.

Who may do these things is decided elsewhere.
"""

from dataclasses import dataclass, replace

from queue_server.hall.rules.ordering import Waiting, delay_ends
from queue_server.hall.rules.ticket_moves import (
    ANYBODYS,
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
"""How many seconds after a finish, no-show or cancellation it can be undone."""

MOST_DELAYS = 1
"""A ticket gets ten more minutes once. If people could ask again and again, the order of the line would mean nothing."""

NOT_YET = 2**62
"""Stands for the id of a ticket that is not saved yet. It is greater than every id, as the id of a new ticket will be."""

_OF_TODAY = frozenset({TicketMove.PUT_BACK, TicketMove.RESTORE, TicketMove.TRANSFER, TicketMove.CHECK_IN})
"""Moves after which the ticket waits in a line again; they need a ticket of today, since earlier days have no line."""


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
    """A number and its visit; times are milliseconds since 1970 UTC. Each field is saved in a column of the same name."""

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
        """Whether the ticket stands in a line."""
        return self.state is S.WAITING

    @property
    def waits_since(self) -> int:
        """Milliseconds: from when the wait counts. Whoever has an appointment came early by their own choice."""
        return self.appointment_at or self.issued_at

    @property
    def at_counter(self) -> bool:
        """Whether the ticket occupies a counter."""
        return self.state in AT_COUNTER

    @property
    def of_counter(self) -> int | None:
        """The counter that deals with the ticket; None while the ticket belongs to its queue as a whole."""
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
        """Whether the ticket ended at most `UNDO_SECONDS` ago, so that its end can be undone.

        A clock that was put back by hours in between does not make that time longer.
        """
        return self.ended_at is not None and abs(now - self.ended_at) <= UNDO_SECONDS * 1000

    def undo_until(self) -> int | None:
        """The moment until which the ticket's end can be undone; None while the ticket has not ended."""
        return None if self.ended_at is None else self.ended_at + UNDO_SECONDS * 1000

    def allowed(self, day: str, now: int) -> list[TicketMove]:
        """What staff may do with the ticket now, on this service day, judged by its state alone."""
        found = moves_from(self.state)
        if self.day != day:
            found = [move for move in found if move not in _OF_TODAY]
        # After an undone finish the service goes on at its counter, on any day. After any other undone end the ticket
        # waits in the day's line again, so that has to be the line of today.
        if not self.can_be_undone(now) or (self.day != day and self.state is not S.DONE):
            found = [move for move in found if move is not TicketMove.UNDO]
        return found

    def at_kiosk(self, day: str, now: int) -> list[TicketMove]:
        """What the holder of its paper can do at a kiosk now, on this service day."""
        # Whoever was called is expected at the counter, and gives the number up there.
        own = {*ANYBODYS} if self.at_counter else {*ANYBODYS, TicketMove.CANCEL}
        return [move for move in self.allowed(day, now) if move in own]

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
        """Raises RuleBroken `illegal_move` (with `from` and `to`) when the move cannot begin in the ticket's state."""
        origins, target = STARTS[move]
        if self.state not in origins:
            raise illegal(self.number, self.state, target or self.state)

    def check_waiting(self) -> None:
        """Raises RuleBroken `not_waiting`, with the counter that has the ticket, unless the ticket waits."""
        if not self.waits:
            raise RuleBroken("not_waiting", number=self.number, counter=self.counter or "–")

    def check_missed(self) -> None:
        """Raises RuleBroken `illegal_move` unless the ticket was called and nobody came."""
        if self.state is not S.NO_SHOW:
            raise illegal(self.number, self.state, S.WAITING)

    def check_day(self, day: str) -> None:
        """Raises RuleBroken `another_day` for a ticket of another day, because the line of that day is gone."""
        if self.day != day:
            raise RuleBroken("another_day", number=self.number)

    def check_undo(self, now: int) -> None:
        """Raises RuleBroken `illegal_move` for a ticket that has not ended, `too_late_to_undo` after `UNDO_SECONDS`."""
        self.check(TicketMove.UNDO)
        if not self.can_be_undone(now):
            raise RuleBroken("too_late_to_undo", number=self.number, seconds=UNDO_SECONDS)

    def check_recall(self, now: int, cool_down: int) -> None:
        """Raises RuleBroken `illegal_move` unless the ticket is called, `too_soon` for `cool_down` seconds after a call."""
        self.check(TicketMove.RECALL)
        last = self.recalled_at or self.called_at or 0
        wait = cool_down - (now - last) / 1000
        if wait > 0 and now >= last:  # where the clock was put back in between, nobody has to wait
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
            # A citizen who is called before the time that they booked has not waited.
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
        """Nobody came. Raises RuleBroken `illegal_move`, or `call_again_first` before `least_calls` calls."""
        self.check(TicketMove.NO_SHOW)
        if self.calls < least_calls:
            raise RuleBroken("call_again_first", number=self.number, calls=self.calls, least=least_calls)
        return replace(self, state=S.NO_SHOW, ended_at=now)

    def held(self, reason: str, until: int | None) -> "Ticket":
        """Set aside; later it comes back into its present state. Raises RuleBroken `illegal_move`."""
        self.check(TicketMove.HOLD)
        return replace(self, state=S.HELD, held_from=self.state, held_reason=reason, held_until=until)

    def let_go(self) -> "Ticket":
        """Not set aside any more: back in the state in which it was when it was set aside."""
        if self.held_from is None:
            raise ValueError(f"{self.number} is not held")
        check_move(self.number, S.HELD, self.held_from)
        return replace(self, state=self.held_from, held_from=None, held_reason=None, held_until=None)

    def in_line(self, day: str, sent_to: int | None) -> "Ticket":
        """Waiting again on this service day, for the counter `sent_to` alone unless it is None. RuleBroken `another_day`."""
        self.check_day(day)
        # A holder who is back does not need the rest of the ten minutes that they asked for.
        return replace(self, state=S.WAITING, sent_to=sent_to, delayed_until=None)

    def put_back(self, now: int) -> "Ticket":
        """The ticket, which waits again because it was called by mistake.

        It is not called again until one other ticket was called or two minutes have passed.
        """
        return replace(self, counter=None, put_back_at=now)

    def restored(self, *, first_at: int | None, arrival: int) -> "Ticket":
        """The ticket, which waits again after it had ended, with this place in the line."""
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
        procedures: tuple[str, ...] | None = None,
    ) -> "Ticket":
        """Waiting in another line, where its wait is counted anew.

        `stop` is the index, in `procedures`, of the procedure that is next; None leaves either as it is. If the holder asked
        for ten more minutes, these go on, because a transfer does not bring anybody back sooner.
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
            procedures=self.procedures if procedures is None else procedures,
            stop=self.stop if stop is None else stop,
        )

    def cancelled(self, now: int, reason: str) -> "Ticket":
        """Not needed any more. Raises RuleBroken `illegal_move`."""
        self.check(TicketMove.CANCEL)
        return replace(self, state=S.CANCELLED, ended_at=now, note=reason)

    def with_priority(self, group: str | None) -> "Ticket":
        """In this priority group, or without priority if it is None. Raises RuleBroken `illegal_move`."""
        self.check(TicketMove.PRIORITY)
        return replace(self, priority=group)

    def served_again(self) -> "Ticket":
        """Served again, because its finish was undone."""
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
        """Not called for ten minutes, as its holder asked.

        Raises RuleBroken `illegal_move` unless the ticket waits, `already_delayed` the second time, `another_day`.
        """
        if not self.waits:
            raise illegal(self.number, self.state, S.WAITING)
        if self.day < day:
            raise RuleBroken("another_day", number=self.number)
        if self.delays >= MOST_DELAYS:
            raise RuleBroken("already_delayed", number=self.number)
        return replace(self, delayed_until=delay_ends(now, self.appointment_at), delays=self.delays + 1)

    def renumbered(self, number: str, value: int, *, day: str, today: str, came: int) -> "Ticket":
        """With the number that stands on the paper instead of the server's, on the paper's day, from the time of printing.

        A ticket of yesterday that expired at midnight waits again if its paper was printed today.
        """
        changed = replace(self, number=number, number_value=value, lap=0, offline=True, day=day)
        if came < self.issued_at:
            # A server that hung read the request late: the citizen came when the paper was printed, not then.
            # An arrival or a stop that has changed in between keeps its value.
            changed = replace(
                changed,
                issued_at=came,
                arrival=came if self.arrival == self.issued_at else self.arrival,
                stop_since=came if self.stop_since == self.issued_at else self.stop_since,
            )
        if day != self.day and self.state is S.EXPIRED and day == today:
            changed = replace(changed, state=S.WAITING, ended_at=None)
        return changed

    def carried_over(self, day: str, since: int, arrival: int) -> "Ticket":
        """On another day than the one on which its number was given; its wait is counted from `since`."""
        return replace(self, day=day, issued_at=since, stop_since=since, arrival=arrival)

    def day_ended(self, now: int) -> "Ticket":
        """The ticket after the end of its service day."""
        return replace(self, state=day_end_state(self.state), ended_at=now)
