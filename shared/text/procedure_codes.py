"""Codes of the national catalogue of procedures, such as 1.001193."""

import re

_CUT = re.compile(r"\d\.\d{1,5}")
_LETTERS = 8


def restored(code: str) -> str:
    """The code with the zeros that a spreadsheet lost at its end: there are always six digits behind the point."""
    return code.ljust(_LETTERS, "0") if _CUT.fullmatch(code) else code
