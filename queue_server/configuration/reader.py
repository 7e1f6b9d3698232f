"""Reads TOML tables key by key, noting every mistake with file and line; it never stops at the first.

`tomllib` gives no line numbers, so the lines of tables and keys are found by a second look at the text.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from shared.text.alphabet import comparable
from shared.text.messages import say

T = TypeVar("T")
ID = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")
_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*(?:([A-Za-z0-9_-]+)|"([^"]*)"|'([^']*)')\s*=""")
_SYNTAX_LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True, order=True)
class Mistake:
    """One mistake: the file's name, the line (1 for the whole file) and a sentence in both languages."""

    file: str
    line: int
    text: str


class ConfigurationInvalid(Exception):
    """The files hold mistakes; all of them are listed together."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = sorted(set(mistakes))
        super().__init__(report(self.mistakes))


def report(mistakes: Sequence[Mistake]) -> str:
    """All mistakes as lines `file:line: sentence`, under a heading, for a terminal."""
    count = len(mistakes)
    heading = [say("configuration.report.title", lang, count=count) for lang in ("vi", "en")]
    return "\n".join([*heading, *(f"  {m.file}:{m.line}: {m.text}" for m in mistakes)])


class Notebook:
    """Collects the mistakes of all files of one load."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []
        self.notes: list[str] = []
        """What is no mistake but should be known, in both languages."""

    def note(self, file: str, line: int, key: str, /, **values: object) -> None:
        """Write down one mistake by its message's name in the catalogue `configuration`."""
        self.doubt(file, line, lambda lang: say(f"configuration.mistake.{key}", lang, **values))

    def doubt(self, file: str, line: int, said: Callable[[str], str]) -> None:
        """Write down a mistake that somebody else says in a language."""
        self.mistakes.append(Mistake(file, line, f"{said('vi')} / {said('en')}"))


def line_index(text: str) -> dict[tuple[str | int, ...], int]:
    """The line of each table and key of a TOML text, as `{("queue", 0, "prefix"): 7}`, counted from 0."""
    lines: dict[tuple[str | int, ...], int] = {}
    counts: dict[tuple[str | int, ...], int] = {}
    table: tuple[str | int, ...] = ()
    closing, depth = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        if closing:
            closing = "" if closing in line else closing
            continue
        if depth == 0 and (header := _HEADER.match(line)):
            table = _table_path(header[1], header[2], counts)
            lines.setdefault(table, number)
            continue
        key = _KEY.match(line)
        if depth == 0 and key:
            lines.setdefault((*table, key[1] or key[2] or key[3]), number)
        value = line[key.end() :] if key else line
        for quotes in ('"""', "'''"):
            if value.count(quotes) % 2:
                closing = quotes
        bare = re.sub(r'"(?:\\.|[^"\\])*"|\'[^\']*\'|#.*', "", value)
        depth = max(0, depth + sum(map(bare.count, "[{")) - sum(map(bare.count, "]}")))
    return lines


def _table_path(brackets: str, name: str, counts: dict[tuple[str | int, ...], int]) -> tuple[str | int, ...]:
    path: tuple[str | int, ...] = ()
    parts = [part.strip().strip("\"'") for part in name.split(".")]
    for place, part in enumerate(parts):
        path = (*path, part)
        if brackets == "[[" and place == len(parts) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


