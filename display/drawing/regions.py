"""How each part of the board looks: a function for each part draws it from its piece of the view."""

import pygame

from display.drawing.icons import BELL, INFORMATION, LANDMARK, WARNING
from display.drawing.layout import Box, Layout
from display.drawing.painter import Painter, Weight, mixed
from display.view import Bar, BigCall, Cell, Header, Row, Strip, Words

INK, SECONDARY, WHITE = "#1A1A1A", "#5B6770", "#FFFFFF"
PAGE, HAIRLINE, SEGMENT = "#F3F6F9", "#D6DEE5", "#E4EAF0"
ACTION, ACTION_DARK, DANGER = "#0B5CAD", "#084884", "#B3261E"
AMBER, AMBER_EDGE, NOTICE, NOTICE_TINT, NOTICE_EDGE = "#FFD54A", "#C79A00", "#3D2E00", "#FFF4CC", "#E5CF86"
DIM = "#3F4B54"
"""The colour of numbers at counters while the link is cut: still readable, but plainly not up to date."""

_RADIUS = 24
_LEADING = 1.45


def header(painter: Painter, layout: Layout, data: Header) -> None:
    """Centre, date and clock."""
    if layout.upright:
        _upright_header(painter, layout, data)
        return
    px, box = layout.px, layout.header
    painter.fill(box, WHITE)
    painter.fill((0, box[3] - max(1, px(2)), box[2], max(1, px(2))), HAIRLINE)
    logo = (px(40), px(20), px(56), px(56))
    painter.rounded(logo, ACTION, px(12))
    painter.strokes(LANDMARK, (px(48), px(28), px(40), px(40)), WHITE)
    band = (0, 0, 0, box[3] - px(2))
    right = box[2] - px(40)
    left = painter.cells(data.clock, right, (0, 0, 0, band[3]), "Bold", px(64), INK)
    date_width = painter.width(data.date, "Medium", px(36))
    date = (left - px(40) - date_width, 0, date_width, band[3])
    painter.text(data.date, date, "Medium", px(36), SECONDARY, "right")
    start, end = px(121), date[0] - px(48)
    width = painter.text(data.name, (start, 0, end - start, band[3]), "Bold", px(42), INK, least=px(28))
    start += width + px(24)
    # A name that fills the band leaves no room: then the subtitle stays away instead of being cut short.
    if end - start >= painter.width(data.subtitle, "Medium", px(26)):
        rest = (start, 0, end - start, band[3])
        painter.text(data.subtitle, rest, "Medium", px(34), SECONDARY, least=px(26))


def _upright_header(painter: Painter, layout: Layout, data: Header) -> None:
    """The same in two lines: the name above, place and date below, the clock beside both."""
    px, box = layout.px, layout.header
    painter.fill(box, WHITE)
    painter.fill((0, box[3] - max(1, px(2)), box[2], max(1, px(2))), HAIRLINE)
    painter.rounded((px(32), px(20), px(56), px(56)), ACTION, px(12))
    painter.strokes(LANDMARK, (px(40), px(28), px(40), px(40)), WHITE)
    left = painter.cells(data.clock, box[2] - px(32), (0, 0, 0, box[3] - px(2)), "Bold", px(84), INK)
    start = px(108)
    room = left - px(28) - start
    painter.text(data.name, (start, 0, room, px(96)), "Bold", px(42), INK, least=px(26))
    line = " · ".join(part for part in (data.subtitle, data.date) if part)
    below = (px(32), px(92), left - px(60), px(64))
    painter.text(line, below, "Medium", px(34), SECONDARY, least=px(22))


