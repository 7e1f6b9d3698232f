"""Pairing codes in and out of the database, each with the hash of its screen's secret."""

from sqlalchemy import Connection, case, delete, func, insert, select, update

from queue_server.centre.rules.pairing import Pairing
from queue_server.ledger.storage.rows import Row, as_row, as_rows
from queue_server.ledger.tables import pairings


def forget_expired(connection: Connection, now: int) -> None:
    """Deletes the codes whose time is over, of every centre: a code is free again afterwards."""
    connection.execute(delete(pairings).where(pairings.c.expires_at <= now))


def forget_begun_after(connection: Connection, centre: str, begun: int) -> None:
    """Deletes the centre's codes that were asked for after that moment, which lies ahead."""
    connection.execute(delete(pairings).where(pairings.c.centre == centre, pairings.c.created_at > begun))


def code_exists(connection: Connection, code: str) -> bool:
    """Whether the code is in use."""
    return connection.execute(select(pairings.c.code).where(pairings.c.code == code)).first() is not None


def open_codes(connection: Connection, centre: str, address: str) -> tuple[int, int]:
    """How many codes this address has asked for and not yet used, and how many all have."""
    query = select(func.count(), func.count(case((pairings.c.ip == address, 1)))).where(
        pairings.c.centre == centre, pairings.c.token_sealed.is_(None)
    )
    in_all, here = connection.execute(query).one()
    return int(here), int(in_all)


def add(
    connection: Connection,
    centre: str,
    code: str,
    *,
    secret_hash: str,
    created_at: int,
    expires_at: int,
    ip: str,
    counter: int | None,
) -> None:
    """Saves a new code; `ip` is the address that asked for it."""
    connection.execute(
        insert(pairings).values(
            centre=centre,
            code=code,
            secret_hash=secret_hash,
            created_at=created_at,
            expires_at=expires_at,
            ip=ip,
            counter=counter,
        )
    )


def of_secret(connection: Connection, centre: str, secret_hash: str) -> Pairing | None:
    """The code of the screen that holds this secret."""
    query = select(pairings).where(pairings.c.centre == centre, pairings.c.secret_hash == secret_hash)
    row = as_row(connection.execute(query))
    return None if row is None else _pairing(row)


def of_code(connection: Connection, centre: str, code: str) -> Pairing | None:
    """What is known of this code."""
    query = select(pairings).where(pairings.c.centre == centre, pairings.c.code == code)
    row = as_row(connection.execute(query))
    return None if row is None else _pairing(row)


def waiting(connection: Connection, centre: str, now: int) -> list[Pairing]:
    """The codes that nobody has approved yet and whose time is not over, oldest first."""
    query = (
        select(pairings)
        .where(pairings.c.centre == centre, pairings.c.approved_by.is_(None), pairings.c.expires_at > now)
        .order_by(pairings.c.created_at, pairings.c.code)
    )
    return [_pairing(row) for row in as_rows(connection.execute(query))]


def approve(connection: Connection, code: str, name: str, by: str) -> None:
    """Writes down who approved the code, and the screen's name."""
    connection.execute(update(pairings).where(pairings.c.code == code).values(name=name, approved_by=by))


def close(connection: Connection, code: str) -> None:
    """Marks the code as used: its token was handed over. The token itself is stored by the screen only."""
    connection.execute(update(pairings).where(pairings.c.code == code).values(token_sealed="given"))


def promised_names(connection: Connection, centre: str) -> list[str]:
    """The names of the screens whose codes are approved but not yet used."""
    query = select(pairings.c.name).where(
        pairings.c.centre == centre, pairings.c.name.is_not(None), pairings.c.token_sealed.is_(None)
    )
    return [str(name) for name in connection.execute(query).scalars()]


def _pairing(row: Row) -> Pairing:
    return Pairing(
        code=row["code"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        address=row["ip"],
        counter=row["counter"],
        name=row["name"],
        approved_by=row["approved_by"],
        given=row["token_sealed"] is not None,
    )
