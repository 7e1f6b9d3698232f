"""What can be done with fees and receipts, one function a deed. Facts carry codes and amounts, never a person or a reason.

A receipt's number comes from the year's book in the deed's own transaction: a rollback gives it back, and none is missing.
"""

from collections.abc import Sequence
from typing import Any

from queue_server.centre.rows import yearly_numbers
from queue_server.dossiers.deeds import access_log, moves, steps
from queue_server.dossiers.rows import dossiers as dossier_rows
from queue_server.dossiers.rows.owed import open_amount
from queue_server.dossiers.rules.dossier import Move, Status
from queue_server.hall.deeds import transitions
from queue_server.hall.rules.ticket import AT_COUNTER
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.rows import Json, Row
from queue_server.ledger.unit_of_work import UnitOfWork
from queue_server.money import rows
from queue_server.money import rules as fees
from queue_server.money import views as money_views
from queue_server.money.views import receipt_name
from shared.text.messages import say
from shared.wire.dossiers import DossierMove
from shared.wire.facts.money import FeesChanged, PaymentFact, PaymentRefunded, PaymentTaken, PaymentVoided
from shared.wire.money import NewFee, NewFees, NewPayment, Refund, TicketPayment
from shared.wire.vocabulary import SUPERVISING, TicketState

RECEIPTS = "receipts"
"""The name of the receipts' book in the yearly numbers."""
_WITHOUT_FEES = frozenset({Status.REFUSED, Status.WITHDRAWN, Status.STOPPED})
_PAYS = frozenset({*AT_COUNTER, TicketState.DONE})
_MOST_OPEN = 100


def fees_of(context: Context, code: str) -> tuple[int, Json]:
    """The dossier's id and its fees. Raises RuleBroken `not_found`."""
    row = steps.load(context, code)
    return row["id"], money_views.of_dossier(context, row)


def add_fees(deed: UnitOfWork, code: str, body: NewFees) -> Json:
    """Fee lines on a dossier; with `request`, the citizen is asked to pay in the same deed (status 6).

    RuleBroken `not_found`, `changed_meanwhile`, `no_fees_now` for a dossier that was refused, withdrawn or stopped,
    `too_many_fees`, `amount_too_high`, and `illegal_move` where payment cannot be asked for.
    """
    row = steps.load_to_change(deed, code, body.version)
    _check_takes_fees(row)
    known = rows.lines_of(deed.connection, row["id"])
    if sum(line["payment_id"] is None for line in known) + len(body.lines) > _MOST_OPEN:
        raise RuleBroken("too_many_fees", 422, most=_MOST_OPEN, extra={"code": "invalid"})
    total = 0
    for line in (_priced(deed, wish) for wish in body.lines):
        rows.add_line(
            deed.connection,
            {
                "centre": deed.centre_id,
                "dossier_id": row["id"],
                **line,
                "at": deed.ms,
                "by": deed.actor.name,
            },
        )
        total += line["amount"]
    _fees_changed(deed, row, "added", total)
    if body.request:
        moves.move(deed, row["code"], Move.REQUEST_PAYMENT, DossierMove())
    return fees_of(deed, row["code"])[1]


def remove_fee(deed: UnitOfWork, code: str, line_id: int, version: int | None) -> Json:
    """The dossier's fees without a line that was not paid. RuleBroken `not_found`, `changed_meanwhile` or `fee_is_paid`."""
    row = steps.load_to_change(deed, code, version)
    found = next((line for line in rows.lines_of(deed.connection, row["id"]) if line["id"] == line_id), None)
    if found is None:
        raise RuleBroken("not_found", 404)
    if found["payment_id"] is not None:
        raise RuleBroken("fee_is_paid", 409)
    rows.remove_line(deed.connection, line_id)
    _fees_changed(deed, row, "removed", found["amount"])
    return fees_of(deed, row["code"])[1]


def take(deed: UnitOfWork, code: str, body: NewPayment) -> Json:
    """A receipt for open lines of a dossier. When nothing is left to be paid, a dossier that waited for it goes on.

    RuleBroken `not_found`, `changed_meanwhile`, `no_fees_now`, `unknown_fee`, `fee_is_paid`, `nothing_to_pay`, `cash_closed`.
    """
    row = steps.load_to_change(deed, code, body.version)
    _check_takes_fees(row)
    lines = _chosen(rows.lines_of(deed.connection, row["id"]), body.lines)
    paid = _receipt(
        deed,
        {"dossier_id": row["id"], "counter": access_log.counter_of(deed, deed.actor), "method": body.method},
        [{name: line[name] for name in _SAID} for line in lines],
    )
    rows.pay_lines(deed.connection, [line["id"] for line in lines], paid["id"])
    _touch(deed, row)
    _told(deed, PaymentTaken, paid, row)
    if Status(row["status"]) is Status.PAYMENT_ASKED and not open_amount(deed.connection, row["id"]):
        note = say("money.note.paid", receipt=receipt_name(paid))
        moves.move(deed, row["code"], Move.PAY, DossierMove(note=note))
    return one(deed, paid["id"])


