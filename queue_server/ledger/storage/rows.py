"""Query results as plain dictionaries by column name, which can be used after their connection is closed."""

import json
from collections.abc import Mapping
from typing import Any, TypeVarTuple

from sqlalchemy import CursorResult

_Columns = TypeVarTuple("_Columns")
Row = Mapping[str, Any]

Columns = tuple[Any, ...]
"""A row as the driver has it, in the order of the query."""


def as_rows(result: CursorResult[*_Columns]) -> list[Row]:
    """All rows of a result."""
    return [dict(row) for row in result.mappings()]


def as_row(result: CursorResult[*_Columns]) -> Row | None:
    """The only row of a result, or None."""
    row = result.mappings().one_or_none()
    return None if row is None else dict(row)


def difference(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, object]:
    """The columns whose value in `after` is another than in `before`: those that have to be saved."""
    return {name: value for name, value in after.items() if before[name] != value}


def texts(row: Row, column: str) -> list[str]:
    """A column that holds a JSON list of texts."""
    return [str(item) for item in json.loads(row[column])]
