"""Signing in and out, and changing one's own password."""

import secrets

from queue_server.access import passwords, rows
from queue_server.access.identity import Identity, hash_secret, new_secret
from queue_server.centre.deeds import people
from queue_server.ledger.actor import Actor
from queue_server.ledger.database import Database
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.offload import Offload
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.access import NewPassword, Session, SignIn
from shared.wire.facts.administration import SignedIn, SignedOut
from shared.wire.vocabulary import Role


def facts(identity: Identity) -> Session:
    """What a page may know about who signed in."""
    return Session(
        name=identity.actor.name,
        role=Role(identity.actor.role),
        counters=list(identity.actor.counters),
        department=identity.actor.department,
        csrf=identity.csrf or "",
        must_change_password=identity.must_change_password,
    )


def sign_in(book: Database, offload: Offload, body: SignIn, old: str | None = None) -> tuple[str, Session]:
    """A new session's cookie and facts; the browser's old one ends. `wrong_password` is the same for an unknown name."""
    centre = book.centre.centre.id
    with book.engine.connect() as connection:
        person = rows.person(connection, centre, body.name)
    stored = passwords.DECOY if person is None else person.password
    if not offload(passwords.verify, stored, body.password) or person is None:
        raise RuleBroken("wrong_password", 401, extra={"code": "unauthenticated"})
    cookie, csrf = new_secret(), secrets.token_urlsafe(24)
    hours = book.centre.centre.session_hours

    def work(deed: UnitOfWork) -> None:
        if old:
            rows.end_session(deed.connection, hash_secret(old), deed.ms)
        rows.add_session(
            deed.connection,
            {
                "hash": hash_secret(cookie),
                "centre": centre,
                "person_id": person.id,
                "csrf": csrf,
                "created_at": deed.ms,
                "expires_at": deed.ms + hours * 3_600_000,
            },
        )
        deed.record(SignedIn(name=person.name))

    book.perform(Actor(person.name, person.role), work)
    return cookie, Session(
        name=person.name,
        role=Role(person.role),
        counters=list(person.counters),
        department=person.department,
        csrf=csrf,
        must_change_password=person.must_change,
    )


def sign_out(book: Database, identity: Identity) -> None:
    """Ends the session."""
    hashed = identity.session or ""

    def work(deed: UnitOfWork) -> None:
        rows.end_session(deed.connection, hashed, deed.ms)
        deed.record(SignedOut(name=identity.actor.name))

    book.perform(identity.actor, work)


def change_password(book: Database, offload: Offload, identity: Identity, body: NewPassword) -> None:
    """Changes one's own password. Raises RuleBroken `wrong_password` or `same_password`, and what `hash_chosen` raises."""
    with book.engine.connect() as connection:
        person = rows.person(connection, book.centre.centre.id, identity.actor.name)
    if person is None or not offload(passwords.verify, person.password, body.old):
        raise RuleBroken("wrong_password", 401, extra={"code": "unauthenticated"})
    if passwords.same(body.old, body.new):
        raise RuleBroken("same_password", 422)
    hashed = offload(passwords.hash_chosen, body.new, person.name)
    book.perform(
        identity.actor, lambda deed: people.change_password(deed, person.id, hashed, identity.session)
    )
