"""What the holder of a ticket may do without an officer: ask once for ten more minutes, and give it up.

Whoever knows the secret in the printed QR code counts as the holder, on the phone at home or at a kiosk with the paper.
"""

from dataclasses import replace

from queue_server.hall.deeds.transitions import about, free_counter, save
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.hall.rules.ticket import Ticket
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.unit_of_work import UnitOfWork
from queue_server.visitors.views import follow
from shared.text.messages import say
from shared.wire.facts.base import UNSAID
from shared.wire.facts.tickets import TicketCancelled, TicketWaiting
from shared.wire.tickets import Followed
from shared.wire.vocabulary import TicketState as S


def ticket_of(context: Context, secret: str) -> Ticket:
    """The ticket with this secret. Raises RuleBroken `unknown_secret` (404)."""
    ticket = ticket_rows.by_secret(context.connection, secret)
    if ticket is None or ticket.centre != context.centre_id:
        raise RuleBroken("unknown_secret", 404, extra={"code": "not_found"})
    return ticket


def delay(deed: UnitOfWork, secret: str) -> Followed:
    """Makes sure that the ticket is not called for ten minutes; afterwards it has the place of its arrival again.

    Raises RuleBroken `illegal_move` unless the ticket waits, `already_delayed` the second time, `another_day`.
    """
    ticket = ticket_of(deed, secret)
    delayed = ticket.delayed(deed.day, deed.ms)
    until = local_time.iso(deed, delayed.delayed_until) or UNSAID
    fact = TicketWaiting(**about(delayed), why="delayed", until=until, by=deed.actor.name)
    return follow.page(deed, save(deed, ticket, delayed, fact))


def cancel(deed: UnitOfWork, secret: str) -> Followed:
    """Cancels the ticket; staff may restore it the same day. If it is cancelled already, nothing changes.

    Raises RuleBroken `illegal_move` if the ticket is being served or has ended otherwise.
    """
    ticket = ticket_of(deed, secret)
    if ticket.state is S.CANCELLED:
        return follow.page(deed, ticket)
    reason = say("server.follow.cancelled")
    cancelled = replace(ticket.cancelled(deed.ms, reason), delayed_until=None)
    free_counter(deed, ticket)
    fact = TicketCancelled(**about(cancelled), reason=reason, by=deed.actor.name)
    return follow.page(deed, save(deed, ticket, cancelled, fact))
