"""Reads the QR code of a Vietnamese citizen card. What it reads is personal data, and is never stored or logged here.

The text is `12 digits|old number|full name|ddmmyyyy|Nam/Nữ|address|ddmmyyyy`; newer cards may append fields.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from shared.text.alphabet import tidy

_NUMBER = re.compile(r"^[0-9]{12}$")
_LEAST_FIELDS = 6


@dataclass(frozen=True)
class Card:
    """A citizen card; a field that is empty on the card is None. The value's `repr` shows nothing personal."""

    number: str = field(repr=False)
    old_number: str | None = field(repr=False)
    name: str | None = field(repr=False)
    born: date | None = field(repr=False)
    sex: str | None = field(repr=False)
    address: str | None = field(repr=False)
    issued: date | None = field(repr=False)


def read_card(scanned: str) -> Card | None:
    """The card of a scanned text, or None if the text does not come from a citizen card.

    The text has to have at least six fields, which may be empty; an impossible date counts as empty.
    """
    parts = [part.strip() for part in scanned.strip("\ufeff\r\n\t ").split("|")]
    if len(parts) < _LEAST_FIELDS or not _NUMBER.match(parts[0]):
        return None
    number, old, name, born, sex, address, issued = [*parts, ""][:7]
    return Card(
        number,
        old or None,
        tidy(name) or None,
        _date(born),
        sex or None,
        address or None,
        _date(issued),
    )


def _date(digits: str) -> date | None:
    if not re.fullmatch(r"[0-9]{8}", digits):
        return None
    try:
        return datetime.strptime(digits, "%d%m%Y").date()  # noqa: DTZ007 - a birthday has no time zone
    except ValueError:
        return None
