"""Counts the statements that reach a database, those among them that SQLAlchemy does not see."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, event

from queue_server.ledger.storage.prepared import Prepared


@contextmanager
def counted(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """The statements within the block, each with its values; beginnings and ends of transactions are not among them."""
    said: list[tuple[str, Any]] = []
    run = Prepared._execute

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        said.append((statement, values))

    def noted(self: Prepared, connection: Any, values: Any) -> Any:
        if connection.engine is engine:
            sql, order, fixed = self._sql(connection)
            given = {**fixed, **values}
            said.append((sql, dict(given) if order is None else tuple(given[key] for key in order)))
        return run(self, connection, values)

    event.listen(engine, "before_cursor_execute", note)
    try:
        with patch.object(Prepared, "_execute", noted):
            yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)


def cost(engine: Engine, work: Callable[[], Any]) -> int:
    """How many statements the work takes. Who speaks is looked up once a second, and is not counted."""
    with counted(engine) as said:
        work()
    return sum("FROM tokens" not in sql and "FROM sessions" not in sql for sql, _ in said)
