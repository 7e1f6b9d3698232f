"""Cuts what a serial scanner sends into scans: by its ending sign, by silence, and where two came glued together. Pure.

Nothing is logged or kept, since an identity card's text is personal.
"""

import re

LONGEST = 2048
"""Bytes of one scan; what runs on longer is noise, and is left out up to its end."""
_ENDS = re.compile(rb"[\r\n\t\x00\x03]+")
# A card's text ends with its date of issue, an address has no bar in it: what follows either at once is a scan of its own.
_GLUED = re.compile(
    r"(?<=\|\d{8})(?=\d{12}\||https?://)|(?<=[^\s/])(?=https?://)|(?<=[A-Za-z0-9_-]{22})(?=\d{12}\|)"
)
_FRAMING = "\x02\ufeff "
_SHORTEST = 4


class Frames:
    """The bytes that have come and are no whole scan yet."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._noise = False

    @property
    def open(self) -> bool:
        """Whether a scan has begun that silence would end."""
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
        """Nothing more came: a scanner that is set to send no ending sign is done."""
        raw, noise = bytes(self._bytes), self._noise
        self.reset()
        return [] if noise else _scans(raw)

    def reset(self) -> None:
        """Forgets a scan that was broken off, such as by a pulled cable."""
        self._bytes.clear()
        self._noise = False


def _scans(raw: bytes) -> list[str]:
    """The scans of one piece; none where it is not text, such as at a wrong speed."""
    try:
        text = raw.decode("utf-8").strip(_FRAMING)
    except UnicodeDecodeError:
        return []
    if any(not char.isprintable() for char in text) or len(raw) > LONGEST:
        return []
    return [part for part in _GLUED.split(text) if len(part) >= _SHORTEST]
