"""What a citizen may learn of a dossier, by its receipt or by its code alone at a kiosk. It names nobody."""

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.dossiers.rows import dossiers as rows
from queue_server.dossiers.rows.owed import open_amount
from queue_server.dossiers.rules import dossier
from queue_server.dossiers.rules.dossier import Status
from queue_server.dossiers.rules.record import Dossier
from queue_server.dossiers.views import dossier as dossier_views
from queue_server.dossiers.views.lookup import find
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.visitors.rows import ratings as rating_rows
from shared.text.messages import LANGUAGES
from shared.wire.base import InBothLanguages
from shared.wire.visitors import KioskDossier, PublicDossier


def public(context: Context, code: str, secret: str) -> PublicDossier:
    """The state of the dossier for the holder of the receipt, with what to bring and pay, where to collect, and its rating.

    RuleBroken `not_found` for an unknown code and for a wrong secret, so that nobody learns which codes exist by guessing.
    """
    found = rows.by_code(context.connection, context.centre_id, code)
    if found is None or not found.is_proven_by(secret):
        raise RuleBroken("not_found", 404)
    queue = _queue(context, found)
    return PublicDossier(
        code=found.code,
        procedure_name=found.pinned.procedure_name,
        status=int(found.status),
        status_name=dossier_views.status_name(found.status),
        standing=dossier.STANDINGS[found.status],
        received_at=local_time.iso(context, found.received_at),
        due_at=local_time.iso(context, found.due_at),
        finished_at=local_time.iso(context, found.finished_at),
        returned_at=local_time.iso(context, found.returned_at),
        overdue=dossier.overdue(found.progress(), context.now),
        asked=_asked(context, found),
        owed=open_amount(context.connection, found.id),
        ready=found.status in dossier.GIVES_BACK,
        counters=[] if queue is None else centre_lookup.counters_of(context.centre, queue),
        closed=found.status in dossier.CLOSED,
        rated=rating_rows.exists(context.connection, dossier_id=found.id),
    )


def at_kiosk(context: Context, text: str, secret: str | None) -> KioskDossier:
    """The state of a dossier for a citizen at a kiosk; only with the receipt's secret also what was asked for and is owed.

    RuleBroken `not_found`. If the secret is wrong, because a scanner lost letters of it, the answer is that without a secret.
    """
    found = find(context, text)
    if found is None:
        raise RuleBroken("not_found", 404)
    proven = found.is_proven_by(secret)
    names = {lang: dossier_views.status_name(found.status, lang) for lang in LANGUAGES}
    return KioskDossier(
        code=found.code,
        receipt=proven,
        status=int(found.status),
        status_name=InBothLanguages(**names),
        standing=dossier.STANDINGS[found.status],
        due_at=local_time.iso(context, found.due_at),
        overdue=dossier.overdue(found.progress(), context.now),
        ready=found.status in dossier.GIVES_BACK,
        queue=_queue(context, found),
        procedure_name=found.pinned.procedure_name if proven else None,
        asked=_asked(context, found) if proven else None,
        owed=open_amount(context.connection, found.id) if proven else None,
    )


def _queue(context: Context, found: Dossier) -> str | None:
    return next((queue.id for queue in context.centre.queues if queue.id == found.field), None)


def _asked(context: Context, found: Dossier) -> str | None:
    """What the present request for supplements asks for, as the officer wrote it on the citizen's notice."""
    if found.status is not Status.SUPPLEMENT_ASKED:
        return None
    history = rows.history(context.connection, found.id)
    return next((line.note for line in reversed(history) if line.status is Status.SUPPLEMENT_ASKED), None)
