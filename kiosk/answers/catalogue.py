"""Fields and procedures as the page reads them: `GET /local/fields`, `/local/procedures/…` and `/local/search`."""

from typing import Annotated

from pydantic import Field as Described

from kiosk.answers.base import Answer
from shared.wire.base import InBothLanguages
from shared.wire.vocabulary import Purpose


class FieldSign(Answer):
    """What a field is drawn by; nothing of it is known where the catalogue names a field that it does not have."""

    id: str | None
    name: str | None
    prefix: str | None
    colour: str | None


class Field(Answer):
    """A field with its number of procedures."""

    id: str
    name: str
    prefix: str
    colour: str
    department: str
    queue: str | None
    procedures: int


class Procedure(Answer):
    """A procedure in a list."""

    id: str
    title: str
    field: FieldSign
    queue: str | None
    time: InBothLanguages
    marks: list[tuple[int, int]] = Described(default=[])
    """Only of what was searched for: the places in the title that fit the text."""


class Document(Answer):
    """One paper of a procedure."""

    name: str
    note: str | None
    show_only: bool
    conditional: bool


class WholeProcedure(Procedure):
    """`GET /local/procedures/…`: one procedure as it is read before a number."""

    full_name: str
    code: str | None
    documents: list[Document]
    fee: InBothLanguages
    fee_known: bool
    same_day: bool
    time_known: bool


class Fields(Answer):
    """`GET /local/fields`: every field, and the procedures that are asked for most."""

    fields_: Annotated[list[Field], Described(alias="fields")]
    frequent: list[Procedure]
    by_field: list[Purpose]
    """Purposes whose number belongs to a field alone: no procedure is asked for."""


class Group(Answer):
    """Procedures of one matter among those found: their ids, best first."""

    name: InBothLanguages
    items: list[str]


class DoneElsewhere(Answer):
    """A matter that is not done here, and the office that does it."""

    name: InBothLanguages
    office: InBothLanguages


class Found(Answer):
    """`GET /local/search`: best first; `groups` only where the text is ambiguous, `elsewhere` only where nothing is found."""

    items: list[Procedure]
    total: int
    groups: list[Group]
    elsewhere: list[DoneElsewhere]
