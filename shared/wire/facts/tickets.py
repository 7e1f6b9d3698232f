"""Facts about tickets."""

from dataclasses import dataclass
from typing import ClassVar

from shared.wire.facts.base import UNSAID, Audience, Fact, ForDesk, ForHall, Kept, Unsaid
from shared.wire.vocabulary import FactType, OrderReason, Place, Purpose, TicketState


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFact(Fact):
    """The fields that every fact about a ticket has. The hall gets no priority group, no purpose and no names.

    What an officer wrote (a reason, a note) stays in the diary: people of the house read it in the ticket's history, and the
    feed and the sockets, which go to screens and other offices, do not carry it.
    """

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
    waits_since: ForDesk[str | Unsaid] = UNSAID
    """From when the wait counts."""
    offline: ForHall[bool | Unsaid] = UNSAID


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCalled(TicketFact):
    """A number was called to a counter. A recall is one more such fact, with a higher `calls` and without `order`."""

    type = FactType.TICKET_CALLED

    lang: ForHall[str | Unsaid] = UNSAID
    """The citizen's language, in which a screen speaks the call."""
    at: ForHall[str | Unsaid] = UNSAID
    order: ForDesk[OrderReason | Unsaid] = UNSAID
    reason: Kept[str | Unsaid | None] = UNSAID
    by: ForDesk[str | Unsaid] = UNSAID


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketServing(TicketFact):
    """The citizen is being served; `why` is given if that is so because a finish was undone."""

    type = FactType.TICKET_SERVING

    why: ForHall[str | Unsaid] = UNSAID


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketDone(TicketFact):
    """The visit is over."""

    type = FactType.TICKET_DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketNoShow(TicketFact):
    """Nobody came; `why` is given if that was decided by the end of the day."""

    type = FactType.TICKET_NO_SHOW

    why: ForHall[str | Unsaid] = UNSAID


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketHeld(TicketFact):
    """The ticket was set aside by an officer, with a reason; or (with `why`) its holder is back and it may be resumed."""

    type = FactType.TICKET_HELD

    why: ForHall[str | Unsaid] = UNSAID
    reason: Kept[str | Unsaid] = UNSAID
    by: ForDesk[str | Unsaid] = UNSAID


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketWaiting(TicketFact):
    """The ticket waits again, or waits in another way than before: it was put back, restored, resumed or delayed."""

    type = FactType.TICKET_WAITING

    why: ForHall[str | Unsaid] = UNSAID
    from_counter: ForHall[int | Unsaid | None] = UNSAID
    until: ForDesk[str | Unsaid] = UNSAID
    by: ForDesk[str | Unsaid] = UNSAID


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketTransferred(TicketFact):
    """The ticket waits in another queue, or for one counter."""

    type = FactType.TICKET_TRANSFERRED

    why: ForHall[str | Unsaid] = UNSAID
    from_queue: ForHall[str | Unsaid] = UNSAID
    to_queue: ForHall[str | Unsaid] = UNSAID
    to_counter: ForHall[int | Unsaid | None] = UNSAID
    from_counter: ForHall[int | Unsaid | None] = UNSAID
    place: ForDesk[Place | Unsaid] = UNSAID
    reason: Kept[str | Unsaid | None] = UNSAID
    by: ForDesk[str | Unsaid] = UNSAID


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCancelled(TicketFact):
    """The ticket was cancelled, because nobody needs the number any more."""

    type = FactType.TICKET_CANCELLED

    reason: Kept[str | Unsaid] = UNSAID
    by: ForDesk[str | Unsaid] = UNSAID


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketExpired(TicketFact):
    """The ticket's day ended before it was called."""

    type = FactType.TICKET_EXPIRED

    why: ForHall[str | Unsaid] = UNSAID


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRenumbered(TicketFact):
    """The ticket got the number that a kiosk had printed; `served` says that it was already served by its old number."""

    type = FactType.TICKET_RENUMBERED

    old: ForHall[str]
    new: ForHall[str]
    served: ForDesk[bool | Unsaid] = UNSAID


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPriority(TicketFact):
    """The ticket was put into a priority group or taken out of one; the hall does not get this fact."""

    type = FactType.TICKET_PRIORITY
    heard_by: ClassVar[Audience] = "desk"

    reason: Kept[str | Unsaid] = UNSAID
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
