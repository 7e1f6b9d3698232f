"""Fees and money: request bodies and answers. Amounts are whole đồng."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from shared.wire.base import Body, Ident, Message, Text


class PublishedFee(Message):
    """What the catalogue says of the procedure's fee; `text` None: not published, `amount` None: not a fixed sum."""

    label: str
    text: str | None
    amount: int | None
    unit: str
    copies: bool
    """Whether it is for certified copies, which are priced by their pages."""


class CopyRate(Message):
    """What certified copies cost here: each page, each page from `from_page` on, and at most for a copy."""

    page: int
    more: int
    from_page: int
    most: int


class CopiesPrice(Message):
    """What certified copies cost together."""

    amount: int


class LinePrice(Message):
    """What a fee line comes to: the price of one, and the amount that an exemption leaves of all."""

    unit_price: int
    amount: int


class FeesOfProcedure(Message):
    """What a payment without a dossier begins with."""

    published: PublishedFee | None
    copy_rate: CopyRate
    exemptions: list[str]


class FeeLine(Message):
    """A fee of a dossier; `receipt` is the number of the receipt that it was paid with."""

    id: int
    label: str
    quantity: int
    unit: str
    unit_price: int
    amount: int
    exempt_reason: str | None
    payment: int | None
    receipt: str | None


class PaidLine(Message):
    """A line as its receipt says it; lists leave the reason of an exemption out."""

    label: str
    quantity: int
    unit: str
    unit_price: int
    amount: int
    exempt_reason: str | None


class Payment(Message):
    """A receipt: money taken, or given back (`amount` below zero). A voided one keeps its number."""

    id: int
    receipt: str
    number: int
    year: int
    kind: Literal["receipt", "refund"]
    amount: int
    method: str
    method_name: str
    at: str
    day: str
    by: str
    counter: int | None
    dossier: str | None
    ticket: int | None
    ticket_number: str | None
    lines: list[PaidLine]
    reason: str | None
    refund_of: int | None
    refund_of_receipt: str | None
    voided_at: str | None
    voided_by: str | None
    void_reason: str | None


class PaymentWithRest(Payment):
    """A receipt by itself: also what is left to be given back of it."""

    left: int


class Payments(Message):
    """Several receipts, in the order of their numbers."""

    items: list[Payment]


class Fees(Message):
    """A dossier's fees: `due` is still to be paid, `paid` is what was taken and not given back."""

    code: str
    version: int
    published: PublishedFee | None
    copy_rate: CopyRate
    exemptions: list[str]
    lines: list[FeeLine]
    due: int
    paid: int
    payments: list[Payment]


class Sums(Message):
    """A cash book's sums: taken − refunded − voided = book = cash + transfer + card."""

    taken: int
    refunded: int
    voided: int
    book: int
    cash: int
    transfer: int
    card: int
    receipts: int
    refunds: int
    voids: int


class Closing(Message):
    """A day's cash as it was counted; `difference` is counted − expected."""

    officer: str
    at: str
    by: str
    expected: int
    counted: int
    difference: int
    note: str | None
    reopened_at: str | None
    reopened_by: str | None
    reopen_reason: str | None


class OfficerCash(Message):
    """One officer's book of the day; `closing` is the one in force."""

    officer: str
    sums: Sums
    closing: Closing | None


class CashDay(Message):
    """The cash of a day: the sums of all that was asked for, by officer, the receipts, and every closing."""

    day: str
    today: bool
    centre: str
    officer: str | None
    sums: Sums
    officers: list[OfficerCash]
    closings: list[Closing]
    items: list[Payment]


Dong = Annotated[int, Field(ge=0, le=1_000_000_000)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Version = Annotated[int, Field(ge=1, le=2**53)]
PaidBy = Literal["cash", "transfer", "card"]


class NewFee(Body):
    """A fee line: a price a unit, or certified copies of `copy_pages` pages each, which the server prices."""

    label: Label | None = None
    quantity: Annotated[int, Field(ge=1, le=9999)] = 1
    unit: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""
    unit_price: Dong | None = None
    copy_pages: Annotated[int, Field(ge=1, le=9999)] | None = None
    exempt_percent: Annotated[int, Field(ge=0, le=100)] = 0
    exempt_reason: Reason | None = None

    @model_validator(mode="after")
    def one_price_and_every_exemption_with_its_reason(self) -> Self:
        """Either a price with a label, or pages; less is paid for a reason only."""
        if (self.unit_price is None) == (self.copy_pages is None):
            raise ValueError("Cần đơn giá, hoặc số trang của bản sao, không cả hai.")
        if self.unit_price is not None and self.label is None:
            raise ValueError("Cần tên khoản thu.")
        if (self.exempt_percent > 0) != (self.exempt_reason is not None):
            raise ValueError("Miễn, giảm phải có lý do; không miễn, giảm thì không ghi lý do.")
        return self


class NewFees(Body):
    """`POST /dossiers/{code}/fees`; `request` also asks the citizen to pay (status 6)."""

    lines: Annotated[tuple[NewFee, ...], Field(min_length=1, max_length=40)]
    request: bool = False
    version: Version | None = None


class FeeGone(Body):
    """`POST /dossiers/{code}/fees/{line}/remove`."""

    version: Version | None = None


class NewPayment(Body):
    """`POST /dossiers/{code}/payments`: the lines that are paid now; without them, all that are open."""

    method: PaidBy
    lines: Annotated[tuple[Annotated[int, Field(ge=1, le=2**53)], ...], Field(max_length=100)] | None = None
    version: Version | None = None


class TicketPayment(Body):
    """`POST /tickets/{id}/payments`: a service without a dossier, such as certified copies."""

    method: PaidBy
    lines: Annotated[tuple[NewFee, ...], Field(min_length=1, max_length=40)]


class Refund(Body):
    """`POST /payments/{id}/refund`; without a method, as it was paid."""

    amount: Annotated[int, Field(ge=1, le=1_000_000_000_000)]
    reason: Reason
    method: PaidBy | None = None


class Void(Body):
    """`POST /payments/{id}/void`."""

    reason: Reason


class CloseCash(Body):
    """`POST /cash/close`: `counted` đồng lie in the drawer; below zero, the officer laid so much out.

    Without `day`, today; without `officer`, whoever asks.
    """

    counted: Annotated[int, Field(ge=-1_000_000_000_000, le=1_000_000_000_000)]
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] = ""
    day: date | None = None
    officer: Ident | None = None


class ReopenCash(Body):
    """`POST /cash/reopen`."""

    officer: Ident
    reason: Text
    day: date | None = None
