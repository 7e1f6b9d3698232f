"""All that was seen of one run, as frozen values: what the checker reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Paper:
    """What a citizen can read on a paper; None where it was torn or not legible. `at` is in seconds of the run."""

    at: float
    printer: str
    number: str | None
    secret: str | None


@dataclass(frozen=True, slots=True)
class Wish:
    """A citizen at a kiosk. `mark` is unique and stays with the ticket; `number` is None while nobody answered one."""

    mark: str
    kiosk: str
    queue: str
    began: float
    ended: float
    status: int | None = None
    code: str = ""
    number: str | None = None


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    """What an officer did. `status` is None where no try was answered; `answer` is the first answer's body."""

    client: str
    counter: int
    key: str
    verb: str
    """The last word of the path: `call-next`, `finish` …"""
    ticket: int | None
    body: Json
    began: float
    ended: float
    tries: int
    status: int | None = None
    code: str = ""
    answer: Any = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What one client of the sockets was handed, in its order: kind (`snapshot`, `fact`), number, digest of a fact."""

    client: str
    audience: str
    messages: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Database:
    """The tables as they lie on the disk at the end."""

    seq: int
    tickets: tuple[Json, ...]
    voided: tuple[Json, ...]
    events: tuple[Json, ...]
    kept_answers: Mapping[tuple[str, str], tuple[int, str]]
    """(principal, key) → status and body."""
    counters: tuple[Json, ...]
    sound: str = "ok"
    """What the engine says of its own files; "ok", or its complaint."""


@dataclass(frozen=True, slots=True)
class Centre:
    """The part of the configuration that the rules need."""

    timezone: str
    policy: tuple[str, int, int]
    """Mode, p and n."""
    counters: Mapping[int, tuple[str, ...]]
    """Number → queues."""
    prefixes: Mapping[str, str]
    """Queue → prefix."""
    ranges: tuple[tuple[str, str, int, int], ...] = ()
    """Kiosk, queue, first, last."""


@dataclass(frozen=True, slots=True)
class History:
    """One run, complete."""

    centre: Centre
    start: Json
    """The snapshot for the hall before anything happened."""
    papers: tuple[Paper, ...]
    wishes: tuple[Wish, ...]
    deeds: tuple[UnitOfWork, ...]
    feed: tuple[Json, ...]
    """Every event as `GET /events` tells staff."""
    database: Database
    heard: tuple[Heard, ...] = ()
    boards: Mapping[str, Json] = field(default_factory=dict)
    """Display → its final board, as `/state.json` tells it."""
    complaints: tuple[str, ...] = ()
    """What went wrong with the run itself: a part that did not come back, a process that ended by itself."""
