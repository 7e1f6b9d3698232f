"""Seals (encrypts) personal texts before they are saved, and opens them again. This module saves no key and no plain text.

It uses AES-256-GCM from `cryptography`. A sealed text is bound to its place (table, column and row). So if somebody copies a
sealed value in the database's file to another person's row, it cannot be opened there. So that a person can be found by a
number, keyed marks of the number (HMAC-SHA256) are saved beside it.
"""

import hashlib
import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, Engine

KEY_BYTES = 32
_OPTION = "seal"
FORM = "s1"
"""What every sealed text begins with. It names the way of sealing, so that another way can be introduced later."""
_NONCE = 12


class KeyMissing(Exception):
    """The keys that this server has do not open what the database holds; `ids` are the ids of the keys that are needed."""

    def __init__(self, ids: Collection[str]) -> None:
        super().__init__(", ".join(sorted(ids)))
        self.ids = tuple(sorted(ids))


class SealBroken(Exception):
    """A sealed text was changed, or put where it does not belong."""


class KeySource(Protocol):
    """Where the keys lie. The first key seals; the keys after it are older and only open."""

    def read(self) -> Sequence[bytes]:
        """The keys; empty if there is no file yet."""

    def create(self) -> Sequence[bytes]:
        """Makes the first key and returns what `read` then returns."""


class _Key:
    """One key. Its id, cipher and marks are derived from the secret so that none of them reveals another."""

    def __init__(self, secret: bytes) -> None:
        self.id = _derived(secret, b"id").hex()[:8]
        self.cipher = AESGCM(_derived(secret, b"seal"))
        self._marking = _derived(secret, b"mark")
        self._daily = _derived(secret, b"day")

    def day_key(self, text: str) -> bytes:
        return hmac.digest(self._daily, text.encode(), "sha256")

    def mark(self, text: str) -> str:
        return hmac.digest(self._marking, text.encode(), "sha256")[:16].hex()


class Seal:
    """The keys of one server; it has no keys before `unlock`."""

    def __init__(self, source: KeySource) -> None:
        self._source = source
        self._keys: dict[str, _Key] = {}
        self._prefix = ""

    def unlock(self, known: Collection[str]) -> None:
        """Takes the keys from their source; makes the first where `known`, the ids that the database needs, is empty.

        Raises KeyMissing when one of the known ids is not there: nothing may be sealed under another key then.
        """
        found = self._source.read()
        if not found and not known:
            found = self._source.create()
        keys = [_Key(secret) for secret in found]
        missing = set(known) - {key.id for key in keys}
        if missing or not keys:
            raise KeyMissing(missing or known)
        self._keys = {key.id: key for key in keys}
        self._prefix = f"{FORM}:{keys[0].id}:"

    def lost(self) -> tuple[str, ...]:
        """The ids of the keys in use that their source does not have any more."""
        return tuple(sorted(self._keys.keys() - {_Key(secret).id for secret in self._source.read()}))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the keys; the key that seals is the first."""
        return tuple(self._keys)

    def close(self, text: str, *place: object) -> str:
        """The text sealed for this place."""
        first = next(iter(self._keys.values()), None)
        if first is None:
            raise KeyMissing(())
        nonce = secrets.token_bytes(_NONCE)
        sealed = nonce + first.cipher.encrypt(nonce, text.encode(), _bound(place))
        return self._prefix + b64encode(sealed).decode("ascii")

    def open(self, sealed: str, *place: object) -> str:
        """The text that was sealed for this place. Raises KeyMissing, or SealBroken for anything else."""
        form, _, rest = sealed.partition(":")
        ident, _, body = rest.partition(":")
        if form != FORM:
            raise SealBroken("not a sealed text")
        key = self._keys.get(ident)
        if key is None:
            raise KeyMissing((ident,))
        raw = b64decode(body)
        try:
            return key.cipher.decrypt(raw[:_NONCE], raw[_NONCE:], _bound(place)).decode()
        except (InvalidTag, ValueError) as error:
            raise SealBroken("changed, or from another place") from error

    def close_bytes(self, data: bytes, *place: object) -> bytes:
        """A file's contents sealed for this place."""
        first = next(iter(self._keys.values()), None)
        if first is None:
            raise KeyMissing(())
        nonce = secrets.token_bytes(_NONCE)
        return self._prefix.encode() + nonce + first.cipher.encrypt(nonce, data, _bound(place))

    def open_bytes(self, sealed: bytes, *place: object) -> bytes:
        """The contents that were sealed for this place. Raises KeyMissing, or SealBroken for anything else."""
        form, ident, body = [*sealed.split(b":", 2), b"", b""][:3]
        if form != FORM.encode():
            raise SealBroken("not a sealed file")
        key = self._keys.get(ident.decode("ascii", "replace"))
        if key is None:
            raise KeyMissing((ident.decode("ascii", "replace"),))
        try:
            return key.cipher.decrypt(body[:_NONCE], body[_NONCE:], _bound(place))
        except (InvalidTag, ValueError) as error:
            raise SealBroken("changed, or from another place") from error

    @property
    def prefix(self) -> str:
        """The beginning of every text that is sealed with the present key; texts sealed with older keys begin differently."""
        return self._prefix

    def mark(self, centre: str, form: str) -> str:
        """The keyed mark by which the number of this form (`shared.text.person_numbers`) is found again."""
        return next(iter(self._keys.values())).mark(f"{centre}\0{form}")

    def day_key(self, centre: str, day: str) -> bytes:
        """A key for this day alone, which reveals neither the keys of other days nor the key that it is derived from."""
        first = next(iter(self._keys.values()), None)
        if first is None:
            raise KeyMissing(())
        return first.day_key(f"{centre}\0{day}")

    def marks(self, centre: str, forms: Iterable[str]) -> list[str]:
        """The marks of these forms under every key, for looking them up."""
        return [key.mark(f"{centre}\0{form}") for form in forms for key in self._keys.values()]


def is_sealed(text: str) -> bool:
    """Whether the text looks like one that `Seal.close` made."""
    return text.startswith(f"{FORM}:")


def give(engine: Engine, seal: Seal) -> None:
    """Lets every connection of the engine know the seal."""
    engine.update_execution_options(**{_OPTION: seal})


def has_seal(connection: Connection) -> bool:
    """Whether the engine was given a seal; an engine that only counts, or migrates in a test, has no seal."""
    return _OPTION in connection.get_execution_options()


def seal_of(engine: Engine) -> Seal:
    """The seal that the engine was given. Raises KeyMissing if it was given no seal."""
    seal: Seal | None = engine.get_execution_options().get(_OPTION)
    if seal is None:
        raise KeyMissing(())
    return seal


def of(connection: Connection) -> Seal:
    """The seal of this connection's engine. Raises KeyMissing if that was given no seal."""
    seal: Seal | None = connection.get_execution_options().get(_OPTION)
    if seal is None:
        raise KeyMissing(())
    return seal


def _derived(secret: bytes, purpose: bytes) -> bytes:
    """A key of its own for each purpose (HKDF-Expand's one block, RFC 5869; the secret is uniformly random)."""
    return hmac.digest(secret, b"motcua " + purpose + b"\x01", hashlib.sha256)


def _bound(place: Sequence[object]) -> bytes:
    return "\0".join(map(str, place)).encode()