def take_for_ticket(deed: UnitOfWork, ticket_id: int, body: TicketPayment) -> Json:
    """A receipt for a service without a dossier, on a ticket that is, or was today, at the officer's counter.

    RuleBroken `not_found`, `not_your_counter`, `ticket_not_here`, `amount_too_high`, `nothing_to_pay` or `cash_closed`.
    """
    row = transitions.load(deed, ticket_id)
    transitions.check_mine(deed, row)
    if row["day"] != deed.day or TicketState(row["state"]) not in _PAYS:
        raise RuleBroken("ticket_not_here", 409, number=row["number"])
    lines = [_priced(deed, wish) for wish in body.lines]
    paid = _receipt(deed, {"ticket_id": ticket_id, "counter": row["counter"], "method": body.method}, lines)
    _told(deed, PaymentTaken, paid, None)
    return one(deed, paid["id"])


def refund(deed: UnitOfWork, payment_id: int, body: Refund) -> Json:
    """Money given back under a number of its own, never more than is left of what was paid.

    RuleBroken `not_found`, `not_refundable` for a refund, `already_voided`, `refund_too_high` or `cash_closed`.
    """
    paid = _payment(deed, payment_id)
    if paid["refund_of"] is not None:
        raise RuleBroken("not_refundable", 409)
    if paid["voided_at"] is not None:
        raise RuleBroken("already_voided", 409, receipt=receipt_name(paid))
    before = rows.refunds_of(deed.connection, deed.centre_id, payment_id)
    fees.check_refund(paid["amount"], [money_views.refunded(before)], body.amount)
    given = _number(
        deed,
        {
            "dossier_id": paid["dossier_id"],
            "ticket_id": paid["ticket_id"],
            "counter": access_log.counter_of(deed, deed.actor),
            "method": body.method or paid["method"],
            "amount": -body.amount,
            "refund_of": payment_id,
            "lines": {"items": [], "reason": body.reason, "refund_of": receipt_name(paid)},
        },
    )
    _told(deed, PaymentRefunded, given, _touched(deed, given))
    return one(deed, given["id"])


def void(deed: UnitOfWork, payment_id: int, reason: str) -> Json:
    """A receipt that was a mistake, on its own day: it keeps its number, and what it was for is open again.

    A dossier that this payment moved on (6 → 4) goes back to status 6: its money is owed again. One that was at work
    anyway stays there, since no citizen's delay stopped it, and its open fees warn whoever hands out the result.

    RuleBroken `not_found`, `already_voided`, `not_your_receipt`, `void_too_late`, `has_refund`, or `cash_closed` once its
    officer's day was closed.
    """
    paid = _payment(deed, payment_id)
    refunds = rows.refunds_of(deed.connection, deed.centre_id, payment_id)
    fees.check_void(
        day=paid["day"],
        today=deed.day,
        voided=paid["voided_at"] is not None,
        refunded=any(given["voided_at"] is None for given in refunds),
        mine=paid["by"] == deed.actor.name or deed.actor.role in SUPERVISING,
        receipt=receipt_name(paid),
    )
    _check_open(deed, paid["by"])
    rows.void(deed.connection, paid, at=deed.ms, by=deed.actor.name, reason=reason)
    rows.release_lines(deed.connection, payment_id)
    dossier = _touched(deed, paid)
    _told(deed, PaymentVoided, paid, dossier)
    if dossier is not None:
        moves.unpaid_again(deed, dossier["code"], receipt_name(paid))
    return one(deed, payment_id)


def one(context: Context, payment_id: int) -> Json:
    """One receipt whole. Raises RuleBroken `not_found`."""
    return money_views.payment(context, _payment(context, payment_id))


def find(context: Context, year: int, number: int) -> Json:
    """`{"items"}`: the receipt of that number in the year's book, or none."""
    found = rows.by_number(context.connection, context.centre_id, year, number)
    return {"items": money_views.payments(context, found)}


def of_ticket(context: Context, ticket_id: int) -> Json:
    """`{"items"}`: the receipts of a ticket without a dossier."""
    found = rows.of_ticket(context.connection, context.centre_id, ticket_id)
    return {"items": money_views.payments(context, found)}


def load(context: Context, payment_id: int) -> Row:
    """A receipt's row in plain, for its paper. Raises RuleBroken `not_found`."""
    return _payment(context, payment_id)


_SAID = ("label", "quantity", "unit", "unit_price", "amount", "exempt_reason")


