"""Reads the catalogue's CSV and XLSX files, noting every bad row; it never touches a database."""

import re
from collections import Counter as Tally
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from queue_server.configuration import sheets
from queue_server.configuration.reader import ID, ConfigurationInvalid, Notebook
from shared.text import procedure_codes
from shared.text.alphabet import comparable, strip_marks

FIELD_COLUMNS = ("id", "name", "prefix", "department", "colour")
PROCEDURE_COLUMNS = (
    "id",
    "code",
    "name",
    "short_name",
    "field",
    "time_limit",
    "time_unit",
    "same_day",
    "fee_text",
    "fee_vnd",
    "documents",
    "synonyms",
    "confidence",
    "source",
)
TIME_UNITS = ("working_day", "day", "hour")
_LONGEST_ID = 60
_DIGITS = 10
_HIGHEST_FEE = 2**31 - 1  # what PostgreSQL's column holds
_LONGEST_LIMIT = 3_650  # of any unit: a deadline beyond the calendar's end cannot be computed
_SHOWN = 40
_PREFIX = re.compile(r"[A-Z]{1,2}")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_LEAST_CONTRAST = 4.5  # WCAG 2.1 AA for white letters on the field's chip


@dataclass(frozen=True)
class Field:
    """A field (lĩnh vực). Without a prefix and a colour it is for look-up only: it has no queue."""

    id: str
    name: str
    prefix: str = ""
    department: str = ""
    colour: str = ""


@dataclass(frozen=True)
class Procedure:
    """A procedure (thủ tục) as published. None and empty mean "not published", never "free" or "at once"."""

    id: str
    code: str
    name: str
    short_name: str
    field: str
    """The field's id."""
    time_limit: int | None
    time_unit: str
    """`working_day`, `day`, `hour`, or empty where no limit is published."""
    same_day: bool | None
    fee_text: str
    fee_vnd: int | None
    documents: tuple[str, ...]
    """Raw lines: a trailing `*` means shown only, "(nếu có)" conditional."""
    synonyms: tuple[str, ...]
    confidence: str
    source: str


class GivenFile(NamedTuple):
    """A file that is not on the disk."""

    name: str
    data: bytes


class Loaded(NamedTuple):
    """What an import holds."""

    fields: tuple[Field, ...]
    procedures: tuple[Procedure, ...]
    notes: tuple[str, ...]
    """What whoever imports should know, such as which sheet was read; in both languages."""
    lines: tuple[int, ...]
    """The line of each procedure in its file."""


@dataclass
class _Row:
    """One row of a file, with the means to complain about it."""

    notebook: Notebook
    file: str
    line: int
    cells: Mapping[str, str]
    numbers: frozenset[str]
    """The columns whose cell is a number, whose last zeros a spreadsheet has lost."""

    def wrong(self, message: str, /, **values: object) -> None:
        self.notebook.note(self.file, self.line, message, **values)

    def get(self, key: str) -> str:
        return self.cells.get(key, "")

    def needed(self, key: str) -> str:
        if not self.get(key):
            self.wrong("cell_missing", key=key)
        return self.get(key)

    def code(self) -> str:
        """The procedure's code, with the zeros that a spreadsheet lost at its end."""
        value = self.get("code")
        return procedure_codes.restored(value) if "code" in self.numbers else value

    def whole(self, key: str, most: int) -> int | None:
        value = self.get(key)
        if value and not (
            value.isascii() and value.isdigit() and len(value) <= _DIGITS and int(value) <= most
        ):
            self.wrong("cell_number", key=key, value=value[:_SHOWN])
            return None
        return int(value) if value else None

    def flag(self, key: str) -> bool | None:
        value = comparable(self.get(key))
        if value not in ("", "true", "false"):
            self.wrong("cell_true_false", key=key, value=value)
        return {"true": True, "false": False}.get(value)

    def parts(self, key: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.get(key).split("|") if part.strip())


