"""Everything that can happen, as classes by topic: `CLASSES` has the one of each type, `read` makes values of JSON.

They stand apart from the request bodies and answers of `shared/wire/` so that a display need not load pydantic.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

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


@dataclass(frozen=True, slots=True)
class Happened:
    """A fact as a client received it."""

    seq: int
    at: datetime | None
    """None where the message has no readable time."""
    fact: Fact | None
    """None for one that this release does not know, or that lacks what it needs."""


def happened(message: Mapping[str, object]) -> Happened:
    """The message of Socket.IO `fact` as a value. UnknownFact for one without a number: it can be given no place."""
    seq, data = message.get("seq"), message.get("data")
    if type(seq) is not int:
        raise UnknownFact("a fact without a number")
    try:
        at = datetime.fromisoformat(str(message.get("at")))
    except ValueError:
        at = None
    try:
        fact = read(str(message.get("type")), data if isinstance(data, dict) else {})
    except UnknownFact:
        fact = None
    return Happened(seq, at, fact)


def read(kind: str, data: Mapping[str, object]) -> Fact:
    """The fact of that type and JSON. UnknownFact if this release does not know the type, or a needed key is missing."""
    found: type[Fact] | None = CLASSES.get(kind)  # type: ignore[call-overload]  # a type's text finds it too
    if found is administration.Administration:
        found = ADMINISTRATION.get(str(data.get("what")))
    if found is None:
        raise UnknownFact(f"no fact {kind}")
    return found.read(data)