def _payment(context: Context, payment_id: int) -> Row:
    found = rows.payment(context.connection, context.centre_id, payment_id)
    if found is None:
        raise RuleBroken("not_found", 404)
    return found


def _check_takes_fees(row: Row) -> None:
    if Status(row["status"]) in _WITHOUT_FEES:
        raise RuleBroken("no_fees_now", 409, dossier=row["code"])


def _check_open(deed: UnitOfWork, officer: str) -> None:
    if rows.closing(deed.connection, deed.centre_id, deed.day, officer) is not None:
        raise RuleBroken("cash_closed", 409, officer=officer)


def _priced(deed: UnitOfWork, wish: NewFee) -> dict[str, Any]:
    """A line as it is kept: certified copies by the centre's rate, everything else by the officer's price."""
    price, label, unit = wish.unit_price, wish.label, wish.unit or say("money.fees.usual_unit")
    if wish.copy_pages is not None:
        price = fees.one_copy(wish.copy_pages, deed.centre.centre.fees.copies)
        label = label or say("money.fees.copies_of", pages=wish.copy_pages)
        unit = wish.unit or say("money.fees.copy_unit")
    assert price is not None
    return {
        "label": label,
        "quantity": wish.quantity,
        "unit": unit,
        "unit_price": price,
        "amount": fees.amount(wish.quantity, price, wish.exempt_percent),
        "exempt_reason": wish.exempt_reason,
    }


def _chosen(lines: Sequence[Row], ids: Sequence[int] | None) -> list[Row]:
    """The lines that are paid now. Raises RuleBroken `unknown_fee` or `fee_is_paid`."""
    if ids is None:
        return [line for line in lines if line["payment_id"] is None]
    wanted = set(ids)
    if wanted - {line["id"] for line in lines}:
        raise RuleBroken("unknown_fee", 422, extra={"code": "invalid"})
    chosen = [line for line in lines if line["id"] in wanted]
    if any(line["payment_id"] is not None for line in chosen):
        raise RuleBroken("fee_is_paid", 409)
    return chosen


def _receipt(deed: UnitOfWork, about: dict[str, Any], lines: list[dict[str, Any]]) -> Row:
    """A new receipt for these lines. Raises RuleBroken `nothing_to_pay`: for nothing there is no receipt."""
    total = sum(line["amount"] for line in lines)
    if total == 0:
        raise RuleBroken("nothing_to_pay", 409)
    return _number(deed, {**about, "amount": total, "lines": {"items": lines, "reason": None}})


def _number(deed: UnitOfWork, values: dict[str, Any]) -> Row:
    """Saves a receipt under the year's next number. Raises RuleBroken `cash_closed` or `book_closed`."""
    _check_open(deed, deed.actor.name)
    year = int(deed.day[:4])
    number = yearly_numbers.next_number(deed.connection, deed.centre_id, RECEIPTS, year)
    if number is None:
        raise RuleBroken("book_closed", 409, year=year)
    row = {
        "centre": deed.centre_id,
        "year": year,
        "receipt_no": number,
        "dossier_id": None,
        "ticket_id": None,
        "refund_of": None,
        "day": deed.day,
        "at": deed.ms,
        "by": deed.actor.name,
        **values,
    }
    return {**row, "id": rows.add_payment(deed.connection, row)}


def _touched(deed: UnitOfWork, paid: Row) -> Row | None:
    """The dossier that a receipt is for, one version on; None for a ticket's."""
    if paid["dossier_id"] is None:
        return None
    code = rows.about(deed.connection, [paid])[paid["dossier_id"]]
    row = steps.load(deed, code)
    _touch(deed, row)
    return row


def _touch(deed: UnitOfWork, row: Row) -> None:
    dossier_rows.change(deed.connection, row["id"], version=row["version"] + 1)


def _on_dossier(deed: UnitOfWork, row: Row) -> Json:
    tickets = tuple(dossier_rows.tickets_of(deed.connection, [row["id"]])[row["id"]])
    return {"code": row["code"], "tickets": tickets, "version": row["version"] + 1}


def _fees_changed(deed: UnitOfWork, row: Row, what: str, amount: int) -> None:
    _touch(deed, row)
    deed.record(FeesChanged(what=what, amount=amount, **_on_dossier(deed, row)))


def _told(deed: UnitOfWork, kind: type[PaymentFact], paid: Row, dossier: Row | None) -> None:
    about: Json = {"code": None} if dossier is None else _on_dossier(deed, dossier)
    deed.record(
        kind(
            payment=paid["id"],
            receipt=receipt_name(paid),
            amount=paid["amount"],
            method=paid["method"],
            day=paid["day"],
            officer=paid["by"],
            ticket=paid["ticket_id"],
            **about,
        )
    )
