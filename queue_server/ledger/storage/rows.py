"""Query results as plain dictionaries by column name: they outlive their connection."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import CursorResult

Row = Mapping[str, Any]

Json = dict[str, Any]
"""An answer on its way to the wire."""


def as_rows(result: CursorResult[Any]) -> list[Row]:
    """All rows of a result."""
    return [dict(row) for row in result.mappings()]


def as_row(result: CursorResult[Any]) -> Row | None:
    """The only row of a result, or None."""
    row = result.mappings().one_or_none()
    return None if row is None else dict(row)


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that have another value after than before: what is to be saved of a value that became another."""
    return {name: value for name, value in after.items() if before[name] != value}


def texts(row: Row, column: str) -> list[str]:
    """A column that holds a JSON list of texts."""
    return [str(item) for item in json.loads(row[column])]
