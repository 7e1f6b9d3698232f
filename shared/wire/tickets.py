"""What the API answers, as typed models: the served OpenAPI document is made from these."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, RootModel

from shared.wire.vocabulary import FactType, OrderReason, Purpose, Role, TicketState


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
    told: Estimate | None
    delayed_until: str | None
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
    appointment_at: str | None


class Counter(Message):
    """A counter with the ticket that it holds."""

    number: int
    name: str
    state: Literal["open", "paused", "closed"]
    reason: str | None
    officer: str | None
    queues: list[str]
    ticket: Ticket | None


class KioskRange(Message):
    """The numbers of one queue that one kiosk gives while the server is away."""

    prefix: str
    first: int
    last: int
    used_to: int | None


class KioskRanges(Message):
    """What a kiosk must know before it may give numbers alone."""

    day: str
    now: str
    queues: dict[str, KioskRange]


class Tickets(RootModel[list[Ticket]]):
    """Several tickets."""


class Counters(RootModel[list[Counter]]):
    """All counters."""


class WaitingOrder(Message):
    """Why a ticket stands where it stands."""

    reason: OrderReason
    text: str


class WaitingTicket(Ticket):
    """A ticket in its place in line."""

    order: WaitingOrder
    waited_minutes: int


class WaitingLine(RootModel[list[WaitingTicket]]):
    """A queue's waiting tickets in the order in which they would be called now."""


class Queue(Message):
    """A queue as anyone may see it."""

    id: str
    name: str
    prefix: str
    colour: str
    waiting: int
    called: int
    serving: int
    done: int
    counters: list[int]
    paused: bool
    closed: bool
    quota_left: int | None
    estimate: Estimate | None


class Queues(RootModel[list[Queue]]):
    """All queues."""


class Field(Message):
    """A field of the catalogue with its number of procedures."""

    id: str
    name: str
    prefix: str
    colour: str
    procedures: int


class Fields(RootModel[list[Field]]):
    """All fields."""


class Procedure(Message):
    """A procedure as a search shows it."""

    id: str
    code: str | None
    name: str
    short_name: str | None
    field: str
    time_limit: int | None
    time_unit: str | None
    same_day: bool | None
    fee_text: str | None
    fee_vnd: int | None
    queue: str | None


class FoundGroup(Message):
    """Procedures of one matter among those found: their ids, best first."""

    name: str
    name_en: str
    items: list[str]


class Found(Message):
    """What a search found, best first; where the words are ambiguous, the best of it by matter as well."""

    items: list[Procedure]
    total: int
    groups: list[FoundGroup] = []


class WholeProcedure(Procedure):
    """A procedure with its documents."""

    documents: list[str]
    synonyms: list[str]
    department: str | None


class Fact(Message):
    """Something that happened; a hidden one has a number and the type `hidden` only."""

    seq: int
    type: FactType
    at: str | None = None
    data: dict[str, Any] | None = None


class Events(Message):
    """A piece of the diary, oldest first, without gaps."""

    events: list[Fact]
    last_seq: int


class Health(Message):
    """Whether the server works; `failing` names the parts that do not."""

    status: Literal["ok", "degraded"]
    failing: list[str] = []


class Followed(Message):
    """What the holder of a printed QR code may know."""

    id: int
    number: str
    queue: str
    queue_name: str
    colour: str
    procedure: str | None
    purpose: Purpose
    priority: bool
    """Whether the paper says so; the group is nobody's business."""
    state: TicketState
    ahead: int
    estimate: Estimate | None
    counters: list[int]
    counter: int | None
    calls: int
    order_text: str | None
    lang: Literal["vi", "en"]
    issued_at: str
    called_at: str | None
    documents: list[str]
    offline: bool
    appointment_at: str | None
    rated: bool
    told: Estimate | None
    delayed_until: str | None
    can_delay: bool


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
    department: str | None
    csrf: str
    must_change_password: bool
