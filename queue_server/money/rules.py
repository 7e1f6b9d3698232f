"""Fees in whole đồng: lines with exemptions, what certified copies cost, what may be refunded or voided, the day's cash.

Where no fee was published, no fee is assumed.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from queue_server.configuration.values import CopyRate
from queue_server.ledger.actor import Actor
from queue_server.ledger.errors import RuleBroken
from shared.text.alphabet import comparable
from shared.text.money import dong
from shared.wire.vocabulary import SUPERVISING

MOST = 1_000_000_000
"""The highest amount of one line, in đồng."""
MOST_OPEN = 100
"""How many lines of a dossier may wait to be paid."""
FULL = 100
"""The percentage of an exemption from the whole fee."""
_UNIT = re.compile(r"đồng\s*/\s*([^;.,()]+)")


class Method(StrEnum):
    """How money was paid. Payments by card and by QR code arrive on the same account."""

    CASH = "cash"
    TRANSFER = "transfer"
    CARD = "card"


def one_copy(pages: int, rate: CopyRate) -> int:
    """What one certified copy of `pages` pages costs, in đồng. Raises ValueError below one page."""
    if pages < 1:
        raise ValueError(f"a copy has at least one page, not {pages}")
    dear = min(pages, rate.from_page - 1)
    return min(rate.most, dear * rate.page + (pages - dear) * rate.more)


def copies(pages: int, count: int, rate: CopyRate) -> int:
    """What `count` certified copies cost, in đồng; the rate's highest price holds for each copy. ValueError below one."""
    if count < 1:
        raise ValueError(f"at least one copy, not {count}")
    return one_copy(pages, rate) * count


def unit_of(fee_text: str | None) -> str | None:
    """The unit in a published fee ("trường hợp" in "10.000 đồng/trường hợp"); None if the text names no unit."""
    found = _UNIT.search(fee_text or "")
    return found[1].strip() if found else None


def is_for_copies(procedure: str) -> bool:
    """Whether a procedure certifies copies, by its name: the catalogue has no other mark of it."""
    return "chứng thực bản sao" in comparable(procedure)


def amount(quantity: int, unit_price: int, exempt_percent: int = 0) -> int:
    """What a line costs, in whole đồng; a fraction of a đồng that remains after an exemption is dropped.

    Raises RuleBroken `amount_too_high` above MOST.
    """
    whole = quantity * unit_price
    if whole > MOST:
        raise RuleBroken("amount_too_high", 422, most=dong(MOST), extra={"code": "invalid"})
    return whole * (FULL - exempt_percent) // FULL


@dataclass(frozen=True, slots=True)
class Entry:
    """One receipt as the cash book sees it: money taken, or given back (`amount` below zero then)."""

    amount: int
    method: str
    voided: bool = False


@dataclass(frozen=True, slots=True)
class Sums:
    """A cash book's sums in đồng. `voided` is the sum of the voided receipts, in which refunds count below zero.

    taken − refunded − voided = book. The part of `book` that was paid in cash has to lie in the drawer, which was empty in
    the morning.
    """

    taken: int = 0
    refunded: int = 0
    voided: int = 0
    book: int = 0
    cash: int = 0
    transfer: int = 0
    card: int = 0
    receipts: int = 0
    refunds: int = 0
    voids: int = 0


