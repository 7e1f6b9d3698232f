"""Text and shapes on a pygame surface: Be Vietnam Pro with its accents, smooth round corners, chips, icons.

pygame's own font is never used, since it lacks most Vietnamese letters.
"""

from itertools import pairwise
from typing import Literal

import fontpkg_be_vietnam_pro as typeface
import pygame

from display.drawing.layout import Box

Weight = Literal["Medium", "SemiBold", "Bold", "ExtraBold"]
Align = Literal["left", "centre", "right"]
Colour = str | tuple[int, int, int]
Strokes = tuple[tuple[tuple[float, float], ...], ...]
"""Lines through points."""

_FONTS_KEPT = 48
_FINE = 8  # corners are drawn this many times larger and then scaled down, which makes their edges smooth


class Painter:
    """Draws on one surface. `placed` collects what was written and where, for tests: (text, ink, box)."""

    def __init__(
        self, surface: pygame.Surface, placed: list[tuple[str, pygame.Rect, pygame.Rect]] | None = None
    ):
        self.surface = surface
        self.placed = placed
        self._fonts: dict[tuple[Weight, int], pygame.font.Font] = {}
        self._icons: dict[tuple[Strokes, int, Colour], pygame.Surface] = {}
        self._corners: dict[tuple[int, int, Colour], pygame.Surface] = {}
        pygame.font.init()

    def font(self, weight: Weight, size: int) -> pygame.font.Font:
        """The typeface in a weight and size; the latest ones stay open."""
        key = (weight, max(size, 1))
        font = self._fonts.pop(key, None)
        if font is None:
            path = typeface.ROOT / "files" / f"BeVietnamPro-{weight}.ttf"
            font = pygame.font.Font(str(path), key[1])
            if len(self._fonts) >= _FONTS_KEPT:
                # The one that was not used for longest: a TV runs for months, and names come in all lengths.
                del self._fonts[next(iter(self._fonts))]
        self._fonts[key] = font
        return font

    def width(self, text: str, weight: Weight, size: int) -> int:
        """How wide the text is."""
        return self.font(weight, size).size(text)[0]

    def fit(self, text: str, weight: Weight, size: int, width: int, least: int) -> tuple[int, str]:
        """The largest size down to `least` at which the text fits, and the text, cut by "…" if it must be."""
        full = self.width(text, weight, size)
        if full > width and size > least:
            size = max(least, size * width // full)
            # Widths do not shrink quite evenly: a pixel or two may still be over.
            while size > least and self.width(text, weight, size) > width:
                size -= 1
        if self.width(text, weight, size) <= width:
            return size, text
        while text and self.width(text.rstrip() + "…", weight, size) > width:
            text = text[:-1]
        return size, text.rstrip(" ·,.") + "…"

    def text(
        self,
        text: str,
        box: Box,
        weight: Weight,
        size: int,
        colour: Colour,
        align: Align = "left",
        least: int | None = None,
        baseline: int | None = None,
    ) -> int:
        """Writes one line in the box, capitals centred upright or on a baseline; returns its width.

        A text that is too wide gets smaller down to `least`, then loses its end.
        """
        if not text:
            return 0
        size, text = self.fit(text, weight, size, box[2], size if least is None else least)
        font = self.font(weight, size)
        drawn = font.render(text, True, colour)
        if baseline is None:
            baseline = box[1] + (box[3] + _capital(font)) // 2
        # Stacked accents make the surface grow upwards: the baseline is counted from its foot.
        top = baseline - (drawn.get_height() - font.get_height() + font.get_ascent())
        room = box[2] - drawn.get_width()
        left = box[0] + {"left": 0, "centre": room // 2, "right": room}[align]
        self.surface.blit(drawn, (left, top))
        if self.placed is not None:
            self.placed.append((text, drawn.get_bounding_rect().move(left, top), pygame.Rect(box)))
        return drawn.get_width()

    def cells(self, text: str, right: int, box: Box, weight: Weight, size: int, colour: Colour) -> int:
        """Writes digits that end at `right`, all equally wide: a clock stands still. Returns its left."""
        font = self.font(weight, size)
        digit = max(font.size(sign)[0] for sign in "0123456789")
        widths = [digit if sign.isdigit() else font.size(sign)[0] for sign in text]
        left = place = right - sum(widths)
        for sign, width in zip(text, widths, strict=True):
            self.text(sign, (place, box[1], width, box[3]), weight, size, colour, "centre")
            place += width
        return left

    def fill(self, box: Box, colour: Colour) -> None:
        """A plain rectangle."""
        self.surface.fill(colour, box)

    def rounded(self, box: Box, colour: Colour, radius: int) -> None:
        """A filled rectangle with smooth round corners."""
        left, top, width, height = box
        radius = min(radius, width // 2, height // 2)
        self.surface.fill(colour, (left + radius, top, width - 2 * radius, height))
        self.surface.fill(colour, (left, top + radius, radius, height - 2 * radius))
        self.surface.fill(colour, (left + width - radius, top + radius, radius, height - 2 * radius))
        self._blit_corners(box, self._corner(radius, radius, colour), radius)

    def ring(self, box: Box, colour: Colour, radius: int, thickness: int) -> None:
        """The edge of a rounded rectangle; `edges` says what it touches."""
        left, top, width, height = box
        for side in (
            (left + radius, top, width - 2 * radius, thickness),
            (left + radius, top + height - thickness, width - 2 * radius, thickness),
            (left, top + radius, thickness, height - 2 * radius),
            (left + width - thickness, top + radius, thickness, height - 2 * radius),
        ):
            self.surface.fill(colour, side)
        self._blit_corners(box, self._corner(radius, thickness, colour), radius)

    def shadow(self, box: Box, radius: int, spread: int) -> None:
        """The one soft shadow that cards have: faint rings, each wider than the one before."""
        left, top, width, height = box
        layer = pygame.Surface((width + 2 * spread, height + 2 * spread), pygame.SRCALPHA)
        for step in range(spread, 0, -2):
            alpha = round(3 + 9 * (1 - step / spread))
            ring = pygame.Rect(spread - step, spread - step, width + 2 * step, height + 2 * step)
            pygame.draw.rect(layer, (18, 38, 58, alpha), ring, border_radius=radius + step)
        self.surface.blit(layer, (left - spread, top - spread + spread // 3))

    def strokes(self, strokes: Strokes, box: Box, colour: Colour) -> None:
        """An icon on a grid of 24 × 24, two units thick with round ends, in a square box."""
        left, top, side, _ = box
        key = (strokes, side, colour)
        if key not in self._icons:
            grid = side * _FINE / 24
            clear = pygame.Color(colour)
            clear.a = 0
            large = pygame.Surface((side * _FINE, side * _FINE), pygame.SRCALPHA)
            large.fill(clear)
            for stroke in strokes:
                points = [(x * grid, y * grid) for x, y in stroke]
                for begin, end in pairwise(points):
                    pygame.draw.line(large, colour, begin, end, round(2 * grid))
                for point in points:
                    pygame.draw.circle(large, colour, point, round(grid))
            self._icons[key] = pygame.transform.smoothscale(large, (side, side))
        self.surface.blit(self._icons[key], (left, top))

    def _corner(self, radius: int, thickness: int, colour: Colour) -> pygame.Surface:
        key = (radius, thickness, colour)
        if key not in self._corners:
            clear = pygame.Color(colour)
            clear.a = 0
            large = pygame.Surface((2 * radius * _FINE,) * 2, pygame.SRCALPHA)
            large.fill(clear)
            middle = (radius * _FINE, radius * _FINE)
            pygame.draw.circle(
                large, colour, middle, radius * _FINE, 0 if thickness >= radius else thickness * _FINE
            )
            self._corners[key] = pygame.transform.smoothscale(large, (2 * radius, 2 * radius))
        return self._corners[key]

    def _blit_corners(self, box: Box, disc: pygame.Surface, radius: int) -> None:
        left, top, width, height = box
        right, bottom = left + width - radius, top + height - radius
        for x, y, column, row in (
            (left, top, 0, 0),
            (right, top, 1, 0),
            (left, bottom, 0, 1),
            (right, bottom, 1, 1),
        ):
            self.surface.blit(disc, (x, y), (column * radius, row * radius, radius, radius))


def edges(box: Box, radius: int, thickness: int) -> list[pygame.Rect]:
    """What a ring touches: a strip above and below as high as its corners, and two narrow ones between."""
    left, top, width, height = box
    return [
        pygame.Rect(left, top, width, radius),
        pygame.Rect(left, top + height - radius, width, radius),
        pygame.Rect(left, top + radius, thickness, height - 2 * radius),
        pygame.Rect(left + width - thickness, top + radius, thickness, height - 2 * radius),
    ]


def mixed(colour: str, other: str, part: float) -> str:
    """The colour with a part (0 to 1) of the other colour in it, as `#rrggbb`."""
    return "#" + "".join(
        f"{round(int(colour[n : n + 2], 16) * (1 - part) + int(other[n : n + 2], 16) * part):02x}"
        for n in (1, 3, 5)
    )


def _capital(font: pygame.font.Font) -> int:
    metrics = font.metrics("H")[0]
    return 0 if metrics is None else metrics[3]
