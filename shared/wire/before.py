"""What passes before a number is taken: checklists, load by hour, papers printed at a kiosk. Bodies and answers, no rules."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, RootModel

from shared.wire.ticket_bodies import Body, Ident, Text
from shared.wire.tickets import Message, Ticket

Missing = Annotated[list[Text], Field(max_length=40, default_factory=list)]


class NewChecklist(Body):
    """`POST /checklists`: what somebody lacks for a procedure, told instead of giving a number."""

    procedure: Ident
    missing: Missing
    """Names of documents as the catalogue has them; others are left out."""
    given_at: datetime | None = None
    """When a kiosk without the server gave it."""


class Checklist(Message):
    """A list as it was counted."""

    id: int
    procedure: str
    missing: list[str]
    day: str


class PaperNeeded(Message):
    """One paper of a procedure; `conditional` ones are needed only where they exist."""

    name: str
    note: str | None
    show_only: bool
    conditional: bool


class OpenDays(Message):
    """Opening hours of some days, in words."""

    days: str
    spans: str


class Papers(Message):
    """What a procedure needs, in words; lists by language are `vi` and `en`."""

    id: str
    title: str
    queue: str | None
    documents: list[PaperNeeded]
    time_limit: dict[str, str]
    fee: dict[str, str]
    hours: dict[str, list[OpenDays]]


class WantedChecklist(Body):
    """A checklist to be printed at a kiosk."""

    procedure: Ident
    missing: Missing


class WantedSlip(Body):
    """A form of a dossier to be printed at a kiosk as a slip, by the names of `GET /dossiers/{code}/forms`."""

    dossier: Annotated[str, Field(min_length=1, max_length=120)]
    form: Annotated[str, Field(min_length=1, max_length=40)]
    receipt: Annotated[str, Field(max_length=20)] | None = None
    """For the money receipt, which receipt (`17/2026`; the latest without)."""


class NewPaper(Body):
    """`POST /kiosks/{name}/papers`: a number again, a checklist, or a form's slip; exactly one of them."""

    ticket: int | None = None
    checklist: WantedChecklist | None = None
    slip: WantedSlip | None = None
    lang: Literal["vi", "en"] = "vi"


class PaperAsked(Message):
    """The kiosk was told; `paper` is what it fetches."""

    paper: int
    kiosk: str


class WantedPaper(Message):
    """`GET /kiosk/papers/{paper}`: what a kiosk is to print for somebody of the house."""

    ticket: Ticket | None
    checklist: dict[str, Any] | None
    lang: Literal["vi", "en"]
    again: bool
    """Whether a paper with this number was made before."""
    slip: bool
    """Whether it is a form's slip: its picture is `GET /kiosk/papers/{paper}/slip.png`, and nothing of it is told here."""


class KioskPlace(Message):
    """A kiosk that may print for the greeter."""

    name: str
    title: str
    ready: bool
    trouble: Literal["away", "paper_out", "printer"] | None


class KioskPlaces(RootModel[list[KioskPlace]]):
    """All kiosks."""


class HourLoad(Message):
    """One hour of the day, as it was on the same weekday of the last weeks."""

    hour: int
    tickets: float
    """Numbers given, on average."""
    wait_minutes: float | None
    level: Literal["quiet", "usual", "busy"]


class DayLoad(Message):
    """The load of a queue on one weekday; without enough weeks no hours are told."""

    day: str
    weekday: int
    weeks: int
    enough: bool
    hours: list[HourLoad]


class Load(Message):
    """`GET /queues/{id}/load`: today and the next six days."""

    queue: str
    least_weeks: int
    days: list[DayLoad]


class ChecklistFigure(Message):
    """How many lists one procedure had."""

    procedure: str
    name: str
    count: int


class ChecklistFigures(Message):
    """Lists given instead of numbers: trips and waits avoided."""

    count: int
    by_procedure: list[ChecklistFigure]
