"""The hall's snapshot, a screen's settings and its media, as a lobby display reads them.

Standard library only, as the facts: a display on a small TV machine must not load pydantic. They are parts of `Snapshot`,
`Centre`, `DeviceSettings` and `ScreenMedia`, which say everything; a test compares them.
"""

from dataclasses import dataclass, field
from datetime import datetime

from shared.wire.vocabulary import CounterState, TicketState


@dataclass(frozen=True, slots=True)
class Call:
    """A ticket's latest call; `seq` is the fact's number."""

    seq: int
    id: int
    number: str
    counter: int
    queue: str
    calls: int
    at: datetime
    lang: str = "vi"
    """The language in which whoever is called reads and hears."""


@dataclass(frozen=True, slots=True)
class Held:
    """The ticket that a counter holds: called or being served."""

    id: int
    number: str
    queue: str
    state: TicketState


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter as the hall sees it; `reason` is why it is paused, where the officer said so."""

    number: int
    name: str
    state: CounterState
    reason: str | None = None
    queues: tuple[str, ...] = ()
    ticket: Held | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue's name and the field's colour, as `#rrggbb`."""

    id: str
    name: str
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Hours:
    """An interval of opening: ISO weekdays, and `from` and `to` as "07:00"."""

    days: tuple[int, ...]
    opens: str = field(metadata={"key": "from"})
    closes: str = field(metadata={"key": "to"})


@dataclass(frozen=True, slots=True)
class Centre:
    """What a board tells of the centre itself."""

    name: str
    subtitle: str = ""
    timezone: str = "Asia/Ho_Chi_Minh"
    open_now: bool = True
    reopens_at: datetime | None = None
    hours: tuple[Hours, ...] = ()
    ticker: tuple[str, ...] = ()
    notice: str | None = None
    emergency: str | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that a board shows, with the number after which facts follow."""

    seq: int
    now: datetime
    centre: Centre
    queues: tuple[Queue, ...]
    counters: tuple[Counter, ...]
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class SoundHours:
    """From `start` to `end`, in minutes after midnight, on ISO weekdays: another volume than usual."""

    days: tuple[int, ...]
    start: int
    end: int
    volume: int


@dataclass(frozen=True, slots=True)
class ScreenSettings:
    """A display's table of the configuration; one that the configuration does not know has an empty one."""

    queues: tuple[str, ...] | None = None
    volume: int = 80
    voice: str = "vi"
    layout: str = "calls"
    counter: int | None = None
    sound_hours: tuple[SoundHours, ...] = ()


@dataclass(frozen=True, slots=True)
class Screen:
    """`GET /devices/me`, as a display reads it."""

    settings: ScreenSettings = field(default_factory=ScreenSettings)


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or video for this screen; its file is `/media/{sha256}`."""

    sha256: str
    type: str
    seconds: int
    from_day: str | None = None
    until_day: str | None = None
