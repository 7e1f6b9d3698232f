"""All that the display knows, as one frozen value, and what each message from outside makes of it.

Messages come from threads, but only the loop calls `take`.
"""

import logging
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from display import announcements as queue
from display.announcements import Announcements
from display.board import Board, apply, from_snapshot, new_day, restriction, with_centre
from display.slides import Slide, Slides
from display.view import Layout, LinkState, LinkStatus
from shared.hours.sound import SoundSpan, volume_at
from shared.wire import facts
from shared.wire.light import plain
from shared.wire.light.board import Centre, Screen, ScreenSettings, Snapshot

_LOG = logging.getLogger("motcua.display")
_VIETNAM = timezone(timedelta(hours=7))


Kind = Literal["snapshot", "fact", "status", "centre", "settings", "slides", "restart", "wake"]


@dataclass(frozen=True, slots=True)
class Message:
    """Something that came in at `at` (UTC, by this machine's clock)."""

    kind: Kind
    at: datetime
    data: object = None
    """JSON of the server's for `snapshot`, `fact`, `centre` and `settings`; a link's status; or the slides that are ready."""


@dataclass(frozen=True, slots=True)
class Settings:
    """This display's table of the centre's configuration."""

    queues: tuple[str, ...] | None = None
    volume: int = 80
    voice: str = "vi"
    """`vi`, `vi+en` or empty, which leaves the chime."""
    layout: Layout = "calls"
    counter: int | None = None
    """The counter under a strip."""
    sound_hours: tuple[SoundSpan, ...] = ()

    @property
    def shows_slides(self) -> bool:
        """Whether announcements have a place in the layout."""
        return self.layout in ("calls-media", "portrait")


@dataclass(frozen=True, slots=True)
class State:
    """The board, what is announced, the link, and how far this machine's clock is behind the server's."""

    link: LinkState
    board: Board | None = None
    announcements: Announcements = field(default_factory=Announcements)
    settings: Settings = field(default_factory=Settings)
    slides: Slides = field(default_factory=Slides)
    behind: timedelta = timedelta(0)

    def volume(self, moment: datetime) -> int:
        """How loud calls are at a moment of this machine's clock, from 0 to 100, by the centre's hours."""
        local, settings = self.local(moment), self.settings
        minute = local.hour * 60 + local.minute
        return volume_at(settings.volume, settings.sound_hours, local.isoweekday(), minute)

    @property
    def free_for_slides(self) -> bool:
        """Whether no call, no closing time and no emergency needs the place of an announcement."""
        announced = self.announcements
        busy = announced.showing is not None or bool(announced.waiting) or self.emergency
        known = self.board is not None and self.board.centre.open_now and self.link.status != "refused"
        return self.settings.shows_slides and known and not busy

    def local(self, moment: datetime) -> datetime:
        """A moment of this machine's clock as the server's clock shows it, in the centre's zone."""
        return (moment + self.behind).astimezone(_zone(self.board))

    @property
    def wants_snapshot(self) -> bool:
        """Whether the settings let this TV show what its board left out."""
        return self.board is not None and self.board.shown != restriction(self.board, self.settings.queues)

    @property
    def emergency(self) -> bool:
        """Whether the centre is in an emergency."""
        return self.board is not None and self.board.centre.emergency is not None


def take(state: State, message: Message) -> State:
    """The state after a message. One that cannot be understood changes nothing and is logged."""
    try:
        after = _take(state, message)
    except ValueError as error:
        _LOG.warning("a %s could not be understood: %s", message.kind, error)
        return state
    if after.emergency:
        return replace(after, announcements=queue.on_emergency(after.announcements))
    return _over_its_counter(after)


def _over_its_counter(state: State) -> State:
    """A strip speaks for the counter under it, and for no other."""
    counter, announced = state.settings.counter, state.announcements
    if state.settings.layout != "strip" or counter is None:
        return state
    mine = tuple(call for call in announced.waiting if call.counter == counter)
    return (
        state if mine == announced.waiting else replace(state, announcements=replace(announced, waiting=mine))
    )


def at(state: State, now: datetime) -> State:
    """The state at this moment of this machine's clock: yesterday's calls leave the board at midnight."""
    if state.board is None:
        return state
    board = new_day(state.board, state.local(now))
    return state if board is state.board else replace(state, board=board)


def _take(state: State, message: Message) -> State:
    data = message.data
    if message.kind == "snapshot":
        snapshot = plain.read(Snapshot, data)
        board = from_snapshot(snapshot, state.settings.queues)
        behind = snapshot.now - message.at
        announcements = queue.on_snapshot(state.announcements, board)
        return replace(state, board=board, behind=behind, announcements=announcements)
    if message.kind == "status":
        return replace(state, link=LinkState(_status(data), state.local(message.at)))
    if message.kind == "settings":
        return replace(state, settings=_settings(plain.read(Screen, data).settings))
    if message.kind == "slides":
        return replace(state, slides=replace(state.slides, every=_slides(data)))
    if state.board is None:
        return state
    if message.kind == "centre":
        return replace(state, board=with_centre(state.board, plain.read(Centre, data)))
    if message.kind == "fact":
        happened = facts.happened(data if isinstance(data, dict) else {})
        board = apply(state.board, happened)
        announcements = queue.on_fact(state.announcements, happened, board)
        return replace(state, board=board, announcements=announcements)
    return state


def _settings(table: ScreenSettings) -> Settings:
    """A display that the configuration does not know shows and says everything."""
    return Settings(
        queues=table.queues,
        volume=min(100, max(0, table.volume)),
        voice=table.voice,
        layout=_layout(table.layout),
        counter=table.counter,
        sound_hours=tuple(
            SoundSpan(span.days, span.start, span.end, span.volume) for span in table.sound_hours
        ),
    )


def _status(told: object) -> LinkStatus:
    for known in get_args(LinkStatus):
        if known == told:
            status: LinkStatus = known
            return status
    raise ValueError("no status of a link")


def _slides(told: object) -> tuple[Slide, ...]:
    ready = tuple(one for one in told if isinstance(one, Slide)) if isinstance(told, tuple) else None
    if ready is None:
        raise ValueError("no slides")
    return ready


def _layout(name: object) -> Layout:
    """A newer server may know layouts that this program does not: then calls are shown."""
    return next((known for known in get_args(Layout) if known == name), "calls")


def _zone(board: Board | None) -> tzinfo:
    try:
        return _VIETNAM if board is None else ZoneInfo(board.centre.timezone)
    except (KeyError, OSError, ValueError):  # unknown, or not even a name
        return _VIETNAM


def start(now: datetime) -> State:
    """Before anything came in; `now` by this machine's clock."""
    return State(LinkState("connecting", now.astimezone(UTC).astimezone(_VIETNAM)))
