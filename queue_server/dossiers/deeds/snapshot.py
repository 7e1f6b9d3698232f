"""What a dossier keeps of the rules in force at its intake."""

import json

from queue_server.centre.rules import departments
from queue_server.configuration.catalogue_files import Procedure
from queue_server.dossiers.rows.columns import pinned_of
from queue_server.dossiers.rules.record import Pinned
from queue_server.ledger.unit_of_work import UnitOfWork

_PINNED = (
    "id",
    "code",
    "name",
    "short_name",
    "field",
    "time_limit",
    "time_unit",
    "same_day",
    "fee_text",
    "fee_vnd",
    "documents",
    "confidence",
    "source",
)
"""What a dossier keeps of its procedure: the rules in force at its intake."""


def snapshot(deed: UnitOfWork, procedure: Procedure | None) -> Pinned:
    """What a new dossier keeps: its procedure and department as they are now, and the name of the pack of forms."""
    kept = {name: getattr(procedure, name) for name in _PINNED} if procedure else None
    pinned = {
        "procedure": kept,
        "department": departments.of_procedure(deed.centre, procedure) if procedure else None,
        "forms": deed.centre.centre.forms,
    }
    return pinned_of(json.dumps(pinned, ensure_ascii=False))
