"""All that the display knows, as one frozen value, and what each message from outside makes of it.

It never draws, speaks or looks at a clock; messages come from threads, but only the loop calls `take`.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any, Literal
from zoneinfo import ZoneInfo

from display import announcements as queue
from display.announcements import Announcements
from display.board import Board, apply, from_snapshot, new_day, restriction, with_centre
from display.view import LinkState

_LOG = logging.getLogger("motcua.display")
_VIETNAM = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class Message:
    """Something that came in at `at` (UTC, by this machine's clock)."""

    kind: Literal["snapshot", "fact", "status", "centre", "settings", "wake"]
    at: datetime
    data: Any = None


@dataclass(frozen=True, slots=True)
class Settings:
    """This display's table of the centre's configuration."""

    queues: tuple[str, ...] | None = None
    volume: int = 80
    words: bool = True


@dataclass(frozen=True, slots=True)
class State:
    """The board, what is announced, the link, and how far this machine's clock is behind the server's."""

    link: LinkState
    board: Board | None = None
    announcements: Announcements = field(default_factory=Announcements)
    settings: Settings = field(default_factory=Settings)
    behind: timedelta = timedelta(0)

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
    except (KeyError, TypeError, ValueError, AttributeError):
        _LOG.exception("a %s could not be understood", message.kind)
        return state
    if after.emergency:
        return replace(after, announcements=queue.on_emergency(after.announcements))
    return after


def at(state: State, now: datetime) -> State:
    """The state at this moment of this machine's clock: yesterday's calls leave the board at midnight."""
    if state.board is None:
        return state
    board = new_day(state.board, state.local(now))
    return state if board is state.board else replace(state, board=board)


def _take(state: State, message: Message) -> State:
    data = message.data
    if message.kind == "snapshot":
        board = from_snapshot(data, state.settings.queues)
        behind = datetime.fromisoformat(data["now"]) - message.at
        announcements = queue.on_snapshot(state.announcements, board)
        return replace(state, board=board, behind=behind, announcements=announcements)
    if message.kind == "status":
        return replace(state, link=LinkState(data, state.local(message.at)))
    if message.kind == "settings":
        return replace(state, settings=_read_settings(data))
    if state.board is None:
        return state
    if message.kind == "centre":
        return replace(state, board=with_centre(state.board, data))
    if message.kind == "fact":
        board = apply(state.board, data)
        return replace(state, board=board, announcements=queue.on_fact(state.announcements, data, board))
    return state


def _read_settings(data: Mapping[str, Any]) -> Settings:
    """`GET /devices/me`; a display that the configuration does not know shows and says everything."""
    table = data.get("settings") or {}
    queues = table.get("queues")
    return Settings(
        queues=None if queues is None else tuple(str(queue) for queue in queues),
        volume=min(100, max(0, int(table.get("volume", 80)))),
        words=bool(table.get("voice", "vi")),
    )


def _zone(board: Board | None) -> tzinfo:
    try:
        return _VIETNAM if board is None else ZoneInfo(board.centre.timezone)
    except (KeyError, OSError, ValueError):  # unknown, or not even a name
        return _VIETNAM


def start(now: datetime) -> State:
    """Before anything came in; `now` by this machine's clock."""
    return State(LinkState("connecting", now.astimezone(UTC).astimezone(_VIETNAM)))
