"""What a display reads without pydantic: whole values, a word on what does not fit, and only parts of the wire's models."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import get_args, get_type_hints

import pytest
from pydantic import BaseModel

from shared.wire import access, centre, counters, screens
from shared.wire.light import board, plain
from shared.wire.vocabulary import CounterState


@dataclass(frozen=True)
class Inner:
    """A part."""

    number: int
    state: CounterState = CounterState.OPEN


@dataclass(frozen=True)
class Outer:
    """A whole."""

    at: datetime
    parts: tuple[Inner, ...]
    said: str | None
    loud: bool = True


AT = datetime.fromisoformat("2026-06-12T09:12:00+07:00")
TOLD = {"at": AT.isoformat(), "parts": [{"number": 1, "state": "paused"}], "said": None}


def test_values_are_made_of_the_hints_and_unknown_keys_are_passed_over() -> None:
    paused = Outer(AT, (Inner(1, CounterState.PAUSED),), None)
    assert plain.read(Outer, {**TOLD, "colour": "red"}) == paused
    assert plain.read(Outer, {**TOLD, "said": "Xin chào", "loud": False, "parts": []}) == Outer(
        AT, (), "Xin chào", loud=False
    )
    assert plain.read(Outer, {**TOLD, "loud": None}) == paused, "null is as good as left out"
    assert plain.read(tuple[Inner, ...], [{"number": 2}]) == (Inner(2),)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (None, "NoneType instead of Outer"),
        ([], "list instead of Outer"),
        ({}, "no at"),
        ({**TOLD, "at": "gestern"}, "at: a text that means nothing here"),
        ({**TOLD, "at": 7}, "at: int instead of str"),
        ({**TOLD, "said": 7}, "said: int instead of str"),
        ({**TOLD, "loud": 1}, "loud: int instead of bool"),
        ({**TOLD, "parts": {}}, "parts: dict instead of list"),
        ({**TOLD, "parts": [{"number": 1}, {"number": True}]}, "parts: 1: number: bool instead of int"),
        (
            {**TOLD, "parts": [{"number": 1, "state": "flooded"}]},
            "parts: 0: state: a text that means nothing here",
        ),
        ({**TOLD, "parts": None}, "parts: NoneType instead of list"),
    ],
)
def test_what_does_not_fit_is_named_by_its_place(wrong: object, why: str) -> None:
    with pytest.raises(plain.Unreadable) as caught:
        plain.read(Outer, wrong)
    assert str(caught.value) == why


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        (board.Snapshot, counters.Snapshot),
        (board.Centre, centre.Centre),
        (board.Hours, centre.Hours),
        (board.Queue, centre.Queue),
        (board.Counter, counters.HallCounter),
        (board.Held, counters.HeldNumber),
        (board.Call, counters.Call),
        (board.Screen, access.DeviceSettings),
        (board.Media, screens.ShownMedia),
    ],
)
def test_a_display_reads_parts_of_the_wires_models(part: type, whole: type[BaseModel]) -> None:
    told = {one.alias or name: one for name, one in whole.model_fields.items()}
    hints = get_type_hints(part)
    for one in fields(part):
        model = told[str(one.metadata.get("key", one.name))]
        nullable = type(None) in get_args(model.annotation)
        # What may be null on the wire is null or has a default here.
        assert not nullable or type(None) in get_args(hints[one.name]), one.name
