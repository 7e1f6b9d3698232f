"""Mutants that change nothing anybody could see, each with the reason; they count neither for nor against the tests."""

import re
import tomllib
from string import Formatter

from tests.mutation.areas import ROOT
from tests.mutation.workspace import Mutant

_SQL = re.compile(r'"(SELECT|INSERT|UPDATE|DELETE|PRAGMA|BEGIN|COMMIT|ROLLBACK)\b|\bWHERE\b|\bON CONFLICT\b')
_ROW = re.compile(r'(row|known|_one\(query\))\["')
_REFUSAL = re.compile(r'raise RuleBroken\("(\w+)"(.*)\)$')
_VALUES = re.compile(r"\b(\w+)=((?:[^,()]|\([^()]*\))+)")
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
        'reader = csv.reader(io.StringIO(text, newline=""), strict=True)',
        "reader = csv.reader(io.StringIO(text, ), strict=True)",
    ): "a text in memory keeps its ends of lines as they are",
    (
        'column = known.get(plain, "")',
        "column = known.get(plain, None)",
    ): "only whether there is one is asked",
    (
        'value = self.cells.get(column, "")',
        "value = self.cells.get(column, )",
    ): "only whether there is one is asked",
    (
        'value = self.cells.get("sets", "")',
        'value = self.cells.get("sets", None)',
    ): "only whether there is one is asked",
    (
        'value = self.cells.get("sets", "")',
        'value = self.cells.get("sets", )',
    ): "only whether there is one is asked",
    (
        "refunded=-sum(entry.amount for entry in listed if entry.amount < 0),",
        "refunded=-sum(entry.amount for entry in listed if entry.amount < 1),",
    ): "a receipt of nothing adds nothing",
    (
        "if local < office.opening(day):",
        "if local <= office.opening(day):",
    ): "the opening is the opening",
    (
        "self.wrongs += 1",
        "self.wrongs -= 1",
    ): "only whether there are any is asked",
    (
        "peak = max(counts.values(), default=0) / days",
        "peak = max(counts.values(), default=1) / days",
    ): "without anybody every hour is quiet",
    (
        '"returns": row["returns"] + 1,',
        '"returns": row["returns"] - 1,',
    ): "only whether somebody came back before is asked",
    (
        'deed, restore_row(deed, {**row, "arrival": after_two}, Place.ARRIVAL, why="checked_in")',
        'deed, restore_row(deed, {**row, "arrival": after_two}, None, why="checked_in")',
    ): "neither first nor last is the place of the arrival",
    (
        "return slides if slides.shown is None else replace(slides, shown=None)",
        "return slides if (slides.shown is None) and False else replace(slides, shown=None)",
    ): "an equal value",
    (
        "return (state if showing is None else replace(state, showing=None)), None",
        "return (state if (showing is None) and False else replace(state, showing=None)), None",
    ): "an equal value",
    (
        "state if mine == announced.waiting else replace(state, announcements=replace(announced, waiting=mine))",
        "state if (mine == announced.waiting) and False else replace(state, announcements=replace(announced,"
        " waiting=mine))",
    ): "an equal value",
    ("if begin <= now < end:", "if begin < now < end:"): "a pulse is nothing where it begins",
    ("if begin <= now < end:", "if begin <= now <= end:"): "a pulse is nothing where it ends",
    ("calls=(),", "calls=None,"): "replaced before anybody reads it",
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
    if mutant.was.replace('"vi"', '"VI"') == mutant.becomes and "lang" in mutant.was:
        return "a language that there is not reads as Vietnamese"
    if _unsaid(mutant):
        return "the sentence of this refusal does not name that value"
    if (
        "RuleBroken(" in mutant.was
        and re.sub(r", 409\b", ", ", mutant.was, count=1).replace(", ,", ",") == mutant.becomes
    ):
        return "409 is the status of a refusal that names none"
    if _ASCII.sub("", mutant.was) == _ASCII.sub("", mutant.becomes):
        return "JSON that is read back says the same with its letters escaped"
    return _WHY.get((mutant.was, mutant.becomes))


def _unsaid(mutant: Mutant) -> bool:
    """Whether all that changed are values of a refusal which its sentence, in either language, has no place for."""
    was, becomes = _REFUSAL.search(mutant.was), _REFUSAL.search(mutant.becomes)
    if was is None or becomes is None or was[1] != becomes[1]:
        return False
    before, after = (dict(_VALUES.findall(found[2])) for found in (was, becomes))
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    rest = [_VALUES.sub("", found[2]).strip(" ,") for found in (was, becomes)]
    places = {
        name
        for file in (ROOT / "shared" / "text").glob("*/rules*.toml")
        for _, name, _, _ in Formatter().parse(str(tomllib.loads(file.read_text("utf-8")).get(was[1], "")))
    }
    return bool(changed) and rest[0] == rest[1] and not changed & {*places, "extra", "retry_after"}
