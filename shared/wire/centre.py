"""The centre, its queues and its catalogue: what the API answers."""

from typing import Annotated, Literal

from pydantic import Field as Described
from pydantic import RootModel

from shared.wire.base import Message
from shared.wire.tickets import Estimate


class Hours(Message):
    """Opening hours; the days count from 1, Monday."""

    days: list[int]
    first: Annotated[str, Described(alias="from")]
    last: Annotated[str, Described(alias="to")]


class PriorityGroup(Message):
    """A group of people who are called earlier, in both languages."""

    id: str
    vi: str
    en: str


class Policy(Message):
    """How priority and ordinary numbers take turns."""

    mode: Literal["interleave", "strict"]
    p: int
    n: int


class WaitingMinutes(Message):
    """After how many minutes of waiting a number is marked on the panel."""

    notice: int
    alert: int


class Centre(Message):
    """The centre as everyone may see it."""

    id: str
    name: str
    subtitle: str
    timezone: str
    now: str
    day: str
    open_now: bool
    reopens_at: str | None
    clock_doubted: bool = False
    """Whether the server doubts its clock: the hours, which nobody can tell by it, then refuse nobody."""
    hours: list[Hours]
    days_off: list[str]
    """The days to come on which it is closed: a kiosk that is alone closes by these, too."""
    ticker: list[str]
    notice: str | None
    public_address: str | None
    priority_groups: list[PriorityGroup]
    guide_queue: str | None
    last_ticket_minutes: int
    same_day_until: str = "15:00"
    """The time of day after which a same-day matter is due on the next working day. The default is for an older server."""
    frequent: list[str]
    policy: Policy
    dossier_mode: str
    waiting_minutes: WaitingMinutes
    emergency: str | None
    emergency_at: str | None


class CatalogueField(Message):
    """A field of the catalogue. If it has no queue, its procedures can be looked up, but no numbers are given for them."""

    id: str
    name: str
    prefix: str
    colour: str
    department: str
    queue: str | None


class Department(Message):
    """A department with the fields that are its own."""

    name: str
    fields: list[str]


class Departments(RootModel[list[Department]]):
    """The departments that the catalogue names."""


class Queue(Message):
    """A queue as anyone may see it."""

    id: str
    name: str
    prefix: str
    colour: str
    waiting: int
    called: int
    serving: int
    done: int
    counters: list[int]
    paused: bool
    closed: bool
    quota_left: int | None
    estimate: Estimate | None


class Queues(RootModel[list[Queue]]):
    """All queues."""


class Field(Message):
    """A field of the catalogue with its number of procedures."""

    id: str
    name: str
    prefix: str
    colour: str
    procedures: int


class Fields(RootModel[list[Field]]):
    """All fields."""


class Procedure(Message):
    """A procedure as a search shows it."""

    id: str
    code: str | None
    name: str
    short_name: str | None
    field: str
    time_limit: int | None
    time_unit: str | None
    same_day: bool | None
    fee_text: str | None
    fee_vnd: int | None
    queue: str | None


class FoundGroup(Message):
    """Procedures of one matter among those found: their ids, best first."""

    name: str
    name_en: str
    items: list[str]


class DoneElsewhere(Message):
    """A matter that is not done here, and the office that does it."""

    name: str
    name_en: str
    office: str
    office_en: str


class Found(Message):
    """The procedures that a search found, best first, and, if the words are ambiguous, the best of them by matter too.

    Where what was asked is not done here but by another office, nothing is found and `elsewhere` says where it is done.
    """

    items: list[Procedure]
    total: int
    groups: list[FoundGroup] = Described(default=[])
    elsewhere: list[DoneElsewhere] = Described(default=[])


class WholeProcedure(Procedure):
    """A procedure with its documents."""

    documents: list[str]
    synonyms: list[str]
    department: str | None


class ProcedurePaper(Message):
    """One document of a procedure, without the catalogue's marks, and with the form in which it most likely comes."""

    line: str
    """The document as the catalogue writes it; a ticket's `documents` may name it by this text or by `name`."""
    name: str
    note: str | None
    show_only: bool
    conditional: bool
    form: Literal["original", "certified", "copy"]


class ProcedureToRead(WholeProcedure):
    """A single procedure, with its documents both as the catalogue writes them and without its marks."""

    papers: list[ProcedurePaper]


class Catalogue(Message):
    """The whole catalogue, for a kiosk's local copy."""

    version: str
    fields_: Annotated[list[CatalogueField], Described(alias="fields")]
    procedures: list[WholeProcedure]
