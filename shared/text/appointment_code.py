"""An appointment's code: the letters that it may have, and how it is read from a text that was typed or scanned."""

import re

ALPHABET = "ACDEFHJKMNPQRTWXY34679"
"""Letters and digits that cannot be confused with another; 0 O, 1 I L, 2 Z, 5 S, 8 B, G, U and V are not among them."""
LENGTH = 6
_CODE = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")
_ADDRESS = re.compile(
    rf"/appointments/[A-Za-z0-9_-]{{16,80}}/?\?(?:[^#]*&)?code=([{ALPHABET}]{{{LENGTH}}})(?:&|#|$)"
)
_LONGEST = 400


def read_code(text: str) -> str | None:
    """The code of a typed text ("k7m 4pq") or of a scanned address; None for anything else."""
    if len(text) > _LONGEST:
        return None
    address = _ADDRESS.search(text)
    if address:
        return address[1]
    plain = re.sub(r"[\s.-]", "", text).upper()
    return plain if _CODE.fullmatch(plain) else None
