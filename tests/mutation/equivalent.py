"""Mutants that change nothing anybody could see, each with the reason; they count neither for nor against the tests."""

import re

from tests.mutation.workspace import Mutant

_SQL = re.compile(r'"(SELECT|INSERT|UPDATE|DELETE|PRAGMA|BEGIN|COMMIT|ROLLBACK)\b|\bWHERE\b|\bON CONFLICT\b')
_ROW = re.compile(r'(row|known|_one\(query\))\["')
_VALUE = re.compile(r"'[^']*'")
_ASCII = re.compile(r", (ensure_ascii=\w+)?(?=\))")

_WHY: dict[tuple[str, str], str] = {
    (
        "db.execute(\"UPDATE wishes SET paper = 'out' WHERE id = ?\", (ident,))",
        "db.execute(\"UPDATE WISHES SET PAPER = 'OUT' WHERE ID = ?\", (ident,))",
    ): "only whether there is a value is read",
    (
        'mine = KioskRange(row["prefix"], row["first"], row["last"])',
        'mine = KioskRange(None, row["first"], row["last"])',
    ): "how many numbers are left does not depend on their letter",
    (
        "why = error.code if isinstance(error, Refused) else str(error)",
        "why = error.code if isinstance(error, Refused) else str(None)",
    ): "an unreachable server comes later: its words go into the log alone",
}
"""By the line as it was and as the mutant has it."""


def why_equivalent(mutant: Mutant) -> str | None:
    """Why this mutant does the same as the code, if that was found out."""
    if mutant.was.lower() == mutant.becomes.lower() and mutant.name.startswith("kiosk."):
        if _SQL.search(mutant.was) and _VALUE.findall(mutant.was) == _VALUE.findall(mutant.becomes):
            return "SQLite reads SQL, and names of tables and columns, in small and large letters alike"
        if _ROW.search(mutant.was):
            return "a row of sqlite3 finds its columns in small and large letters alike"
    if _ASCII.sub("", mutant.was) == _ASCII.sub("", mutant.becomes):
        return "JSON that is read back says the same with its letters escaped"
    return _WHY.get((mutant.was, mutant.becomes))
