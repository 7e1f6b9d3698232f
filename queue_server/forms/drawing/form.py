"""Forms on paper: a pack's typst templates and a form's values become PDF, PNG or a slip.

A template is compiled from memory in an empty root folder, without packages and without a network: whatever an
administrator writes into it, it can read only its own pack and its values. The client says how long it may take.
"""

import io
import json
import math
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

import fontpkg
import typst
import zxingcpp
from PIL import Image

from queue_server.forms.rows import PACKS, PARTS, Folders, pack_of
from queue_server.http.worker import bounds

PNG_DPI = 203
SLIP_DOTS = 576
"""The width of an 80 mm thermal printer's paper."""
KINDS = ("pdf", "png", "slip")
_NOWHERE = "http://127.0.0.1:9"
"""A proxy where nothing listens: a template that names a package must not make the server connect to anything."""
_MORE_MEMORY = 1 << 30
"""Bytes beyond what the worker uses: a template that never ends is stopped before the machine runs out of memory."""
_PLACE = re.compile(r"┌─ .*?([\w.]+\.typ):(\d+):(\d+)")
_MAIN = "main.typ"
_WIDEST_BARS = 900
"""Dots between the margins of A5, with room on both sides."""
_QUIET = 4
"""Clear modules around a QR code."""


class TemplateBroken(Exception):
    """A template that does not compile: what typst says, and where."""

    def __init__(self, message: str, line: int | None, in_parts: bool) -> None:
        super().__init__(message)
        self.message, self.line, self.in_parts = message, line, in_parts


def sources(folders: Folders, pack: str, name: str) -> dict[str, bytes]:
    """The files that a form is compiled from: its template as `main.typ`, and what its pack shares."""
    lies_in = pack_of(pack, name)
    shared_from = pack if PARTS in PACKS.get(pack, ()) else "2025"
    return {
        _MAIN: folders.text(lies_in, name).encode(),
        f"{PARTS}.typ": folders.text(shared_from, PARTS).encode(),
    }


def shipped(folders: Folders, pack: str, name: str) -> dict[str, bytes]:
    """The same as they came with the program."""
    lies_in = pack_of(pack, name)
    shared_from = pack if PARTS in PACKS.get(pack, ()) else "2025"
    return {
        _MAIN: folders.shipped_path(lies_in, name).read_bytes(),
        f"{PARTS}.typ": folders.shipped_path(shared_from, PARTS).read_bytes(),
    }


def form(
    files: Mapping[str, bytes],
    empty: Path,
    values: Mapping[str, object],
    kind: str,
    page: int = 1,
    dots: int = SLIP_DOTS,
) -> tuple[bytes, int]:
    """The form as `pdf`, or one page of it as `png` or `slip`, and how many pages there are (0: not counted).

    `values` are the keys that the template reads. `empty` is a folder that holds nothing. A slip is drawn smaller where
    the paper has fewer `dots`. Raises ValueError for an unknown kind, IndexError for a page that is not there and
    TemplateBroken.
    """
    if kind not in KINDS:
        raise ValueError(f"no form as {kind}")
    slip = kind == "slip"
    data = {**values, **(_slip_codes(values, dots) if slip else _codes(values))}
    ppi = 72.0 * dots / SLIP_DOTS if slip else float(PNG_DPI)
    made = _compile(files, empty, data, "pdf" if kind == "pdf" else "png", ppi)
    if kind == "pdf":
        return made[0], 0
    picture = made[page - 1] if page >= 1 else made[len(made)]
    return (_black_and_white(picture) if slip else picture), len(made)


def _compile(
    files: Mapping[str, bytes], empty: Path, data: Mapping[str, object], kind: str, ppi: float
) -> list[bytes]:
    empty.mkdir(parents=True, exist_ok=True)
    with _no_network(), bounds.memory(_MORE_MEMORY):
        try:
            made, warnings = typst.compile_with_warnings(  # type: ignore[call-overload]  # it types each format for itself
                dict(files),
                root=str(empty),
                font_paths=[str(fontpkg.path("Be Vietnam Pro").parent)],
                ignore_system_fonts=True,
                package_path=str(empty),
                package_cache_path=str(empty),
                format=kind,
                ppi=ppi,
                sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            )
        except typst.TypstError as error:
            raise _broken(error) from None
    for warning in warnings:
        # Another font lacks most Vietnamese letters, which would be missing on the form.
        if "unknown font" in warning.message:
            raise _broken(warning)
    return made if isinstance(made, list) else [made]


