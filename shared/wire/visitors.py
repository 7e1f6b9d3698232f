"""What a citizen does without an officer: checklists, ratings, complaints, a look at a dossier.

The story of a ticket or a dossier stands here too, because it needs both."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from shared.wire.base import Body, Ident, InBothLanguages, Message, Note, Phone, Text
from shared.wire.dossiers import NamedPerson
from shared.wire.vocabulary import Language, Standing

Missing = Annotated[list[Text], Field(max_length=40, default_factory=list)]


class NewChecklist(Body):
    """`POST /checklists`: the papers that somebody lacks for a procedure, who gets this list instead of a number."""

    procedure: Ident
    missing: Missing
    """The names of documents as in the catalogue; other names are ignored."""
    given_at: datetime | None = None
    """When a kiosk gave the list, if that was without the server."""


class Checklist(Message):
    """A list as it was counted."""

    id: int
    procedure: str
    missing: list[str]
    day: str


class PaperNeeded(Message):
    """One paper of a procedure; a `conditional` paper is needed only from people who have it."""

    name: str
    note: str | None
    show_only: bool
    conditional: bool


class OpenDays(Message):
    """Opening hours of some days, in words."""

    days: str
    spans: str


class OpenDaysInBothLanguages(Message):
    """The opening hours of the week, in Vietnamese and in English."""

    vi: list[OpenDays]
    en: list[OpenDays]


class Papers(Message):
    """What a procedure needs, in words."""

    id: str
    title: str
    queue: str | None
    documents: list[PaperNeeded]
    time_limit: InBothLanguages
    fee: InBothLanguages
    hours: OpenDaysInBothLanguages


class PublicDossier(Message):
    """What the holder of the receipt sees, without names. `asked` is what the supplement notice asks, `owed` is in đồng."""

    code: str
    procedure_name: str | None
    status: int
    status_name: str
    standing: Standing
    received_at: str
    due_at: str | None
    finished_at: str | None
    returned_at: str | None
    overdue: bool
    asked: str | None
    owed: int
    ready: bool
    counters: list[int]
    closed: bool
    rated: bool


class KioskDossier(Message):
    """A dossier that is looked up at a kiosk; its procedure, `asked` and `owed` only if its receipt was shown (`receipt`)."""

    code: str
    receipt: bool
    status: int
    status_name: InBothLanguages
    due_at: str | None
    overdue: bool
    ready: bool
    queue: str | None
    procedure_name: str | None
    asked: str | None
    owed: int | None
    standing: Standing | None = None
    """Servers before this release do not say it, and a kiosk may be newer than its server."""


class ComplaintTicket(Message):
    """The visit that a complaint is about."""

    id: int
    number: str | None
    day: str | None


class Complaint(Message):
    """A complaint. In lists telephone numbers are masked, addresses and the answer left out, and the matter is shortened."""

    code: str
    at: str
    by: str
    person: NamedPerson | None
    matter: str
    ticket: ComplaintTicket | None
    dossier: str | None
    due_at: str
    overdue: bool
    late: bool
    answer: str | None
    answered_at: str | None
    answered_by: str | None


class ComplaintList(Message):
    """Complaints and how many there are in all."""

    items: list[Complaint]
    total: int


class Rated(Message):
    """A rating that was saved."""

    score: int
    at: str


class WrittenReason(Message):
    """What somebody wrote beside a rating."""

    at: str
    number: str | None
    dossier: str | None
    officer: str | None
    counter: int | None
    score: int
    reason: str


class Reasons(Message):
    """What citizens wrote, newest first."""

    items: list[WrittenReason]


class ToRate(Message):
    """What the tablet at a counter asks about; without a ticket it asks nothing now."""

    counter: int
    name: str
    now: str
    ticket: int | None
    number: str | None
    lang: Language | None
    until: str | None


LongText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]
Indicator = Literal["1", "2", "3", "4", "6", "7"]
Points = Annotated[int, Field(ge=0, le=2)]
Choice = Literal["quick", "clear", "kind", "slow", "unclear", "unkind", "papers", "again"]


class NewRating(Body):
    """`POST /follow/{secret}/rating`, `POST /public/dossiers/{code}/rating`: a face from 1 to 3, and perhaps why.

    `choices` are short answers that can be counted; `reason` is in the citizen's own words and is saved sealed.
    """

    score: Annotated[int, Field(ge=1, le=3)]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] | None = None
    indicators: Annotated[dict[Indicator, Points], Field(max_length=6)] | None = None
    choices: Annotated[list[Choice], Field(max_length=8)] | None = None


class CounterRating(NewRating):
    """`POST /counters/{n}/rating`, from the tablet at a counter: it names the ticket that it asked about."""

    ticket: Annotated[int, Field(ge=1, le=2**53)]


class Complainant(Body):
    """Who complains; all of it may be left out."""

    name: Text | None = None
    phone: Phone | None = None
    address: Note | None = None


class NewComplaint(Body):
    """`POST /complaints`: about a ticket, a dossier, or neither."""

    matter: LongText
    person: Complainant = Complainant()
    ticket: Annotated[int, Field(ge=1, le=2**53)] | None = None
    dossier: Ident | None = None


class ComplaintAnswer(Body):
    """`POST /complaints/{code}/answer`."""

    answer: LongText


StepKind = Literal["ticket", "dossier", "money", "paper", "look"]


class TimelineStep(Message):
    """One line of a Diễn biến: what happened, when, by whom and why, with a sentence for people."""

    at: str
    kind: StepKind
    what: str
    text: str
    by: str
    reason: str | None
    ticket: int | None
    dossier: str | None


class Timeline(Message):
    """Every step of a ticket or a dossier in order, oldest first."""

    items: list[TimelineStep]
