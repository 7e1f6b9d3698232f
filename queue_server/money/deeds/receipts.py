"""What can be done with fees and receipts, one function a deed. Facts carry codes and amounts, never a person or a reason.

A receipt's number is taken in the same transaction as the receipt is saved. After a rollback the same number is taken again,
so that the year's numbers have no gap.
"""

from collections.abc import Iterable
from dataclasses import replace

from queue_server.centre.rows import yearly_numbers
from queue_server.dossiers.deeds import access_log, moves, steps
from queue_server.dossiers.rows import dossiers as dossier_rows
from queue_server.dossiers.rows.owed import open_amount
from queue_server.dossiers.rules.dossier import Move, Status
from queue_server.dossiers.rules.record import Dossier
from queue_server.hall.deeds import transitions
from queue_server.hall.rules.ticket_moves import AT_COUNTER
from queue_server.ledger.actor import Actor
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken, is_allowed
from queue_server.ledger.unit_of_work import UnitOfWork
from queue_server.money import rows
from queue_server.money import rules as fees
from queue_server.money import views as money_views
from queue_server.money.rules import Item, Method, Receipt
from queue_server.money.views import receipt_name
from shared.text.messages import say
from shared.wire import money as wire
from shared.wire.dossiers import DossierMove
from shared.wire.facts.base import UNSAID
from shared.wire.facts.money import FeesChanged, PaymentFact, PaymentRefunded, PaymentTaken, PaymentVoided
from shared.wire.money import NewFee, NewFees, NewPayment, Refund, TicketPayment
from shared.wire.vocabulary import SUPERVISING, TicketState

RECEIPTS = "receipts"
"""The name under which the table `yearly_numbers` counts the receipts."""
_WITHOUT_FEES = frozenset({Status.REFUSED, Status.WITHDRAWN, Status.STOPPED})
_PAYS = frozenset({*AT_COUNTER, TicketState.DONE})


def fees_of(context: Context, code: str) -> tuple[int, wire.Fees]:
    """The dossier's id and its fees. Raises RuleBroken `not_found`."""
    dossier = steps.load(context, code)
    return dossier.id, money_views.of_dossier(context, dossier)


def add_fees(deed: UnitOfWork, code: str, body: NewFees) -> wire.Fees:
    """Adds fee lines to a dossier; with `request`, the citizen is asked to pay in the same deed (status 6).

    RuleBroken `not_found`, `changed_meanwhile`, `no_fees_now` for a dossier that was refused, withdrawn or stopped,
    `too_many_fees`, `amount_too_high`, and `illegal_move` where payment cannot be asked for.
    """
    dossier = steps.load_to_change(deed, code, body.version)
    _check_takes_fees(dossier)
    known = rows.lines_of(deed.connection, dossier.id)
    fees.check_room(known, len(body.lines))
    items = [_priced(deed, wish) for wish in body.lines]
    for item in items:
        rows.add_line(deed.connection, deed.centre_id, dossier.id, item, at=deed.ms, by=deed.actor.name)
    _fees_changed(deed, dossier, "added", sum(item.amount for item in items))
    if body.request:
        moves.move(deed, dossier.code, Move.REQUEST_PAYMENT, DossierMove())
    return fees_of(deed, dossier.code)[1]


def remove_fee(deed: UnitOfWork, code: str, line_id: int, version: int | None) -> wire.Fees:
    """Removes a fee line that is not paid yet. RuleBroken `not_found`, `changed_meanwhile` or `fee_is_paid`."""
    dossier = steps.load_to_change(deed, code, version)
    found = next((line for line in rows.lines_of(deed.connection, dossier.id) if line.id == line_id), None)
    if found is None:
        raise RuleBroken("not_found", 404)
    found.check_removable()
    rows.remove_line(deed.connection, line_id)
    _fees_changed(deed, dossier, "removed", found.item.amount)
    return fees_of(deed, dossier.code)[1]


def take(deed: UnitOfWork, code: str, body: NewPayment) -> wire.PaymentWithRest:
    """Takes money for open lines of a dossier, with a receipt. If the dossier waited for it and all is paid, it goes on.

    RuleBroken `not_found`, `changed_meanwhile`, `no_fees_now`, `unknown_fee`, `fee_is_paid`, `nothing_to_pay`, `cash_closed`.
    """
    dossier = steps.load_to_change(deed, code, body.version)
    _check_takes_fees(dossier)
    lines = fees.chosen(rows.lines_of(deed.connection, dossier.id), body.lines)
    items = [line.item for line in lines]
    new = _new(deed, body.method, fees.total(items), access_log.counter_of(deed, deed.actor), items)
    paid = _number(deed, replace(new, dossier_id=dossier.id))
    rows.pay_lines(deed.connection, [line.id for line in lines], paid.id)
    _told(deed, PaymentTaken, paid, _touch(deed, dossier))
    if dossier.status is Status.PAYMENT_ASKED and not open_amount(deed.connection, dossier.id):
        note = say("money.note.paid", receipt=receipt_name(paid))
        moves.move(deed, dossier.code, Move.PAY, DossierMove(note=note))
    return one(deed, paid.id)


