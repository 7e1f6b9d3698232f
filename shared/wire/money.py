"""What the API answers about fees and money, as typed models for the OpenAPI document. Amounts are whole đồng."""

from typing import Literal

from shared.wire.tickets import Message


class PublishedFee(Message):
    """What the catalogue says of the procedure's fee; `text` None: not published, `amount` None: not a fixed sum."""

    label: str
    text: str | None
    amount: int | None
    unit: str


class CopyRate(Message):
    """What certified copies cost here: each page, each page from `from_page` on, and at most for a copy."""

    page: int
    more: int
    from_page: int
    most: int


class CopiesPrice(Message):
    """What certified copies cost together."""

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
