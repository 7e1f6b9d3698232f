"""Each screen's final board is the one that the feed makes of the first snapshot, by the display's own pure functions."""

from collections.abc import Iterator

from display.board import Board
from queue_server.ledger.audiences import render
from tests.torture.checks.violation import Violation, short
from tests.torture.clients import as_json
from tests.torture.history import History, Json
from tests.unit.display import told

_COMPARED = ("seq", "counters", "calls")


def check(history: History) -> list[Violation]:
    """The violations of the boards' rule."""
    expected = as_json(computed(history))
    return [
        violation for name, shown in history.boards.items() for violation in _compare(name, shown, expected)
    ]


def computed(history: History) -> Board:
    """The board after every fact of the feed, as the hall may see them."""
    board = told.from_snapshot(history.start)
    for fact in history.feed:
        board = told.apply(board, render(fact, "hall"))
    return board


def _compare(name: str, shown: Json, expected: Json) -> Iterator[Violation]:
    for part in _COMPARED:
        if shown.get(part) != expected[part]:
            sentence = f"The board of {name} ends with other {part} than the feed makes."
            yield Violation("board_unlike_feed", sentence, _difference(shown.get(part), expected[part]))


def _difference(shown: object, expected: object) -> str:
    if isinstance(shown, list) and isinstance(expected, list) and len(shown) == len(expected):
        pairs = [pair for pair in zip(shown, expected, strict=True) if pair[0] != pair[1]]
        return short(*pairs[:2])
    return short(shown, expected)