def take_for_ticket(deed: UnitOfWork, ticket_id: int, body: TicketPayment) -> wire.PaymentWithRest:
    """Takes money, with a receipt, for a service without a dossier; its ticket is, or was today, at the officer's counter.

    RuleBroken `not_found`, `not_your_counter`, `ticket_not_here`, `amount_too_high`, `nothing_to_pay` or `cash_closed`.
    """
    ticket = transitions.load_mine(deed, ticket_id)
    if ticket.day != deed.day or ticket.state not in _PAYS:
        raise RuleBroken("ticket_not_here", 409, number=ticket.number)
    items = [_priced(deed, wish) for wish in body.lines]
    new = _new(deed, body.method, fees.total(items), ticket.counter, items)
    paid = _number(deed, replace(new, ticket_id=ticket_id))
    _told(deed, PaymentTaken, paid, None)
    return one(deed, paid.id)


def refund(deed: UnitOfWork, payment_id: int, body: Refund) -> wire.PaymentWithRest:
    """Gives money back, with a number of its own, and no more than is left of the payment.

    A dossier's receipt is given back by whoever may work on the dossier; that of a service without a dossier by its officer,
    by those of the counter where it was taken, or by a supervisor.

    RuleBroken `not_found`, `not_your_department`, `not_your_receipt`, `not_refundable` for a refund, `already_voided`,
    `refund_too_high` or `cash_closed`.
    """
    paid = _payment(deed, payment_id)
    _check_refund(deed, paid, rows.refunds_of(deed.connection, deed.centre_id, payment_id), body.amount)
    new = _new(deed, body.method or paid.method, -body.amount, access_log.counter_of(deed, deed.actor))
    given = _number(
        deed,
        replace(
            new,
            dossier_id=paid.dossier_id,
            ticket_id=paid.ticket_id,
            reason=body.reason,
            refund_of=payment_id,
            refund_of_receipt=receipt_name(paid),
        ),
    )
    _told(deed, PaymentRefunded, given, _touched(deed, given))
    return one(deed, given.id)


def void(deed: UnitOfWork, payment_id: int, reason: str) -> wire.PaymentWithRest:
    """Voids a receipt that was a mistake, on the day of the receipt. It keeps its number, and its fee lines are open again.

    If the payment had moved the dossier on (6 → 4), the dossier goes back to status 6, because its fees are owed again. A
    dossier that was in work anyway stays there, and its open fees are a warning to the officer who hands out the result.

    RuleBroken `not_found`, `already_voided`, `not_your_receipt`, `void_too_late`, `has_refund`, or `cash_closed` after the
    day of its officer was closed.
    """
    paid = _payment(deed, payment_id)
    _check_void(deed, paid, rows.refunds_of(deed.connection, deed.centre_id, payment_id))
    rows.save_voided(deed.connection, paid.voided(deed.ms, deed.actor.name, reason))
    rows.release_lines(deed.connection, payment_id)
    dossier = _touched(deed, paid)
    _told(deed, PaymentVoided, paid, dossier)
    if dossier is not None:
        moves.unpaid_again(deed, dossier.code, receipt_name(paid))
    return one(deed, payment_id)


def one(context: Context, payment_id: int) -> wire.PaymentWithRest:
    """One receipt with all its details, and with what whoever asks may do with it. Raises RuleBroken `not_found`."""
    receipt = _payment(context, payment_id)
    refunds = rows.refunds_of(context.connection, context.centre_id, payment_id)
    return money_views.payment(
        context,
        receipt,
        left=receipt.left(refunds),
        refundable=is_allowed(lambda: _check_refund(context, receipt, refunds, 1)),
        voidable=is_allowed(lambda: _check_void(context, receipt, refunds)),
    )


def find(context: Context, year: int, number: int) -> wire.Payments:
    """The receipt with that number in that year; none if there is no such receipt."""
    found = rows.by_number(context.connection, context.centre_id, year, number)
    return wire.Payments(items=money_views.payments(context, found))


def of_ticket(context: Context, ticket_id: int) -> wire.Payments:
    """The receipts of a ticket without a dossier."""
    found = rows.of_ticket(context.connection, context.centre_id, ticket_id)
    return wire.Payments(items=money_views.payments(context, found))


def load(context: Context, payment_id: int) -> Receipt:
    """A receipt, for its paper. Raises RuleBroken `not_found`."""
    return _payment(context, payment_id)


def _payment(context: Context, payment_id: int) -> Receipt:
    found = rows.payment(context.connection, context.centre_id, payment_id)
    if found is None:
        raise RuleBroken("not_found", 404)
    return found


