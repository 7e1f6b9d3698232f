"""Dossiers, hand-overs and scans: request bodies and answers. Only their shape is checked here."""

import re
from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from shared.wire.base import Body, Ident, Message, Note, Phone, Text
from shared.wire.vocabulary import Standing, Verdict

Email = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^([^@\s]+@[^@\s]+)?$")
]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Version = Annotated[int, Field(ge=1)]
CITIZEN_CARD = r"^[0-9]{12}$"
"""The number of a citizen card; pages check by the same words."""
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
        """Checks that the number of a citizen card has twelve digits; other papers may have any number."""
        if self.id_type == "cccd" and self.id_number and not re.fullmatch(CITIZEN_CARD, self.id_number):
            raise ValueError("Số căn cước phải có đúng 12 chữ số.")
        return self


class Submitter(PersonOnPaper):
    """The person who hands the papers in for the applicant, or who may fetch the result, and by what right."""

    relation: Note | None = None
    authority: Note | None = None


class PaperDocument(Body):
    """One line of the documents handed in (thành phần hồ sơ)."""

    name: Text
    form: Literal["original", "certified", "copy", "electronic"] = "original"
    copies: Annotated[int, Field(ge=1, le=999)] = 1


class OutsideDossier(Body):
    """The code that this dossier has in another system."""

    system: Ident
    code: Ident
    due_at: datetime | None = None


class NewDossier(Body):
    """`POST /tickets/{id}/dossiers`: a dossier of our own, or another system's code tied to the ticket.

    With the outcome `return` the dossier is accepted and finished and its result returned, all in one deed. `dossier` is the
    code of a dossier that is known already, which is only tied to the ticket.
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
    external: OutsideDossier | None = None
    dossier: Ident | None = None

    @model_validator(mode="after")
    def one_of_both(self) -> Self:
        """Checks that procedure and applicant are given, unless there is the code of a known or an outside dossier."""
        if (
            self.external is None
            and self.dossier is None
            and (self.procedure is None or self.applicant is None)
        ):
            raise ValueError("Cần thủ tục và người nộp hồ sơ, hoặc mã hồ sơ của hệ thống khác.")
        return self


class DossierMove(Body):
    """`POST /dossiers/{code}/{move}`: with the version that the officer saw, so that no other change is overwritten.

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
    """`POST /dossiers/{code}/hand-over`: to a department, or back to the centre if it is null."""

    to: Ident | None
    version: Version | None = None
    note: Note | None = None


class Assign(Body):
    """`POST /dossiers/{code}/assign`: to a person of the place where the dossier lies, or to nobody if it is null."""

    to: Ident | None
    version: Version | None = None
    note: Note | None = None


class Extend(Body):
    """`POST /dossiers/{code}/extend`: the one postponement, with its reason."""

    due_at: datetime
    reason: Reason
    version: Version | None = None


class Correct(Body):
    """`POST /dossiers/{code}/correct`: a field that is left out stays as it is; null removes a submitter or receiver."""

    version: Version
    applicant: PersonOnPaper | None = None
    submitter: Submitter | None = None
    receiver: Submitter | None = None
    documents: Annotated[tuple[PaperDocument, ...], Field(max_length=60)] | None = None
    sets: Annotated[int, Field(ge=1, le=99)] | None = None
    note: Reason


Stage = Literal["receive", "work", "citizen", "result"]


class Listing(Body):
    """`GET /dossiers`: the text that is searched, the filters, the order and the page.

    `place` asks for dossiers that no department has. In the stage `receive` a dossier waits for a signature, in `work` it is
    signed for and to be worked on, in `citizen` it waits for the citizen, and in `result` its result is to be handed out.
    """

    q: Annotated[str, StringConstraints(max_length=200)] = ""
    status: Annotated[int, Field(ge=1, le=10)] | None = None
    overdue: bool | None = None
    due: Literal["overdue", "soon"] | None = None
    apology: Literal["due"] | None = None
    department: Ident | None = None
    place: Literal["centre"] | None = None
    stage: Stage | None = None
    assigned_to: Ident | None = None
    procedure: Ident | None = None
    field: Ident | None = None
    received_from: date | None = None
    received_to: date | None = None
    order: Literal["newest", "due"] = "newest"
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class NamedPerson(Message):
    """A person of a dossier; fields that are not known, or not shown to the person who asks, are left out."""

    name: str | None = None
    id_type: str | None = None
    id_number: str | None = None
    phone: str | None = None
    address: str | None = None
    email: str | None = None
    relation: str | None = None
    authority: str | None = None


