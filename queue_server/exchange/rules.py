"""What a register kept elsewhere says, row by row: its columns, dates and statuses."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from queue_server.configuration.sheets.table import Row, Table
from queue_server.dossiers.rules.dossier import Status
from shared.text import identity_numbers, procedure_codes, telephones
from shared.text.alphabet import comparable, fold
from shared.text.messages import say

S = Status
HEADERS: dict[str, tuple[str, ...]] = {
    "code": ("ma ho so", "so ho so", "so bien nhan", "code"),
    "system": ("he thong", "system"),
    "procedure": (
        "thu tuc",
        "ten thu tuc",
        "thu tuc hanh chinh",
        "ten thu tuc hanh chinh",
        "ma thu tuc",
        "procedure",
    ),
    "applicant": ("ho ten", "ho va ten", "nguoi nop", "chu ho so", "ten to chuc ca nhan", "applicant"),
    "phone": ("dien thoai", "so dien thoai", "phone"),
    "id_number": ("so giay to", "so cccd", "so can cuoc", "cccd", "id number"),
    "address": ("dia chi", "address"),
    "received": ("ngay tiep nhan", "ngay nhan", "ngay nhan ho so", "received"),
    "due": ("ngay hen tra", "ngay hen tra ket qua", "hen tra", "han tra", "due"),
    "finished": ("ngay xu ly xong", "ngay hoan thanh", "ngay co ket qua", "finished"),
    "returned": ("ngay tra", "ngay tra ket qua", "returned"),
    "status": ("trang thai", "status"),
    "channel": ("cach nop", "hinh thuc nop", "kenh", "channel"),
    "sets": ("so bo", "sets"),
    "note": ("ghi chu", "note"),
}
"""Each column and how people call it, without accents and signs."""
NEEDED = ("code", "received")
_CITIZENS = ("so cccd", "so can cuoc", "cccd")
"""The names of the column of papers' numbers that stands for citizens' cards alone."""
_LONGEST = {
    "code": 120,
    "system": 60,
    "procedure": 500,
    "applicant": 500,
    "phone": 20,
    "id_number": 30,
    "address": 1000,
}
_LONGEST_NOTE = 1000
_CHANNELS = {"truc tiep": 1, "truc tuyen": 2, "buu chinh": 3, "1": 1, "2": 2, "3": 3}
_CODE = re.compile(r"[\w./ -]+")
_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:\s+(\d{1,2})[:h](\d{2})(?::\d{2})?)?")
_FINISHED = frozenset({S.FINISHED, S.RETURNED})
_ENDED = frozenset({S.REFUSED, S.WITHDRAWN, S.STOPPED})
FINISHED_WITH_A_DATE = _FINISHED | {S.STOPPED}
"""Statuses whose dossiers have a moment at which they were finished (dossiers/rules/dossier.py)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a line of the file; line 1 is its header."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A dossier as the register tells of it."""

    line: int
    code: str
    system: str | None
    procedure: str | None
    applicant: str | None
    phone: str | None
    id_number: str | None
    address: str | None
    received: datetime
    due: datetime | None
    finished: datetime | None
    returned: datetime | None
    status: Status
    channel: int
    sets: int
    note: str | None