def _check_takes_fees(dossier: Dossier) -> None:
    if dossier.status in _WITHOUT_FEES:
        raise RuleBroken("no_fees_now", 409, dossier=dossier.code)


def _check_refund(context: Context, paid: Receipt, refunds: Iterable[Receipt], asked: int) -> None:
    """Raises RuleBroken unless whoever asks may give this amount of the receipt back now."""
    actor = _works_on(context, paid)
    paid.check_concerns(actor)
    paid.check_refund(refunds, asked, receipt_name(paid))
    _check_open(context, actor.name)


def _check_void(context: Context, paid: Receipt, refunds: Iterable[Receipt]) -> None:
    """Raises RuleBroken unless whoever asks may void the receipt now."""
    actor = _works_on(context, paid)
    mine = paid.by == actor.name or actor.role in SUPERVISING
    paid.check_void(refunds, context.day, mine=mine, name=receipt_name(paid))
    _check_open(context, paid.by)


def _works_on(context: Context, paid: Receipt) -> Actor:
    """Whoever asks, if they may work on the receipt's dossier. Raises RuleBroken `not_your_department`."""
    if context.actor is None:
        raise RuleBroken("forbidden", 403)
    if paid.dossier_id is not None:
        steps.load_to_change(context, rows.about(context.connection, [paid])[paid.dossier_id])
    return context.actor


def _check_open(context: Context, officer: str) -> None:
    if rows.closing(context.connection, context.centre_id, context.day, officer) is not None:
        raise RuleBroken("cash_closed", 409, officer=officer)


def _priced(deed: UnitOfWork, wish: NewFee) -> Item:
    """A fee line with its price: certified copies cost the centre's rate, everything else the price that the officer gave."""
    price, label, unit = wish.unit_price, wish.label, wish.unit or say("money.fees.usual_unit")
    if wish.copy_pages is not None:
        price = fees.one_copy(wish.copy_pages, deed.centre.centre.fees.copies)
        label = label or say("money.fees.copies_of", pages=wish.copy_pages)
        unit = wish.unit or say("money.fees.copy_unit")
    assert price is not None
    assert label is not None
    return Item(
        label=label,
        quantity=wish.quantity,
        unit=unit,
        unit_price=price,
        amount=fees.amount(wish.quantity, price, wish.exempt_percent),
        exempt_reason=wish.exempt_reason,
    )


def _new(
    deed: UnitOfWork, method: str, amount: int, counter: int | None, items: Iterable[Item] = ()
) -> Receipt:
    """A receipt with the present time and officer; it has no number yet."""
    return Receipt(
        centre=deed.centre_id,
        year=int(deed.day[:4]),
        receipt_no=0,
        day=deed.day,
        at=deed.ms,
        by=deed.actor.name,
        method=Method(method),
        amount=amount,
        items=tuple(items),
        counter=counter,
    )


def _number(deed: UnitOfWork, new: Receipt) -> Receipt:
    """Saves a receipt under the year's next number. Raises RuleBroken `cash_closed` or `book_closed`."""
    _check_open(deed, deed.actor.name)
    number = yearly_numbers.next_number(deed, RECEIPTS, new.year)
    if number is None:
        raise RuleBroken("book_closed", 409, year=new.year)
    return rows.add_payment(deed.connection, replace(new, receipt_no=number))


def _touched(deed: UnitOfWork, paid: Receipt) -> Dossier | None:
    """The dossier of a receipt, saved with its next version number; None for a receipt of a ticket."""
    if paid.dossier_id is None:
        return None
    code = rows.about(deed.connection, [paid])[paid.dossier_id]
    return _touch(deed, steps.load_to_change(deed, code))


def _touch(deed: UnitOfWork, before: Dossier) -> Dossier:
    """Saves the dossier with its next version number, because its fees have changed; returns it."""
    after = replace(before, version=before.version + 1)
    dossier_rows.save(deed.connection, before, after)
    return after


def _tickets(deed: UnitOfWork, dossier: Dossier) -> tuple[int, ...]:
    return tuple(dossier_rows.tickets_of(deed.connection, [dossier.id])[dossier.id])


def _fees_changed(deed: UnitOfWork, dossier: Dossier, what: str, amount: int) -> None:
    after = _touch(deed, dossier)
    deed.record(
        FeesChanged(
            what=what, amount=amount, code=after.code, tickets=_tickets(deed, after), version=after.version
        )
    )


def _told(deed: UnitOfWork, kind: type[PaymentFact], paid: Receipt, dossier: Dossier | None) -> None:
    deed.record(
        kind(
            payment=paid.id,
            receipt=receipt_name(paid),
            amount=paid.amount,
            method=paid.method.value,
            day=paid.day,
            officer=paid.by,
            ticket=paid.ticket_id,
            code=None if dossier is None else dossier.code,
            tickets=UNSAID if dossier is None else _tickets(deed, dossier),
            version=UNSAID if dossier is None else dossier.version,
        )
    )
