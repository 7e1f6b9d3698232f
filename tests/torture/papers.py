"""Reads a printed paper back: its number by the shape of the letters, its secret by the QR code.

Both are read from the dots that came out of the printer, as a citizen reads them, never from what was sent.
"""

from functools import cache
from pathlib import Path

import fontpkg
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from kiosk.virtual_printer.decoder import Paper as Dots
from kiosk.virtual_printer.roll import image

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_SMALL = (24, 32)
_LEAST, _MOST = 62, 205
"""Dots of the number's height: all other lines of the paper are lower, the QR code is higher."""
_BAND = 200
"""Mean blackness of a row, of 255, that only the field's black band has."""
_SURE = 0.12
"""Share of differing dots up to which a letter is taken for read."""


def read(dots: Dots) -> tuple[str | None, str | None]:
    """The number and the follow page's secret of a paper; None for what cannot be read."""
    picture = image(dots)
    return number(picture), secret(picture)


def secret(picture: Image.Image) -> str | None:
    """The last part of the QR code's address."""
    # Some clear paper around it, as on a real one: the code may stand at the torn end.
    framed = Image.new("L", (picture.width + 40, picture.height + 40), 255)
    framed.paste(picture.convert("L"), (20, 20))
    found = zxingcpp.read_barcodes(framed)
    return found[0].text.rsplit("/", 1)[-1] if found else None


def number(picture: Image.Image) -> str | None:
    """The large number; None where it is not there or was cut off."""
    ink = picture.convert("L").point(lambda value: 255 - value)
    rows = ink.reduce((ink.width, 1)).tobytes()
    for top, bottom in _blocks(rows):
        # The field's name stands in a black band, which may be as high.
        band = max(rows[top:bottom]) > _BAND
        if not band and _LEAST <= bottom - top <= _MOST and bottom < ink.height:
            letters = [_letter(shape) for shape in _shapes(ink.crop((0, top, ink.width, bottom)))]
            return None if None in letters else "".join(map(str, letters))
    return None


def _shapes(line: Image.Image) -> list[Image.Image]:
    """The connected shapes of a line, from the left: letters may stand above one another's edges."""
    shapes: list[list[tuple[int, int, int]]] = []
    above: list[tuple[int, int, int]] = []
    for y in range(line.height):
        row = line.crop((0, y, line.width, y + 1)).tobytes()
        runs: list[tuple[int, int, int]] = []
        for left, right in _blocks(row):
            touched = sorted({shape for start, end, shape in above if start < right and left < end})
            shape = touched[0] if touched else len(shapes)
            if not touched:
                shapes.append([])
            for other in touched[1:]:
                shapes[shape] += shapes[other]
                shapes[other] = []
                above = [(start, end, shape if known == other else known) for start, end, known in above]
                runs = [(start, end, shape if known == other else known) for start, end, known in runs]
            shapes[shape].append((y, left, right))
            runs.append((left, right, shape))
        above = runs
    found = [shape for shape in shapes if len(shape) > line.height // 2]
    return [_drawn(shape, line.size) for shape in sorted(found, key=lambda s: min(left for _, left, _ in s))]


def _drawn(shape: list[tuple[int, int, int]], size: tuple[int, int]) -> Image.Image:
    alone = Image.new("L", size, 0)
    for y, left, right in shape:
        alone.paste(255, (left, y, right, y + 1))
    return alone


def _blocks(ink: bytes) -> list[tuple[int, int]]:
    """Where there is ink without a break."""
    found, start = [], None
    for at, value in enumerate((*ink, 0)):
        if value and start is None:
            start = at
        elif not value and start is not None:
            found.append((start, at))
            start = None
    return found


def _letter(ink: Image.Image) -> str | None:
    shape = _shape(ink)
    if shape is None:
        return None
    distances = {
        letter: sum(abs(one - other) for one, other in zip(shape, known, strict=True)) / (255 * len(shape))
        for letter, known in _alphabet().items()
    }
    best = min(distances, key=lambda letter: distances[letter])
    return best if distances[best] <= _SURE else None


def _shape(ink: Image.Image) -> bytes | None:
    box = ink.getbbox()
    return None if box is None else ink.crop(box).resize(_SMALL, Image.Resampling.BOX).tobytes()


@cache
def _alphabet() -> dict[str, bytes]:
    file = Path(str(fontpkg.path("Be Vietnam Pro"))).parent / "BeVietnamPro-ExtraBold.ttf"
    font = ImageFont.truetype(str(file), 200)
    found = {}
    for letter in _LETTERS:
        drawn = Image.new("L", (300, 300), 0)
        ImageDraw.Draw(drawn).text((40, 20), letter, fill=255, font=font)
        shape = _shape(drawn)
        if shape is not None:
            found[letter] = shape
    return found
