"""`/dossiers/{code}/fees`, payments, `/payments`, `/cash`: fees, receipts, refunds, voidings and the day's cash."""

from datetime import date
from typing import Annotated, Literal, Self

from flask import Response
from flask_openapi import Tag
from pydantic import BaseModel, Field, model_validator

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.dossiers.deeds import access_log
from queue_server.forms.views import receipts as paper_receipts
from queue_server.forms.views.tasks import Cash, CashFile, Form, FormMade
from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.files import MEDIA, ask_worker, file_answer, file_of, from_worker, serve_files
from queue_server.http.guard import actor, book, deed, needs, perform, read, reply
from queue_server.http.paths import MAX_ID, TicketPath
from queue_server.http.permissions import Permission
from queue_server.ledger.errors import RuleBroken
from queue_server.money import views as money_views
from queue_server.money.deeds import cash, receipts
from queue_server.money.rules import copies as copies_price
from shared.text.messages import say
from shared.wire.money import (
    CashDay,
    CloseCash,
    CopiesPrice,
    FeeGone,
    Fees,
    FeesOfProcedure,
    LinePrice,
    NewFees,
    NewPayment,
    Payments,
    PaymentWithRest,
    Refund,
    ReopenCash,
    TicketPayment,
    Void,
)
from shared.wire.vocabulary import Looked

