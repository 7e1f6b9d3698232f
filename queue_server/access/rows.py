"""Rows of people, sessions and tokens. Secrets arrive here already hashed."""

import json
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select, update

from queue_server.access.accounts import Person, Session, Token
from queue_server.ledger.storage.rows import Row, as_row, as_rows
from queue_server.ledger.tables import people, sessions, tokens
from shared.text.alphabet import comparable


def person(connection: Connection, centre: str, name: str) -> Person | None:
    """A person who may sign in, by the name in any spelling; of two who differ in nothing else, the one written so."""
    query = select(people).where(_named(centre, name), people.c.disabled_at.is_(None))
    found = [_person(row) for row in as_rows(connection.execute(query))]
    return next((one for one in found if one.name == name), found[0] if found else None)


def name_taken(connection: Connection, centre: str, name: str) -> str | None:
    """The name, as it was given, of a present or former person with this name in any spelling; None if there was none."""
    query = select(people.c.name).where(_named(centre, name)).limit(1)
    return connection.execute(query).scalar_one_or_none()


def everyone(connection: Connection, centre: str) -> list[Person]:
    """All people who may sign in, by name."""
    query = (
        select(people)
        .where(people.c.centre == centre, people.c.disabled_at.is_(None))
        .order_by(people.c.name)
    )
    return [_person(row) for row in as_rows(connection.execute(query))]


def add_person(
    connection: Connection,
    centre: str,
    name: str,
    role: str,
    counters: Sequence[int],
    password: str,
    at: int,
    must_change: bool,
    department: str | None = None,
) -> None:
    """Saves a person with a hashed password."""
    connection.execute(
        insert(people).values(
            centre=centre,
            name=name,
            comparable=comparable(name),
            role=role,
            counters=json.dumps(list(counters)),
            password=password,
            must_change=int(must_change),
            created_at=at,
            department=department,
        )
    )


def change_person(connection: Connection, person_id: int, **values: object) -> None:
    """Sets columns of one person."""
    connection.execute(update(people).where(people.c.id == person_id).values(**values))


def add_session(connection: Connection, values: Mapping[str, object]) -> None:
    """Saves a session under the hash of its secret."""
    connection.execute(insert(sessions).values(**values))


def session(connection: Connection, hashed: str) -> Session | None:
    """A session with its person; ended and expired ones included."""
    query = (
        select(
            people,
            sessions.c.centre.label("signed_in_to"),
            sessions.c.csrf,
            sessions.c.expires_at,
            sessions.c.ended_at,
        )
        .join(people, people.c.id == sessions.c.person_id)
        .where(sessions.c.hash == hashed)
    )
    row = as_row(connection.execute(query))
    if row is None:
        return None
    return Session(_person(row), row["signed_in_to"], row["csrf"], row["expires_at"], row["ended_at"])


def valid_sessions(connection: Connection, centre: str, hashes: Collection[str], now: int) -> list[str]:
    """Those of the sessions that have not ended, and whose people may still sign in."""
    query = (
        select(sessions.c.hash)
        .join(people, people.c.id == sessions.c.person_id)
        .where(
            sessions.c.hash.in_(list(hashes)),
            sessions.c.centre == centre,
            sessions.c.ended_at.is_(None),
            sessions.c.expires_at > now,
            people.c.disabled_at.is_(None),
        )
    )
    return list(connection.execute(query).scalars()) if hashes else []


def end_session(connection: Connection, hashed: str, at: int) -> None:
    """Ends one session."""
    connection.execute(update(sessions).where(sessions.c.hash == hashed).values(ended_at=at))


def end_sessions_of(connection: Connection, person_id: int, at: int, but: str | None = None) -> None:
    """Ends all sessions of a person, except the one hash `but`."""
    query = update(sessions).where(sessions.c.person_id == person_id, sessions.c.ended_at.is_(None))
    if but is not None:
        query = query.where(sessions.c.hash != but)
    connection.execute(query.values(ended_at=at))


def end_sessions_begun_after(connection: Connection, centre: str, begun: int, at: int) -> None:
    """Ends the centre's sessions that began after that moment, which lies ahead."""
    ahead = (sessions.c.centre == centre, sessions.c.created_at > begun, sessions.c.ended_at.is_(None))
    connection.execute(update(sessions).where(*ahead).values(ended_at=at))


def token(connection: Connection, hashed: str) -> Token | None:
    """A token by its hash; revoked ones included."""
    row = as_row(connection.execute(select(tokens).where(tokens.c.hash == hashed)))
    return None if row is None else _token(row)


def valid_tokens(connection: Connection, centre: str, hashes: Collection[str]) -> list[str]:
    """Those of the tokens that nobody has revoked."""
    query = select(tokens.c.hash).where(
        tokens.c.hash.in_(list(hashes)), tokens.c.centre == centre, tokens.c.revoked_at.is_(None)
    )
    return list(connection.execute(query).scalars()) if hashes else []


def all_tokens(connection: Connection, centre: str) -> list[Token]:
    """All tokens of the centre, oldest first."""
    query = select(tokens).where(tokens.c.centre == centre).order_by(tokens.c.id)
    return [_token(row) for row in as_rows(connection.execute(query))]


def names_of_tokens(connection: Connection, centre: str) -> list[str]:
    """The names of the tokens that nobody has revoked."""
    query = select(tokens.c.name).where(tokens.c.centre == centre, tokens.c.revoked_at.is_(None)).distinct()
    return list(connection.execute(query).scalars())


def add_token(
    connection: Connection,
    centre: str,
    name: str,
    role: str,
    counters: Sequence[int],
    hashed: str,
    at: int,
    department: str | None = None,
) -> int:
    """Saves a token's hash and returns its id."""
    query = insert(tokens).returning(tokens.c.id)
    values = {
        "centre": centre,
        "name": name,
        "role": role,
        "counters": json.dumps(list(counters)),
        "hash": hashed,
        "created_at": at,
        "department": department,
    }
    return int(connection.execute(query, values).scalar_one())


def revoke_token(connection: Connection, token_id: int, at: int) -> None:
    """Marks a token as revoked."""
    connection.execute(update(tokens).where(tokens.c.id == token_id).values(revoked_at=at))


def _named(centre: str, name: str) -> ColumnElement[bool]:
    return and_(
        people.c.centre == centre, or_(people.c.name == name, people.c.comparable == comparable(name))
    )


def _person(row: Row) -> Person:
    return Person(
        row["id"],
        row["name"],
        row["role"],
        _counters(row),
        row["department"],
        row["password"],
        bool(row["must_change"]),
        row["disabled_at"],
    )


def _token(row: Row) -> Token:
    return Token(
        row["id"],
        row["centre"],
        row["name"],
        row["role"],
        _counters(row),
        row["department"],
        row["created_at"],
        row["revoked_at"],
    )


def _counters(row: Row) -> tuple[int, ...]:
    return tuple(int(number) for number in json.loads(row["counters"]))
