"""Ties dossiers to the tickets that brought them."""

from queue_server.dossiers.rows import dossiers as rows
from queue_server.dossiers.views import lookup as dossier_lookup
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.unit_of_work import UnitOfWork


def codes_of_ticket(context: Context, ticket_id: int) -> list[str]:
    """The codes of the dossiers that the ticket carries."""
    return rows.codes_of_ticket(context.connection, ticket_id)


def link_to_ticket(deed: UnitOfWork, ticket_id: int, codes: list[str], *, known_only: bool = False) -> None:
    """Ties existing dossiers to a ticket, by our code or another system's.

    Raises RuleBroken `unknown_dossier` (422). With `known_only` unknown codes are skipped instead, because a number that is
    on paper already is not refused because of them.
    """
    for code in codes:
        dossier = dossier_lookup.find(deed, code)
        if dossier is not None:
            rows.link(deed.connection, dossier.id, ticket_id, deed.ms)
        elif not known_only:
            raise RuleBroken("unknown_dossier", 422, dossier=code, extra={"code": "invalid"})
