"""A slip that the server drew: a dossier's form for one citizen. Held in memory until it is printed, and written nowhere."""

import io
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from PIL import Image

_BLACK_BELOW = 150
"""Greys below this become black. It lies a little above the middle, so that thin strokes stay on thermal paper."""


@dataclass(frozen=True)
class Picture:
    """A picture to be printed as it is; `image` is None after it was printed or given up."""

    image: Image.Image | None
    reprinted_at: datetime | None = None

    number: ClassVar[str] = "slip"
    """The name of the paper in the print desk's log, which does not say whose paper it is."""


def picture(png: bytes, dots: int) -> Picture:
    """The server's PNG as one-bit dots, as wide as the paper. Raises OSError or ValueError if it is no picture."""
    image = Image.open(io.BytesIO(png)).convert("L")
    if image.width != dots:
        # The server draws the picture in the width that was asked for; only another version of it may not.
        image = image.resize(
            (dots, max(1, round(image.height * dots / image.width))), Image.Resampling.LANCZOS
        )
    return Picture(one_bit(image))


def one_bit(grey: Image.Image) -> Image.Image:
    """Greys as the dots of thermal paper."""
    return grey.point(lambda value: 255 if value >= _BLACK_BELOW else 0).convert("1")
