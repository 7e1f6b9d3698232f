"""Fees and money: request bodies and answers. Amounts are whole đồng."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from shared.wire.base import Body, Ident, Message, Text


class PublishedFee(Message):
    """The procedure's fee in the catalogue. `text` is None if it is not published, `amount` if it is no fixed sum."""

    label: str
    text: str | None
    amount: int | None
    unit: str
    copies: bool
    """Whether the fee is for certified copies, whose price depends on their pages."""


class CopyRate(Message):
    """What certified copies cost here: each page, each page from `from_page` on, and at most for one copy."""

    page: int
    more: int
    from_page: int
    most: int


class CopiesPrice(Message):
    """What certified copies cost together."""

    amount: int


class LinePrice(Message):
    """What a fee line costs: the price of one unit, and the amount of all units after an exemption."""

    unit_price: int
    amount: int


class FeesOfProcedure(Message):
    """What an officer sees before taking a payment without a dossier."""

    published: PublishedFee | None
    copy_rate: CopyRate
    exemptions: list[str]


class FeeLine(Message):
    """A fee of a dossier; `receipt` is the number of the receipt with which it was paid."""

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
    """A line of a receipt; lists leave out the reason of an exemption."""

    label: str
    quantity: int
    unit: str
    unit_price: int
    amount: int
    exempt_reason: str | None


class Payment(Message):
    """A receipt: money was taken, or given back (`amount` is below zero then). A voided receipt keeps its number."""

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
    """A single receipt, with how much of it may still be given back, and what the person who asks may do with it now."""

    left: int
    refundable: bool
    """Whether the person who asks may give money back now."""
    voidable: bool
    """Whether the person who asks may void it now."""


class Payments(Message):
    """Several receipts, in the order of their numbers."""

    items: list[Payment]


class Fees(Message):
    """A dossier's fees: `due` is still to be paid, `paid` was taken and not given back."""

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
    """One officer's book of the day; `closing` is the closing that is in force."""

    officer: str
    sums: Sums
    closing: Closing | None


class CashDay(Message):
    """The cash of a day: its sums, the sums by officer, the receipts, and every closing."""

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
    """A fee line: with a price per unit, or certified copies of `copy_pages` pages each, whose price the server computes."""

    label: Label | None = None
    quantity: Annotated[int, Field(ge=1, le=9999)] = 1
    unit: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""
    unit_price: Dong | None = None
    copy_pages: Annotated[int, Field(ge=1, le=9999)] | None = None
    exempt_percent: Annotated[int, Field(ge=0, le=100)] = 0
    exempt_reason: Reason | None = None

    @model_validator(mode="after")
    def one_price_and_every_exemption_with_its_reason(self) -> Self:
        """Checks that there is either a price with a label, or pages, and that an exemption has a reason."""
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
    """`POST /dossiers/{code}/payments`: the lines that are paid now; without them, all open lines."""

    method: PaidBy
    lines: Annotated[tuple[Annotated[int, Field(ge=1, le=2**53)], ...], Field(max_length=100)] | None = None
    version: Version | None = None


class TicketPayment(Body):
    """`POST /tickets/{id}/payments`: a service without a dossier, such as certified copies."""

    method: PaidBy
    lines: Annotated[tuple[NewFee, ...], Field(min_length=1, max_length=40)]


class Refund(Body):
    """`POST /payments/{id}/refund`; without a method the money is given back in the way in which it was paid."""

    amount: Annotated[int, Field(ge=1, le=1_000_000_000_000)]
    reason: Reason
    method: PaidBy | None = None


class Void(Body):
    """`POST /payments/{id}/void`."""

    reason: Reason


class CloseCash(Body):
    """`POST /cash/close`: `counted` đồng lie in the drawer; if it is below zero, the officer has paid that much themselves.

    Without `day` it is today's cash, and without `officer` that of the person who asks.
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
