"""Pictures that are taken in: real ones, and no larger than what shows them can bear.

A hundred kilobytes can hold nine hundred million pixels, which every viewer unpacks to gigabytes. So pixels are counted, by
the picture's head alone, which is what a viewer goes by as well.
"""

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

from queue_server.ledger.errors import RuleBroken

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

MOST_ON_A_SCREEN = 40_000_000
"""Pixels of a picture that is opened by small machines behind TVs, or shows a screen."""
MOST_ON_PAPER = 80_000_000
"""Pixels of a scan: A3 with 600 dots an inch has 70 million."""


def check(data: bytes, media: str, most: int) -> None:
    """Lets a picture of this media type pass. Takes a moment: for a thread of its own.

    RuleBroken `picture_broken` (422) for what is none, `picture_large` (422) for one of more than `most` pixels.
    """
    # Imported here, since only uploads of pictures need the library.
    from PIL import JpegImagePlugin, PngImagePlugin, WebPImagePlugin

    # Named one by one: opening by contents would try each of the library's fifty formats, and warn of many pixels by itself.
    readers: dict[str, Callable[[io.BytesIO], ImageFile]] = {
        "image/png": PngImagePlugin.PngImageFile,
        "image/jpeg": JpegImagePlugin.JpegImageFile,
        "image/webp": WebPImagePlugin.WebPImageFile,
    }
    try:
        with readers[media](io.BytesIO(data)) as picture:
            width, height = picture.size
            if width * height <= most:
                picture.verify()
    except Exception as error:  # the library raises whatever its decoders raise
        raise RuleBroken("picture_broken", 422, extra={"code": "invalid"}) from error
    if width * height > most:
        raise RuleBroken(
            "picture_large",
            422,
            width=width,
            height=height,
            most=most // 1_000_000,
            extra={"code": "invalid"},
        )
