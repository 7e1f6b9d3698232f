"""Everything that can happen, as classes by topic: `CLASSES` has the one of each type, `read` makes values of JSON.

They stand apart from the request bodies and answers of `shared/wire/` so that a display need not load pydantic.
"""

from collections.abc import Mapping

from shared.wire.facts import administration, appointments, counters, dossiers, money, screens, tickets
from shared.wire.facts.base import Fact, UnknownFact
from shared.wire.vocabulary import FactType

CLASSES: Mapping[FactType, type[Fact]] = {
    FactType.ADMINISTRATION: administration.Administration,
    **{
        kind.type: kind
        for topic in (tickets, counters, dossiers, money, appointments, screens)
        for kind in topic.FACTS
    },
}
ADMINISTRATION: Mapping[str, type[administration.Administration]] = {
    kind.what: kind for kind in administration.FACTS
}


def read(kind: str, data: Mapping[str, object]) -> Fact:
    """The fact of that type and JSON. UnknownFact if this release does not know the type, or a needed key is missing."""
    found: type[Fact] | None = CLASSES.get(kind)  # type: ignore[call-overload]  # a type's text finds it too
    if found is administration.Administration:
        found = ADMINISTRATION.get(str(data.get("what")))
    if found is None:
        raise UnknownFact(f"no fact {kind}")
    return found.read(data)
