"""The few icons of the lobby board, as strokes: the typeface has no glyphs for them."""

import math

from display.drawing.painter import Strokes

# On a grid of 24 × 24.
LANDMARK: Strokes = (
    ((3, 21), (21, 21)),
    ((4, 9.5), (12, 4), (20, 9.5), (4, 9.5)),
    ((7, 12.5), (7, 17.5)),
    ((12, 12.5), (12, 17.5)),
    ((17, 12.5), (17, 17.5)),
)
WARNING: Strokes = (
    ((12, 3.5), (22, 20.5), (2, 20.5), (12, 3.5)),
    ((12, 9.5), (12, 13.5)),
    ((12, 17), (12, 17.1)),
)
BELL: Strokes = (
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
_CIRCLE = tuple(
    (12 + 9.5 * math.sin(n * math.tau / 36), 12 - 9.5 * math.cos(n * math.tau / 36)) for n in range(37)
)
INFORMATION: Strokes = (_CIRCLE, ((12, 11.5), (12, 16.5)), ((12, 7.8), (12, 7.9)))
