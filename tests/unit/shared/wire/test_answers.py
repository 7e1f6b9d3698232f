"""Messages on their way to the wire: as plain values and as text, alone and in lists and objects."""

import json
from enum import StrEnum
from typing import Annotated

from pydantic import Field, JsonValue, RootModel

from shared.wire.base import Message, as_text


class Colour(StrEnum):
    RED = "red"


class Cup(Message):
    name: str
    colour: Colour
    lid: str | None
    allowed: list[str] | None = None


class Table(Message):
    cup: Cup | None
    cups: list[Cup]


class SmallCup(Cup):
    size: int


class Span(Message):
    first: Annotated[str, Field(alias="from")]


class Cups(RootModel[list[Cup]]):
    pass


CUP = Cup(name="Cốc", colour=Colour.RED, lid=None)
CUP_AS_JSON: dict[str, JsonValue] = {"name": "Cốc", "colour": "red", "lid": None}


def test_what_nobody_gave_is_left_out_and_nothing_else_is() -> None:
    assert CUP.as_json() == CUP_AS_JSON
    assert CUP.model_copy(update={"allowed": []}).as_json() == {**CUP_AS_JSON, "allowed": []}
    assert Table(cup=CUP, cups=[CUP]).as_json() == {"cup": CUP_AS_JSON, "cups": [CUP_AS_JSON]}


def test_an_answer_is_compact_text_in_the_order_of_its_fields() -> None:
    assert as_text(CUP) == '{"name":"Cốc","colour":"red","lid":null}'
    assert as_text(Cups([CUP])) == f"[{as_text(CUP)}]"
    assert as_text({"n": 1, "of": [CUP, None]}) == f'{{"n":1,"of":[{as_text(CUP)},null]}}'


def test_a_key_that_is_a_word_of_python_is_itself_on_the_wire() -> None:
    assert Span(first="a").as_json() == {"from": "a"}
    assert as_text({"spans": [Span(first="a"), Span.model_validate({"from": "b"})]}) == (
        '{"spans":[{"from":"a"},{"from":"b"}]}'
    )


def test_a_message_in_a_list_keeps_all_that_is_its_own() -> None:
    small = SmallCup(name="a", colour=Colour.RED, lid="b", size=1)
    assert as_text([small]) == '[{"name":"a","colour":"red","lid":"b","size":1}]'


def test_plain_values_become_the_same_text_as_ever() -> None:
    texts = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x11000)]))
    plain: JsonValue = {
        "t": texts,
        "b": [True, False, None],
        "i": 2**60,
        "f": [0.5, -0.1, 12345.678, 1e-4],
        "": {},
    }
    assert as_text(plain) == json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
