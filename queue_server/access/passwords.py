"""Passwords: which are taken, how they are compared, and their Argon2 hashes.

Hashing takes a tenth of a second and releases the interpreter: callers hand it to `offload`.
"""

import base64
import re
import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from precis_i18n import get_profile

from queue_server.ledger.errors import RuleBroken
from shared.text.alphabet import comparable, strip_marks
from shared.wire.access import LEAST_PASSWORD

_HASHER = PasswordHasher()
_OPAQUE = get_profile("OpaqueString")
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
# zxcvbn takes up to 0.3 s for the worst 24 characters, and for more of them much longer.
_LOOKED_AT = 24
_SAFE = 3
"""The score of zxcvbn from which at least 10^8 guesses are needed: with 30 a minute for a name, more than six years."""
_COMMON_HERE = (
    *("mat khau", "quan tri", "can bo", "chuyen vien", "giam sat", "cong dan", "hanh chinh", "mot cua"),
    *("viet nam", "xin chao"),
)
"""Words that the library's lists lack and that everybody here would try first."""


def _random(length: int) -> str:
    return base64.b64encode(secrets.token_bytes(length)).decode().rstrip("=")


# Checking an unknown name takes as long as checking a known one. This is the hash of no password that anybody knows, so
# that making it costs the start of the server nothing.
DECOY = (
    f"$argon2id$v=19$m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}"
    f"${_random(_HASHER.salt_len)}${_random(_HASHER.hash_len)}"
)


def prepared(password: str) -> str:
    """The password as it is hashed: as an OpaqueString of RFC 8265, so composed (NFC), and every space the ordinary one.

    RuleBroken `password_signs` for one with signs that cannot be typed everywhere, such as control characters.
    """
    if (found := _opaque(password)) is None:
        raise RuleBroken("password_signs", 422)
    return found


def hash_password(password: str) -> str:
    """The Argon2id hash to store. RuleBroken `password_signs`."""
    return _HASHER.hash(prepared(password))


def hash_chosen(password: str, name: str) -> str:
    """The hash of a password that somebody chose for the account of this name.

    RuleBroken `password_signs`; `password_short` below LEAST_PASSWORD characters; `password_common` for one that is on the
    lists of common ones, is made of the name, or is easy to guess for another reason.
    """
    chosen = prepared(password)
    if len(chosen) < LEAST_PASSWORD:
        raise RuleBroken("password_short", 422, name=name, least=LEAST_PASSWORD)
    if _is_easy_to_guess(chosen, name):
        raise RuleBroken("password_common", 422, name=name)
    return _HASHER.hash(chosen)


def verify(stored: str, password: str) -> bool:
    """Whether the password matches the stored hash, in whatever way its letters are composed."""
    return any(_matches(stored, spelling) for spelling in _spellings(password))


def same(one: str, other: str) -> bool:
    """Whether two typed passwords are one, in whatever way their letters are composed."""
    return not set(_spellings(one)).isdisjoint(_spellings(other))


def generate() -> str:
    """A password of about 69 bits that can be read aloud: no letters that look like digits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(3))[:17]


def _spellings(password: str) -> list[str]:
    """The forms to compare: today's, and those in which older hashes were made, when a password was taken as it was typed."""
    composed, parted = (unicodedata.normalize(form, password) for form in ("NFC", "NFD"))
    forms = (_opaque(password), password, composed, parted)
    return list(dict.fromkeys(form for form in forms if form is not None))


def _opaque(password: str) -> str | None:
    try:
        return str(_OPAQUE.enforce(password))
    except UnicodeEncodeError:
        return None


def _matches(stored: str, password: str) -> bool:
    try:
        return _HASHER.verify(stored, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _is_easy_to_guess(password: str, name: str) -> bool:
    # Loaded only where somebody chooses a password: its lists of words take 14 MB.
    from zxcvbn import zxcvbn

    parts = re.findall(r"\w+", strip_marks(name))
    spaced = (*_COMMON_HERE, " ".join(parts))
    known = [comparable(name), *parts, *spaced, *(words.replace(" ", "") for words in spaced)]
    forms = {password[:_LOOKED_AT], strip_marks(password)[:_LOOKED_AT]}
    return any(zxcvbn(form, user_inputs=known)["score"] < _SAFE for form in forms)
