"""What a receipt for fees says (phiếu thu), or one for fees given back."""

from queue_server.forms.views import values as say_on
from queue_server.forms.views.case import Case
from queue_server.forms.views.papers import Money, MoneyPaper, PaperFee, PaperPerson, TicketMoneyPaper
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.money import rows
from queue_server.money import views as money_views
from queue_server.money.rules import Receipt
from shared.text.messages import say
from shared.text.money import dong, dong_in_words, dong_with_unit


def no_money(case: Case) -> str | None:
    """Why there is no receipt for money."""
    return "not_paid" if _payment(case) is None else None


def money(case: Case) -> MoneyPaper:
    """The receipt asked for, else the dossier's latest that counts."""
    payment = _payment(case)
    if payment is None:  # `no_money` was asked before
        raise RuleBroken("not_found", 404)
    common = case.common("money", payment.at)
    said = _said(case.context, payment, common.handed_in_by, common.request)
    return MoneyPaper(**dict(common), **dict(said))


def of_ticket(context: Context, payment: Receipt) -> TicketMoneyPaper:
    """The receipt of a service without a dossier: no person, the number instead of a code."""
    at = say_on.local(context, payment.at)
    ticket = None
    if payment.ticket_id is not None:
        ticket = ticket_rows.by_id(context.connection, context.centre_id, payment.ticket_id)
    labels = [item.label for item in payment.items]
    request = "; ".join(dict.fromkeys(labels)) or None
    return TicketMoneyPaper(
        **dict(say_on.of_office(context.centre, at)),
        **dict(_said(context, payment, "", request)),
        title=say("forms.money.title"),
        code=money_views.receipt_name(payment),
        ticket="" if ticket is None else ticket.number,
        external=None,
        applicant=PaperPerson(),
        request=request,
        handed_in_by="",
        scan=money_views.receipt_name(payment),
        qr_says=say("money.column.receipt"),
    )


def _said(context: Context, payment: Receipt, payer: str, request: str | None) -> Money:
    """What every receipt for money says, beside what its dossier or its ticket says."""
    items = [
        PaperFee(
            label=item.label,
            quantity=dong(item.quantity),
            unit=item.unit,
            unit_price=dong(item.unit_price),
            amount=dong(item.amount),
            exempt=item.exempt_reason,
        )
        for item in payment.items
    ]
    title = say("forms.money.refund" if payment.is_refund else "forms.money.slip")
    number, method = money_views.receipt_name(payment), say(f"money.method.{payment.method.value}")
    words = dong_in_words(payment.amount)
    void = say("forms.money.void") if payment.is_voided else None
    return Money(
        title_on_paper=title.upper(),
        receipt_no=number,
        void=void,
        method=method,
        lines=items,
        amount=dong(payment.amount),
        in_words=words,
        signer=payment.by,
        slip=say_on.slip(
            title,
            [
                ("receipt_no", number),
                ("payer", payer),
                ("request", request),
                ("amount", dong_with_unit(payment.amount)),
                ("in_words", words),
                ("method", method),
                ("at", say_on.moment(context, payment.at)),
                ("cashier", payment.by),
            ],
            "fees" if items else "",
            [fee_in_words(item) for item in items],
            void,
        ),
    )


def fee_in_words(item: PaperFee) -> str:
    """A fee as one line of the slip."""
    exempt = say("forms.money.exempt", reason=item.exempt) if item.exempt else ""
    return f"{item.label}: {item.quantity} × {item.unit_price} = {item.amount} đ{exempt}"


def _payment(case: Case) -> Receipt | None:
    found = rows.of_dossier(case.context.connection, case.dossier.id)
    if case.receipt is not None:
        return next((payment for payment in found if money_views.receipt_name(payment) == case.receipt), None)
    valid = [payment for payment in found if not payment.is_voided and not payment.is_refund]
    return valid[-1] if valid else None
