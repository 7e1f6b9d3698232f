"""`GET /local/state`: the kiosk and what it knows of the centre right now."""

from typing import Literal

from kiosk.answers.base import Answer
from shared.wire.base import InBothLanguages
from shared.wire.centre import PriorityGroup

LinkState = Literal["starting", "connected", "disconnected", "refused"]
ScannerState = Literal["none", "ready", "missing"]
Fault = Literal["starting", "no_catalogue", "refused"]


class Reopening(InBothLanguages):
    """When the centre opens again: the day in both languages, and the time."""

    time: str


class Centre(Answer):
    """The centre as the page shows it."""

    name: str
    subtitle: str
    open: bool
    reopens: Reopening | None
    until: str | None
    no_more_today: bool
    same_day_until: str
    """The time of day after which a same-day matter is due on the next working day."""
    notice: str | None
    emergency: str | None
    groups: list[PriorityGroup]
    guide_queue: str | None


class Queue(Answer):
    """A queue as the page shows it."""

    id: str
    name: str
    prefix: str
    colour: str
    waiting: int
    counters: list[int]
    counters_open: list[int]
    paused: bool
    closed: bool
    full: bool
    """No number of the day's quota is left."""
    late: bool
    """Half of those who come now would still wait at closing time."""
    left: int | None
    estimate: InBothLanguages | None
    spent: bool
    """The kiosk's own numbers for the time without the server are used up."""


class Hall(Answer):
    """What the page shows of the hall, in both languages where it is text."""

    clock: str
    day: str
    date: InBothLanguages
    link: LinkState
    centre: Centre
    queues: dict[str, Queue]
    waiting: int
    counters_open: int


class Alone(Answer):
    """Whether the kiosk can give numbers by itself, and how many of them the server does not have yet."""

    ready: bool
    undelivered: int


class Kiosk(Answer):
    """This kiosk's id, and what people call it."""

    id: str
    name: str


class PrinterState(Answer):
    """How the printer was when it was last asked; `none` where the kiosk has none."""

    state: Literal["ready", "cover_open", "offline", "unknown"]
    paper: str
    trouble: str | None
    none: bool


class State(Hall):
    """`GET /local/state`: the kiosk and what it knows of the centre right now."""

    alone: Alone
    kiosk: Kiosk
    printer: PrinterState
    catalogue: str | None
    fault: Fault | None
    scanner: ScannerState
    card_needed: bool


class Alive(Answer):
    """`GET /local/alive`: how this kiosk is, for the watchdog and for `motcua doctor`."""

    page_silent_seconds: float
    link: LinkState
    printer: str
    paper: str
    trouble: str | None
    undelivered: int
    set_aside: int