def load_catalogue(
    procedures_file: Path | GivenFile, fields_file: Path | None = None, known: Sequence[Field] = ()
) -> Loaded:
    """The fields and procedures of an import; columns that nobody knows are passed over.

    A procedure's `field` may be the id or the name of a field of `fields_file` or `known`; another name
    becomes a new field for look-up only. Raises ConfigurationInvalid with every bad row of both files.
    """
    notebook = Notebook()
    fields = {field.id: field for field in known}
    if fields_file is not None:
        fields.update((field.id, field) for field in read_fields(fields_file, notebook, strict=False))
    read, procedures, lines = read_procedures(procedures_file, tuple(fields.values()), notebook, strict=False)
    if notebook.mistakes:
        raise ConfigurationInvalid(notebook.mistakes)
    return Loaded(read, procedures, tuple(notebook.notes), lines)


def read_fields(path: Path, notebook: Notebook, *, strict: bool) -> tuple[Field, ...]:
    """The fields of a file; strict: all cells but the department are needed, and there is no other column."""
    needed = ("id", "name", "prefix", "colour") if strict else ("name",)
    fields: list[Field] = []
    seen: dict[str, int] = {}
    names: dict[str, int] = {}
    for row in _rows(path, notebook, FIELD_COLUMNS, needed, strict=strict):
        for key in needed:
            row.needed(key)
        field = Field(
            id=row.get("id") or slug(row.get("name")),
            name=row.get("name"),
            prefix=row.get("prefix"),
            department=row.get("department"),
            colour=row.get("colour"),
        )
        if field.id and not ID.fullmatch(field.id):
            row.wrong("not_id", key="id", value=field.id)
        if field.prefix and not _PREFIX.fullmatch(field.prefix):
            row.wrong("prefix", value=field.prefix)
        if field.colour and (mistake := colour_mistake(field.colour)):
            row.wrong(mistake[0], **mistake[1])
        for value in (field.id, field.prefix and f"prefix {field.prefix}"):
            _once(row, value, seen)
        _once(row, field.name, names)
        fields.append(field)
    return tuple(fields)


def read_procedures(
    path: Path | GivenFile, fields: Sequence[Field], notebook: Notebook, *, strict: bool
) -> tuple[tuple[Field, ...], tuple[Procedure, ...], tuple[int, ...]]:
    """The fields, the procedures and the lines on which these stand.

    Strict: a field that is not among `fields` is a mistake.
    """
    found = {name: field for field in fields for name in (field.id, comparable(field.name))}
    known = {field.id: field for field in fields}
    rows = list(_rows(path, notebook, PROCEDURE_COLUMNS, ("name", "field"), strict=strict))
    names = Tally(slug(row.get("name")) for row in rows if not row.get("id"))
    procedures: list[Procedure] = []
    seen: dict[str, int] = {}
    for row in rows:
        name, field_name = row.needed("name"), row.needed("field")
        field = found.get(comparable(field_name)) or found.get(field_name)
        if field is None and field_name:
            if strict:
                row.wrong("unknown", key="field", value=field_name)
            field = Field(id=slug(field_name), name=field_name)
            found[comparable(field_name)] = field
            known.setdefault(field.id, field)
        identity = row.get("id") or _derived(name, row.code(), names)
        if row.get("id") and not ID.fullmatch(identity):
            row.wrong("not_id", key="id", value=identity)
        if name:
            _once(row, identity, seen)
        _once(row, row.code(), seen)
        procedures.append(_procedure(row, identity, field.id if field else ""))
    return tuple(known.values()), tuple(procedures), tuple(row.line for row in rows)


def _procedure(row: _Row, identity: str, field: str) -> Procedure:
    limit, unit = row.whole("time_limit", _LONGEST_LIMIT), row.get("time_unit")
    if unit and unit not in TIME_UNITS:
        row.wrong("cell_choice", key="time_unit", value=unit, allowed=", ".join(TIME_UNITS))
    elif bool(row.get("time_limit")) != bool(unit):
        row.wrong("unit_alone")
    return Procedure(
        id=identity,
        code=row.code(),
        name=row.get("name"),
        short_name=row.get("short_name") or row.get("name"),
        field=field,
        time_limit=limit,
        time_unit=unit,
        same_day=row.flag("same_day"),
        fee_text=row.get("fee_text"),
        fee_vnd=row.whole("fee_vnd", _HIGHEST_FEE),
        documents=row.parts("documents"),
        synonyms=row.parts("synonyms"),
        confidence=row.get("confidence"),
        source=row.get("source"),
    )