@dataclass(slots=True)
class Sheet:
    """A read file: what can be imported, and everything that is wrong with it."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows: int = 0
    notes: list[str] = field(default_factory=list)
    """What whoever imports should know although it is no problem, such as which sheet was read."""


@dataclass(frozen=True, slots=True)
class Office:
    """What the reader must know of the centre: its zone, closing time, and which procedures it has."""

    zone: tzinfo
    opens: Callable[[datetime], datetime]
    closes: Callable[[datetime], datetime]
    procedure: Callable[[str], str | None]
    """The id of a procedure by its id, code or name; None for one that is not in the catalogue."""


def read(table: Table, office: Office, now: datetime, lang: str = "vi") -> Sheet:
    """Every row of the table. Nothing is guessed: a row with a problem is reported and left out."""
    sheet = Sheet(notes=table.notes(lang))
    sheet.problems += [Problem(doubt.line, doubt.said(lang)) for doubt in table.doubts]
    if table.rows:
        header, *rows = table.rows
        columns = _columns(header, sheet, lang)
        citizens = any(fold(title) in _CITIZENS for title in header.cells)
        seen: dict[str, int] = {}
        for cells in rows if columns else ():
            sheet.rows += 1
            numbers = frozenset(columns[place] for place in cells.numbers if place < len(columns))
            row = _Row(cells.line, _named(columns, cells), sheet, lang, citizens, numbers)
            if len(cells.cells) > len(columns):
                row.wrong("too_many_cells")
            entry = row.entry(office, now)
            _once(row, seen)
            if entry is not None:
                sheet.entries.append(entry)
    if not sheet.rows and not sheet.problems:
        sheet.problems.append(Problem(1, _say("no_rows", lang)))
    return sheet


def _columns(header: Row, sheet: Sheet, lang: str) -> list[str]:
    known = {fold(name): column for column, names in HEADERS.items() for name in names}
    found: list[str] = []

    def wrong(problem: str, column: str) -> None:
        sheet.problems.append(Problem(header.line, _say(problem, lang, column=column)))

    for title in header.cells:
        plain = fold(title)
        column = known.get(plain, "")
        if not column and title.strip() and plain not in ("stt", "so thu tu", "no"):
            wrong("column_unknown", title.strip()[:60])
        if column and column in found:
            wrong("column_twice", title.strip()[:60])
        found.append(column)
    missing = [column for column in NEEDED if column not in found]
    for column in missing:
        wrong("column_missing", _title(column, lang))
    return [] if missing else found


def _named(columns: Sequence[str], row: Row) -> dict[str, str]:
    return {column: cell for column, cell in zip(columns, row.cells, strict=False) if column}


def _once(row: "_Row", seen: dict[str, int]) -> None:
    if code := row.cells.get("code", ""):
        same = comparable(code)
        if same in seen:
            row.wrong("twice", value=code, other=seen[same])
        seen.setdefault(same, row.line)


@dataclass(slots=True)
class _Row:
    line: int
    cells: Mapping[str, str]
    sheet: Sheet
    lang: str
    citizens: bool = False
    """Whether papers' numbers are those of citizens' cards alone."""
    numbers: frozenset[str] = frozenset()
    """The columns whose cell is a number: zeros at one of its ends are lost."""
    wrongs: int = 0

    def wrong(self, problem: str, **values: object) -> None:
        self.wrongs += 1
        self.sheet.problems.append(Problem(self.line, _say(problem, self.lang, **values)))

    def entry(self, office: Office, now: datetime) -> Entry | None:
        for column in NEEDED:
            if not self.cells.get(column):
                self.wrong("missing", column=_title(column, self.lang))
        for column, value in self.cells.items():
            if len(value) > _LONGEST.get(column, _LONGEST_NOTE):
                self.wrong("too_long", column=_title(column, self.lang))
        code = self.cells.get("code", "")
        if code and not _CODE.fullmatch(code):
            self.wrong("bad_identity", value=code[:60])
        received = self.moment("received", office.zone, office.opens)
        due = self.moment("due", office.zone, office.closes)
        finished = self.moment("finished", office.zone, office.closes)
        returned = self.moment("returned", office.zone, office.closes)
        self._order(received, due, finished, returned, now)
        status = self._status(finished, returned)
        channel = self._channel()
        sets = self._sets()
        procedure = self._procedure(office)
        phone, id_number = self._phone(), self._id_number()
        if self.wrongs or received is None or status is None:
            return None
        return Entry(
            self.line,
            code,
            self.cells.get("system") or None,
            procedure,
            self.cells.get("applicant") or None,
            phone,
            id_number,
            self.cells.get("address") or None,
            received,
            due,
            finished or (returned if status in _FINISHED else None),
            returned,
            status,
            channel,
            sets,
            self.cells.get("note") or None,
        )

    def moment(self, column: str, zone: tzinfo, usual: Callable[[datetime], datetime]) -> datetime | None:
        """A cell's day, with its time or the usual one."""
        value = self.cells.get(column, "")
        if not value:
            return None
        match = _DATE.fullmatch(value)
        try:
            if match is None or not 1990 <= int(match[3]) <= 2100:
                raise ValueError(value)
            day = datetime(int(match[3]), int(match[2]), int(match[1]), tzinfo=zone)
            return usual(day) if match[4] is None else day.replace(hour=int(match[4]), minute=int(match[5]))
        except ValueError:
            self.wrong("not_date", column=_title(column, self.lang), value=value[:40])
            return None

    def _order(
        self,
        received: datetime | None,
        due: datetime | None,
        finished: datetime | None,
        returned: datetime | None,
        now: datetime,
    ) -> None:
        for column, moment in (("received", received), ("finished", finished), ("returned", returned)):
            # A day without a time means its closing hour, which may still come today.
            if moment is not None and moment.date() > now.astimezone(moment.tzinfo).date():
                self.wrong("in_future", column=_title(column, self.lang), value=self.cells[column])
        pairs = (
            ("received", received, "due", due),
            ("received", received, "finished", finished),
            ("received", received, "returned", returned),
            ("finished", finished, "returned", returned),
        )
        for earlier, first, later, second in pairs:
            if first is not None and second is not None and second.date() < first.date():
                self.wrong("backwards", earlier=_title(earlier, self.lang), later=_title(later, self.lang))

    def _status(self, finished: datetime | None, returned: datetime | None) -> Status | None:
        value = self.cells.get("status", "")
        if not value:
            return S.RETURNED if returned else S.FINISHED if finished else S.ACCEPTED
        status = _status_of(value)
        if status is None:
            self.wrong("unknown_status", value=value[:40])
            return None
        needed = {S.RETURNED: ("returned", returned), S.FINISHED: ("finished", finished)}.get(status)
        if status in _ENDED:
            needed = ("finished", finished or returned)
        if needed is not None and needed[1] is None:
            self.wrong("status_needs_date", status=value, column=_title(needed[0], self.lang))
        if status not in _FINISHED | _ENDED:
            for column, moment in (("finished", finished), ("returned", returned)):
                if moment is not None:
                    self.wrong("status_without_date", status=value, column=_title(column, self.lang))
        return status

    def _channel(self) -> int:
        value = self.cells.get("channel", "")
        channel = _CHANNELS.get(fold(value)) if value else 1
        if channel is None:
            self.wrong("unknown_channel", value=value[:40])
        return channel or 1

    def _sets(self) -> int:
        value = self.cells.get("sets", "")
        if value and not (value.isascii() and value.isdigit() and 1 <= int(value) <= 99):
            self.wrong("not_number", column=_title("sets", self.lang), value=value[:20])
            return 1
        return int(value or 1)

    def _procedure(self, office: Office) -> str | None:
        value = self.cells.get("procedure", "")
        if "procedure" in self.numbers:
            value = procedure_codes.restored(value)
        found = office.procedure(value) if value else None
        # A dossier of another system may have a procedure that we lack; one of our own register may not.
        if value and found is None and not self.cells.get("system"):
            self.wrong("unknown_procedure", value=value[:80])
        return found

    def _phone(self) -> str | None:
        value = self.cells.get("phone", "")
        if "phone" in self.numbers and telephones.canonical(value) is None:
            self.wrong("lost_zeros", column=_title("phone", self.lang), value=value[:20])
        return telephones.kept(value) or None

    def _id_number(self) -> str | None:
        """The cell's number, with the zeros that a spreadsheet lost where these are certain."""
        value = self.cells.get("id_number", "")
        digits = value.replace(" ", "").replace(".", "")
        if not (digits.isascii() and digits.isdigit()) or identity_numbers.is_whole(digits):
            return value or None
        # Only a business's number has ten digits as well, and none of them has eleven.
        sure = self.citizens or len(digits) == identity_numbers.CARD_DIGITS - 1
        if sure and (whole := identity_numbers.restored(digits)) is not None:
            return whole
        if self.citizens or "id_number" in self.numbers:
            self.wrong("lost_zeros", column=_title("id_number", self.lang), value=value[:20])
        return value


