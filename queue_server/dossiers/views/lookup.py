"""What a citizen may learn of a dossier: by its receipt, or by its code alone at a kiosk. No name is in it."""

from queue_server.dossiers.rows import dossiers as rows
from queue_server.dossiers.rules.dossier_code import code_in
from queue_server.dossiers.rules.record import Dossier
from queue_server.ledger.context import Context


def find(context: Context, text: str) -> Dossier | None:
    """The dossier that a text names: by our code, another system's, or what is left of ours (`code_in`); else None."""
    found = rows.by_any_code(context.connection, context.centre_id, text.strip())
    if found is None and (code := code_in(context.centre.centre.dossier_code, text)):
        found = rows.by_code(context.connection, context.centre_id, code)
    return found
