"""People and papers of a dossier as they come in over the wire."""

from collections.abc import Iterable
from dataclasses import replace

from queue_server.dossiers.rules.people import DocumentLine, Person
from shared.text import telephones
from shared.wire.dossiers import PaperDocument, PersonOnPaper


def person(given: PersonOnPaper | None) -> Person | None:
    """The person that a request names."""
    if given is None:
        return None
    named = Person(**given.model_dump())
    return named if named.phone is None else replace(named, phone=telephones.kept(named.phone))


def documents(given: Iterable[PaperDocument]) -> tuple[DocumentLine, ...]:
    """The documents that a request lists."""
    return tuple(DocumentLine(line.name, line.form, line.copies) for line in given)
