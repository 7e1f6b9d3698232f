"""Fees and receipts as the wire shows them: rows in, plain JSON out. Changes nothing; lists leave exemptions' reasons out."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.configuration.catalogue_files import Procedure
from queue_server.dossiers.views.dossier import pinned
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.hall.rules.ticket import Ticket
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.storage.rows import Json, Row
from queue_server.money import rows
from queue_server.money import rules as fees
from shared.text.messages import say


def receipt_name(row: Row) -> str:
    """A receipt's number as its paper writes it: `000017/2026`."""
    return say("money.number", number=row["receipt_no"], year=row["year"])


def of_dossier(context: Context, row: Row) -> Json:
    """The dossier's fees: what is published, its lines, its receipts, and what is still to be paid."""
    lines = rows.lines_of(context.connection, row["id"])
    found = rows.of_dossier(context.connection, row["id"])
    names = {paid["id"]: receipt_name(paid) for paid in found}
    return {
        "code": row["code"],
        "version": row["version"],
        "published": published(context, row),
        **common(context),
        "lines": [
            {
                **{name: line[name] for name in ("id", "label", "quantity", "unit", "unit_price", "amount")},
                "exempt_reason": line["exempt_reason"],
                "payment": line["payment_id"],
                "receipt": names.get(line["payment_id"]),
            }
            for line in lines
        ],
        "due": sum(line["amount"] for line in lines if line["payment_id"] is None),
        "paid": sum(paid["amount"] for paid in found if paid["voided_at"] is None),
        "payments": payments(context, found),
    }


def published(context: Context, row: Row) -> Json | None:
    """The published fee by the rules in force at the intake; None for a dossier without a procedure."""
    kept = pinned(row).get("procedure")
    if not kept:
        return None
    amount = kept.get("fee_vnd")
    if "fee_vnd" not in kept:
        # Taken in before the sum was pinned with its text: the catalogue's counts while it says the same.
        known = centre_lookup.find_procedure(context.centre, kept["id"])
        amount = known.fee_vnd if known is not None and known.fee_text == kept["fee_text"] else None
    return offer(kept.get("short_name") or kept["name"], kept["fee_text"], amount)


def of_procedure(context: Context, known: Procedure | None) -> Json:
    """The published fee of a procedure of the catalogue, with what every payment may need."""
    published = known and offer(known.short_name or known.name, known.fee_text, known.fee_vnd)
    return {"published": published, **common(context)}


def common(context: Context) -> Json:
    """What certified copies cost here, and for which reasons people usually pay less."""
    kept = context.centre.centre.fees
    return {"copy_rate": dataclasses.asdict(kept.copies), "exemptions": list(kept.exemptions)}


def offer(name: str, text: str | None, amount: int | None) -> Json:
    """A first fee line as the catalogue publishes it. No text means not published, which is not the same as free."""
    return {
        "label": name[:200],
        "text": (text or "").strip() or None,
        "amount": amount,
        "unit": (fees.unit_of(text) or say("money.fees.usual_unit"))[:40],
    }


def payment(context: Context, row: Row) -> Json:
    """One receipt whole, with what is left to be given back of it."""
    (shown,) = payments(context, [row], whole=True)
    given = refunded(rows.refunds_of(context.connection, context.centre_id, row["id"]))
    left = 0 if row["voided_at"] is not None or row["refund_of"] is not None else row["amount"] - given
    return {**shown, "left": left}


def refunded(refunds: Sequence[Row]) -> int:
    """How much was given back by refunds that were not voided."""
    return -sum(int(row["amount"]) for row in refunds if row["voided_at"] is None)


def payments(context: Context, found: Sequence[Row], *, whole: bool = False) -> list[Json]:
    """Receipts for a list; with `whole`, also why somebody paid less."""
    codes = rows.about(context.connection, found)
    ids = [row["ticket_id"] for row in found if row["ticket_id"] is not None]
    tickets = ticket_rows.by_ids(context.connection, context.centre_id, ids)
    return [_payment(context, row, codes, tickets, whole=whole) for row in found]


def _payment(
    context: Context, row: Row, codes: dict[int, str], tickets: dict[int, Ticket], *, whole: bool
) -> Json:
    said: dict[str, Any] = row["lines"] if whole else rows.without_exemptions(row["lines"])
    ticket = tickets.get(row["ticket_id"]) if row["ticket_id"] is not None else None
    return {
        "id": row["id"],
        "receipt": receipt_name(row),
        "number": row["receipt_no"],
        "year": row["year"],
        "kind": "receipt" if row["refund_of"] is None else "refund",
        "amount": row["amount"],
        "method": row["method"],
        "method_name": say(f"money.method.{row['method']}"),
        "at": local_time.iso(context, row["at"]),
        "day": row["day"],
        "by": row["by"],
        "counter": row["counter"],
        "dossier": codes.get(row["dossier_id"]) if row["dossier_id"] is not None else None,
        "ticket": row["ticket_id"],
        "ticket_number": None if ticket is None else ticket.number,
        "lines": said["items"],
        "reason": said["reason"],
        "refund_of": row["refund_of"],
        "refund_of_receipt": said.get("refund_of"),
        "voided_at": local_time.iso(context, row["voided_at"]),
        "voided_by": row["voided_by"],
        "void_reason": row["void_reason"],
    }
