"""Counters, a counter's panel, the balance between counters, alarms, and the hall's snapshot: request bodies and answers."""

from typing import Annotated, Literal

from pydantic import Field, RootModel

from shared.wire.access import Device
from shared.wire.base import Body, Ident, InBothLanguages, Message, Text
from shared.wire.centre import Centre, Queue
from shared.wire.exchange import Fact
from shared.wire.tickets import Ticket, WaitingTicket
from shared.wire.vocabulary import (
    CounterMove,
    CounterState,
    OrderReason,
    Rearranging,
    TicketMove,
    TicketState,
)


class Proposal(Message):
    """The change that would shorten the longest wait; `before_minutes` is null if nobody calls that queue now."""

    kind: Rearranging
    counter: int
    queue: str
    gives_up: str | None
    queues: list[str]
    present: list[str]
    before_minutes: int | None
    after_minutes: int
    text: InBothLanguages
    made_at: str


class Rearrangement(Message):
    """A counter that was given other queues."""

    id: int
    at: str
    by: str
    counter: int
    before: list[str]
    after: list[str]
    opened: bool
    why: str
    can_be_undone: bool
    undone_at: str | None
    undone_by: str | None


class Balance(Message):
    """The change that would help now, and the changes that are in force, latest first."""

    proposal: Proposal | None
    in_force: list[Rearrangement]


class Alarm(Message):
    """An officer who needs help at once."""

    id: int
    at: str
    counter: int | None
    counter_name: str | None
    by: str
    ended_at: str | None
    ended_by: str | None


class Alarms(RootModel[list[Alarm]]):
    """The alarms that nobody has ended, oldest first."""


class Rearrange(Body):
    """`POST /rearrangements`: gives the counter these queues; `present` are the queues that the caller saw it serve."""

    counter: Annotated[int, Field(ge=1, le=99)]
    queues: Annotated[list[Ident], Field(min_length=1, max_length=40)]
    present: Annotated[list[Ident], Field(max_length=40)] | None = None
    open: bool = False
    """Whether the counter, which has to be closed, is opened with the change."""
    why: Text | None = None


class RaiseAlarm(Body):
    """`POST /alarms`: raises an alarm; without a counter it is about the person alone."""

    counter: Annotated[int, Field(ge=1, le=99)] | None = None


class KnownCounter(Message):
    """What is known of a counter by itself, without the ticket that it holds."""

    number: int
    name: str
    state: CounterState
    reason: str | None
    officer: str | None
    queues: list[str]


class PanelCounter(KnownCounter):
    """The panel's own counter."""

    allowed: list[CounterMove] | None = None
    """What the person who asks may do there now."""


class Undo(Message):
    """The last deed that can still be taken back, and until when."""

    ticket: int
    number: str
    state: TicketState
    label: str
    until: str
    blocked: bool = False
    """Whether another ticket is at the counter now, so that this one cannot go back to it."""


class Panel(Message):
    """Everything that a counter's panel shows, with the sequence number at which it was read."""

    seq: int
    now: str
    counter: PanelCounter
    ticket: Ticket | None
    waiting: list[WaitingTicket]
    """The rows of the first waiting tickets and some more, or only those rows that the panel said that it lacks."""
    waiting_total: int
    """How many wait for the counter in all."""
    waiting_allowed: list[TicketMove]
    """What may be done with a ticket that waits here, also with one that was given later."""
    order: list[tuple[int, OrderReason]]
    """The first waiting tickets (id, and the reason of the place), in the order in which the counter would call them."""
    held: list[Ticket]
    recent: list[Ticket]
    undo: Undo | None
    policy: str
    usual_minutes: int | None


class CounterLine(Message):
    """The state of a counter's line, as its panels get it through the socket."""

    seq: int
    counter: int
    waiting_total: int
    order: list[tuple[int, OrderReason]]
    """The first waiting tickets, as in `Panel.order`."""


class Pause(Body):
    """`POST /counters/{n}/pause`."""

    reason: Text
    ticket: Literal["put_back", "hold", "finish"] | None = None


class Close(Body):
    """`POST /counters/{n}/close`; `ticket` says what becomes of the counter's ticket (supervisors only)."""

    ticket: Literal["put_back", "hold", "finish"] | None = None


class CallChosen(Body):
    """`POST /counters/{n}/call`: a chosen ticket, out of turn."""

    ticket: Annotated[int, Field(ge=1, le=2**53)]
    reason: Text


class Counter(KnownCounter):
    """A counter with the ticket that it holds."""

    ticket: Ticket | None
    allowed: list[CounterMove] | None = None
    """What the person who asks may do there now; left out for integrations."""
    receives: bool | None = None
    """Whether a ticket may be sent there now."""


class Counters(RootModel[list[Counter]]):
    """All counters."""


class HeldNumber(Message):
    """The number that a counter holds: called or being served."""

    id: int
    number: str
    queue: str
    state: TicketState
    calls: int
    started_at: str | None = None
    """Left out for the hall, as is `called_at`."""
    called_at: str | None = None


class HallCounter(Message):
    """A counter; `reason` is why it is paused, where the officer said so, and `officer` is left out for the hall."""

    number: int
    name: str
    state: CounterState
    reason: str | None
    queues: list[str]
    ticket: HeldNumber | None
    officer: str | None = None


class Call(Message):
    """A number's latest call; `seq` is the fact's number, `lang` the language of whoever is called."""

    seq: int
    id: int
    number: str
    counter: int
    queue: str
    calls: int
    lang: str
    at: str


class Snapshot(Message):
    """Socket.IO `snapshot`; `calls` are the latest ones, newest first, one a ticket."""

    seq: int
    now: str
    centre: Centre
    queues: list[Queue]
    counters: list[HallCounter]
    calls: list[Call]
    devices: list[Device] | None = None
    """Only for staff, as is `renumbered`."""
    renumbered: list[Fact] | None = None
    """The numbers of today that changed too late for whoever holds the paper."""
