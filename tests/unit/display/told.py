"""The display's board and announcements from what a server says, read as the display's state reads it."""

from collections.abc import Collection, Mapping

from display import announcements, board
from display.announcements import Announcements
from display.board import Board
from shared.wire.facts import happened
from shared.wire.light import plain
from shared.wire.light.board import Snapshot


def from_snapshot(snapshot: Mapping[str, object], shown: Collection[str] | None = None) -> Board:
    """The board of a snapshot as JSON."""
    return board.from_snapshot(plain.read(Snapshot, snapshot), shown)


def apply(known: Board, fact: Mapping[str, object]) -> Board:
    """The board after a fact as JSON."""
    return board.apply(known, happened(fact))


def on_fact(state: Announcements, fact: Mapping[str, object], known: Board) -> Announcements:
    """The announcements after a fact as JSON."""
    return announcements.on_fact(state, happened(fact), known)
