"""What a client is sent by Socket.IO when it connects: all that it shows, with the number after which facts follow."""

from shared.wire.base import Message
from shared.wire.centre import Centre, Queue
from shared.wire.vocabulary import CounterState, TicketState


class HeldNumber(Message):
    """The number that a counter holds: called or being served."""

    id: int
    number: str
    queue: str
    state: TicketState
    calls: int


class HallCounter(Message):
    """A counter as the hall sees it; `reason` is why it is paused, where the officer said so."""

    number: int
    name: str
    state: CounterState
    reason: str | None
    queues: list[str]
    ticket: HeldNumber | None


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
    """Socket.IO `snapshot`, as everyone in the house sees it; `calls` are the latest ones, newest first, one a ticket."""

    seq: int
    now: str
    centre: Centre
    queues: list[Queue]
    counters: list[HallCounter]
    calls: list[Call]
