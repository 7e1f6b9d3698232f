"""Every fact is a class that says who may see what of it; a walk over all of them."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints, is_typeddict

import pytest

from shared.wire import facts
from shared.wire.facts.administration import Administration
from shared.wire.facts.base import AUDIENCES, UNSAID, Fact, UnknownFact, Unsaid, audiences_of
from shared.wire.facts.tickets import TicketCalled
from shared.wire.vocabulary import FactType, TicketState

TICKET = {"id", "number", "queue", "counter", "state", "calls"}
COUNTER = {"number", "name", "state", "reason", "queues"}
IN_THE_HALL = {
    FactType.TICKET_ISSUED: TICKET | {"kiosk", "offline"},
    FactType.TICKET_CALLED: TICKET | {"lang", "at"},
    FactType.TICKET_SERVING: TICKET | {"why"},
    FactType.TICKET_DONE: TICKET,
    FactType.TICKET_NO_SHOW: TICKET | {"why"},
    FactType.TICKET_HELD: TICKET | {"why"},
    FactType.TICKET_WAITING: TICKET | {"why", "from_counter"},
    FactType.TICKET_TRANSFERRED: TICKET | {"why", "from_queue", "to_queue", "to_counter", "from_counter"},
    FactType.TICKET_CANCELLED: TICKET,
    FactType.TICKET_EXPIRED: TICKET | {"why"},
    FactType.TICKET_RENUMBERED: TICKET | {"old", "new"},
    FactType.COUNTER_OPENED: COUNTER,
    FactType.COUNTER_PAUSED: COUNTER,
    FactType.COUNTER_CLOSED: COUNTER,
    FactType.COUNTER_REARRANGED: COUNTER,
    FactType.EMERGENCY_STARTED: {"text", "since"},
    FactType.EMERGENCY_ENDED: set(),
    FactType.NOTICE_CHANGED: {"text"},
    FactType.MEDIA_CHANGED: {"id"},
    FactType.PAPER_WANTED: {"kiosk", "lang"},
    FactType.HIDDEN: set(),
}
"""All that anybody in the house may know: no names, no reasons of people, no group of priority, no purpose."""


ALL = sorted(
    [
        *(kind for kind in facts.CLASSES.values() if kind is not Administration),
        *facts.ADMINISTRATION.values(),
    ],
    key=lambda kind: kind.__name__,
)


def example(kind: type[Fact]) -> Fact:
    """A fact with a value in every field."""
    hints = get_type_hints(kind)
    return kind(**{one.name: _example(hints[one.name]) for one in fields(kind)})


def _example(hint: Any) -> Any:
    first = get_args(hint)[0] if get_origin(hint) in (Union, UnionType) else hint
    if get_origin(first) is tuple:
        return tuple(_example(one) for one in get_args(first) if one is not Ellipsis)
    if get_origin(first) is Mapping:
        return {"key": 1}
    if get_origin(first) is list:
        return [_example(one) for one in get_args(first)]
    if is_typeddict(first):
        return {key: _example(one) for key, one in get_type_hints(first).items()}
    if issubclass(first, Enum):
        return next(iter(first))
    return {int: 7, str: "text", bool: True}[first]


def test_every_type_has_exactly_one_class() -> None:
    assert set(facts.CLASSES) == set(FactType)
    assert {kind: found.type for kind, found in facts.CLASSES.items()} == {kind: kind for kind in FactType}


def test_no_class_is_forgotten() -> None:
    names = [
        name
        for topic in (
            facts.tickets,
            facts.counters,
            facts.dossiers,
            facts.money,
            facts.appointments,
            facts.screens,
            facts.administration,
        )
        for name, value in vars(topic).items()
        if isinstance(value, type)
        and issubclass(value, Fact)
        and value.__module__ == topic.__name__
        and not value.__name__.endswith("Fact")
        and value is not Administration
    ]
    assert sorted(names) == [kind.__name__ for kind in ALL]


def test_every_kind_of_administration_has_one_class() -> None:
    assert len(facts.ADMINISTRATION) == len(facts.administration.FACTS)
    assert {kind.type for kind in facts.ADMINISTRATION.values()} == {FactType.ADMINISTRATION}


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_every_field_says_who_may_see_it(kind: type[Fact]) -> None:
    assert kind.heard_by in AUDIENCES
    assert set(audiences_of(kind)) == {one.name.rstrip("_") for one in fields(kind)}


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_a_field_that_some_who_hear_of_it_do_not_see_may_be_unsaid(kind: type[Fact]) -> None:
    least = AUDIENCES.index(kind.heard_by)
    withheld = {
        key
        for key, audience in audiences_of(kind).items()
        if audience is None or AUDIENCES.index(audience) < least
    }
    optional = {one.name.rstrip("_") for one in fields(kind) if one.default is not MISSING}
    assert withheld <= optional


def test_the_hall_sees_nothing_personal() -> None:
    seen = {
        kind.type: {key for key, audience in audiences_of(kind).items() if audience == "hall"}
        for kind in ALL
        if kind.heard_by == "hall"
    }
    assert seen == IN_THE_HALL


def test_administration_is_for_those_who_answer_for_the_house() -> None:
    assert {kind.heard_by for kind in facts.ADMINISTRATION.values()} == {"staff"}
    assert {
        audience for kind in facts.ADMINISTRATION.values() for audience in audiences_of(kind).values()
    } == {"staff"}


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_what_is_written_is_read_again(kind: type[Fact]) -> None:
    fact = example(kind)
    stored = json.loads(json.dumps(fact.data()))
    assert facts.read(kind.type, {**stored, "of a newer release": 1}) == fact


@pytest.mark.parametrize(
    "kind", [kind for kind in ALL if kind.heard_by == "hall"], ids=lambda kind: kind.__name__
)
def test_what_the_hall_is_told_can_be_read(kind: type[Fact]) -> None:
    whole = json.loads(json.dumps(example(kind).data()))
    told = {key: whole[key] for key in IN_THE_HALL[kind.type]}
    assert json.loads(json.dumps(facts.read(kind.type, told).data())) == told


def test_what_is_unsaid_is_no_key() -> None:
    call = TicketCalled(
        id=1, number="A001", queue="a", counter=3, state=TicketState.CALLED, calls=2, reason=None
    )
    assert call.order is UNSAID
    assert call.data() == {
        "id": 1,
        "number": "A001",
        "queue": "a",
        "counter": 3,
        "state": "called",
        "calls": 2,
        "reason": None,
    }
    assert call.about_ticket == 1


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("a_newer_type", {}),
        ("administration", {"what": "something newer"}),
        ("administration", {}),
        ("ticket_done", {"id": 1}),
        ("notice_changed", {"text": 5}),
        ("emergency_started", {"text": None}),
        ("counter_opened", {"number": 1, "name": "Quầy 1", "state": "of a newer release"}),
        ("counter_opened", {"number": True, "name": "Quầy 1", "state": "open"}),
    ],
)
def test_what_does_not_fit_is_an_unknown_fact(kind: str, data: dict[str, Any]) -> None:
    with pytest.raises(UnknownFact):
        facts.read(kind, data)


def test_unsaid_is_in_no_json() -> None:
    with pytest.raises(UnknownFact):
        facts.read("notice_changed", {"text": Unsaid.UNSAID})
