"""Request bodies about fees and money, as the API accepts them. Checks shapes, never rules."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from shared.wire.ticket_bodies import Body, Ident, Text

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
