"""The day's cash by officer: what was taken, what should be in the drawer, and what was counted."""

from collections.abc import Sequence
from datetime import date

from queue_server.ledger import local_time
from queue_server.ledger.actor import Actor
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.unit_of_work import UnitOfWork
from queue_server.money import rows
from queue_server.money import rules as fees
from queue_server.money import views as money_views
from queue_server.money.rules import Closing, Receipt, Sums
from shared.wire import money as wire
from shared.wire.facts.money import CashClosed, CashReopened
from shared.wire.money import CloseCash, ReopenCash
from shared.wire.vocabulary import SUPERVISING


def day(context: Context, actor: Actor, wish: date | None, officer: str | None) -> wire.CashDay:
    """A day's cash: officers get their own, supervisors that of everybody or of the officer for whom they ask.

    Raises RuleBroken `not_your_cash` for an officer who asks for somebody else's.
    """
    of = _whose(actor, officer) if officer is not None or actor.role not in SUPERVISING else None
    on = _day(context, wish)
    found = rows.of_day(context.connection, context.centre_id, on, of)
    closings = [
        closing
        for closing in rows.closings(context.connection, context.centre_id, on)
        if of in (None, closing.officer)
    ]
    in_force = {closing.officer: closing for closing in closings if closing.is_in_force}
    officers = sorted(
        {receipt.by for receipt in found}
        | {closing.officer for closing in closings}
        | ({of} if of else set())
    )
    return wire.CashDay(
        day=on,
        today=on == context.day,
        centre=context.centre.centre.name,
        officer=of,
        sums=_sums(found),
        officers=[
            wire.OfficerCash(
                officer=name,
                sums=_sums([receipt for receipt in found if receipt.by == name]),
                closing=_closing(context, in_force[name]) if name in in_force else None,
            )
            for name in officers
        ],
        closings=[_closing(context, closing) for closing in closings],
        items=money_views.payments(context, found),
    )


def close(deed: UnitOfWork, body: CloseCash) -> wire.CashDay:
    """Closes the day of an officer, whose cash was counted; afterwards the officer cannot take money on that day.

    RuleBroken `not_your_cash`, `day_not_begun`, or `cash_closed` if the day is closed already.
    """
    officer = _whose(deed.actor, body.officer)
    on = _day(deed, body.day)
    if on > deed.day:
        raise RuleBroken("day_not_begun", 422, extra={"code": "invalid"})
    if rows.closing(deed.connection, deed.centre_id, on, officer) is not None:
        raise RuleBroken("cash_closed", 409, officer=officer)
    expected = sums_of(rows.of_day(deed.connection, deed.centre_id, on, officer)).cash
    closing = Closing(
        centre=deed.centre_id,
        day=on,
        officer=officer,
        at=deed.ms,
        by=deed.actor.name,
        expected=expected,
        counted=body.counted,
        note=body.note or None,
    )
    rows.add_closing(deed.connection, closing)
    deed.record(CashClosed(day=on, officer=officer, expected=expected, counted=body.counted))
    return day(deed, deed.actor, date.fromisoformat(on), officer)


def reopen(deed: UnitOfWork, body: ReopenCash) -> wire.CashDay:
    """Opens a closed day again; its closing stays on record. RuleBroken `cash_not_closed`."""
    on = _day(deed, body.day)
    found = rows.closing(deed.connection, deed.centre_id, on, body.officer)
    if found is None:
        raise RuleBroken("cash_not_closed", 409, officer=body.officer)
    rows.save_reopened(deed.connection, found.reopened(deed.ms, deed.actor.name, body.reason))
    deed.record(CashReopened(day=on, officer=body.officer))
    return day(deed, deed.actor, date.fromisoformat(on), body.officer)


def sums_of(found: Sequence[Receipt]) -> Sums:
    """The cash book's sums of these receipts."""
    return fees.sums(receipt.entry for receipt in found)


def _whose(actor: Actor, officer: str | None) -> str:
    if officer is None or officer == actor.name:
        return actor.name
    if actor.role not in SUPERVISING:
        raise RuleBroken("not_your_cash", 403, extra={"code": "forbidden"})
    return officer


def _day(context: Context, wish: date | None) -> str:
    return context.day if wish is None else wish.isoformat()


def _closing(context: Context, closing: Closing) -> wire.Closing:
    return wire.Closing(
        officer=closing.officer,
        at=local_time.iso(context, closing.at),
        by=closing.by,
        expected=closing.expected,
        counted=closing.counted,
        difference=closing.difference,
        note=closing.note,
        reopened_at=local_time.iso(context, closing.reopened_at),
        reopened_by=closing.reopened_by,
        reopen_reason=closing.reopen_reason,
    )


def _sums(found: Sequence[Receipt]) -> wire.Sums:
    sums = sums_of(found)
    return wire.Sums(
        taken=sums.taken,
        refunded=sums.refunded,
        voided=sums.voided,
        book=sums.book,
        cash=sums.cash,
        transfer=sums.transfer,
        card=sums.card,
        receipts=sums.receipts,
        refunds=sums.refunds,
        voids=sums.voids,
    )
