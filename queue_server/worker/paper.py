"""Forms on paper: a typst template of config/forms and its values become PDF or PNG. Knows no rules."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import fontpkg
import typst
import zxingcpp

PNG_DPI = 203
_PACKS = frozenset({"2018", "2025"})
_FORMS = frozenset({"receipt"})


def form(forms: Path, pack: str, name: str, values: Mapping[str, Any], kind: str) -> bytes:
    """The form as `pdf`, or the first page as `png`.

    `values` may carry `public_url`, for the QR code, and needs `code`, for the bars. Raises
    ValueError for an unknown pack, form or kind and typst's error for a template that is broken.
    """
    if pack not in _PACKS or name not in _FORMS or kind not in ("pdf", "png"):
        raise ValueError(f"no form {pack}/{name}.{kind}")
    data = {
        **values,
        "qr": qr_code(values["public_url"]) if values.get("public_url") else None,
        "barcode": bars(values["code"]),
    }
    made = typst.compile(
        str(forms / pack / f"{name}.typ"),
        root=str(forms),
        font_paths=[str(fontpkg.path("Be Vietnam Pro").parent)],
        ignore_system_fonts=True,
        format=kind,
        ppi=float(PNG_DPI),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    return made[0] if isinstance(made, list) else made


def qr_code(text: str) -> str:
    """The text as a QR code in SVG, with the four clear modules around it that readers need."""
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return str(zxingcpp.write_barcode_to_svg(made))


def bars(text: str) -> str:
    """The text as Code 128 bars in SVG."""
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    return str(zxingcpp.write_barcode_to_svg(made, add_quiet_zones=False))