def strip(painter: Painter, layout: Layout, data: Strip) -> None:
    """One counter over its desk: which it is, whom it calls, and what it does."""
    px, (_, _, width, height) = layout.px, layout.screen
    painter.fill(layout.screen, WHITE)
    left = px(360)
    painter.fill((0, 0, left, height), ACTION)
    painter.text(data.label, (0, px(14), left, px(80)), "Bold", px(60), WHITE, "centre", least=px(30))
    painter.text(
        data.counter, (0, px(80), left, height - px(88)), "ExtraBold", px(250), WHITE, "centre", least=1
    )
    end = width - px(560)
    if data.number:
        chip = (left + px(28), px(28), end - left - px(56), height - px(56))
        painter.rounded(chip, data.colour, px(_RADIUS))
        inside = (chip[0] + px(20), chip[1], chip[2] - px(40), chip[3])
        painter.text(data.number, inside, "ExtraBold", px(290), WHITE, "centre", least=1)
        box = (end, px(24), width - end - px(32), height - px(48))
        shade = ACTION if data.current else INK
        painter.text(data.state, (box[0], px(28), box[2], px(120)), "Bold", px(64), shade, least=px(34))
        painter.text(data.aside, (box[0], px(136), box[2], px(80)), "Medium", px(44), SECONDARY, least=px(24))
    else:
        box = (left + px(48), 0, width - left - px(96), height)
        name = (box[0], px(30), box[2] - px(260), px(90))
        painter.text(data.aside, name, "Medium", px(48), SECONDARY, least=px(26))
        painter.text(data.state, (box[0], px(110), box[2], px(170)), "Bold", px(130), INK, least=px(48))
    if not data.alarm:
        corner = (0, height - px(100), 0, px(84))
        painter.cells(data.clock, width - px(36), corner, "Bold", px(64), INK)
        return
    side = px(44)
    begin = end if data.number else left + px(48)
    band = (begin - px(16), height - px(104), width - px(24) - begin + px(16), px(80))
    painter.rounded(band, AMBER, px(14))
    painter.strokes(WARNING, (begin, band[1] + (band[3] - side) // 2, side, side), NOTICE)
    text = (begin + side + px(14), band[1], band[0] + band[2] - begin - side - px(28), band[3])
    painter.text(data.alarm, text, "Bold", px(42), NOTICE, least=px(18))


def picture(painter: Painter, box: Box, shown: pygame.Surface) -> None:
    """An announcement in a box, whole and undistorted."""
    left, top, width, height = box
    share = min(width / shown.get_width(), height / shown.get_height())
    size = (max(1, round(shown.get_width() * share)), max(1, round(shown.get_height() * share)))
    deep = shown if shown.get_bitsize() >= 24 else shown.convert_alpha()
    scaled = deep if deep.get_size() == size else pygame.transform.smoothscale(deep, size)
    painter.surface.blit(scaled, (left + (width - size[0]) // 2, top + (height - size[1]) // 2))


def bar(painter: Painter, layout: Layout, data: Bar) -> None:
    """The band under the header."""
    px, box = layout.px, layout.bar
    if box is None:
        return
    cut = data.kind == "cut_off"
    painter.fill(box, AMBER if cut else NOTICE_TINT)
    edge = px(4)
    painter.fill((0, box[1] + box[3] - edge, box[2], edge), AMBER_EDGE if cut else NOTICE_EDGE)
    side, gap, margin = px(52), px(26), px(32)
    room = box[2] - 2 * margin - side - gap
    size, shown = painter.fit(data.text, "Bold", px(46), room, px(30))
    lines = [shown]
    if shown != data.text and layout.upright:
        # An upright screen is narrow: a sentence of ordinary length gets two lines rather than no end.
        first, *rest = _wrapped(painter, data.text, "Bold", size, room)
        lines = [first, painter.fit(" ".join(rest), "Bold", size, room, size)[1]]
    width = max(painter.width(line, "Bold", size) for line in lines)
    left = (box[2] - side - gap - width) // 2
    height = box[3] - edge
    symbol = (left, box[1] + (height - side) // 2, side, side)
    painter.strokes(WARNING if cut else INFORMATION, symbol, NOTICE)
    for place, line in enumerate(lines):
        row = height // len(lines)
        painter.text(line, (left + side + gap, box[1] + place * row, width, row), "Bold", size, NOTICE)


def frame(painter: Painter, layout: Layout, box: Box) -> None:
    """An empty white card with its shadow."""
    radius = layout.px(_RADIUS)
    painter.shadow(box, radius, layout.px(20))
    painter.rounded(box, HAIRLINE, radius)
    inner = (box[0] + 1, box[1] + 1, box[2] - 2, box[3] - 2)
    painter.rounded(inner, WHITE, radius - 1)


def call(painter: Painter, layout: Layout, data: BigCall) -> None:
    """The call on the large card, inside its frame."""
    px = layout.px
    left, top, width, height = layout.card
    pad = px(33)
    inner = width - 2 * pad
    heading = (left + pad, top + px(16), inner, px(72))
    used = painter.text(data.heading, heading, "Bold", px(56), INK, least=px(40))
    rest = (heading[0] + used + px(32), heading[1], inner - used - px(32), heading[3])
    painter.text(data.aside, rest, "Medium", px(36), SECONDARY, "right", least=px(26))
    chip = (left + pad, top + px(97), inner, round(height * 0.492))
    painter.rounded(chip, data.colour, px(_RADIUS))
    size = min(px(380), round(chip[3] * 1.13))
    number = (chip[0] + px(24), chip[1], chip[2] - px(48), chip[3])
    painter.text(data.number, number, "ExtraBold", size, WHITE, "centre", least=1)
    below = chip[1] + chip[3]
    room = top + height - below
    # Ầ needs 0.35 em above its capital: the line stands low in what is left under the chip.
    size = min(px(180), round(room * 0.74))
    baseline = top + height - round(room * 0.11)
    counter = (left + pad, below, inner, room)
    painter.text(data.counter, counter, "Bold", size, INK, "centre", least=px(90), baseline=baseline)


def words(painter: Painter, layout: Layout, data: Words) -> None:
    """A title and lines in the middle of the card."""
    _words(painter, layout, data, layout.px(110), layout.px(64), (INK, SECONDARY))


def _words(
    painter: Painter, layout: Layout, data: Words, title: int, small: int, colours: tuple[str, str]
) -> None:
    left, top, width, height = layout.card
    pad = layout.px(48)
    inner = width - 2 * pad
    lines: list[tuple[str, Weight, int, str]] = []
    lines += [(*piece, colours[0]) for piece in _broken(painter, data.title, "Bold", title, inner)]
    for line in data.lines:
        lines += [(*piece, colours[1]) for piece in _broken(painter, line, "Medium", small, inner)]
    tall = sum(round(size * _LEADING) for _, _, size, _ in lines)
    shrink = min(1.0, (height - 2 * pad) / tall)
    at = top + (height - round(tall * shrink)) // 2
    for text, weight, size, colour in lines:
        size = round(size * shrink)
        box = (left + pad, at, inner, round(size * _LEADING))
        painter.text(text, box, weight, size, colour, "centre", least=round(size * 0.5))
        at += box[3]


def row(painter: Painter, layout: Layout, box: Box, data: Row | None, last: bool) -> None:
    """An earlier call; None leaves the row empty."""
    px = layout.px
    left, top, width, height = box
    # One pixel of the card's own edge stays on both sides, and its round corners above and below.
    painter.fill((left + px(_RADIUS), top + 1, width - 2 * px(_RADIUS), height - 2), WHITE)
    if not last:
        painter.fill((left + 1, top + height - 1, width - 2, max(1, px(1))), HAIRLINE)
    if data is None:
        return
    chip_height = round(height * 0.82)
    chip = (left + px(24), top + (height - chip_height) // 2, round(width * 0.5), chip_height)
    painter.rounded(chip, data.colour, px(16))
    number = (chip[0] + px(14), chip[1], chip[2] - px(28), chip[3])
    size = min(px(110), round(chip_height * 0.98))
    painter.text(data.number, number, "Bold", size, WHITE, "centre", least=1)
    end = left + width - px(40)
    baseline = top + height // 2 + px(27)
    start = chip[0] + chip[2] + px(24)
    digits = painter.width(data.counter, "Bold", px(72))
    painter.text(
        data.counter, (end - digits, top, digits, height), "Bold", px(72), INK, "right", baseline=baseline
    )
    label = (start, top, end - digits - px(14) - start, height)
    painter.text(data.label, label, "Medium", px(50), SECONDARY, "right", least=px(24), baseline=baseline)


def cell(painter: Painter, layout: Layout, box: Box, data: Cell) -> None:
    """A counter: its number on a segment, and the ticket or the state beside it."""
    px = layout.px
    left, top, width, height = box
    radius, edge = px(16), max(1, px(3)) if data.current else 1
    painter.fill(box, PAGE)
    painter.rounded(box, ACTION if data.current else HAIRLINE, radius)
    inner = (left + edge, top + edge, width - 2 * edge, height - 2 * edge)
    painter.rounded(inner, WHITE, radius - edge)
    segment = min(px(57), round(width * 0.34))
    painter.rounded(inner, ACTION if data.current else SEGMENT, radius - edge)
    body = (left + segment, inner[1], inner[0] + inner[2] - left - segment, inner[3])
    painter.rounded(body, WHITE, radius - edge)
    painter.fill((body[0], body[1], radius, body[3]), WHITE)
    number = (left + edge, top, segment - edge, height)
    ink = DIM if data.dim else INK
    shade = WHITE if data.current else ink
    size = min(px(42), round(height * 0.48))
    painter.text(data.counter, number, "Bold", size, shade, "centre", least=px(20))
    room = (body[0] + px(6), top, body[2] - px(12), height)
    if data.ticket:
        size = min(px(46), round(height * 0.53))
        # A number is never cut short: small is better than wrong.
        painter.text(data.ticket, room, "Bold", size, ink, "centre", least=1)
        return
    note = data.note
    if painter.width(note, "Medium", px(22)) > room[2]:
        note = data.brief
    painter.text(note, room, "Medium", px(28), SECONDARY, "centre", least=px(16))


def emergency(painter: Painter, layout: Layout, data: Words) -> None:
    """The whole screen in red."""
    painter.fill(layout.screen, DANGER)
    _words(painter, layout, data, layout.px(260), layout.px(96), (WHITE, WHITE))


def ticker_ground(painter: Painter, layout: Layout) -> None:
    """The ticker's band with its bell; the text is the ticker's own."""
    box = layout.ticker
    if box is None:
        return
    painter.fill(box, ACTION_DARK)
    side = layout.px(36)
    painter.strokes(BELL, (layout.px(42), box[1] + (box[3] - side) // 2, side, side), WHITE)


def pulse_colour(level: float) -> str:
    """The colour of the card's edge at this height of the pulse."""
    return mixed(WHITE, ACTION, level)


def _broken(
    painter: Painter, text: str, weight: Weight, size: int, width: int
) -> list[tuple[str, Weight, int]]:
    """The text in lines that fit, each with weight and size: a text that nearly fits one line gets smaller.

    Several lines are about equally long: no word is left alone on the last one. A long word stays whole.
    """
    smaller, shown = painter.fit(text, weight, size, width, round(size * 0.75))
    if shown == text:
        return [(text, weight, smaller)]
    lines = _wrapped(painter, text, weight, size, width)
    while True:
        width -= size // 2
        narrower = _wrapped(painter, text, weight, size, width)
        if len(narrower) > len(lines) or any(painter.width(line, weight, size) > width for line in narrower):
            return [(line, weight, size) for line in lines]
        lines = narrower


def _wrapped(painter: Painter, text: str, weight: Weight, size: int, width: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and painter.width(longer, weight, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