def slug(name: str) -> str:
    """An id from a Vietnamese name: no accents, small letters, hyphens; at most 60 characters."""
    words = re.findall(r"[a-z0-9]+", strip_marks(name))
    while len(words) > 1 and len("-".join(words)) > _LONGEST_ID:
        words.pop()
    return "-".join(words)[:_LONGEST_ID]


def colour_mistake(colour: str) -> tuple[str, dict[str, object]] | None:
    """What is wrong with a chip's colour: its form, or too little contrast with the white letters on it."""
    if not _COLOUR.fullmatch(colour):
        return "colour", {"value": colour}
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    contrast = 1.05 / (luminance + 0.05)
    if contrast < _LEAST_CONTRAST:
        return "pale", {"value": colour, "contrast": f"{contrast:.1f}"}
    return None


def prefix_is_good(prefix: str) -> bool:
    """Whether a queue's prefix is one or two capital letters."""
    return _PREFIX.fullmatch(prefix) is not None


def _derived(name: str, code: str, names: Mapping[str, int]) -> str:
    """An id from the name; several procedures of one name are told apart by their codes."""
    identity = slug(name)
    return f"{identity}-{slug(code)}" if names[identity] > 1 and code else identity


def _once(row: _Row, value: str, seen: dict[str, int]) -> None:
    if not value:
        return
    same = comparable(value)
    if same in seen:
        row.wrong("duplicate", value=value, other=seen[same])
    seen.setdefault(same, row.line)


def _rows(
    file: Path | GivenFile,
    notebook: Notebook,
    columns: Sequence[str],
    needed: Sequence[str],
    *,
    strict: bool,
) -> Iterator[_Row]:
    table = _table(file, notebook)
    if table is None:
        return
    header = [comparable(name) for name in table.rows[0].cells] if table.rows else []
    _check_header(file.name, notebook, header, columns, needed, strict=strict)
    if not set(needed) <= set(header):
        return
    for found in table.rows[1:]:
        numbers = frozenset(header[place] for place in found.numbers if place < len(header))
        row = _Row(notebook, file.name, found.line, dict(zip(header, found.cells, strict=False)), numbers)
        if len(found.cells) > len(header):
            row.wrong("too_many_cells")
        yield row
    if len(table.rows) == 1:
        notebook.note(file.name, 1, "no_rows")


def _table(file: Path | GivenFile, notebook: Notebook) -> sheets.Table | None:
    """What the file holds; its doubts are noted as mistakes. None, with a mistake noted, where it cannot be read."""
    try:
        data = file.data if isinstance(file, GivenFile) else sheets.of_file(file)
        table = sheets.read(data)
    except OSError:
        notebook.note(file.name, 1, "no_file")
        return None
    except sheets.Unreadable as unreadable:
        notebook.doubt(file.name, unreadable.doubt.line, unreadable.doubt.said)
        return None
    for doubt in table.doubts:
        notebook.doubt(file.name, doubt.line, doubt.said)
    notebook.notes += [" / ".join(note) for note in zip(table.notes("vi"), table.notes("en"), strict=True)]
    return table


def _check_header(
    file: str,
    notebook: Notebook,
    header: Sequence[str],
    columns: Sequence[str],
    needed: Sequence[str],
    *,
    strict: bool,
) -> None:
    for key in columns if strict else needed:
        if key not in header:
            notebook.note(file, 1, "column_missing", key=key)
    for key in sorted({key for key in header if header.count(key) > 1}):
        notebook.note(file, 1, "column_twice", key=key)
    for key in header:
        if strict and key not in columns:
            notebook.note(file, 1, "column_unknown", key=key, allowed=", ".join(columns))
