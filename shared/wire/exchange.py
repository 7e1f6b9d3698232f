"""What other offices and systems fetch and send: registers, the feed of facts, the portal, imports, the server's health."""

from typing import Literal

from pydantic import Field

from shared.wire.base import Message
from shared.wire.dossiers import NamedPerson
from shared.wire.vocabulary import FactType, Standing, Verdict


class PortalDossier(Message):
    """A dossier as the national portal needs it: status codes and dates, but no person."""

    code: str
    external_system: str | None
    external_code: str | None
    procedure: str | None
    procedure_code: str | None
    procedure_name: str | None
    field: str | None
    channel: int
    status: int
    status_name: str
    received_at: str
    due_at: str | None
    finished_at: str | None
    returned_at: str | None
    verdict: Verdict | None
    changed_at: str


class PortalPage(Message):
    """Changed dossiers in the order of their latest change; `next` asks for the following page, null at the end."""

    items: list[PortalDossier]
    next: int | None


class ImportProblem(Message):
    """What is wrong, and on which line of the file."""

    line: int
    text: str


class ImportedRow(Message):
    """How a row of the file was read: a dossier's has dates and a status, a procedure's a field."""

    line: int
    code: str
    applicant: str | None = None
    procedure: str | None = None
    field: str = ""
    received: str = ""
    due: str | None = None
    returned: str | None = None
    status: int = 0
    status_name: str = ""


class ImportResult(Message):
    """What an import found, and how many rows it saved, which are either all or none."""

    rows: int
    imported: int
    problems: list[ImportProblem]
    notes: list[str] = Field(default=[])
    """What is no problem but should be known, such as which sheet of a workbook was read."""
    sample: list[ImportedRow]


class Fact(Message):
    """Something that happened; a hidden fact has only its number and the type `hidden`."""

    seq: int
    type: FactType
    at: str | None = None
    data: dict[str, object] | None = None
    """What the fact says (`shared.wire.facts`); each kind of fact has its own fields."""


class Events(Message):
    """A piece of the diary, oldest first, without gaps."""

    events: list[Fact]
    last_seq: int


class Health(Message):
    """Whether the server works; `failing` names the parts that do not."""

    status: Literal["ok", "degraded"]
    failing: list[str] = Field(default=[])


class RegisterRow(Message):
    """One row of the register (sổ theo dõi)."""

    no: int
    code: str
    procedure_name: str | None
    sets: int
    applicant: NamedPerson | None
    department: str | None
    received_at: str
    due_at: str | None
    returned_at: str | None
    status: int
    status_name: str
    standing: Standing
    channel: int


class RegisterPage(Message):
    """A year's register: its rows by number, the last number, and whether it is closed."""

    year: int
    last: int
    closed_at: str | None
    closed_by: str | None
    items: list[RegisterRow]
    total: int
    volumes: int
    """How many volumes there are on paper."""
    closable: bool
    """Whether the year is over and its register is still open."""


class ClosedRegister(Message):
    """A register that is closed: its last number, when and by whom."""

    year: int
    last: int
    closed_at: str
    closed_by: str
