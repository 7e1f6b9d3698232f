"""The line of text at the foot of the screen: still when it fits, else moving steadily to the left.

The caller says how many seconds have passed.
"""

import pygame

from display.drawing.layout import Box, Layout
from display.drawing.painter import Painter
from display.drawing.regions import ACTION_DARK, WHITE

SPEED = 90.0
"""Pixels per second on a screen 1920 pixels wide, which can be read with ease from ten metres."""
_BETWEEN = "     ·     "


class Ticker:
    """The text, drawn once; each frame is one or two copies of it."""

    def __init__(self, painter: Painter, layout: Layout, text: str) -> None:
        px = layout.px
        band = layout.ticker or (0, 0, 0, 0)
        left = px(100)
        self.box: Box = (left, band[1], band[2] - left - px(40), band[3])
        self._speed = SPEED * layout.scale
        size = px(34)
        self.moves = painter.width(text, "Medium", size) > self.box[2]
        shown = text + _BETWEEN if self.moves else text
        self._width = max(1, painter.width(shown, "Medium", size) if self.moves else self.box[2])
        self._strip = pygame.Surface((self._width, self.box[3])).convert(painter.surface)
        writer = Painter(self._strip, painter.placed)
        self._strip.fill(ACTION_DARK)
        writer.text(shown, (0, 0, self._width, self.box[3]), "Medium", size, WHITE)
        self._shift = -1

    def draw(self, surface: pygame.Surface, seconds: float) -> pygame.Rect | None:
        """Draws the text at its place after `seconds`; returns None if it has not moved."""
        shift = int(seconds * self._speed) % self._width if self.moves else 0
        if shift == self._shift:
            return None
        self._shift = shift
        left, top, width, _ = self.box
        surface.set_clip(self.box)
        for at in range(left - shift, left + width, self._width):
            surface.blit(self._strip, (at, top))
        surface.set_clip(None)
        return pygame.Rect(self.box)
