"""Tickets and how their holders follow them: request bodies and answers."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, RootModel, StringConstraints

from shared.wire.base import Body, Ident, Message, Phone, Text
from shared.wire.vocabulary import Language, OrderReason, Outcome, Place, Purpose, TicketMove, TicketState

JournalName = Annotated[str, StringConstraints(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]


class NewTicket(Body):
    """`POST /tickets`; `printed_…` are only for a kiosk's deliveries."""

    procedures: Annotated[list[Ident], Field(max_length=10, default_factory=list)]
    queue: Ident | None = None
    purpose: Purpose = Purpose.SUBMIT
    priority: Ident | None = None
    dossiers: Annotated[list[Ident], Field(max_length=20, default_factory=list)]
    documents: Annotated[list[Text], Field(max_length=40, default_factory=list)]
    lang: Literal["vi", "en"] = "vi"
    phone: Phone | None = None
    follow_secret: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{22,64}$")] | None = None
    printed_number: Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,3}[0-9]{3,5}$")] | None = None
    printed_at: datetime | None = None
    appointment: Annotated[str, StringConstraints(min_length=1, max_length=12)] | None = None
    """The code of an appointment, which decides the queue; a queue or procedure that is named too has to agree with it."""
    person: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")] | None = None
    """A kiosk's mark of the scanned card by the day's key (`GET /devices/me`), if a person may hold one number per field."""


class Finish(Body):
    """`POST /tickets/{id}/finish`."""

    outcome: Outcome | None = None


class Hold(Body):
    """`POST /tickets/{id}/hold`."""

    reason: Text
    until: datetime | None = None


class Reason(Body):
    """The body of a deed that needs a reason."""

    reason: Text


class Restore(Body):
    """`POST /tickets/{id}/restore`."""

    place: Place = Place.ARRIVAL


class Transfer(Body):
    """`POST /tickets/{id}/transfer`: to a queue or to one counter."""

    queue: Ident | None = None
    counter: Annotated[int, Field(ge=1, le=999)] | None = None
    place: Place = Place.ARRIVAL
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] | None = None


class ChangePriority(Body):
    """`POST /tickets/{id}/priority`: a priority group of the centre, or null for no priority."""

    group: Ident | None
    reason: Text


class Estimate(Message):
    """A range of the wait: half of the people are called within p50, nine of ten within p90."""

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
    lang: Language
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
    allowed: list[TicketMove] | None = None
    """What the person who asks may do with it now; left out for devices and integrations."""


class GivenTicket(Message):
    """As much of a `Ticket` as a kiosk puts on paper. What else the server said is kept as it came.

    A kiosk keeps these in its journal, so older ones have fewer fields: what a paper can do without has a default.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    number: str
    queue: str
    procedures: list[str]
    ahead: int | None
    counters: list[int]
    issued_at: str
    purpose: Purpose = Purpose.SUBMIT
    lang: Literal["vi", "en"] = "vi"
    documents: list[str] = Field(default=[])
    dossiers: list[str] = Field(default=[])
    priority: str | None = None
    estimate: Estimate | None = None
    follow_url: str | None = None
    appointment_at: str | None = None
    offline: bool = False


class KioskRange(Message):
    """The numbers of one queue that one kiosk gives while the server is away."""

    prefix: str
    first: int
    last: int
    used_to: int | None


class KioskRanges(Message):
    """The ranges that a kiosk has to know before it may give numbers alone."""

    day: str
    now: str
    queues: dict[str, KioskRange]


class KioskJournal(Body):
    """`PUT /devices/me/journal`: a running kiosk asks for its range, with the journal that it writes numbers into.

    `instance` names the running program, `starts` counts how often one was started on this journal, and `behind` says that
    the journal counts less than a mark beside it, because an older one was put in its place.
    """

    journal: JournalName
    instance: JournalName
    starts: Annotated[int, Field(ge=0, lt=2**53)]
    behind: bool = False
    day: str = ""
    seen: Annotated[
        dict[Ident, Annotated[int, Field(ge=0, lt=100_000)]], Field(max_length=200, default_factory=dict)
    ]
    """The highest number of each queue that it has seen the server give on `day`: one on an older copy does not know them."""


class Tickets(RootModel[list[Ticket]]):
    """Several tickets."""


class WaitingOrder(Message):
    """Why a ticket has its place in line."""

    reason: OrderReason
    text: str


class WaitingTicket(Ticket):
    """A ticket in its place in line."""

    order: WaitingOrder
    waits_since: str
    """From when the wait counts: the hour of the appointment, or when the number was taken."""
    waited_minutes: int


class WaitingLine(RootModel[list[WaitingTicket]]):
    """A queue's waiting tickets in the order in which they would be called now."""


class Followed(Message):
    """What the holder of a printed QR code may know."""

    id: int
    number: str
    queue: str
    purpose: Purpose
    state: TicketState
    ahead: int
    estimate: Estimate | None
    told: Estimate | None
    delayed_until: str | None
    counters: list[int]
    counter: int | None
    calls: int
    lang: Language
    issued_at: str
    called_at: str | None
    documents: list[str]
    offline: bool
    appointment_at: str | None
    priority: bool
    """Whether it has priority; the group is not shown."""
    queue_name: str
    colour: str
    can_delay: bool
    procedure: str | None
    rated: bool
    order_text: str | None
    # Servers before this release do not say what follows, and a kiosk may be newer than its server.
    can_cancel: bool = False
    """Whether the holder may cancel the ticket now."""
    at_kiosk: list[TicketMove] | None = None
    """What the holder can do with it at a kiosk now."""
    ended: bool = False
    """Whether the visit is over, so that nothing can come of this number any more."""


class Step(Message):
    """One step of a ticket's history."""

    seq: int
    type: str
    at: str
    by: str
    data: dict[str, object]
    """What the step's fact says (`shared.wire.facts`); each kind of fact has its own fields."""


class History(RootModel[list[Step]]):
    """Every step of a ticket, oldest first."""