class Table:
    """One table of a TOML file; each reader returns a usable value and notes what was wrong with it."""

    def __init__(
        self,
        notebook: Notebook,
        file: str,
        values: Mapping[str, object],
        lines: Mapping[tuple[str | int, ...], int],
        path: tuple[str | int, ...] = (),
    ) -> None:
        self.values = values
        self._notebook, self._file, self._lines, self._path = notebook, file, lines, path

    def line(self, key: str | None = None) -> int:
        """The line of a key, or of the table where the key is absent; the nearest known one above."""
        path = self._path if key is None else (*self._path, key)
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def wrong(self, message: str, /, key: str | None = None, **values: object) -> None:
        """Note a mistake at a key of this table."""
        shown = {"key": key, **values} if key is not None else values
        self._notebook.note(self._file, self.line(key), message, **shown)

    def only(self, *allowed: str) -> None:
        """Note every key that nobody reads: a misspelt setting must not be ignored in silence."""
        for key in self.values:
            if key not in allowed:
                self.wrong("unknown_key", key=key, allowed=", ".join(allowed))

    def text(self, key: str, default: str | None = None, *, empty: bool = False) -> str:
        """Text; with a default, the key may be left out."""
        if key not in self.values:
            return self._absent(key, default, "")
        value = self.values[key]
        if isinstance(value, str) and (value.strip() or empty):
            return value.strip()
        self.wrong("not_text", key=key)
        return default or ""

    def name(self, key: str) -> str:
        """An id: small letters, digits, hyphens."""
        value = self.text(key)
        if value and not ID.fullmatch(value):
            self.wrong("not_id", key=key, value=value)
        return value

    def choice(self, key: str, allowed: Sequence[str], default: str) -> str:
        """One of a few words."""
        value = self.values.get(key, default)
        if isinstance(value, str) and value in allowed:
            return value
        self.wrong("not_choice", key=key, allowed=", ".join(allowed))
        return default

    def number(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number within bounds."""
        if key not in self.values:
            return self._absent(key, default, low)
        value = self.values[key]
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.wrong("not_number", key=key, low=low, high=high)
        return low if default is None else default

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        value = self.values.get(key, default)
        if isinstance(value, bool):
            return value
        self.wrong("not_true_false", key=key)
        return default

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts."""
        if key not in self.values:
            return self._absent(key, default, ())
        value = self.values[key]
        if not isinstance(value, list):
            self.wrong("not_list", key=key)
            return ()
        if not all(isinstance(item, str) and item.strip() for item in value):
            self.wrong("not_text", key=key)
        return tuple(item for item in value if isinstance(item, str) and item.strip())

    def numbers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers, unchecked in size; an empty one where it is no such list."""
        value = self.values.get(key)
        if isinstance(value, list) and all(type(item) is int for item in value):
            return tuple(value)
        self.wrong("not_list" if key in self.values else "missing", key=key)
        return ()

    def clock(self, key: str, default: int | None = None) -> int:
        """A time of day `HH:MM`, as minutes after midnight; 24:00 is the end of the day."""
        if key not in self.values:
            return self._absent(key, default, 0)
        value = self.values[key]
        if isinstance(value, str) and _CLOCK.fullmatch(value):
            hours, minutes = value.split(":")
            return int(hours) * 60 + int(minutes)
        self.wrong("not_time", key=key, value=value)
        return default or 0

    def day(self, key: str) -> date | None:
        """A calendar day; None where it is missing or wrong."""
        value = self.values.get(key)
        if type(value) is date:
            return value
        self.wrong("not_date" if key in self.values else "missing", key=key)
        return None

    def table(self, key: str) -> "Table":
        """A table inside this one; an empty one where it is absent."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            self.wrong("not_table", key=key)
            value = {}
        return Table(self._notebook, self._file, value, self._lines, (*self._path, key))

    def tables(self, key: str) -> list["Table"]:
        """The tables `[[key]]`, in the order of the file."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.wrong("not_tables", key=key)
            value = []
        return [
            Table(self._notebook, self._file, item, self._lines, (*self._path, key, place))
            for place, item in enumerate(value)
        ]

    def _absent(self, key: str, default: T | None, substitute: T) -> T:
        if default is not None:
            return default
        self.wrong("missing", key=key)
        return substitute


def read_toml(path: Path, notebook: Notebook) -> Table | None:
    """The root table of a file; None, with a mistake noted, where it cannot be read."""
    text = read_text(path, notebook)
    if text is None:
        return None
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _SYNTAX_LINE.search(str(error))
        line = int(found[1]) if found else max(1, len(text.splitlines()))
        notebook.note(path.name, line, "syntax", detail=str(error))
        return None
    except (ValueError, RecursionError) as error:
        # A number of thousands of digits, brackets in thousands: the parser gives up without a line.
        notebook.note(path.name, 1, "syntax", detail=str(error))
        return None
    return Table(notebook, path.name, values, line_index(text))


def read_text(path: Path, notebook: Notebook) -> str | None:
    """A file's UTF-8 text without a byte order mark; None, with a mistake noted, where it cannot be read."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        notebook.note(path.name, line, "not_utf8")
    except OSError:
        notebook.note(path.name, 1, "no_file")
    return None


def once(table: Table, key: str, value: object, seen: dict[object, int]) -> None:
    if value in ("", None):
        return
    if value in seen:
        table.wrong("duplicate", key=key, value=value, other=seen[value])
    seen.setdefault(value, table.line(key))


def named_once(table: Table, name: str, seen: dict[str, int]) -> None:
    """Notes a name that another table has in whatever spelling: people could not tell the two apart."""
    if name:
        same = comparable(name)
        if same in seen:
            table.wrong("duplicate", key="name", value=name, other=seen[same])
        seen.setdefault(same, table.line("name"))


def known(table: Table, key: str, values: Sequence[str], known: Sequence[str]) -> None:
    if not known:
        return  # the other file could not be read: its own mistakes say so
    for place, value in enumerate(values):
        if value not in known:
            table.wrong("unknown", key=key, value=value)
        elif value in values[:place]:
            table.wrong("repeated", key=key, value=value)
