"""People and tokens: creating, changing and ending them. Every change leaves an event, without any secret in it."""

from collections.abc import Sequence
from typing import Literal

from queue_server.access import rows
from queue_server.access.accounts import Token
from queue_server.access.identity import hash_secret, new_secret
from queue_server.centre.rows import pairing
from queue_server.centre.rules import departments
from queue_server.centre.rules import lookup as centre_lookup
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.text.alphabet import comparable, tidy
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
) -> str | None:
    """The department as the catalogue writes it. RuleBroken `unknown_role`, `unknown_department`, `not_found` (a counter)."""
    if role not in set(Role) or (person and role not in PEOPLE):
        raise RuleBroken("unknown_role", 422, role=role)
    for number in counters:
        centre_lookup.counter(deed.centre, number)
    return None if department is None else departments.named(deed.centre, department)


def written(name: str) -> str:
    """The name as it is saved. RuleBroken `invalid` for one of which nothing can be seen."""
    if not (tidied := tidy(name)):
        raise RuleBroken("invalid", 422)
    return tidied


def check_no_twin(deed: UnitOfWork, name: str) -> None:
    """Raises RuleBroken `name_taken` for the name, in another spelling, of a valid token or of a device that may get one."""
    devices = [kiosk.id for kiosk in deed.centre.kiosks] + [display.id for display in deed.centre.displays]
    devices += pairing.promised_names(deed.connection, deed.centre_id)
    for known in [*rows.names_of_tokens(deed.connection, deed.centre_id), *devices]:
        if known != name and comparable(known) == comparable(name):
            raise RuleBroken("name_taken", name=known)


def create_person(
    deed: UnitOfWork,
    name: str,
    role: str,
    counters: Sequence[int],
    hashed: str,
    *,
    must_change: bool = False,
    department: str | None = None,
) -> wire.Person:
    """Adds a person with an already hashed password; the answer has the name as it was saved.

    409 `name_taken`, also for a name that differs from a given one in its spelling only; 422 `unknown_department`.
    """
    department = _check(deed, role, counters, department, person=True)
    name = written(name)
    if (taken := rows.name_taken(deed.connection, deed.centre_id, name)) is not None:
        raise RuleBroken("name_taken", name=taken)
    rows.add_person(
        deed.connection, deed.centre_id, name, role, counters, hashed, deed.ms, must_change, department
    )
    deed.record(PersonAdded(name=name, role=role, by=deed.actor.name))
    return describe_person(name, role, counters, department)


def remove_person(deed: UnitOfWork, name: str) -> None:
    """Ends a person's access at once; their deeds stay under their name."""
    person = rows.person(deed.connection, deed.centre_id, name)
    if person is None:
        raise RuleBroken("not_found", 404)
    rows.change_person(deed.connection, person.id, disabled_at=deed.ms)
    rows.end_sessions_of(deed.connection, person.id, deed.ms)
    deed.record(PersonRemoved(name=person.name, by=deed.actor.name))


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
    deed.record(PasswordChanged(name=person.name, by=deed.actor.name))


def create_token(
    deed: UnitOfWork, role: str, name: str, counters: Sequence[int] = (), department: str | None = None
) -> str:
    """Creates a bearer token, stored as SHA-256 only, and returns it: the one time it can be read.

    One more token of the same name is a new one for the same device. 409 `name_taken` for a name that differs from another
    valid token's or a configured device's in its spelling only: it would be a second device that people take for the first.
    """
    department = _check(deed, role, counters, department, person=False)
    name = written(name)
    check_no_twin(deed, name)
    secret = new_secret()
    hashed = hash_secret(secret)
    rows.add_token(deed.connection, deed.centre_id, name, role, counters, hashed, deed.ms, department)
    deed.record(TokenAdded(name=name, role=role, by=deed.actor.name))
    return secret


def find_token(context: Context, wanted: str) -> Token:
    """The token that an administrator means: by its number in the list, or by its name, however that is typed.

    A revoked token is meant only where no valid one fits. RuleBroken `not_found`, or `token_ambiguous` where several fit: two
    of the same name, or one whose name is another's number.
    """
    known = rows.all_tokens(context.connection, context.centre_id)
    fitting = [
        token for token in known if str(token.id) == wanted or comparable(token.name) == comparable(wanted)
    ]
    found = [token for token in fitting if token.revoked_at is None] or fitting[-1:]
    if not found:
        raise RuleBroken("not_found", 404)
    if len(found) > 1:
        named = "; ".join(f"{token.id} ({token.role} {token.name})" for token in found)
        raise RuleBroken("token_ambiguous", 409, wanted=wanted, tokens=named)
    return found[0]


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


def describe_person(name: str, role: str, counters: Sequence[int], department: str | None) -> wire.Person:
    """A person as administrators see them."""
    return wire.Person(
        name=name, role=Role(role), counters=list(counters), department=department, works_at=works_at(role)
    )


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
