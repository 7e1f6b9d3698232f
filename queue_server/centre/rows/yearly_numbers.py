"""Numbers that run through a year in a book of the centre: the register, money receipts, complaints."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from queue_server.ledger.tables import yearly_numbers
from queue_server.ledger.unit_of_work import UnitOfWork

REGISTER = "register"


@dataclass(frozen=True, slots=True)
class Year:
    """A book's year: its last number, and when (in milliseconds) and by whom it was closed."""

    last: int
    closed_at: int | None
    closed_by: str | None


def next_number(deed: UnitOfWork, book: str, year: int) -> int | None:
    """The book's next number of the year, None when it is closed.

    It is taken under the deed's lock; after a rollback the same number is taken again.
    """
    make = postgresql_insert if deed.connection.dialect.name == "postgresql" else sqlite_insert
    row = make(yearly_numbers).values(centre=deed.centre_id, book=book, year=year, last=1)
    query = row.on_conflict_do_update(
        index_elements=["centre", "book", "year"],
        set_={"last": yearly_numbers.c.last + 1},
        where=yearly_numbers.c.closed_at.is_(None),
    )
    number = deed.connection.execute(query.returning(yearly_numbers.c.last)).scalar_one_or_none()
    if number is not None:
        deed.reach(str(year), book, number)
    return number


def pass_over(connection: Connection, centre: str, year: int, step: int) -> None:
    """Skips the next `step` numbers of each open book of the year; a book without any number is left as it is."""
    connection.execute(
        update(yearly_numbers).where(*_open_in(centre, year)).values(last=yearly_numbers.c.last + step)
    )


def pass_to(connection: Connection, centre: str, year: int, book: str, number: int) -> None:
    """Skips the numbers up to `number` of an open book's year, which may not be begun; a later number stays."""
    make = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
    fresh = make(yearly_numbers).values(centre=centre, book=book, year=year, last=0)
    connection.execute(fresh.on_conflict_do_nothing())
    where = (*_open_in(centre, year), yearly_numbers.c.book == book, yearly_numbers.c.last < number)
    connection.execute(update(yearly_numbers).where(*where).values(last=number))


def _open_in(centre: str, year: int) -> tuple[ColumnElement[bool], ...]:
    return (
        yearly_numbers.c.centre == centre,
        yearly_numbers.c.year == year,
        yearly_numbers.c.closed_at.is_(None),
    )


def state(connection: Connection, centre: str, book: str, year: int) -> Year | None:
    """The book's last number of the year, and when and by whom it was closed; None before its first number."""
    where = (
        yearly_numbers.c.centre == centre,
        yearly_numbers.c.book == book,
        yearly_numbers.c.year == year,
    )
    columns = (yearly_numbers.c.last, yearly_numbers.c.closed_at, yearly_numbers.c.closed_by)
    found = connection.execute(select(*columns).where(*where)).one_or_none()
    return None if found is None else Year(*found)


def close(connection: Connection, centre: str, book: str, year: int, by: str, at: int) -> None:
    """Ends the book's year for good, even if not a single number was given."""
    make = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
    connection.execute(
        make(yearly_numbers).values(centre=centre, book=book, year=year).on_conflict_do_nothing()
    )
    connection.execute(
        update(yearly_numbers)
        .where(
            yearly_numbers.c.centre == centre,
            yearly_numbers.c.book == book,
            yearly_numbers.c.year == year,
            yearly_numbers.c.closed_at.is_(None),
        )
        .values(closed_by=by, closed_at=at)
    )
