"""Where everything stands on the screen, in pixels of the screen at hand.

Drawn for 1920 × 1080, upright for 1080 × 1920, a strip for 1920 × 360; other sizes scale by the side that is shorter in
proportion and use the room that they have.
"""

from collections.abc import Callable
from dataclasses import dataclass

Box = tuple[int, int, int, int]
"""A box: left, top, width and height."""

_COLUMNS, _LEAST_COLUMNS = 9, 5
_UPRIGHT_COLUMNS = 5
_UPRIGHT_HEIGHTS = (88, 88, 84, 76, 66, 56, 48, 42)
_HEIGHTS = (88, 88, 60, 46)
"""The height of a cell with one, two, three and four rows; there are no more rows."""
_RECENT_ROWS = 5


@dataclass(frozen=True, slots=True)
class Layout:
    """The boxes of a picture; bands that it does not have are None."""

    scale: float
    screen: Box
    header: Box
    bar: Box | None
    card: Box
    recent: Box
    rows: tuple[Box, ...]
    cells: tuple[Box, ...]
    ticker: Box | None
    upright: bool = False
    """Whether the header stands in two lines."""

    def px(self, pixels: float) -> int:
        """How many pixels on this screen are `pixels` pixels of the drawing."""
        return round(pixels * self.scale)


def board(width: int, height: int, counters: int, bar: bool, ticker: bool) -> Layout:
    """The board's layout for this screen and this number of counters."""
    scale = min(width / 1920, height / 1080)

    def px(pixels: float) -> int:
        return round(pixels * scale)

    margin = px(32)
    header = (0, 0, width, px(96))
    top = header[3]
    bar_box = (0, top, width, px(80)) if bar else None
    top += px(80) if bar else 0
    ticker_box = (0, height - px(64), width, px(64)) if ticker else None
    bottom = height - (px(64 + 16) if ticker else px(24))
    cells = _cells(width, bottom, counters, margin, px)
    cells_top = cells[0][1] if cells else bottom
    card_height = cells_top - px(17) - (top + px(16))
    card_width = round((width - 2 * margin - px(24)) * 1152 / 1832)
    card = (margin, top + px(16), card_width, card_height)
    left = margin + card_width + px(24)
    recent = (left, top + px(16), width - margin - left, card_height)
    return Layout(
        scale, (0, 0, width, height), header, bar_box, card, recent, _rows(recent), cells, ticker_box
    )


def portrait(width: int, height: int, counters: int, bar: bool, ticker: bool) -> Layout:
    """The board on an upright screen: header, card, earlier calls and counters under one another."""
    scale = min(width / 1080, height / 1920)

    def px(pixels: float) -> int:
        return round(pixels * scale)

    margin = px(32)
    header = (0, 0, width, px(168))
    bar_box = (0, header[3], width, px(80)) if bar else None
    top = header[3] + (px(80) if bar else 0) + px(16)
    ticker_box = (0, height - px(64), width, px(64)) if ticker else None
    bottom = height - (px(64 + 16) if ticker else px(24))
    cells = _cells(width, bottom, counters, margin, px, _UPRIGHT_COLUMNS, _UPRIGHT_HEIGHTS)
    bottom = (cells[0][1] if cells else bottom) - px(17)
    inner = width - 2 * margin
    recent_height = min(px(560), (bottom - top) // 2)
    card = (margin, top, inner, bottom - top - recent_height - px(24))
    recent = (margin, bottom - recent_height, inner, recent_height)
    screen = (0, 0, width, height)
    return Layout(scale, screen, header, bar_box, card, recent, _rows(recent), cells, ticker_box, True)


def strip(width: int, height: int) -> Layout:
    """A strip over one counter: the whole screen is the card; its parts are the region's own."""
    scale = min(width / 1920, height / 360)
    none = (0, 0, 0, 0)
    screen = (0, 0, width, height)
    return Layout(scale, screen, none, None, screen, none, (), (), None)


def whole(width: int, height: int, header: bool) -> Layout:
    """One card on the whole screen, with or without the header: nothing else to show."""
    # A strip has little height: its words may fill it.
    scale = min(width / 1920, height / (480 if width > 3 * height else 1080))
    top = round(96 * scale) if header else 0
    card = (0, top, width, height - top)
    none = (0, 0, 0, 0)
    return Layout(scale, (0, 0, width, height), (0, 0, width, top), None, card, none, (), (), None)


def _rows(recent: Box) -> tuple[Box, ...]:
    left, top, width, height = recent
    edges = [top + round(height * n / _RECENT_ROWS) for n in range(_RECENT_ROWS + 1)]
    return tuple((left, edges[n], width, edges[n + 1] - edges[n]) for n in range(_RECENT_ROWS))


def _cells(
    width: int,
    bottom: int,
    counters: int,
    margin: int,
    px: Callable[[float], int],
    most_columns: int = _COLUMNS,
    heights: tuple[int, ...] = _HEIGHTS,
) -> tuple[Box, ...]:
    """Rows of nine, two for eighteen counters; more rows are lower, and only past four rows narrower."""
    if counters == 0:
        return ()
    columns = max(most_columns, -(-counters // len(heights)))
    rows = -(-counters // columns)
    # Few counters share the width: evenly, but never so wide that a cell looks like a card of its own.
    columns = max(min(_LEAST_COLUMNS, most_columns), -(-counters // rows))
    height, gap = px(heights[rows - 1]), px(12 if rows <= 2 else 8)
    inner = width - 2 * margin + gap
    top = bottom - rows * height - (rows - 1) * gap
    boxes = []
    for place in range(counters):
        row, column = divmod(place, columns)
        left = margin + inner * column // columns
        right = margin + inner * (column + 1) // columns - gap
        boxes.append((left, top + row * (height + gap), right - left, height))
    return tuple(boxes)
