"""The access token that a program is started with, from a file or from the environment, never from an argument."""

import os
import re
from pathlib import Path

VARIABLE = "MOTCUA_TOKEN"
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")
"""What may stand behind `Bearer` (RFC 6750, 2.1)."""
_LONGEST = 4096


def given(file: Path | None) -> str:
    """The token in the file, else the environment's, which no child then inherits; empty where there is none.

    Raises OSError, or ValueError for what no token can be: a damaged file would be refused by the server for ever.
    """
    token = os.environ.pop(VARIABLE, "").strip()
    if file is not None:
        with file.open("rb") as opened:
            token = opened.read(_LONGEST).decode("utf-8-sig").strip()
    if token and not _TOKEN.fullmatch(token):
        raise ValueError("RFC 6750, 2.1")
    return token
