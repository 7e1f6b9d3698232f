"""Reads the code and the secret of a receipt's QR code from what a scanner sent or a finger typed.

A scanner that types like a keyboard loses letters. And citizens also hold other codes under it, of which that of an identity
card must never be passed on.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

LONGEST = 400
_ADDRESS = re.compile(r"(?:^|/)(?:d|dossiers)/([^/?#]+)")
_CODE = re.compile(r"[A-Z0-9][A-Z0-9./ -]{3,58}[A-Z0-9]")
_LEAST_DIGITS = 4
_TICKET = re.compile(r"/f/[A-Za-z0-9_-]{22,64}$")


@dataclass(frozen=True)
class Receipt:
    """What was read; `secret` is None if only a code was there, or if the address is too incomplete to contain a secret."""

    code: str
    secret: str | None = None


def read(text: str) -> Receipt | None:
    """The receipt of a scanned address or a typed code; None for anything else."""
    text = text.strip()
    if len(text) > LONGEST or "|" in text:
        # Bars separate the fields of an identity card, which contain the name and address of its holder.
        return None
    if "://" not in text and "/" not in text.partition("?")[0] and "?" not in text:
        return _receipt(text, None)
    if is_ticket(text):
        return None
    try:
        parts = urlsplit(text)
        found = _ADDRESS.search(parts.path)
        secrets = parse_qs(parts.query).get("secret", [])
    except ValueError:
        return None
    return _receipt(unquote(found[1]), secrets[0] if secrets else None) if found else _receipt(text, None)


def is_ticket(text: str) -> bool:
    """Whether it is the address on a queue ticket's paper, which leads to its follow page."""
    return _TICKET.search(text.strip()) is not None


def _receipt(text: str, secret: str | None) -> Receipt | None:
    code = " ".join(text.upper().split())
    if _CODE.fullmatch(code) is None or sum(char.isdigit() for char in code) < _LEAST_DIGITS:
        return None
    return Receipt(code, secret)
