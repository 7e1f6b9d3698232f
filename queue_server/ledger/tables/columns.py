"""The one metadata of all tables, and the kinds of columns that they are made of."""

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Text, text

metadata = MetaData()


# SQLite gives ids by itself only in a column that is exactly INTEGER PRIMARY KEY.
BigId = BigInteger().with_variant(Integer, "sqlite")


def text_column(name: str, **options: object) -> Column[str]:
    return Column(name, Text, nullable=False, **options)  # type: ignore[arg-type]


def number_column(name: str, default: int | None = None) -> Column[int]:
    server_default = None if default is None else str(default)
    return Column(name, BigInteger, nullable=False, server_default=server_default)


def maybe_column(name: str, kind: type = Text) -> Column[object]:
    return Column(name, kind, nullable=True)


def partial_index(name: str, *columns: str) -> Index:
    """An index of the rows in which the first of the columns has a value."""
    filled = text(f"{columns[0]} IS NOT NULL")
    return Index(name, "centre", *columns, sqlite_where=filled, postgresql_where=filled)
