"""Draws tickets and lists of papers from their typst templates as one-bit dots, 203 to the inch.

A point of the template is a dot of the paper. typst holds Python's lock while it draws (some 40 ms), which does no harm in a
kiosk. The first drawing loads the fonts, so one is made at the start.
"""

import io
import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict

import fontpkg
import typst
from PIL import Image

from kiosk.paper.checklist import ChecklistWords
from kiosk.paper.picture import one_bit
from kiosk.paper.qr import matrix, picture
from kiosk.paper.wording import TicketWords

LONGEST = 1280
"""How many dots long a paper may be: 160 mm."""
QR_DOTS = 204
"""How many dots wide the QR code is at least: 25 mm."""
_DOCUMENT_LINES = (6, 5, 4, 3, 2, 0)
"""How many lines of documents are tried in turn: fewer if long names make the paper too long."""
_HERE = Path(__file__).parent
_TEMPLATE, _CHECKLIST = _HERE / "ticket.typ", _HERE / "checklist.typ"


class _Code(TypedDict):
    """An address's QR code: a picture as hexadecimal text, its side, and the clear border around it, in dots."""

    png: str
    dots: int
    clear: int


class Drawer:
    """Draws tickets for one width of paper; may be used from several threads."""

    def __init__(self, dots: int = 576) -> None:
        self._dots = dots
        self._lock = threading.Lock()
        folder = Path(str(fontpkg.path("Be Vietnam Pro"))).parent
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]
        )
        self._compiler = typst.Compiler(str(_TEMPLATE), root=str(_HERE), font_paths=fonts)
        self._lists = typst.Compiler(str(_CHECKLIST), root=str(_HERE), font_paths=fonts)

    def draw(self, words: TicketWords, follow_url: str | None) -> Image.Image:
        """The ticket with these words (see `wording`) and, if an address is given, its QR code."""
        data = {**words, "dots": self._dots, "qr": _code(follow_url)}
        for most in _DOCUMENT_LINES:
            image = self._page(
                self._compiler,
                {**data, "document-lines": most, "others": words["others"][: max(1, most // 2)]},
            )
            if image.height <= LONGEST:
                break
        return image

    def draw_checklist(self, words: ChecklistWords, url: str | None) -> Image.Image:
        """The list with these words (see `checklist.wording`), however long it is, and the QR code of its page."""
        return self._page(self._lists, {**words, "dots": self._dots, "qr": _code(url)})

    def _page(self, compiler: typst.Compiler, data: Mapping[str, object]) -> Image.Image:
        with self._lock:
            made = compiler.compile(
                format="png", ppi=72.0, sys_inputs={"data": json.dumps(data, ensure_ascii=False)}
            )
        page = made[0] if isinstance(made, list) else made
        if page is None:
            raise ValueError("the template gave no page")
        return one_bit(Image.open(io.BytesIO(page)).convert("L"))


def _code(url: str | None) -> _Code | None:
    """The address's QR code as the templates take it, or None."""
    if not url:
        return None
    drawn = picture(url, QR_DOTS)
    return {"png": _png_text(drawn), "dots": drawn.width, "clear": 4 * drawn.width // len(matrix(url))}


def _png_text(image: Image.Image) -> str:
    """The picture as hexadecimal text, since a template only takes texts."""
    out = io.BytesIO()
    image.save(out, format="PNG")
    return out.getvalue().hex()
