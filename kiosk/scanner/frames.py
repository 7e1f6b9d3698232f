"""Cuts what a serial scanner sends into scans: at the ending sign, after silence, and between two that came in one piece.

Nothing is logged or kept, since an identity card's text is personal.
"""

import re

LONGEST = 2048
"""How many bytes a scan has at most. Anything longer is noise, and is dropped up to its end."""
_ENDS = re.compile(rb"[\r\n\t\x00\x03]+")
# A card's text ends with its date of issue, and an address has no bar in it. So what follows after either is another scan.
_GLUED = re.compile(
    r"(?<=\|\d{8})(?=\d{12}\||https?://)|(?<=[^\s/])(?=https?://)|(?<=[A-Za-z0-9_-]{22})(?=\d{12}\|)"
)
_FRAMING = "\x02\ufeff "
_SHORTEST = 4


class Frames:
    """Collects the bytes that have come and are not yet a whole scan."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._noise = False

    @property
    def open(self) -> bool:
        """Whether a scan has begun that ends if no more bytes come."""
        return bool(self._bytes)

    def feed(self, data: bytes) -> list[str]:
        """Takes what was read, whole scans or parts of them; returns the scans that are complete now."""
        self._bytes += data
        *whole, rest = _ENDS.split(bytes(self._bytes))
        if whole and self._noise:
            whole, self._noise = whole[1:], False
        self._bytes[:] = rest
        if len(rest) > LONGEST:
            self._bytes.clear()
            self._noise = True
        return [scan for raw in whole for scan in _scans(raw)]

    def silence(self) -> list[str]:
        """Ends the scan, because no more bytes came; this is for scanners that send no ending sign."""
        raw, noise = bytes(self._bytes), self._noise
        self.reset()
        return [] if noise else _scans(raw)

    def reset(self) -> None:
        """Drops an incomplete scan, for example after the cable was pulled."""
        self._bytes.clear()
        self._noise = False


def _scans(raw: bytes) -> list[str]:
    """The scans in one piece; empty if the bytes are not text, as with a wrong speed of the port."""
    try:
        text = raw.decode("utf-8").strip(_FRAMING)
    except UnicodeDecodeError:
        return []
    if any(not char.isprintable() for char in text) or len(raw) > LONGEST:
        return []
    return [part for part in _GLUED.split(text) if len(part) >= _SHORTEST]
