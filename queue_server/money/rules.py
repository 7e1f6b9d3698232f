"""Fees in whole đồng: lines with exemptions, what certified copies cost, what may be refunded or voided, the day's cash.

Pure: it knows no dossier, no ticket and no database. Where a fee was not published nothing is invented.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from queue_server.configuration.values import CopyRate
from queue_server.ledger.errors import RuleBroken
from shared.text.money import dong

MOST = 1_000_000_000
"""The highest amount of one line, in đồng."""
FULL = 100
"""An exemption of everything, in percent."""
_UNIT = re.compile(r"đồng\s*/\s*([^;.,()]+)")


class Method(StrEnum):
    """How money was handed over; a card and a QR code end on the same account."""

    CASH = "cash"
    TRANSFER = "transfer"
    CARD = "card"


def one_copy(pages: int, rate: CopyRate) -> int:
    """What one certified copy of so many pages costs, in đồng. Raises ValueError below one page."""
    if pages < 1:
        raise ValueError(f"a copy has at least one page, not {pages}")
    dear = min(pages, rate.from_page - 1)
    return min(rate.most, dear * rate.page + (pages - dear) * rate.more)


def copies(pages: int, count: int, rate: CopyRate) -> int:
    """What so many certified copies cost, in đồng; the highest price is for each copy. Raises ValueError below one."""
    if count < 1:
        raise ValueError(f"at least one copy, not {count}")
    return one_copy(pages, rate) * count


def unit_of(fee_text: str | None) -> str | None:
    """The unit in a published fee ("10.000 đồng/trường hợp" is by "trường hợp"), or None where it names none."""
    found = _UNIT.search(fee_text or "")
    return found[1].strip() if found else None


def amount(quantity: int, unit_price: int, exempt_percent: int = 0) -> int:
    """What a line costs, in whole đồng: half a đồng that an exemption leaves is not taken.

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
    """A cash book's sums in đồng. `voided` is what voided receipts had said, refunds below zero.

    taken − refunded − voided = book, and the cash of it is what must lie in the drawer: it was empty in the morning.
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
    """The sums of a cash book, each by its own way, so that the identity between them means something."""
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


def check_refund(paid: int, refunds: Iterable[int], asked: int) -> None:
    """Raises RuleBroken `refund_too_high` when `asked` is more than what is left of a payment after its refunds."""
    left = paid - sum(refunds)
    if asked > left:
        raise RuleBroken("refund_too_high", 409, left=dong(left), extra={"left": left})


def check_void(*, day: str, today: str, voided: bool, refunded: bool, mine: bool, receipt: str) -> None:
    """Whether a receipt may be voided: on its own day, once, by its officer or a supervisor, and not after a refund.

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
