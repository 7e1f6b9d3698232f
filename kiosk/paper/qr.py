"""QR codes as a matrix of modules, drawn by us on paper and screen alike."""

from functools import lru_cache

from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode


@lru_cache(maxsize=64)
def matrix(text: str) -> tuple[str, ...]:
    """The code's rows as strings of "1" (dark) and "0", without the clear border of four modules."""
    code: QRCode = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    return tuple("".join("1" if dark else "0" for dark in row) for row in code.get_matrix())


def picture(text: str, least_dots: int) -> Image.Image:
    """The code at least `least_dots` wide, without its border; every module has the same whole number of dots."""
    rows = matrix(text)
    scale = -(-least_dots // len(rows))
    small = Image.frombytes(
        "L", (len(rows), len(rows)), bytes(0 if bit == "1" else 255 for row in rows for bit in row)
    )
    return small.resize((len(rows) * scale,) * 2, Image.Resampling.NEAREST)
