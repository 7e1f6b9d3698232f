"""What the API takes and answers about paper forms and their templates, as typed models. Checks shapes, never rules."""

from typing import Annotated, Literal

from pydantic import Field

from shared.wire.ticket_bodies import Body
from shared.wire.tickets import Message


class DossierForm(Message):
    """A form of a dossier: where it is when the dossier may have it now, else why not. `slip`: for the thermal printer."""

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
    """`POST /forms/{pack}/{form}/preview`: a text that is not saved, or none for the one in force."""

    template: TemplateText | None = None
    amount: Literal["ordinary", "empty", "overfull"] = "ordinary"
    page: Annotated[int, Field(ge=1, le=100)] = 1
    lang: Literal["vi", "en"] = "vi"