api = ApiBlueprint("money", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Money")])

_Id = Annotated[int, Field(ge=1, le=MAX_ID)]


class CodePath(BaseModel):
    """`/dossiers/{code}`."""

    code: Annotated[str, Field(min_length=1, max_length=120)]


class LinePath(CodePath):
    """`/dossiers/{code}/fees/{line}`."""

    line: _Id


class PaymentPath(BaseModel):
    """`/payments/{id}`."""

    id: _Id


class NumberQuery(BaseModel):
    """A receipt by its number in the year's book."""

    year: Annotated[int, Field(ge=2000, le=2999)]
    number: Annotated[int, Field(ge=1, le=MAX_ID)]


class ProcedureQuery(BaseModel):
    """An id or code of the catalogue."""

    procedure: Annotated[str, Field(min_length=1, max_length=200)] | None = None


class CopiesQuery(BaseModel):
    """Certified copies: pages of one, and how many."""

    pages: Annotated[int, Field(ge=1, le=9999)]
    copies: Annotated[int, Field(ge=1, le=9999)] = 1


class PriceQuery(BaseModel):
    """A fee line that is being written: a price per unit, or certified copies with their number of pages."""

    quantity: Annotated[int, Field(ge=1, le=9999)] = 1
    unit_price: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = None
    copy_pages: Annotated[int, Field(ge=1, le=9999)] | None = None
    exempt_percent: Annotated[int, Field(ge=0, le=100)] = 0

    @model_validator(mode="after")
    def one_price(self) -> Self:
        """Either a price or pages."""
        if (self.unit_price is None) == (self.copy_pages is None):
            raise ValueError("Cần đơn giá, hoặc số trang của bản sao, không cả hai.")
        return self


class DayQuery(BaseModel):
    """A day's cash; without `day`, today; `officer` counts for supervisors."""

    day: date | None = None
    officer: Annotated[str, Field(min_length=1, max_length=120)] | None = None


class DayFileQuery(DayQuery):
    """The same as a file, in one of the languages."""

    lang: Literal["vi", "en"] = "vi"


@api.get("/fees", responses={200: FeesOfProcedure})
@needs(Permission.WORK_MONEY)
def offer(query: ProcedureQuery) -> Response:
    """What is published for a procedure, and what certified copies cost: for a payment without a dossier."""
    with read() as reading:
        known = None if query.procedure is None else centre_lookup.procedure(reading.centre, query.procedure)
        return reply(money_views.of_procedure(reading, known))


@api.get("/fees/copies", responses={200: CopiesPrice})
@needs(Permission.WORK_MONEY)
def of_copies(query: CopiesQuery) -> Response:
    """What certified copies cost here."""
    rate = book().centre.centre.fees.copies
    return reply(CopiesPrice(amount=copies_price(query.pages, query.copies, rate)))


@api.get("/fees/line", responses={200: LinePrice})
@needs(Permission.WORK_MONEY)
def of_line(query: PriceQuery) -> Response:
    """What a fee line would come to, before it is added."""
    return reply(money_views.line_price(book().centre, **query.model_dump()))


@api.get("/dossiers/<string:code>/fees", responses={200: Fees})
@needs(Permission.WORK_MONEY)
def fees(path: CodePath) -> Response:
    """The dossier's fees and receipts. Why somebody pays less is personal: reading it is written down as a look."""
    with read() as reading:
        ident, found = receipts.fees_of(reading, path.code)
    access_log.note(book(), actor(), Looked.OPENED, [ident])
    return reply(found)


@api.post("/dossiers/<string:code>/fees", responses={200: Fees})
@deed(Permission.WORK_MONEY)
def add(path: CodePath, body: NewFees) -> Response:
    """Adds fee lines, and asks for payment where wished; a stale version is refused."""
    return perform(lambda work: receipts.add_fees(work, path.code, body), personal=True)


@api.post("/dossiers/<string:code>/fees/<int:line>/remove", responses={200: Fees})
@deed(Permission.WORK_MONEY)
def remove(path: LinePath, body: FeeGone) -> Response:
    """Takes away a line that was not paid."""
    return perform(lambda work: receipts.remove_fee(work, path.code, path.line, body.version), personal=True)


@api.post("/dossiers/<string:code>/payments", responses={201: PaymentWithRest})
@deed(Permission.WORK_MONEY)
def pay(path: CodePath, body: NewPayment) -> Response:
    """A receipt for open lines; a dossier that waited for the payment goes on."""
    return perform(lambda work: receipts.take(work, path.code, body), status=201, personal=True)


@api.post("/tickets/<int:id>/payments", responses={201: PaymentWithRest})
@deed(Permission.WORK_MONEY)
def pay_for_ticket(path: TicketPath, body: TicketPayment) -> Response:
    """A receipt for a service without a dossier, such as certified copies."""
    return perform(lambda work: receipts.take_for_ticket(work, path.id, body), status=201, personal=True)


@api.get("/tickets/<int:id>/payments", responses={200: Payments})
@needs(Permission.WORK_MONEY)
def of_ticket(path: TicketPath) -> Response:
    """The receipts of a ticket without a dossier."""
    with read() as reading:
        return reply(receipts.of_ticket(reading, path.id))


@api.get("/payments", responses={200: Payments})
@needs(Permission.WORK_MONEY)
def find(query: NumberQuery) -> Response:
    """The receipt of a number, or none."""
    with read() as reading:
        return reply(receipts.find(reading, query.year, query.number))


@api.get("/payments/<int:id>", responses={200: PaymentWithRest})
@needs(Permission.WORK_MONEY)
def one(path: PaymentPath) -> Response:
    """One receipt whole, with what is left to be given back; a dossier's says why somebody paid less, so it is a look."""
    with read() as reading:
        dossier, found = receipts.load(reading, path.id).dossier_id, receipts.one(reading, path.id)
    if dossier is not None:
        access_log.note(book(), actor(), Looked.OPENED, [dossier])
    return reply(found)


@api.get("/payments/<int:id>/receipt.pdf", responses=file_of(MEDIA["pdf"]) | {409: None})
@needs(Permission.WORK_MONEY)
def paper(path: PaymentPath) -> Response:
    """The receipt of a service without a dossier on A5; a dossier's receipts are among its forms."""
    with read() as reading:
        receipt = receipts.load(reading, path.id)
        if receipt.ticket_id is None:
            raise RuleBroken("not_found", 404)
        made, pack = paper_receipts.of_ticket(reading, receipt), reading.centre.centre.forms
    number = made.receipt_no.replace("/", "-")
    _, data = ask_worker(Form(pack=pack, form="money", values=made.values(), kind="pdf"), FormMade)
    return file_answer(data, MEDIA["pdf"], f"{say('forms.money.file')}-{number}.pdf")


@api.post("/payments/<int:id>/refund", responses={201: PaymentWithRest})
@deed(Permission.WORK_MONEY)
def refund(path: PaymentPath, body: Refund) -> Response:
    """Gives money back under a number of its own, never more than was paid."""
    return perform(lambda work: receipts.refund(work, path.id, body), status=201, personal=True)


@api.post("/payments/<int:id>/void", responses={200: PaymentWithRest})
@deed(Permission.WORK_MONEY)
def void(path: PaymentPath, body: Void) -> Response:
    """Voids a receipt of today, by its officer or a supervisor; its number stays used."""
    return perform(lambda work: receipts.void(work, path.id, body.reason), personal=True)


@api.get("/cash", responses={200: CashDay})
@needs(Permission.WORK_MONEY)
def day(query: DayQuery) -> Response:
    """The day's cash: an officer's own; everybody's, or one officer's, for supervisors."""
    with read() as reading:
        return reply(cash.day(reading, actor(), query.day, query.officer))


@api.post("/cash/close", responses={200: CashDay})
@deed(Permission.WORK_MONEY)
def close(body: CloseCash) -> Response:
    """Closes an officer's day with the cash that was counted."""
    return perform(lambda work: cash.close(work, body), personal=True)


@api.post("/cash/reopen", responses={200: CashDay})
@deed(Permission.REOPEN_CASH)
def reopen(body: ReopenCash) -> Response:
    """Opens a closed day again, for a reason."""
    return perform(lambda work: cash.reopen(work, body), personal=True)


def _file(query: DayFileQuery, ending: CashFile) -> Response:
    with read() as reading:
        found = cash.day(reading, actor(), query.day, query.officer)
    return from_worker(Cash(cash=found, file=ending, lang=query.lang), f"so-quy-{found.day}", ending)


_CASH_FILES: tuple[CashFile, ...] = ("csv", "xlsx")
serve_files(
    api,
    "/cash",
    DayFileQuery,
    _CASH_FILES,
    _file,
    "The day's cash, its sums and its receipts, as a file",
    Permission.WORK_MONEY,
)
