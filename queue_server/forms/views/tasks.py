"""What the worker is asked for about papers, and what it answers beside the file."""

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from queue_server.forms.views.papers import RegisterPaper
from queue_server.http.worker.wire import Task, Urgency
from shared.wire.base import InBothLanguages
from shared.wire.money import CashDay
from shared.wire.vocabulary import Language

Kind = Literal["pdf", "png", "slip"]
CashFile = Literal["csv", "xlsx"]
Amount = Literal["ordinary", "empty", "overfull"]
"""How much is known of an invented dossier."""


class Form(Task):
    """A form from its pack's template; a slip is made by the template of slips, whatever the form is called.

    `values` is what the template reads (`queue_server.forms.views.papers`).
    """

    name: ClassVar[str] = "form"
    pack: str
    form: str
    values: dict[str, object]
    kind: Kind
    page: int = 1
    dots: int | None = None
    """The width of the slip's paper; None for the usual 80 mm."""

    @property
    def urgency(self) -> Urgency:
        """A citizen waits for every form but a volume of the register, which has a thousand rows."""
        return Urgency.OFFICE if self.form == "register" else Urgency.CITIZEN


class FormMade(BaseModel):
    """How many pages a form has (0: not counted), and whether the administrator's own template failed on it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    pages: int
    own_failed: bool


class Trial(Task):
    """A template on an invented dossier; a new text is tried on every one first, and None stands for the one in force."""

    name: ClassVar[str] = "template"
    most_memory: ClassVar[int | None] = 2 * 1024**3
    """Ours need 250 MB of addresses, and typst some more for each core of the machine."""
    pack: str
    form: str
    text: str | None
    amount: Amount
    page: int


class Tried(BaseModel):
    """What is wrong with the template, or how many pages the form has."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    problem: InBothLanguages | None
    pages: int


class Cash(Task):
    """A day's cash as a table file."""

    name: ClassVar[str] = "cash"
    cash: CashDay
    file: CashFile
    lang: Language


class Register(Task):
    """A volume of the register as a workbook."""

    name: ClassVar[str] = "register"
    volume: RegisterPaper
