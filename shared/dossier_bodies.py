"""Request bodies about dossiers, as the API accepts them. Checks shapes, never rules."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from shared.bodies import Body, Ident, Text

Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20, pattern=r"^[0-9+ .()-]*$")]
Email = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^([^@\s]+@[^@\s]+)?$")
]
Identity = Annotated[str, StringConstraints(strip_whitespace=True, max_length=30)]


class PersonOnPaper(Body):
    """A person as the dossier names them; only the name is needed."""

    name: Text
    id_type: Literal["cccd", "passport", "other"] | None = None
    id_number: Identity | None = None
    phone: Phone | None = None
    address: Note | None = None
    email: Email | None = None

    @model_validator(mode="after")
    def twelve_digits(self) -> Self:
        """A citizen card has twelve digits; other papers have what they have."""
        number = self.id_number or ""
        if (
            self.id_type == "cccd"
            and number
            and not (len(number) == 12 and number.isascii() and number.isdigit())
        ):
            raise ValueError("Số căn cước phải có đúng 12 chữ số.")
        return self


class Submitter(PersonOnPaper):
    """Who hands the papers in for the applicant, and by what right."""

    relation: Note | None = None
    authority: Note | None = None


class PaperDocument(Body):
    """One line of the documents handed in (thành phần hồ sơ)."""

    name: Text
    form: Literal["original", "certified", "copy", "electronic"] = "original"
    copies: Annotated[int, Field(ge=1, le=999)] = 1


class OutsideCode(Body):
    """The code that this dossier has in another system."""

    system: Ident
    code: Ident
    due_at: datetime | None = None


class NewDossier(Body):
    """`POST /tickets/{id}/dossiers`: a dossier of our own, or another system's code tied to the ticket."""

    procedure: Ident | None = None
    applicant: PersonOnPaper | None = None
    submitter: Submitter | None = None
    documents: Annotated[tuple[PaperDocument, ...], Field(max_length=60)] = ()
    sets: Annotated[int, Field(ge=1, le=99)] = 1
    outcome: Literal["accept", "request-supplement", "refuse"] = "accept"
    due_at: datetime | None = None
    due_basis: Note | None = None
    note: Note | None = None
    external: OutsideCode | None = None

    @model_validator(mode="after")
    def one_of_both(self) -> Self:
        """Without an outside code, the procedure and the applicant are needed."""
        if self.external is None and (self.procedure is None or self.applicant is None):
            raise ValueError("Cần thủ tục và người nộp hồ sơ, hoặc mã hồ sơ của hệ thống khác.")
        return self


class DossierMove(Body):
    """`POST /dossiers/{code}/{move}`: with the version that the officer saw, lest it overwrite another's."""

    version: Annotated[int, Field(ge=1)] | None = None
    note: Note | None = None
    due_at: datetime | None = None
    due_basis: Note | None = None