def sums(entries: Iterable[Entry]) -> Sums:
    """The sums of a cash book. Each is computed from the entries, so that comparing them can show a mistake."""
    listed = list(entries)
    good = [entry for entry in listed if not entry.voided]
    by_method = {method: sum(entry.amount for entry in good if entry.method == method) for method in Method}
    return Sums(
        taken=sum(entry.amount for entry in listed if entry.amount >= 0),
        refunded=-sum(entry.amount for entry in listed if entry.amount < 0),
        voided=sum(entry.amount for entry in listed if entry.voided),
        book=sum(by_method.values()),
        cash=by_method[Method.CASH],
        transfer=by_method[Method.TRANSFER],
        card=by_method[Method.CARD],
        receipts=sum(entry.amount >= 0 for entry in listed),
        refunds=sum(entry.amount < 0 for entry in listed),
        voids=sum(entry.voided for entry in listed),
    )


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the fees that are owed, and of the receipt with which they were paid. Amounts are whole đồng."""

    label: str
    quantity: int
    unit: str
    unit_price: int
    amount: int
    exempt_reason: str | None = None


@dataclass(frozen=True, slots=True)
class FeeLine:
    """A fee of a dossier. It is open until it is paid with a receipt. Its id is 0 until it is saved."""

    item: Item
    payment_id: int | None = None
    id: int = 0

    @property
    def is_open(self) -> bool:
        """Whether the fee is still to be paid."""
        return self.payment_id is None

    def check_removable(self) -> None:
        """Raises RuleBroken `fee_is_paid` if the fee is paid."""
        if not self.is_open:
            raise RuleBroken("fee_is_paid", 409)


def open_sum(lines: Iterable[FeeLine]) -> int:
    """What is still to be paid of these lines."""
    return sum(line.item.amount for line in lines if line.is_open)


def check_room(lines: Iterable[FeeLine], more: int) -> None:
    """Raises RuleBroken `too_many_fees` if with `more` lines added there are more open lines than `MOST_OPEN`."""
    if sum(line.is_open for line in lines) + more > MOST_OPEN:
        raise RuleBroken("too_many_fees", 422, most=MOST_OPEN, extra={"code": "invalid"})


def chosen(lines: Sequence[FeeLine], ids: Collection[int] | None) -> list[FeeLine]:
    """The lines that are paid now, by default all open ones. Raises RuleBroken `unknown_fee` or `fee_is_paid`."""
    if ids is None:
        return [line for line in lines if line.is_open]
    wanted = set(ids)
    if wanted - {line.id for line in lines}:
        raise RuleBroken("unknown_fee", 422, extra={"code": "invalid"})
    found = [line for line in lines if line.id in wanted]
    if not all(line.is_open for line in found):
        raise RuleBroken("fee_is_paid", 409)
    return found


def total(items: Iterable[Item]) -> int:
    """The sum of these lines, in đồng. Raises RuleBroken `nothing_to_pay` if it is 0, which gets no receipt."""
    found = sum(item.amount for item in items)
    if found == 0:
        raise RuleBroken("nothing_to_pay", 409)
    return found


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money taken, or given back (`amount` below zero then), under its number in the year's book.

    Times are milliseconds; its id is 0 until it is saved. A receipt is never deleted: a mistake is voided.
    """

    centre: str
    year: int
    receipt_no: int
    day: str
    at: int
    by: str
    method: Method
    amount: int
    items: tuple[Item, ...] = ()
    reason: str | None = None
    """Why money was given back."""
    refund_of_receipt: str | None = None
    """The number, as on paper, of the receipt whose money was given back."""
    dossier_id: int | None = None
    ticket_id: int | None = None
    counter: int | None = None
    refund_of: int | None = None
    voided_at: int | None = None
    voided_by: str | None = None
    void_reason: str | None = None
    id: int = 0

    @property
    def is_voided(self) -> bool:
        """Whether the receipt was voided."""
        return self.voided_at is not None

    @property
    def is_refund(self) -> bool:
        """Whether the receipt is for money that was given back."""
        return self.refund_of is not None

    @property
    def entry(self) -> Entry:
        """The receipt as the cash book sees it."""
        return Entry(self.amount, self.method, self.is_voided)

    def left(self, refunds: Iterable["Receipt"]) -> int:
        """How much of the receipt's amount may still be given back."""
        return 0 if self.is_voided or self.is_refund else self.amount - refunded(refunds)

    def check_concerns(self, actor: Actor) -> None:
        """Checks that the receipt of a service without a dossier is this person's business. RuleBroken `not_your_receipt`.

        A dossier's receipt is the business of whoever may work on the dossier, which is checked with the dossier.
        """
        mine = self.by == actor.name or actor.role in SUPERVISING or self.counter in actor.counters
        if self.dossier_id is None and not mine:
            raise RuleBroken("not_your_receipt", 403, extra={"code": "forbidden"})

    def check_refund(self, refunds: Iterable["Receipt"], asked: int, name: str) -> None:
        """Checks whether the amount `asked` may be given back; `name` is the receipt's number as on paper.

        Raises RuleBroken `not_refundable` for a refund, `already_voided` or `refund_too_high`.
        """
        if self.is_refund:
            raise RuleBroken("not_refundable", 409)
        if self.is_voided:
            raise RuleBroken("already_voided", 409, receipt=name)
        check_refund(self.amount, [refunded(refunds)], asked)

    def check_void(self, refunds: Iterable["Receipt"], today: str, *, mine: bool, name: str) -> None:
        """Checks whether the receipt may be voided; `mine` says that its officer or a supervisor asks.

        Raises RuleBroken as the function `check_void` does.
        """
        check_void(
            day=self.day,
            today=today,
            voided=self.is_voided,
            refunded=any(not given.is_voided for given in refunds),
            mine=mine,
            receipt=name,
        )

    def voided(self, at: int, by: str, reason: str) -> "Receipt":
        """The receipt after it was voided; its number is not given again."""
        return replace(self, voided_at=at, voided_by=by, void_reason=reason)

    def without_exemptions(self) -> "Receipt":
        """The receipt without the reasons why somebody paid less."""
        return replace(self, items=tuple(replace(item, exempt_reason=None) for item in self.items))

    def without_reasons(self) -> "Receipt":
        """The receipt without the reasons why somebody paid less or got money back."""
        return replace(self.without_exemptions(), reason=None)


