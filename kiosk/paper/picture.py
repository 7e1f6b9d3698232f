"""A slip that the server drew: a dossier's form for one citizen. Held in memory until it is printed, and written nowhere."""

import io
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from PIL import Image

_BLACK_BELOW = 150
"""Letters are drawn in greys and then cut: a little above the middle keeps thin strokes on thermal paper."""


@dataclass(frozen=True)
class Picture:
    """A picture to be printed as it is; `image` is None once it was printed or given up."""

    image: Image.Image | None
    reprinted_at: datetime | None = None

    number: ClassVar[str] = "slip"
    """What the print desk's log calls it, without saying whose it is."""


def picture(png: bytes, dots: int) -> Picture:
    """The server's PNG as one-bit dots as wide as the paper. Raises OSError or ValueError for what is no picture."""
    image = Image.open(io.BytesIO(png)).convert("L")
    if image.width != dots:
        # The server draws it as wide as it was asked; another width is one of another version.
        image = image.resize(
            (dots, max(1, round(image.height * dots / image.width))), Image.Resampling.LANCZOS
        )
    return Picture(one_bit(image))


def one_bit(grey: Image.Image) -> Image.Image:
    """Greys as the dots of thermal paper."""
    return grey.point(lambda value: 255 if value >= _BLACK_BELOW else 0).convert("1")
