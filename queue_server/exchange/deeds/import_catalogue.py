"""Replaces the centre's catalogue by an imported one, for the command and for the page alike."""

from collections.abc import Sequence
from functools import cache

from pydantic import TypeAdapter

from queue_server.configuration.catalogue_files import Field, Procedure
from queue_server.ledger.storage import catalogue_rows as rows
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.facts.administration import CatalogueReplaced


def replace(deed: UnitOfWork, fields: Sequence[Field], procedures: Sequence[Procedure]) -> int:
    """The new catalogue takes the old one's place; returns how many procedures it has."""
    version = rows.replace(deed.connection, deed.centre_id, tuple(fields), tuple(procedures), origin=None)
    deed.record(CatalogueReplaced(version=version, procedures=len(procedures), by=deed.actor.name))
    return len(procedures)


def packed(fields: Sequence[Field], procedures: Sequence[Procedure]) -> object:
    """A catalogue as JSON, to be handed from the worker to the server."""
    return _adapter().dump_python((list(fields), list(procedures)), mode="json")


def unpacked(found: object) -> tuple[list[Field], list[Procedure]]:
    """The catalogue that `packed` made."""
    return _adapter().validate_python(found)


@cache
def _adapter() -> TypeAdapter[tuple[list[Field], list[Procedure]]]:
    return TypeAdapter(tuple[list[Field], list[Procedure]])
