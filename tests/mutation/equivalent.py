"""Mutants that change nothing anybody could see, each with the reason; they count neither for nor against the tests."""

import re

from tests.mutation.workspace import Mutant

_SQL = re.compile(r'"(SELECT|INSERT|UPDATE|DELETE|PRAGMA|BEGIN|COMMIT|ROLLBACK)\b|\bWHERE\b|\bON CONFLICT\b')
_ROW = re.compile(r'(row|known|_one\(query\))\["')

_WHY: dict[tuple[str, str], str] = {}
"""By the line as it was and as the mutant has it."""


def why_equivalent(mutant: Mutant) -> str | None:
    """Why this mutant does the same as the code, if that was found out."""
    if mutant.was.lower() == mutant.becomes.lower() and mutant.name.startswith("kiosk."):
        if _SQL.search(mutant.was):
            return "SQLite reads SQL, and names of tables and columns, in small and large letters alike"
        if _ROW.search(mutant.was):
            return "a row of sqlite3 finds its columns in small and large letters alike"
    return _WHY.get((mutant.was, mutant.becomes))
