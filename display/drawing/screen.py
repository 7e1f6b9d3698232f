"""The lobby screen: draws a view onto a surface and says which rectangles changed.

Only what differs from the last picture is drawn again, so that a small computer behind a TV stays cool.
"""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pygame

from display.drawing import layout as layouts
from display.drawing import regions
from display.drawing.layout import Box, Layout
from display.drawing.painter import Painter, edges
from display.drawing.ticker import Ticker
from display.film import Film
from display.view import BigCall, Picture, View, Words

_LOG = logging.getLogger("motcua.display")
_PULSE_STEPS = 24


class Screen:
    """What has been drawn on a surface. `placed` collects every written text, for tests."""

    def __init__(
        self, surface: pygame.Surface, placed: list[tuple[str, pygame.Rect, pygame.Rect]] | None = None
    ) -> None:
        self.surface = surface
        self._painter = Painter(surface, placed)
        self._shape: object = None
        self._layout: Layout | None = None
        self._drawn: dict[str, object] = {}
        self._ticker: Ticker | None = None
        self._ticker_since = 0.0
        self._pulse = 0
        self._under_ring: list[tuple[pygame.Rect, pygame.Surface]] = []
        self._film: Film | None = None
        self.changes = 0
        """Counts pictures that differ by more than the ticker's place or a pulse."""

    @property
    def moves(self) -> bool:
        """Whether the next frame differs even when the view stays: the ticker or a video runs."""
        return self._film is not None or (self._ticker is not None and self._ticker.moves)

    def film_over(self, now: float) -> bool:
        """Whether a video is shown and has ended."""
        return self._film is not None and self._film.over(now)

    def close(self) -> None:
        """Ends a video that is shown; returns at once."""
        if self._film is not None:
            self._film.close()
            self._film = None

    def draw(self, view: View, now: float, pulse: float = 0.0) -> list[pygame.Rect]:
        """Draws the view; returns the rectangles that changed.

        `now` is a steady clock in seconds for the ticker, `pulse` the height of the pulse from 0 to 1.
        """
        fresh = self._lay_out(view)
        changed: list[pygame.Rect] = []
        if view.mode == "emergency":
            self._emergency(view, changed)
        elif view.mode == "strip":
            self._strip(view, changed)
        else:
            self._board(view, changed)
            if view.mode == "board":
                self._draw_film(view, now, changed)
                self._draw_pulse(view, pulse, changed)
                self._draw_ticker(view, now, changed)
        return [pygame.Rect(self.surface.get_rect())] if fresh else changed

    def _lay_out(self, view: View) -> bool:
        """Begins a new picture when the bands or the counters change; True when it did."""
        shape = (view.mode, view.bar is not None, bool(view.ticker), len(view.cells), view.layout)
        if shape == self._shape:
            return False
        self.close()
        self._shape, self._drawn, self._ticker, self._pulse = shape, {}, None, 0
        width, height = self.surface.get_size()
        if view.mode == "board":
            lay_out = layouts.portrait if view.layout == "portrait" else layouts.board
            self._layout = lay_out(width, height, len(view.cells), *shape[1:3])
        elif view.mode == "strip":
            self._layout = layouts.strip(width, height)
        else:
            self._layout = layouts.whole(width, height, header=view.mode == "plain")
        self.surface.fill(regions.PAGE)
        if view.mode == "board":
            regions.frame(self._painter, self._layout, self._layout.card)
            regions.frame(self._painter, self._layout, self._layout.recent)
            regions.ticker_ground(self._painter, self._layout)
        return True

    def _emergency(self, view: View, changed: list[pygame.Rect]) -> None:
        layout, painter, card = self._known, self._painter, view.card
        if isinstance(card, Words):
            self._part(
                "card", card, layout.screen, partial(regions.emergency, painter, layout, card), changed
            )

    def _strip(self, view: View, changed: list[pygame.Rect]) -> None:
        layout, painter, strip = self._known, self._painter, view.strip
        if strip is not None:
            self._part("strip", strip, layout.screen, partial(regions.strip, painter, layout, strip), changed)

    def _board(self, view: View, changed: list[pygame.Rect]) -> None:
        layout, painter = self._known, self._painter
        bar = view.bar
        self._part(
            "header",
            view.header,
            layout.header,
            partial(regions.header, painter, layout, view.header),
            changed,
        )
        if bar is not None and layout.bar is not None:
            self._part("bar", bar, layout.bar, partial(regions.bar, painter, layout, bar), changed)
        self._part("card", view.card, layout.card, partial(self._card, view), changed)
        for place, box in enumerate(layout.rows):
            row = view.rows[place] if place < len(view.rows) else None
            last = place == len(layout.rows) - 1
            self._part(
                f"row {place}",
                (row,),
                box,
                partial(regions.row, painter, layout, box, row, last),
                changed,
            )
        for box, cell in zip(layout.cells, view.cells, strict=True):
            self._part(
                f"cell {cell.counter}",
                cell,
                box,
                partial(regions.cell, painter, layout, box, cell),
                changed,
            )

    def _card(self, view: View) -> None:
        layout, painter, card = self._known, self._painter, view.card
        if view.mode == "board":
            left, top, width, height = layout.card
            edge = layout.px(2)
            painter.rounded(
                (left + edge, top + edge, width - 2 * edge, height - 2 * edge), regions.WHITE, layout.px(22)
            )
        else:
            painter.fill(layout.card, regions.PAGE)
        self.close()
        self._pulse, self._under_ring = 0, []
        if isinstance(card, BigCall):
            regions.call(painter, layout, card)
        elif isinstance(card, Picture):
            self._picture(card)
        else:
            regions.words(painter, layout, card)

    def _picture(self, card: Picture) -> None:
        box = self._room
        if card.film is not None:
            self._film = Film(Path(card.path), box[2:])
            return
        try:
            regions.picture(self._painter, box, pygame.image.load(card.path))
        except (OSError, pygame.error, ValueError) as error:
            # The file went while it was shown: an empty card, and the next one comes in some seconds.
            _LOG.warning("a picture could not be drawn: %s", error)

    def _draw_film(self, view: View, now: float, changed: list[pygame.Rect]) -> None:
        frame = None if self._film is None else self._film.due(now)
        if frame is not None:
            if self._drawn.get("film") != view.card:
                # The first frame counts as another picture, the following ones do not.
                self._drawn["film"] = view.card
                self.changes += 1
            regions.picture(self._painter, self._room, frame)
            changed.append(pygame.Rect(self._room))

    def _draw_pulse(self, view: View, pulse: float, changed: list[pygame.Rect]) -> None:
        level = round(pulse * _PULSE_STEPS) if isinstance(view.card, BigCall) else 0
        if level == self._pulse:
            return
        self._pulse = level
        layout = self._known
        left, top, width, height = layout.card
        inset = layout.px(2)
        box = (left + inset, top + inset, width - 2 * inset, height - 2 * inset)
        radius, thickness = layout.px(22), layout.px(9)
        if not self._under_ring:
            self._under_ring = [
                (edge, self.surface.subsurface(edge).copy()) for edge in edges(box, radius, thickness)
            ]
        # Each level starts from the clean card: smooth corners blend with what is under them.
        for edge, clean in self._under_ring:
            self.surface.blit(clean, edge)
            changed.append(edge)
        if level:
            self._painter.ring(box, regions.pulse_colour(level / _PULSE_STEPS), radius, thickness)

    def _draw_ticker(self, view: View, now: float, changed: list[pygame.Rect]) -> None:
        layout = self._known
        if layout.ticker is None:
            return
        if self._drawn.get("ticker") != view.ticker:
            self._drawn["ticker"] = view.ticker
            self.changes += 1
            regions.ticker_ground(self._painter, layout)
            changed.append(pygame.Rect(layout.ticker))
            self._ticker, self._ticker_since = Ticker(self._painter, layout, view.ticker), now
        if self._ticker is not None:
            moved = self._ticker.draw(self.surface, now - self._ticker_since)
            changed += [moved] if moved is not None else []

    def _part(
        self, name: str, data: object, box: Box, draw: Callable[[], None], changed: list[pygame.Rect]
    ) -> None:
        """Draws a part when its data differs from what is on the screen, within its box."""
        if self._drawn.get(name) == data:
            return
        self._drawn[name] = data
        self.changes += 1
        self.surface.set_clip(box)
        draw()
        self.surface.set_clip(None)
        changed.append(pygame.Rect(box))

    @property
    def _room(self) -> Box:
        """The place of an announcement within the card."""
        left, top, width, height = self._known.card
        edge = self._known.px(10)
        return left + edge, top + edge, width - 2 * edge, height - 2 * edge

    @property
    def _known(self) -> Layout:
        assert self._layout is not None, "drawing begins with a layout"
        return self._layout
