"""SQLAlchemy statements that are compiled once and then run by the driver: the same SQL without building it each time.

This is only for statements whose values are plain numbers and texts; everything else goes through SQLAlchemy.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, bindparam, update
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.expression import ClauseElement

from queue_server.ledger.storage.rows import Columns, Row


class Prepared:
    """A statement for the hot paths. `columns` are the keys that an insert or update is given."""

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = columns
        self._compiled: dict[str, tuple[str, Sequence[str] | None, dict[str, object]]] = {}

    def _sql(self, connection: Connection) -> tuple[str, Sequence[str] | None, dict[str, object]]:
        known = self._compiled.get(connection.dialect.name)
        if known is None:
            options: dict[str, Any] = {} if self._columns is None else {"column_keys": list(self._columns)}
            compiled = self._statement.compile(dialect=connection.dialect, **options)
            order = getattr(compiled, "positiontup", None)
            # Values that stand in the statement itself.
            fixed = {key: value for key, value in compiled.params.items() if value is not None}
            known = self._compiled[connection.dialect.name] = (str(compiled), order, fixed)
        return known

    def _execute(self, connection: Connection, values: Mapping[str, object]) -> DBAPICursor:
        sql, order, fixed = self._sql(connection)
        given = {**fixed, **values} if fixed else values
        cursor = connection.connection.cursor()
        try:
            cursor.execute(sql, dict(given) if order is None else [given[key] for key in order])
        except connection.dialect.loaded_dbapi.Error as error:
            # SQLAlchemy does the same, so that callers see one kind of error with every driver.
            raise DBAPIError(sql, None, error) from error
        return cursor

    def run(self, connection: Connection, values: Mapping[str, object]) -> None:
        """Runs the statement for its effect."""
        self._execute(connection, values).close()

    def mapping(self, connection: Connection, values: Mapping[str, object]) -> Row | None:
        """The first row by column name, or None."""
        cursor = self._execute(connection, values)
        found = cursor.fetchone()
        names = [column[0] for column in cursor.description]
        cursor.close()
        return None if found is None else dict(zip(names, found, strict=True))

    def column(self, connection: Connection, values: Mapping[str, object]) -> list[Any]:
        """The first column of all rows."""
        cursor = self._execute(connection, values)
        found = [row[0] for row in cursor.fetchall()]
        cursor.close()
        return found

    def rows(self, connection: Connection, values: Mapping[str, object]) -> Sequence[Columns]:
        """All rows as plain tuples, for reports, which read a hundred thousand rows."""
        cursor = self._execute(connection, values)
        found: Sequence[Columns] = cursor.fetchall()
        cursor.close()
        return found

    def row(self, connection: Connection, values: Mapping[str, object]) -> Columns | None:
        """The first row as a tuple, or None."""
        cursor = self._execute(connection, values)
        found: Columns | None = cursor.fetchone()
        cursor.close()
        return found


class Updates:
    """Updates of one row by its key; the statement for each set of columns is compiled once."""

    def __init__(self, table: Table, *key: str) -> None:
        self._table = table
        self._key = key
        self._known: dict[frozenset[str], Prepared] = {}

    def run(self, connection: Connection, key: Mapping[str, object], values: Mapping[str, object]) -> None:
        """Sets the values in the row that `key` names."""
        columns = frozenset(values)
        statement = self._known.get(columns)
        if statement is None:
            query = update(self._table).values({name: bindparam(f"new_{name}") for name in sorted(columns)})
            for name in self._key:
                query = query.where(self._table.c[name] == bindparam(f"key_{name}"))
            statement = self._known[columns] = Prepared(query)
        given = {f"new_{name}": value for name, value in values.items()}
        statement.run(connection, given | {f"key_{name}": key[name] for name in self._key})
