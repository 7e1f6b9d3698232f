"""What the API answers about the centre, its catalogue and a counter's panel, as typed models for the OpenAPI document."""

from typing import Annotated, Literal

from pydantic import Field as Described

from shared.wire.tickets import Message, Ticket, WaitingTicket, WholeProcedure


class Hours(Message):
    """Opening hours; the days count from 1, Monday."""

    days: list[int]
    first: Annotated[str, Described(alias="from")]
    last: Annotated[str, Described(alias="to")]


class PriorityGroup(Message):
    """A group of people who are called earlier, in both languages."""

    id: str
    vi: str
    en: str


class Policy(Message):
    """How priority and ordinary numbers take turns."""

    mode: Literal["interleave", "strict"]
    p: int
    n: int


class WaitingMinutes(Message):
    """After which wait a number is marked."""

    notice: int
    alert: int


class Centre(Message):
    """The centre as everyone may see it."""

    id: str
    name: str
    subtitle: str
    timezone: str
    now: str
    day: str
    open_now: bool
    reopens_at: str | None
    hours: list[Hours]
    ticker: list[str]
    notice: str | None
    public_address: str | None
    priority_groups: list[PriorityGroup]
    guide_queue: str | None
    last_ticket_minutes: int
    frequent: list[str]
    policy: Policy
    dossier_mode: str
    waiting_minutes: WaitingMinutes
    emergency: str | None
    emergency_at: str | None


class CatalogueField(Message):
    """A field of the catalogue; without a queue it is for look-up only."""

    id: str
    name: str
    prefix: str
    colour: str
    department: str
    queue: str | None


class Catalogue(Message):
    """The whole catalogue, for a kiosk's local copy."""

    version: str
    fields_: Annotated[list[CatalogueField], Described(alias="fields")]
    procedures: list[WholeProcedure]


class PanelCounter(Message):
    """The panel's own counter."""

    number: int
    name: str
    state: Literal["open", "paused", "closed"]
    reason: str | None
    officer: str | None
    queues: list[str]


class Undo(Message):
    """The last deed that can still be taken back, and until when."""

    ticket: int
    number: str
    state: str
    label: str
    until: str


class Panel(Message):
    """Everything that a counter's panel shows, with the sequence number at which it was read."""

    seq: int
    now: str
    counter: PanelCounter
    ticket: Ticket | None
    waiting: list[WaitingTicket]
    """The first who wait and some more, or those whom the panel said that it lacks."""
    waiting_total: int
    """How many wait for the counter in all."""
    order: list[tuple[int, str]]
    """The first who wait, by id and the reason of their place, in the order in which the counter would call them."""
    held: list[Ticket]
    recent: list[Ticket]
    undo: Undo | None
    policy: str
    usual_minutes: float | None
