"""What the API answers about complaints, ratings, returns, scans and the portal, as typed models for the OpenAPI document."""

from typing import Annotated, Any, Literal

from pydantic import Field

from shared.wire.tickets import Message


class ComplaintTicket(Message):
    """The visit that a complaint is about."""

    id: int
    number: str | None
    day: str | None


class Complaint(Message):
    """A complaint; in lists telephone numbers are masked, addresses and the answer left out, the matter cut."""

    code: str
    at: str
    by: str
    person: dict[str, Any] | None
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


class Reason(Message):
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

    items: list[Reason]


class ReturnLine(Message):
    """One line of a return: carried over + received = resolved + pending."""

    carried_over: int
    received: int
    resolved: int
    resolved_early: int
    resolved_on_time: int
    resolved_late: int
    pending: int
    pending_in_time: int
    pending_overdue: int


class ReturnRow(ReturnLine):
    """The line of a field and a channel."""

    field: str | None
    name: str
    channel: int
    channel_name: str


class FieldLine(ReturnLine):
    """The sum of a field."""

    field: str | None
    name: str


class ChannelLine(ReturnLine):
    """The sum of a channel."""

    channel: int
    name: str


class MonthLine(ReturnLine):
    """The sum of a month."""

    month: str


class Return(Message):
    """What every return holds."""

    centre: str
    subtitle: str
    first: Annotated[str, Field(alias="from")]
    last: Annotated[str, Field(alias="to")]
    timezone: str
    generated_at: str
    rows: list[ReturnRow]
    by_field: list[FieldLine]
    by_channel: list[ChannelLine]
    total: ReturnLine


class MonthReturn(Return):
    """The return of one month."""

    month: str


class MonthsReturn(Return):
    """Several months beside each other, and all of them as one period; with the visits and ratings of the same days."""

    by_month: list[MonthLine]
    visits: list[dict[str, Any]]
    satisfaction: dict[str, Any]


class Due(Message):
    """What is late, or due soon."""

    centre: str
    generated_at: str
    days: int
    total: dict[str, int]
    by_field: list[dict[str, Any]]
    by_department: list[dict[str, Any]]
    by_officer: list[dict[str, Any]]
    items: list[dict[str, Any]]


class ToRate(Message):
    """What the tablet at a counter asks about; without a ticket it rests."""

    counter: int
    name: str
    now: str
    ticket: int | None
    number: str | None
    lang: Literal["vi", "en"] | None
    until: str | None


class Satisfaction(Message):
    """Ratings of a period summed up."""

    centre: str
    first: Annotated[str, Field(alias="from")]
    last: Annotated[str, Field(alias="to")]
    total: dict[str, Any]
    tickets: dict[str, Any]
    dossiers: dict[str, Any]
    indicators: list[dict[str, Any]]
    by_day: list[dict[str, Any]]
    by_officer: list[dict[str, Any]]
    by_counter: list[dict[str, Any]]
    by_field: list[dict[str, Any]]
    choices: list[dict[str, Any]]
    generated_at: str


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


class PortalDossier(Message):
    """A dossier as the national portal needs it: status codes and dates, no person."""

    code: str
    external_system: str | None
    external_code: str | None
    procedure: str | None
    procedure_code: str | None
    procedure_name: str | None
    field: str | None
    channel: int
    status: int
    status_name: str
    received_at: str
    due_at: str | None
    finished_at: str | None
    returned_at: str | None
    verdict: str | None
    changed_at: str


class PortalPage(Message):
    """Changed dossiers in the order of their latest change; `next` goes on from here, null at the end."""

    items: list[PortalDossier]
    next: int | None


class ImportResult(Message):
    """What an import found, and how many rows it saved: all or none."""

    rows: int
    imported: int
    problems: list[dict[str, Any]]
    sample: list[dict[str, Any]]
