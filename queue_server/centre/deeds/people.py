"""People and tokens: creating, changing and ending them. Every change leaves an event, without any secret in it."""

from collections.abc import Sequence
from typing import Literal

from queue_server.access import rows
from queue_server.access.accounts import Token
from queue_server.access.identity import hash_secret, new_secret
from queue_server.centre.rules import departments
from queue_server.centre.rules import lookup as centre_lookup
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire import access as wire
from shared.wire.facts.administration import (
    PasswordChanged,
    PersonAdded,
    PersonRemoved,
    TokenAdded,
    TokenRevoked,
)
from shared.wire.vocabulary import PEOPLE, SUPERVISING, Role


def _check(
    deed: UnitOfWork, role: str, counters: Sequence[int], department: str | None, *, person: bool
) -> None:
    if role not in set(Role) or (person and role not in PEOPLE):
        raise RuleBroken("unknown_role", 422, role=role)
    if department is not None:
        departments.check(deed.centre, department)
    for number in counters:
        centre_lookup.counter(deed.centre, number)


def create_person(
    deed: UnitOfWork,
    name: str,
    role: str,
    counters: Sequence[int],
    hashed: str,
    *,
    must_change: bool = False,
    department: str | None = None,
) -> None:
    """Adds a person with an already hashed password. 409 `name_taken`, 422 `unknown_department`."""
    _check(deed, role, counters, department, person=True)
    if rows.name_exists(deed.connection, deed.centre_id, name):
        raise RuleBroken("name_taken", name=name)
    rows.add_person(
        deed.connection, deed.centre_id, name, role, counters, hashed, deed.ms, must_change, department
    )
    deed.record(PersonAdded(name=name, role=role, by=deed.actor.name))


def remove_person(deed: UnitOfWork, name: str) -> None:
    """Ends a person's access at once; their deeds stay under their name."""
    person = rows.person(deed.connection, deed.centre_id, name)
    if person is None:
        raise RuleBroken("not_found", 404)
    rows.change_person(deed.connection, person.id, disabled_at=deed.ms)
    rows.end_sessions_of(deed.connection, person.id, deed.ms)
    deed.record(PersonRemoved(name=name, by=deed.actor.name))


def change_password(deed: UnitOfWork, person_id: int, hashed: str, session: str | None = None) -> None:
    """Sets a new hashed password and ends the person's other sessions."""
    rows.change_person(deed.connection, person_id, password=hashed, must_change=0)
    rows.end_sessions_of(deed.connection, person_id, deed.ms, but=session)
    deed.record(PasswordChanged(name=deed.actor.name, by=deed.actor.name))


def reset_password(deed: UnitOfWork, name: str, hashed: str) -> None:
    """Sets a hashed password that must be changed at the next sign-in; ends all sessions. 404 for an unknown name."""
    person = rows.person(deed.connection, deed.centre_id, name)
    if person is None:
        raise RuleBroken("not_found", 404)
    rows.change_person(deed.connection, person.id, password=hashed, must_change=1)
    rows.end_sessions_of(deed.connection, person.id, deed.ms)
    deed.record(PasswordChanged(name=name, by=deed.actor.name))


def create_token(
    deed: UnitOfWork, role: str, name: str, counters: Sequence[int] = (), department: str | None = None
) -> str:
    """Creates a bearer token, stored as SHA-256 only, and returns it: the one time it can be read."""
    _check(deed, role, counters, department, person=False)
    secret = new_secret()
    hashed = hash_secret(secret)
    rows.add_token(deed.connection, deed.centre_id, name, role, counters, hashed, deed.ms, department)
    deed.record(TokenAdded(name=name, role=role, by=deed.actor.name))
    return secret


def revoke_token(deed: UnitOfWork, token_id: int) -> None:
    """Ends a token at once, on open connections too."""
    found = rows.all_tokens(deed.connection, deed.centre_id)
    token = next((token for token in found if token.id == token_id), None)
    if token is None:
        raise RuleBroken("not_found", 404)
    if token.revoked_at is None:
        rows.revoke_token(deed.connection, token_id, deed.ms)
        deed.record(TokenRevoked(name=token.name, role=token.role, by=deed.actor.name))


def works_at(role: Role | str) -> Literal["every", "named", "none"]:
    """At which counters somebody of this role may work."""
    if role in SUPERVISING:
        return "every"
    return "named" if role == Role.OFFICER else "none"


def describe_token(context: Context, token: Token) -> wire.Token:
    """A token without its secret."""
    return wire.Token(
        id=token.id,
        name=token.name,
        role=Role(token.role),
        counters=list(token.counters),
        department=token.department,
        works_at=works_at(token.role),
        created_at=local_time.iso(context, token.created_at),
        revoked_at=local_time.iso(context, token.revoked_at),
    )
