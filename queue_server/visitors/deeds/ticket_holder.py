"""What the holder of a ticket may do with it alone: ask for ten more minutes, once, and give it up. Moves nobody else's.

Whoever knows the printed code is the holder, at home on the phone or at a kiosk with the paper.
"""

from queue_server.hall.deeds.transitions import free_counter, must_be, save, state_of
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.hall.rules.ordering import delay_ends
from queue_server.hall.rules.ticket import check_move
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.rows import Json, Row
from queue_server.ledger.unit_of_work import UnitOfWork
from queue_server.visitors.views import follow
from shared.text.messages import say
from shared.wire.vocabulary import FactType
from shared.wire.vocabulary import TicketState as S

MOST_DELAYS = 1
"""Ten more minutes are given once: a line that everyone may leave and enter at will is none."""


def ticket_of(context: Context, secret: str) -> Row:
    """The ticket that this code was printed on. Raises RuleBroken `unknown_secret` (404)."""
    row = ticket_rows.by_secret(context.connection, secret)
    if row is None or row["centre"] != context.centre_id:
        raise RuleBroken("unknown_secret", 404, extra={"code": "not_found"})
    return row


def delay(deed: UnitOfWork, secret: str) -> Json:
    """Leaves the ticket out of its line for ten minutes; then it stands there by its arrival, as if nothing had been.

    Raises RuleBroken `illegal_move` unless it waits, `already_delayed` the second time, `another_day`.
    """
    row = ticket_of(deed, secret)
    must_be(row, (S.WAITING,), "waiting")
    if row["day"] < deed.day:
        raise RuleBroken("another_day", number=row["number"])
    if row["delays"] >= MOST_DELAYS:
        raise RuleBroken("already_delayed", number=row["number"])
    until = delay_ends(deed.ms, row["appointment_at"])
    row = save(
        deed,
        row,
        FactType.TICKET_WAITING,
        {"why": "delayed", "until": local_time.iso(deed, until), "by": deed.actor.name},
        delayed_until=until,
        delays=row["delays"] + 1,
    )
    return follow.page(deed, row)


def cancel(deed: UnitOfWork, secret: str) -> Json:
    """The number is not needed any more; staff may restore it the same day. A cancelled one just answers.

    Raises RuleBroken `illegal_move` for one that is served, or has ended otherwise.
    """
    row = ticket_of(deed, secret)
    if state_of(row) is S.CANCELLED:
        return follow.page(deed, row)
    check_move(row["number"], state_of(row), S.CANCELLED)
    free_counter(deed, row)
    reason = say("server.follow.cancelled")
    row = save(
        deed,
        row,
        FactType.TICKET_CANCELLED,
        {"reason": reason, "by": deed.actor.name},
        state=S.CANCELLED.value,
        ended_at=deed.ms,
        note=reason,
        delayed_until=None,
    )
    return follow.page(deed, row)