class HandedIn(Message):
    """One line of the documents that were handed in (thành phần hồ sơ)."""

    name: str
    form: str
    copies: int


class OutsideCode(Message):
    """The code of a dossier in another system."""

    system: str
    code: str


class PossibleMove(Message):
    """A move that the dossier's status allows, with its name in Vietnamese."""

    move: str
    name: str


class DossierStep(Message):
    """One line of a dossier's diary; `changed` names what a correction changed, never its content."""

    at: str
    status: int
    status_name: str
    by: str
    note: str | None
    move: str | None
    move_name: str | None
    changed: list[str]


class Register(Message):
    """The dossier's number in the register of its year."""

    year: int
    no: int
    text: str


class Awaited(Message):
    """A hand-over for which nobody has signed yet; a place of null is the centre."""

    to: str | None
    giver: str
    given_at: str
    due_at: str | None


WarningCode = Literal["supplement_late", "asked_again", "hand_over_late", "apology_due"]


class DossierWarning(Message):
    """Something that an officer should know about the dossier, though it forbids nothing."""

    code: WarningCode
    text: str


class Dossier(Message):
    """A dossier as officers see it; in lists, and for integrations, people's numbers are masked and addresses left out."""

    code: str
    procedure: str | None
    procedure_name: str | None
    field: str | None
    status: int
    status_name: str
    standing: Standing
    department: str | None
    assigned_to: str | None
    awaited: Awaited | None
    applicant: NamedPerson | None
    submitter: NamedPerson | None
    receiver: NamedPerson | None
    documents: list[HandedIn]
    sets: int
    received_at: str
    due_at: str | None
    due_basis: str | None
    first_due_at: str | None
    finished_at: str | None
    returned_at: str | None
    overdue: bool
    due_soon: bool
    extended_from: str | None
    apology_at: str | None
    verdict: Verdict | None
    verdict_from_zero: Verdict | None
    paused_minutes: int
    supplement_requests: int
    supplement_by: str | None
    warnings: list[DossierWarning]
    register_no: Register | None
    tickets: list[int]
    external: OutsideCode | None
    note: str | None
    created_by: str
    anonymised_at: str | None
    moves: list[PossibleMove]
    """The moves that the dossier's status allows, no matter who asks."""
    allowed: list[str]
    """The moves and other deeds that the person who asks may do now; the deed that usually comes next is the first."""
    next: str | None
    """The first of `allowed`, if it is the deed that usually comes next."""
    needs_reason: list[str]
    """The deeds of `allowed` for which the officer is asked for a reason."""
    ends: list[str]
    """The deeds of `allowed` that end the dossier without its result."""
    at_counter: Literal["return-result", "supplement"] | None
    """The move for which the citizen comes to the counter, if the person who asks may make it."""
    has_receipt: bool
    """Whether the dossier was ever taken in, so that its receipt can be printed."""
    receipt_url: str
    public_url: str | None
    version: int
    history: list[DossierStep]


class DossierList(Message):
    """Some dossiers, and how many there are in all. Counting ends at 10,000; beyond that `total_exact` is false."""

    items: list[Dossier]
    total: int
    total_exact: bool


class WorkPlace(Message):
    """A place whose work list somebody sees, null for the centre, and the stages that a dossier can be in there."""

    place: str | None
    stages: list[Stage]


class WorkPlaces(Message):
    """The places whose work the person who asks sees; `own` is the place to which they belong, null for the centre."""

    items: list[WorkPlace]
    own: str | None


class HandOverRow(Message):
    """One row of the control slip (phiếu kiểm soát); a place of null is the centre."""

    from_place: Annotated[str | None, Field(alias="from")]
    from_name: str
    to: str | None
    to_name: str
    given_at: str
    giver: str
    due_at: str | None
    received_at: str | None
    receiver: str | None
    timeliness: Verdict | None
    timeliness_name: str | None
    note: str | None


class HandOvers(Message):
    """The dossier's control slip: every hand-over, oldest first."""

    code: str
    items: list[HandOverRow]


class Attachment(Message):
    """A scan of a dossier; a removed one keeps its row."""

    id: int
    name: str
    type: str
    size: int
    at: str
    by: str
    removed_at: str | None
    removed_by: str | None


class Attachments(Message):
    """The scans of a dossier, oldest first."""

    items: list[Attachment]


class RemoveAttachment(Body):
    """`POST /dossiers/{code}/attachments/{id}/remove`."""

    reason: Text
