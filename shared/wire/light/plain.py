"""JSON as frozen dataclasses, by their type hints: for programs that cannot spare the memory of pydantic.

Standard library only. Facts have a reader of their own (`shared/wire/facts/base.py`), which also knows who may see a field.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
_Read = Callable[[object], object]


class Unreadable(ValueError):
    """JSON that does not fit; says where and how, and nothing of what stood there."""


def read(kind: type[T], told: object) -> T:
    """The value of that type. Keys that are not known are passed over; Unreadable where something does not fit.

    A field's key in JSON is its name, or what its metadata call `key`; one with a default may be left out or be null.
    """
    found = _reader(cast(Hashable, kind))(told)
    assert isinstance(found, get_origin(kind) or kind)  # the readers make what their hints say
    return cast(T, found)


@cache
def _reader(hint: Hashable) -> _Read:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        [inner] = [_reader(member) for member in get_args(hint) if member is not NoneType]
        return lambda told: None if told is None else inner(told)
    if origin is tuple:
        return _several(_reader(get_args(hint)[0]))
    if not isinstance(hint, type):
        raise TypeError(f"{hint} has no reader")
    if is_dataclass(hint):
        return _value(hint)
    if hint is datetime:
        return lambda told: _made(datetime.fromisoformat, told)
    if issubclass(hint, Enum):
        return lambda told: _made(hint, told)
    return lambda told: _plain(hint, told)


def _plain(kind: type, told: object) -> object:
    if type(told) is not kind:
        raise Unreadable(f"{type(told).__name__} instead of {kind.__name__}")
    return told


def _made(make: Callable[[str], object], told: object) -> object:
    if not isinstance(told, str):
        raise Unreadable(f"{type(told).__name__} instead of str")
    try:
        return make(told)
    except ValueError:
        raise Unreadable("a text that means nothing here") from None


def _several(one: _Read) -> _Read:
    def read_all(told: object) -> object:
        if not isinstance(told, list):
            raise Unreadable(f"{type(told).__name__} instead of list")
        return tuple(_at(place, one, value) for place, value in enumerate(told))

    return read_all


def _value(kind: type) -> _Read:
    hints = get_type_hints(kind)
    parts = [
        (
            part.name,
            str(part.metadata.get("key", part.name)),
            _reader(hints[part.name]),
            part.default is MISSING and part.default_factory is MISSING,
        )
        for part in fields(kind)
    ]

    def read_value(told: object) -> object:
        if not isinstance(told, Mapping):
            raise Unreadable(f"{type(told).__name__} instead of {kind.__name__}")
        values = {}
        for name, key, one, needed in parts:
            if key not in told and needed:
                raise Unreadable(f"no {key}")
            if needed or told.get(key) is not None:
                values[name] = _at(key, one, told[key])
        return kind(**values)

    return read_value


def _at(place: object, one: _Read, told: object) -> object:
    try:
        return one(told)
    except Unreadable as error:
        raise Unreadable(f"{place}: {error}") from None
