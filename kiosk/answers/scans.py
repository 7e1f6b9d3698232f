"""What a scanner read."""

from typing import Literal

from kiosk.answers.base import Answer

Kind = Literal["card", "receipt", "ticket", "appointment", "other"]


class Scan(Answer):
    """What a scanner read; of a card only the name under which the agent remembers it."""

    kind: Kind
    text: str | None
    card: str | None


class NumberedScan(Scan):
    """A scan from the serial port."""

    n: int


class Scans(Answer):
    """`GET /local/scans`: what was scanned after a number, and the last one's number."""

    last: int
    scans: list[NumberedScan]
