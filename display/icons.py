"""The few icons of the lobby board, as strokes: the typeface has no glyphs for them. Holds no text."""

from display.layout import Box
from display.painter import Colour, Painter

Stroke = tuple[tuple[float, float], ...]

# On a grid of 24 × 24.
LANDMARK: tuple[Stroke, ...] = (
    ((3, 21), (21, 21)),
    ((4, 9.5), (12, 4), (20, 9.5), (4, 9.5)),
    ((7, 12.5), (7, 17.5)),
    ((12, 12.5), (12, 17.5)),
    ((17, 12.5), (17, 17.5)),
)
WARNING: tuple[Stroke, ...] = (
    ((12, 3.5), (22, 20.5), (2, 20.5), (12, 3.5)),
    ((12, 9.5), (12, 13.5)),
    ((12, 17), (12, 17.1)),
)
BELL: tuple[Stroke, ...] = (
    (
        (4.5, 17),
        (6, 15),
        (6.3, 9.5),
        (7.8, 6),
        (10.5, 4.2),
        (12, 4),
        (13.5, 4.2),
        (16.2, 6),
        (17.7, 9.5),
        (18, 15),
        (19.5, 17),
        (4.5, 17),
    ),
    ((10.3, 20.3), (12, 21), (13.7, 20.3)),
)
INFORMATION: tuple[Stroke, ...] = (
    (
        (12, 2.5),
        (16.75, 3.77),
        (20.23, 7.25),
        (21.5, 12),
        (20.23, 16.75),
        (16.75, 20.23),
        (12, 21.5),
        (7.25, 20.23),
        (3.77, 16.75),
        (2.5, 12),
        (3.77, 7.25),
        (7.25, 3.77),
        (12, 2.5),
    ),
    ((12, 11.5), (12, 16.5)),
    ((12, 7.8), (12, 7.9)),
)


def icon(painter: Painter, strokes: tuple[Stroke, ...], box: Box, colour: Colour) -> None:
    """Draws the icon into a square box."""
    left, top, side, _ = box
    grid = side / 24
    for stroke in strokes:
        points = [(left + x * grid, top + y * grid) for x, y in stroke]
        painter.lines(points, colour, max(2, round(2 * grid)))
