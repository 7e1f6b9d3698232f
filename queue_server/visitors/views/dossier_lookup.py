"""What a citizen may learn of a dossier, by its receipt or by its code alone at a kiosk. It names nobody."""

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.dossiers.rows import dossiers as rows
from queue_server.dossiers.rows.owed import open_amount
from queue_server.dossiers.rules import dossier
from queue_server.dossiers.rules.dossier import Status
from queue_server.dossiers.rules.record import Dossier
from queue_server.dossiers.views import dossier as dossier_views
from queue_server.dossiers.views.lookup import find
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.rows import Json
from queue_server.visitors.rows import ratings as rating_rows
from shared.text.messages import LANGUAGES


def public(context: Context, code: str, secret: str) -> Json:
    """Where the dossier stands for whoever holds the receipt, and names nobody.

    A wrong secret and an unknown code are the same `not_found`: the codes can be guessed.
    """
    found = rows.by_code(context.connection, context.centre_id, code)
    if found is None or not found.is_proven_by(secret):
        raise RuleBroken("not_found", 404)
    return {**dossier_views.public(context, found), **with_receipt(context, found)}


def at_kiosk(context: Context, text: str, secret: str | None) -> Json:
    """Where a dossier stands, for the citizen at a kiosk; what was asked for and what is owed only by the receipt's secret.

    RuleBroken `not_found`. A secret that a scanner mangled counts as none: the code alone tells status and day.
    """
    found = find(context, text)
    if found is None:
        raise RuleBroken("not_found", 404)
    proven = found.is_proven_by(secret)
    shown = dossier_views.public(context, found)
    return {
        "code": found.code,
        "receipt": proven,
        "status": int(found.status),
        "status_name": {lang: dossier_views.status_name(found.status, lang) for lang in LANGUAGES},
        "standing": shown["standing"],
        "due_at": shown["due_at"],
        "overdue": shown["overdue"],
        "ready": found.status in dossier.GIVES_BACK,
        "queue": _queue(context, found),
        "procedure_name": shown["procedure_name"] if proven else None,
        "asked": _asked(context, found) if proven else None,
        "owed": open_amount(context.connection, found.id) if proven else None,
    }


def with_receipt(context: Context, found: Dossier) -> Json:
    """What the receipt's page shows beyond status and dates: what to bring and pay, where to collect, its rating."""
    queue = _queue(context, found)
    return {
        "asked": _asked(context, found),
        "owed": open_amount(context.connection, found.id),
        "ready": found.status in dossier.GIVES_BACK,
        "counters": [] if queue is None else centre_lookup.counters_of(context.centre, queue),
        "closed": found.status in dossier.CLOSED,
        "rated": rating_rows.exists(context.connection, dossier_id=found.id),
    }


def _queue(context: Context, found: Dossier) -> str | None:
    return next((queue.id for queue in context.centre.queues if queue.id == found.field), None)


def _asked(context: Context, found: Dossier) -> str | None:
    """What the request for supplements in force asks for, as the officer wrote it on the citizen's notice."""
    if found.status is not Status.SUPPLEMENT_ASKED:
        return None
    history = rows.history(context.connection, found.id)
    return next((line.note for line in reversed(history) if line.status is Status.SUPPLEMENT_ASKED), None)
