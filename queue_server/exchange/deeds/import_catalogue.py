"""Replaces the centre's catalogue by an imported one, for the command and for the page alike."""

from collections.abc import Mapping, Sequence
from typing import Any

from queue_server.configuration.catalogue_files import Field, Procedure
from queue_server.ledger.storage import catalogue_rows as rows
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.facts.administration import CatalogueReplaced


def replace(deed: UnitOfWork, fields: Sequence[Field], procedures: Sequence[Procedure]) -> int:
    """The new catalogue takes the old one's place; returns how many procedures it has."""
    version = rows.replace(deed.connection, deed.centre_id, tuple(fields), tuple(procedures), origin=None)
    deed.record(CatalogueReplaced(version=version, procedures=len(procedures), by=deed.actor.name))
    return len(procedures)


def unpacked(found: Mapping[str, Any]) -> tuple[list[Field], list[Procedure]]:
    """The catalogue that the worker read, from JSON."""
    lists = ("documents", "synonyms")
    return (
        [Field(**row) for row in found["fields"]],
        [Procedure(**{**row, **{name: tuple(row[name]) for name in lists}}) for row in found["procedures"]],
    )
