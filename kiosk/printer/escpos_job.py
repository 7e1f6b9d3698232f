"""A picture as ESC/POS bytes, made by python-escpos as a raster (`GS v 0`). Sends nothing."""

from dataclasses import dataclass

from escpos.printer import Dummy
from PIL import Image

WIDTHS = {80: 576, 58: 384}
"""Dots across the printable width, by the paper's width in millimetres, at 203 dpi (8 a millimetre)."""
_LINES_TO_TEAR = 6
# Small printers hold a few hundred rows at a time; a picture in slices prints without waiting for the whole.
_SLICE = 240


@dataclass(frozen=True)
class PaperKind:
    """The roll and what the printer can do with it."""

    millimetres: int = 80
    profile: str = "TM-T20II"
    cut: bool = True

    @property
    def dots(self) -> int:
        """The picture's width."""
        return WIDTHS[self.millimetres]


def encode(image: Image.Image, kind: PaperKind) -> bytes:
    """The whole job: reset, the picture, and the cut, or a feed to where the paper is torn.

    Raises ValueError for a picture of another width: it would be scaled or cut off.
    """
    if image.width != kind.dots:
        raise ValueError(f"the picture is {image.width} dots wide, the paper {kind.dots}")
    # A profile is named always: without one the library prints a warning for every image.
    job = Dummy(profile=kind.profile)
    job.hw("INIT")
    job.image(image, impl="bitImageRaster", fragment_height=_SLICE)
    if kind.cut:
        # Without lines of its own: this cut moves the paper to the knife by itself, and no paper is wasted.
        job.cut(mode="PART", feed=False)
    else:
        job.ln(_LINES_TO_TEAR)
    return bytes(job.output)
