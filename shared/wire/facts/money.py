"""Facts about fees and money: receipts and amounts in whole đồng, but not who paid. The hall gets none of them."""

from dataclasses import dataclass
from typing import ClassVar

from shared.wire.facts.base import UNSAID, Audience, Fact, ForDesk, ForStaff, Unsaid
from shared.wire.vocabulary import FactType


@dataclass(frozen=True, slots=True, kw_only=True)
class FeesChanged(Fact):
    """A fee line was added to a dossier or removed from it."""

    type = FactType.FEES_CHANGED
    heard_by: ClassVar[Audience] = "desk"

    what: ForDesk[str]
    amount: ForDesk[int]
    code: ForDesk[str]
    tickets: ForDesk[tuple[int, ...]]
    version: ForDesk[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFact(Fact):
    """A receipt, for a dossier (`code`) or for a ticket's service alone."""

    heard_by: ClassVar[Audience] = "desk"

    payment: ForDesk[int]
    receipt: ForDesk[str]
    amount: ForDesk[int]
    method: ForDesk[str]
    day: ForDesk[str]
    officer: ForDesk[str]
    ticket: ForDesk[int | Unsaid | None] = UNSAID
    code: ForDesk[str | None]
    tickets: ForDesk[tuple[int, ...] | Unsaid] = UNSAID
    version: ForDesk[int | Unsaid] = UNSAID

    @property
    def about_ticket(self) -> int | None:
        """The ticket whose service was paid for."""
        return None if self.ticket is UNSAID else self.ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentTaken(PaymentFact):
    """Money was taken."""

    type = FactType.PAYMENT_TAKEN


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRefunded(PaymentFact):
    """Money was given back."""

    type = FactType.PAYMENT_REFUNDED


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentVoided(PaymentFact):
    """A receipt was declared void."""

    type = FactType.PAYMENT_VOIDED


@dataclass(frozen=True, slots=True, kw_only=True)
class CashClosed(Fact):
    """An officer's cash of a day was counted and the day closed. Officers do not see what a colleague counted."""

    type = FactType.CASH_CLOSED
    heard_by: ClassVar[Audience] = "staff"

    day: ForStaff[str]
    officer: ForStaff[str]
    expected: ForStaff[int]
    counted: ForStaff[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class CashReopened(Fact):
    """A closed day is open again."""

    type = FactType.CASH_REOPENED
    heard_by: ClassVar[Audience] = "staff"

    day: ForStaff[str]
    officer: ForStaff[str]


FACTS: tuple[type[Fact], ...] = (
    FeesChanged,
    PaymentTaken,
    PaymentRefunded,
    PaymentVoided,
    CashClosed,
    CashReopened,
)
