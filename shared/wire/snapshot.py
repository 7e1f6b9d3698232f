"""What a client is sent by Socket.IO when it connects: all that it shows, with the number after which facts follow."""

from shared.wire.access import Device
from shared.wire.base import Message
from shared.wire.centre import Centre, Queue
from shared.wire.exchange import Fact
from shared.wire.vocabulary import CounterState, TicketState


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
