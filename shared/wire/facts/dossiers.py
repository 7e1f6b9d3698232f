"""Facts about dossiers: codes, dates and places, but no person. The hall gets none of them."""

from dataclasses import dataclass
from typing import ClassVar

from shared.wire.facts.base import UNSAID, Audience, Fact, ForDesk, Unsaid
from shared.wire.vocabulary import FactType


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierReceived(Fact):
    """A dossier was taken in; `status` is its status after the intake."""

    type = FactType.DOSSIER_RECEIVED
    heard_by: ClassVar[Audience] = "desk"

    code: ForDesk[str]
    procedure: ForDesk[str | None]
    field: ForDesk[str | Unsaid | None] = UNSAID
    ticket: ForDesk[int | None]
    tickets: ForDesk[tuple[int, ...] | Unsaid] = UNSAID
    status: ForDesk[int]
    version: ForDesk[int]
    department: ForDesk[str | Unsaid | None] = UNSAID
    due_at: ForDesk[str | Unsaid | None] = UNSAID

    @property
    def about_ticket(self) -> int | None:
        """The ticket at whose visit it was taken in."""
        return self.ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierChanged(Fact):
    """A step of a dossier; its status has not changed if the move is not in the state table."""

    type = FactType.DOSSIER_CHANGED
    heard_by: ClassVar[Audience] = "desk"

    code: ForDesk[str]
    move: ForDesk[str]
    from_: ForDesk[int]
    status: ForDesk[int]
    tickets: ForDesk[tuple[int, ...]]
    version: ForDesk[int]
    field: ForDesk[str | Unsaid | None] = UNSAID
    department: ForDesk[str | Unsaid | None] = UNSAID
    due_at: ForDesk[str | Unsaid | None] = UNSAID
    from_place: ForDesk[str | Unsaid | None] = UNSAID
    """The place where the dossier lay before a hand-over; null is the centre."""
    assigned_to: ForDesk[str | Unsaid | None] = UNSAID
    verdict: ForDesk[str | Unsaid | None] = UNSAID
    extended_from: ForDesk[int | Unsaid | None] = UNSAID
    """The due date before an extension, in milliseconds."""
    changed: ForDesk[tuple[str, ...] | Unsaid] = UNSAID
    """The names of the fields that a correction changed, without what they hold."""
    attachment: ForDesk[int | Unsaid] = UNSAID


FACTS: tuple[type[Fact], ...] = (DossierReceived, DossierChanged)
