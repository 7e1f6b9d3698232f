"""Paper forms, their templates, and papers that a kiosk prints for the house: request bodies and answers."""

from typing import Annotated, Literal

from pydantic import Field, RootModel

from shared.wire.base import Body, Ident, Message
from shared.wire.tickets import Ticket
from shared.wire.visitors import Missing


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
    """The order was sent to the kiosk; `paper` is the number by which the kiosk fetches it."""

    paper: int
    kiosk: str


class PaperChecklist(Message):
    """A list of papers to be printed: names of documents as the catalogue has them."""

    procedure: str
    missing: list[str]


class WantedPaper(Message):
    """`GET /kiosk/papers/{paper}`: what a kiosk is to print for somebody of the house."""

    ticket: Ticket | None
    checklist: PaperChecklist | None
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


class DossierForm(Message):
    """A form of a dossier: its address if it may be printed now, else why not. `slip` is the form for the thermal printer."""

    form: str
    name: str
    ready: bool
    why_not: str | None
    pdf: str | None
    png: str | None
    slip: str | None


class DossierForms(Message):
    """The forms of a dossier, by the set in force at its intake."""

    pack: str
    items: list[DossierForm]


class Template(Message):
    """A form's template, and since when an administrator's own is in force (null: the shipped one)."""

    pack: str
    form: str
    name: str
    changed_at: str | None


class Templates(Message):
    """All templates."""

    items: list[Template]
    present: str


class WholeTemplate(Template):
    """A template with its text in force and the shipped one."""

    template: str
    shipped: str


class TemplateTrial(Message):
    """A template tried on an invented dossier: what is wrong with it, or a page of it as PNG in base64."""

    problem: str | None
    pages: int
    png: str | None


TemplateText = Annotated[str, Field(min_length=1, max_length=200_000)]


class NewTemplate(Body):
    """`POST /forms/{pack}/{form}`: the whole text."""

    template: TemplateText


class TemplateWish(Body):
    """`POST /forms/{pack}/{form}/preview`: a text that is not saved, or null for the template in force."""

    template: TemplateText | None = None
    amount: Literal["ordinary", "empty", "overfull"] = "ordinary"
    page: Annotated[int, Field(ge=1, le=100)] = 1
    lang: Literal["vi", "en"] = "vi"
