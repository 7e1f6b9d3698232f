"""Request bodies about dossiers, as the API accepts them. Checks shapes, never rules."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from shared.wire.ticket_bodies import Body, Ident, Text

Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20, pattern=r"^[0-9+ .()-]*$")]
Email = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^([^@\s]+@[^@\s]+)?$")
]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Version = Annotated[int, Field(ge=1)]
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
    """Who hands the papers in for the applicant, or may fetch the result, and by what right."""

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
    """`POST /tickets/{id}/dossiers`: a dossier of our own, or another system's code tied to the ticket.

    The outcome `return` is same-day work in one deed: accepted, finished and its result returned. `dossier` is the code of
    one that is known already: it is only tied to the ticket.
    """

    procedure: Ident | None = None
    applicant: PersonOnPaper | None = None
    submitter: Submitter | None = None
    receiver: Submitter | None = None
    documents: Annotated[tuple[PaperDocument, ...], Field(max_length=60)] = ()
    sets: Annotated[int, Field(ge=1, le=99)] = 1
    outcome: Literal["accept", "request-supplement", "refuse", "return"] = "accept"
    due_at: datetime | None = None
    due_basis: Note | None = None
    note: Note | None = None
    external: OutsideCode | None = None
    dossier: Ident | None = None

    @model_validator(mode="after")
    def one_of_both(self) -> Self:
        """Without the code of a known dossier or an outside one, the procedure and the applicant are needed."""
        if (
            self.external is None
            and self.dossier is None
            and (self.procedure is None or self.applicant is None)
        ):
            raise ValueError("Cần thủ tục và người nộp hồ sơ, hoặc mã hồ sơ của hệ thống khác.")
        return self


class DossierMove(Body):
    """`POST /dossiers/{code}/{move}`: with the version that the officer saw, lest it overwrite another's.

    `to` names another department than the procedure's own, and only counts for `forward`.
    """

    version: Version | None = None
    note: Note | None = None
    due_at: datetime | None = None
    due_basis: Note | None = None
    to: Ident | None = None


class Receive(Body):
    """`POST /dossiers/{code}/receive`: signs for the dossier that was handed over."""

    version: Version | None = None
    note: Note | None = None


class HandOver(Body):
    """`POST /dossiers/{code}/hand-over`: to a department, or with null back to the centre."""

    to: Ident | None
    version: Version | None = None
    note: Note | None = None


class Assign(Body):
    """`POST /dossiers/{code}/assign`: to a person of the place where the dossier lies, or with null to nobody."""

    to: Ident | None
    version: Version | None = None
    note: Note | None = None


class Extend(Body):
    """`POST /dossiers/{code}/extend`: the one postponement, with its reason."""

    due_at: datetime
    reason: Reason
    version: Version | None = None


class Correct(Body):
    """`POST /dossiers/{code}/correct`: what is left out stays as it is; null takes a submitter or receiver away."""

    version: Version
    applicant: PersonOnPaper | None = None
    submitter: Submitter | None = None
    receiver: Submitter | None = None
    documents: Annotated[tuple[PaperDocument, ...], Field(max_length=60)] | None = None
    sets: Annotated[int, Field(ge=1, le=99)] | None = None
    note: Reason


class Listing(Body):
    """`GET /dossiers`: what to look for, how to narrow it, in which order, and which page.

    `place` is where no department has it. Of the stages, `receive` waits for a signature, `work` is signed for and to be
    worked on, `citizen` waits for the citizen, and `result` for its result to be handed out.
    """

    q: Annotated[str, StringConstraints(max_length=200)] = ""
    status: Annotated[int, Field(ge=1, le=10)] | None = None
    overdue: bool | None = None
    due: Literal["overdue", "soon"] | None = None
    apology: Literal["due"] | None = None
    department: Ident | None = None
    place: Literal["centre"] | None = None
    stage: Literal["receive", "work", "citizen", "result"] | None = None
    assigned_to: Ident | None = None
    procedure: Ident | None = None
    field: Ident | None = None
    received_from: date | None = None
    received_to: date | None = None
    order: Literal["newest", "due"] = "newest"
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0