def refunded(refunds: Iterable[Receipt]) -> int:
    """How much was given back by refunds that were not voided."""
    return -sum(given.amount for given in refunds if not given.is_voided)


@dataclass(frozen=True, slots=True)
class Closing:
    """An officer's day whose cash was counted. Its id is 0 until it is saved."""

    centre: str
    day: str
    officer: str
    at: int
    by: str
    expected: int
    counted: int
    note: str | None = None
    reopened_at: int | None = None
    reopened_by: str | None = None
    reopen_reason: str | None = None
    id: int = 0

    @property
    def is_in_force(self) -> bool:
        """Whether the day is still closed, and was not reopened."""
        return self.reopened_at is None

    @property
    def difference(self) -> int:
        """How much more lay in the drawer than the book says; below zero if some was missing."""
        return self.counted - self.expected

    def reopened(self, at: int, by: str, reason: str) -> "Closing":
        """The closing after the day was reopened."""
        return replace(self, reopened_at=at, reopened_by=by, reopen_reason=reason)


def check_refund(paid: int, refunds: Iterable[int], asked: int) -> None:
    """Raises RuleBroken `refund_too_high` if `asked` is more than what is left of a payment after its refunds."""
    left = paid - sum(refunds)
    if asked > left:
        raise RuleBroken("refund_too_high", 409, left=dong(left), extra={"left": left})


def check_void(*, day: str, today: str, voided: bool, refunded: bool, mine: bool, receipt: str) -> None:
    """Checks whether a receipt may be voided: on its own day, once, by its officer or a supervisor, and not after a refund.

    Raises RuleBroken `already_voided`, `not_your_receipt` (403), `void_too_late` or `has_refund`.
    """
    if voided:
        raise RuleBroken("already_voided", 409, receipt=receipt)
    if not mine:
        raise RuleBroken("not_your_receipt", 403, extra={"code": "forbidden"})
    if day != today:
        raise RuleBroken("void_too_late", 409, receipt=receipt)
    if refunded:
        raise RuleBroken("has_refund", 409, receipt=receipt)