def _broken(error: typst.TypstError | typst.TypstWarning) -> TemplateBroken:
    place = _PLACE.search(error.diagnostic)
    line = int(place[2]) if place else None
    return TemplateBroken(error.message, line, place is not None and place[1] != _MAIN)


@contextmanager
def _no_network() -> Iterator[None]:
    names = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "https_proxy", "http_proxy", "all_proxy")
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(names, _NOWHERE))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


class _Codes(TypedDict):
    """A paper's codes in SVG; None where it has none."""

    qr: str | None
    barcode: str | None
    barcode_mm: float


class _Embedded(TypedDict):
    """A picture inside a slip: PNG in hexadecimal digits, and its size in dots."""

    png: str
    wide: int
    high: int


class _SlipCodes(TypedDict):
    """A slip's codes; no bars where they would be too thin."""

    slip_qr: _Embedded
    slip_bars: _Embedded | None


def _codes(values: Mapping[str, object]) -> _Codes:
    code, scan = values.get("code"), values.get("scan")
    qr = qr_code(str(scan)) if scan else None
    if not code:
        return {"qr": qr, "barcode": None, "barcode_mm": 0}
    modules = _picture(_code128(str(code))).width
    # A module is a whole number of dots, since scanners fail first on bars of uneven width.
    dots = next((dots for dots in (3, 2) if modules * dots <= _WIDEST_BARS), 1)
    return {
        "qr": qr,
        "barcode": bars(str(code)),
        "barcode_mm": modules * dots / PNG_DPI * 25.4,
    }


def qr_code(text: str) -> str:
    """The text as a QR code in SVG, with the four clear modules around it that readers need."""
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return str(zxingcpp.write_barcode_to_svg(made))


def bars(text: str) -> str:
    """The text as Code 128 bars in SVG."""
    return str(zxingcpp.write_barcode_to_svg(_code128(text), add_quiet_zones=False))


def _code128(text: str) -> zxingcpp.Barcode:
    return zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)


def _slip_codes(values: Mapping[str, object], dots: int = SLIP_DOTS) -> _SlipCodes:
    """The codes, their modules whole dots of the paper, in points of the template, of which 576 are the paper's width.

    Bars thinner than two dots are left out, since a thermal head smears them; the QR code remains.
    """
    whole = SLIP_DOTS // math.gcd(SLIP_DOTS, dots)
    """The fewest points that are whole dots: 1 on 80 mm, 3 (for 2 dots) on 58 mm."""
    thin = whole * -(-2 * SLIP_DOTS // (whole * dots))
    square = zxingcpp.create_barcode(str(values["scan"]), zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    small = _picture(square)
    scale = whole * -(-max(3, -(-200 // small.width)) // whole)
    room = _QUIET * scale
    big = Image.new("L", (small.width * scale + 2 * room,) * 2, 255)
    big.paste(small.resize((small.width * scale,) * 2, Image.Resampling.NEAREST), (room, room))
    line = _picture(_code128(str(values["code"])))
    fits = line.width * thin <= SLIP_DOTS - 60
    wide = line.resize((line.width * thin, 90), Image.Resampling.NEAREST) if fits else None
    return {"slip_qr": _embedded(big), "slip_bars": None if wide is None else _embedded(wide)}


def _picture(code: zxingcpp.Barcode) -> Image.Image:
    return Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False)).convert("L")


def _embedded(picture: Image.Image) -> _Embedded:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return {"png": out.getvalue().hex(), "wide": picture.width, "high": picture.height}


def _black_and_white(png: bytes) -> bytes:
    """The slip as the printer prints it: dots that are black or not."""
    out = io.BytesIO()
    grey = Image.open(io.BytesIO(png)).convert("L")
    grey.point(lambda dot: 255 if dot > 150 else 0).convert("1").save(out, "PNG", optimize=True)
    return out.getvalue()