def _status_of(value: str) -> Status | None:
    if value.isascii() and value.isdigit() and 1 <= int(value) <= 10:
        return Status(int(value))
    names = {
        fold(say(f"dossier.status.{int(status)}", lang)): status for status in Status for lang in ("vi", "en")
    }
    return names.get(fold(value))


def steps(entry: Entry) -> Iterator[tuple[Status, datetime]]:
    """The lines of the diary that the register's dates tell of."""
    yield S.REGISTERED, entry.received
    if entry.status is S.REGISTERED:
        return
    if entry.status is not S.REFUSED:
        yield S.ACCEPTED, entry.received
    if entry.status in (S.IN_PROGRESS, S.SUPPLEMENT_ASKED, S.PAYMENT_ASKED):
        yield entry.status, entry.received
    if entry.status in _ENDED:
        yield entry.status, entry.finished or entry.returned or entry.received
    if entry.status in _FINISHED and entry.finished is not None:
        yield S.FINISHED, entry.finished
    if entry.status is S.RETURNED and entry.returned is not None:
        yield S.RETURNED, entry.returned


def _title(column: str, lang: str) -> str:
    return say(f"exchange.column.{column}", lang)


def _say(problem: str, lang: str, **values: object) -> str:
    return say(f"exchange.problem.{problem}", lang, **values)
