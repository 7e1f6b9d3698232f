"""Fees and receipts as the wire shows them. Lists leave out why somebody paid less."""

from collections.abc import Sequence

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.configuration.catalogue_files import Procedure
from queue_server.configuration.values import Configuration
from queue_server.dossiers.rules.record import Dossier
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.hall.rules.ticket import Ticket
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.money import rows
from queue_server.money import rules as fees
from queue_server.money.rules import Item, Receipt
from shared.text.messages import say
from shared.wire import money as wire


def receipt_name(receipt: Receipt) -> str:
    """A receipt's number as it stands on paper: `000017/2026`."""
    return say("money.number", number=receipt.receipt_no, year=receipt.year)


def of_dossier(context: Context, dossier: Dossier) -> wire.Fees:
    """The dossier's fees: the published fee, its lines, its receipts, and what is still to be paid."""
    lines = rows.lines_of(context.connection, dossier.id)
    found = rows.of_dossier(context.connection, dossier.id)
    names = {paid.id: receipt_name(paid) for paid in found}
    return wire.Fees(
        code=dossier.code,
        version=dossier.version,
        published=published(context, dossier),
        copy_rate=_copy_rate(context),
        exemptions=list(context.centre.centre.fees.exemptions),
        lines=[
            wire.FeeLine(
                id=line.id,
                label=line.item.label,
                quantity=line.item.quantity,
                unit=line.item.unit,
                unit_price=line.item.unit_price,
                amount=line.item.amount,
                exempt_reason=line.item.exempt_reason,
                payment=line.payment_id,
                receipt=None if line.payment_id is None else names.get(line.payment_id),
            )
            for line in lines
        ],
        due=fees.open_sum(lines),
        paid=sum(paid.amount for paid in found if not paid.is_voided),
        payments=payments(context, found),
    )


def published(context: Context, dossier: Dossier) -> wire.PublishedFee | None:
    """The published fee by the rules in force at the intake; None for a dossier without a procedure."""
    kept = dossier.pinned.procedure
    if kept is None:
        return None
    amount = kept.fee_vnd
    if not kept.knows_fee:
        # Old dossiers kept only the text of the fee. Their sum comes from the catalogue, while that still has the same text.
        known = centre_lookup.find_procedure(context.centre, kept.id)
        amount = known.fee_vnd if known is not None and known.fee_text == kept.fee_text else None
    return offer(kept.label, kept.fee_text, amount)


def of_procedure(context: Context, known: Procedure | None) -> wire.FeesOfProcedure:
    """The published fee of a procedure of the catalogue, with what every payment may need."""
    published = None
    if known is not None:
        published = offer(known.short_name or known.name, known.fee_text, known.fee_vnd)
    return wire.FeesOfProcedure(
        published=published,
        copy_rate=_copy_rate(context),
        exemptions=list(context.centre.centre.fees.exemptions),
    )


def _copy_rate(context: Context) -> wire.CopyRate:
    """What certified copies cost here."""
    rate = context.centre.centre.fees.copies
    return wire.CopyRate(page=rate.page, more=rate.more, from_page=rate.from_page, most=rate.most)


def line_price(
    centre: Configuration,
    *,
    quantity: int,
    unit_price: int | None,
    copy_pages: int | None,
    exempt_percent: int,
) -> wire.LinePrice:
    """What a line comes to in đồng; without a price, by its pages. Raises RuleBroken `amount_too_high`."""
    each = unit_price or 0 if copy_pages is None else fees.one_copy(copy_pages, centre.centre.fees.copies)
    return wire.LinePrice(unit_price=each, amount=fees.amount(quantity, each, exempt_percent))


def offer(name: str, text: str | None, amount: int | None) -> wire.PublishedFee:
    """The first fee line, as the catalogue publishes it. Without a text the fee is unknown, which does not mean free."""
    return wire.PublishedFee(
        label=name[:200],
        text=(text or "").strip() or None,
        amount=amount,
        unit=(fees.unit_of(text) or say("money.fees.usual_unit"))[:40],
        copies=fees.is_for_copies(name),
    )


def payment(
    context: Context, receipt: Receipt, *, left: int, refundable: bool, voidable: bool
) -> wire.PaymentWithRest:
    """One receipt with all its details, and with what may still be done with it."""
    (shown,) = payments(context, [receipt], whole=True)
    return wire.PaymentWithRest(**dict(shown), left=left, refundable=refundable, voidable=voidable)


def payments(context: Context, found: Sequence[Receipt], *, whole: bool = False) -> list[wire.Payment]:
    """Receipts for a list; with `whole`, also why somebody paid less."""
    codes = rows.about(context.connection, found)
    ids = [receipt.ticket_id for receipt in found if receipt.ticket_id is not None]
    tickets = ticket_rows.by_ids(context.connection, context.centre_id, ids)
    return [
        _payment(context, receipt if whole else receipt.without_exemptions(), codes, tickets)
        for receipt in found
    ]


def _payment(
    context: Context, receipt: Receipt, codes: dict[int, str], tickets: dict[int, Ticket]
) -> wire.Payment:
    ticket = None if receipt.ticket_id is None else tickets.get(receipt.ticket_id)
    return wire.Payment(
        id=receipt.id,
        receipt=receipt_name(receipt),
        number=receipt.receipt_no,
        year=receipt.year,
        kind="refund" if receipt.is_refund else "receipt",
        amount=receipt.amount,
        method=receipt.method.value,
        method_name=say(f"money.method.{receipt.method.value}"),
        at=local_time.iso(context, receipt.at),
        day=receipt.day,
        by=receipt.by,
        counter=receipt.counter,
        dossier=None if receipt.dossier_id is None else codes.get(receipt.dossier_id),
        ticket=receipt.ticket_id,
        ticket_number=None if ticket is None else ticket.number,
        lines=[_line(item) for item in receipt.items],
        reason=receipt.reason,
        refund_of=receipt.refund_of,
        refund_of_receipt=receipt.refund_of_receipt,
        voided_at=local_time.iso(context, receipt.voided_at),
        voided_by=receipt.voided_by,
        void_reason=receipt.void_reason,
    )


def _line(item: Item) -> wire.PaidLine:
    return wire.PaidLine(
        label=item.label,
        quantity=item.quantity,
        unit=item.unit,
        unit_price=item.unit_price,
        amount=item.amount,
        exempt_reason=item.exempt_reason,
    )
