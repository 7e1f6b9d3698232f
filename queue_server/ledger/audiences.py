"""What each audience sees of a fact, as its class declares it.

A hidden fact keeps its number, so that a client can tell that it missed none.
"""

from typing import Literal, NotRequired, TypedDict

from shared.wire import facts
from shared.wire.facts.base import AUDIENCES, Audience, Fact, audiences_of
from shared.wire.vocabulary import FactType, Role


class Told(TypedDict):
    """A fact as JSON has it on the wire (`shared.wire.exchange.Fact`); a hidden one has neither moment nor data."""

    seq: int
    type: str
    at: NotRequired[str]
    data: NotRequired[dict[str, object]]


View = frozenset[str] | Literal["whole", "hidden"]
"""Which keys of a fact's data an audience sees: these keys, all keys ("whole"), or only the fact's number ("hidden")."""

_RANK = {audience: rank for rank, audience in enumerate(AUDIENCES)}


def of_role(role: str) -> Audience:
    """The audience of a role: supervisors and integrations are the staff, officers the desk, and everybody else the hall."""
    if role in (Role.SUPERVISOR, Role.ADMIN, Role.INTEGRATION):
        return "staff"
    return "desk" if role == Role.OFFICER else "hall"


def render(fact: Told, audience: Audience) -> Told:
    """The fact as the audience may see it; `hidden`, with nothing but its number, if the audience may not see it."""
    seen = _VIEWS[audience].get(fact["type"], "hidden")
    if seen == "hidden":
        return {"seq": fact["seq"], "type": FactType.HIDDEN.value}
    if seen == "whole":
        return fact
    return {**fact, "data": {key: value for key, value in fact["data"].items() if key in seen}}


def _view(kind: type[Fact], audience: Audience) -> View:
    if _RANK[audience] > _RANK[kind.heard_by]:
        return "hidden"
    fields = audiences_of(kind)
    seen = {key for key, least in fields.items() if least is not None and _RANK[audience] <= _RANK[least]}
    # The hall never gets more keys than the class declares, whatever the event may hold.
    return "whole" if audience != "hall" and len(seen) == len(fields) else frozenset(seen)


_VIEWS: dict[Audience, dict[str, View]] = {
    audience: {kind.value: _view(found, audience) for kind, found in facts.CLASSES.items()}
    for audience in AUDIENCES
}
