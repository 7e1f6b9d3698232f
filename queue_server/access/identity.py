"""Who is speaking: turns a bearer token or a session cookie into an Actor, with a short memory of the answer.

The memory lasts a second at most, and is cleared at once in this process when a token or session ends.
"""

import hashlib
import secrets
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from sqlalchemy import Engine

from queue_server.access import rows
from queue_server.ledger.actor import Actor

MEMORY_SECONDS = 1.0


def hash_secret(secret: str) -> str:
    """SHA-256 of a secret of at least 128 random bits, as stored."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_secret() -> str:
    """A new secret of 256 bits for a token or session."""
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True)
class Identity:
    """A known speaker; `session` and `csrf` only for people who signed in. `handle` finds the same speaker again."""

    actor: Actor
    handle: str
    csrf: str | None = None
    session: str | None = None
    must_change_password: bool = False
    ends_at: int | None = None
    """When the session expires, in milliseconds; None: never."""

    @property
    def is_person(self) -> bool:
        """Whether this is a signed-in person rather than a token."""
        return self.session is not None


@dataclass(slots=True)
class Identities:
    """Looks speakers up in the database and remembers them for a second."""

    engine: Engine
    centre: str
    now_ms: Callable[[], int]
    _memory: dict[str, tuple[float, Identity | None]] = field(default_factory=dict)

    def of_token(self, token: str) -> Identity | None:
        """The holder of a bearer token, or None when it is unknown or revoked."""
        return self._remembered("token:" + hash_secret(token), self._load_token)

    def of_session(self, cookie: str) -> Identity | None:
        """The person of a session cookie, or None when it is unknown, ended or expired."""
        return self._remembered("session:" + hash_secret(cookie), self._load_session)

    def still_known(self, handles: Collection[str]) -> set[str]:
        """The handles (`Identity.handle`) whose tokens and sessions are still valid, found by two statements."""
        kinds: dict[str, list[str]] = {"token": [], "session": []}
        for handle in handles:
            kind, _, hashed = handle.partition(":")
            kinds[kind].append(hashed)
        with self.engine.connect() as connection:
            fine = [
                f"token:{hashed}" for hashed in rows.valid_tokens(connection, self.centre, kinds["token"])
            ]
            fine += [
                f"session:{hashed}"
                for hashed in rows.valid_sessions(connection, self.centre, kinds["session"], self.now_ms())
            ]
        return set(fine)

    def forget(self) -> None:
        """Clears the memory: a token or a session may have ended."""
        self._memory.clear()

    def _remembered(self, handle: str, load: Callable[[str], Identity | None]) -> Identity | None:
        now = time.monotonic()
        known = self._memory.get(handle)
        if known is not None and now - known[0] < MEMORY_SECONDS:
            return known[1]
        found = load(handle)
        if len(self._memory) > 5_000:
            self._memory.clear()
        self._memory[handle] = (now, found)
        return found

    def _load_token(self, handle: str) -> Identity | None:
        with self.engine.connect() as connection:
            token = rows.token(connection, handle.removeprefix("token:"))
        if token is None or not token.holds(self.centre):
            return None
        return Identity(token.actor, handle)

    def _load_session(self, handle: str) -> Identity | None:
        hashed = handle.removeprefix("session:")
        with self.engine.connect() as connection:
            session = rows.session(connection, hashed)
        if session is None or not session.holds(self.centre, self.now_ms()):
            return None
        person = session.person
        return Identity(person.actor, handle, session.csrf, hashed, person.must_change, session.expires_at)
