"""A picture as ESC/POS bytes, made by python-escpos as a raster (`GS v 0`)."""

from dataclasses import dataclass

from PIL import Image

from kiosk.printer.library import escpos

WIDTHS = {80: 576, 58: 384}
"""How many dots are printed across, by the paper's width in millimetres, at 203 dpi (8 dots per millimetre)."""
_LINES_TO_TEAR = 6
# Small printers hold a few hundred rows at a time. A picture in slices is printed without waiting for the whole.
_SLICE = 240
_DOTS_A_MILLIMETRE = 8
_MILLIMETRES_A_SECOND = 120.0


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

    Raises ValueError for a picture of another width, which would be scaled or cut off.
    """
    if image.width != kind.dots:
        raise ValueError(f"the picture is {image.width} dots wide, the paper {kind.dots}")
    # A profile is always named, because without one the library prints a warning for every image.
    job = escpos().Dummy(profile=kind.profile)
    job.hw("INIT")
    job.image(image, impl="bitImageRaster", fragment_height=_SLICE)
    if kind.cut:
        # No lines are fed before, because this cut moves the paper to the knife by itself; so no paper is wasted.
        job.cut(mode="PART", feed=False)
    else:
        job.ln(_LINES_TO_TEAR)
    return bytes(job.output)


def seconds_to_print(image: Image.Image) -> float:
    """How long a printer of the usual speed moves the paper for this picture."""
    return image.height / _DOTS_A_MILLIMETRE / _MILLIMETRES_A_SECOND


def filling(kind: PaperKind) -> bytes:
    """Zeros that complete a picture that broke off, before the next job: blank rows, as many as one slice has.

    A printer that still waits for the rest of a slice takes whatever comes next for its dots, also the reset of the next
    job. A printer that does not wait for anything ignores zeros.
    """
    return bytes(kind.dots // 8 * _SLICE + len(b"\x1dv0\x00\x00\x00\x00\x00"))
