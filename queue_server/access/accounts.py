"""Who may speak to the server: people, their sessions, and tokens, as the database knows them."""

from dataclasses import dataclass

from queue_server.ledger.actor import Actor


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in with a name and a password."""

    id: int
    name: str
    role: str
    counters: tuple[int, ...]
    """The counters that the person is limited to."""
    department: str | None
    password: str
    """The hash of the password."""
    must_change: bool
    """Whether the password must be changed before anything else."""
    disabled_at: int | None

    @property
    def actor(self) -> Actor:
        """The person as deeds know them. Idempotency keys belong to the person, in whatever session."""
        return Actor(self.name, self.role, self.counters, f"person:{self.id}", self.department)


@dataclass(frozen=True, slots=True)
class Session:
    """A person's sign-in; times are in milliseconds."""

    person: Person
    centre: str
    csrf: str
    expires_at: int
    ended_at: int | None

    def holds(self, centre: str, now: int) -> bool:
        """Whether it still lets its person in to this centre."""
        over = self.ended_at is not None or self.expires_at <= now
        return not over and self.person.disabled_at is None and self.centre == centre


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token of a device, an integration or a person; times are in milliseconds."""

    id: int
    centre: str
    name: str
    role: str
    counters: tuple[int, ...]
    department: str | None
    created_at: int
    revoked_at: int | None

    @property
    def actor(self) -> Actor:
        """Its holder as deeds know it. Idempotency keys belong to the device: a new token of it does not change them."""
        return Actor(self.name, self.role, self.counters, f"{self.role}:{self.name}", self.department)

    def holds(self, centre: str) -> bool:
        """Whether it still lets its holder in to this centre."""
        return self.revoked_at is None and self.centre == centre
