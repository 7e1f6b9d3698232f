"""Facts about tickets."""

from dataclasses import dataclass
from typing import ClassVar

from shared.wire.facts.base import UNSAID, Audience, Fact, ForDesk, ForHall, Unsaid
from shared.wire.vocabulary import FactType, OrderReason, Place, Purpose, TicketState


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFact(Fact):
    """What every fact about a ticket says. The hall gets no priority group, no purpose, no names and no reasons."""

    heard_by: ClassVar[Audience] = "hall"

    id: ForHall[int]
    number: ForHall[str]
    queue: ForHall[str]
    counter: ForHall[int | None]
    state: ForHall[TicketState]
    """The ticket's state after what happened."""
    calls: ForHall[int]
    priority: ForDesk[str | Unsaid | None] = UNSAID
    purpose: ForDesk[Purpose | Unsaid] = UNSAID

    @property
    def about_ticket(self) -> int:
        """The ticket itself."""
        return self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketIssued(TicketFact):
    """A number was given; `offline` says that a kiosk gave it alone and delivered it now."""

    type = FactType.TICKET_ISSUED

    kiosk: ForHall[str | Unsaid | None] = UNSAID
    appointment_at: ForDesk[str | Unsaid | None] = UNSAID
    offline: ForDesk[bool | Unsaid] = UNSAID


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCalled(TicketFact):
    """A number was called to a counter; a recall is one more, with a higher `calls` and without the order's reason."""

    type = FactType.TICKET_CALLED

    lang: ForHall[str | Unsaid] = UNSAID
    """A screen speaks to who comes in their own language."""
    at: ForHall[str | Unsaid] = UNSAID
    order: ForDesk[OrderReason | Unsaid] = UNSAID
    reason: ForDesk[str | Unsaid | None] = UNSAID
    by: ForDesk[str | Unsaid] = UNSAID


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketServing(TicketFact):
    """The citizen stands at the counter; `why` where it was not by coming: a finish was taken back."""

    type = FactType.TICKET_SERVING

    why: ForHall[str | Unsaid] = UNSAID


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketDone(TicketFact):
    """The visit is over."""

    type = FactType.TICKET_DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketNoShow(TicketFact):
    """Nobody came; `why` where the day's end says so."""

    type = FactType.TICKET_NO_SHOW

    why: ForHall[str | Unsaid] = UNSAID


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketHeld(TicketFact):
    """Set aside by an officer, with a reason; or the holder is back (`why`) and it may be resumed."""

    type = FactType.TICKET_HELD

    why: ForHall[str | Unsaid] = UNSAID
    reason: ForDesk[str | Unsaid] = UNSAID
    by: ForDesk[str | Unsaid] = UNSAID


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketWaiting(TicketFact):
    """It waits again, or waits otherwise than before: put back, restored, resumed, delayed."""

    type = FactType.TICKET_WAITING

    why: ForHall[str | Unsaid] = UNSAID
    from_counter: ForHall[int | Unsaid | None] = UNSAID
    until: ForDesk[str | Unsaid] = UNSAID
    by: ForDesk[str | Unsaid] = UNSAID


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketTransferred(TicketFact):
    """It waits in another queue, or for one counter."""

    type = FactType.TICKET_TRANSFERRED

    why: ForHall[str | Unsaid] = UNSAID
    from_queue: ForHall[str | Unsaid] = UNSAID
    to_queue: ForHall[str | Unsaid] = UNSAID
    to_counter: ForHall[int | Unsaid | None] = UNSAID
    from_counter: ForHall[int | Unsaid | None] = UNSAID
    place: ForDesk[Place | Unsaid] = UNSAID
    reason: ForDesk[str | Unsaid | None] = UNSAID
    by: ForDesk[str | Unsaid] = UNSAID


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCancelled(TicketFact):
    """Nobody needs the number any more."""

    type = FactType.TICKET_CANCELLED

    reason: ForDesk[str | Unsaid] = UNSAID
    by: ForDesk[str | Unsaid] = UNSAID


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketExpired(TicketFact):
    """Its day ended before it was called."""

    type = FactType.TICKET_EXPIRED

    why: ForHall[str | Unsaid] = UNSAID


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRenumbered(TicketFact):
    """A kiosk had printed another number meanwhile, and the paper counts; `served` says that it was too late for that."""

    type = FactType.TICKET_RENUMBERED

    old: ForHall[str]
    new: ForHall[str]
    served: ForDesk[bool | Unsaid] = UNSAID


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPriority(TicketFact):
    """A group of priority was given or taken away; the hall hears nothing of it."""

    type = FactType.TICKET_PRIORITY
    heard_by: ClassVar[Audience] = "desk"

    reason: ForDesk[str | Unsaid] = UNSAID
    by: ForDesk[str | Unsaid] = UNSAID


FACTS: tuple[type[Fact], ...] = (
    TicketIssued,
    TicketCalled,
    TicketServing,
    TicketDone,
    TicketNoShow,
    TicketHeld,
    TicketWaiting,
    TicketTransferred,
    TicketCancelled,
    TicketExpired,
    TicketRenumbered,
    TicketPriority,
)
