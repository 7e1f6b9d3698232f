"""People and papers of a dossier as they come in over the wire."""

from collections.abc import Iterable

from queue_server.dossiers.rules.people import DocumentLine, Person
from shared.wire.dossiers import PaperDocument, PersonOnPaper


def person(given: PersonOnPaper | None) -> Person | None:
    """The person that a request names."""
    return None if given is None else Person(**given.model_dump())


def documents(given: Iterable[PaperDocument]) -> tuple[DocumentLine, ...]:
    """The documents that a request lists."""
    return tuple(DocumentLine(line.name, line.form, line.copies) for line in given)
