"""What the API answers, as typed models: the served OpenAPI document is made from these."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, RootModel

from shared.vocabulary import Purpose, Role, TicketState


class Message(BaseModel):
    """A JSON object on the wire; clients ignore keys they do not know."""

    model_config = ConfigDict(frozen=True)


class Estimate(Message):
    """A range of the wait: half are called within p50, nine of ten within p90."""

    p50_minutes: int
    p90_minutes: int


class Ticket(Message):
    """A ticket as staff and its own kiosk see it."""

    id: int
    number: str
    queue: str
    procedures: list[str]
    stop: int
    purpose: Purpose
    priority: str | None
    lang: Literal["vi", "en"]
    state: TicketState
    ahead: int
    estimate: Estimate | None
    counters: list[int]
    counter: int | None
    calls: int
    issued_at: str
    called_at: str | None
    started_at: str | None
    finished_at: str | None
    outcome: str | None
    documents: list[str]
    held_reason: str | None
    held_until: str | None
    note: str | None
    offline: bool
    kiosk: str | None
    follow_url: str | None
    dossiers: list[str]


class Counter(Message):
    """A counter with the ticket that it holds."""

    number: int
    name: str
    state: Literal["open", "paused", "closed"]
    reason: str | None
    officer: str | None
    queues: list[str]
    ticket: Ticket | None


class Tickets(RootModel[list[Ticket]]):
    """Several tickets."""


class Counters(RootModel[list[Counter]]):
    """All counters."""


class Followed(Message):
    """What the holder of a printed QR code may know."""

    id: int
    number: str
    queue: str
    queue_name: str
    colour: str
    procedure: str | None
    state: TicketState
    ahead: int
    estimate: Estimate | None
    counters: list[int]
    counter: int | None
    calls: int
    order_text: str | None
    lang: Literal["vi", "en"]
    issued_at: str
    offline: bool


class Step(Message):
    """One step of a ticket's history."""

    seq: int
    type: str
    at: str
    by: str
    data: dict[str, Any]


class History(RootModel[list[Step]]):
    """Every step of a ticket, oldest first."""


class Session(Message):
    """A signed-in person."""

    name: str
    role: Role
    counters: list[int]
    csrf: str
    must_change_password: bool
