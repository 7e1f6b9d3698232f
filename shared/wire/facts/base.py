"""What all facts have in common: typed fields, who may see each of them, and the way to JSON and back.

It needs only the standard library, because a display on a small TV machine reads facts too, and pydantic takes 30 MB.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from enum import Enum
from types import UnionType
from typing import (
    Annotated,
    Any,
    ClassVar,
    Literal,
    Self,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from shared.wire.vocabulary import FactType

Audience = Literal["staff", "desk", "hall"]
AUDIENCES: tuple[Audience, ...] = ("staff", "desk", "hall")
"""The audiences, from the one that sees most: supervisors and integrations, officers, and everybody in the hall."""


class Unsaid(Enum):
    """The value of a field that is not in the fact's JSON, because this audience may not see it or it means nothing here."""

    UNSAID = "unsaid"


UNSAID = Unsaid.UNSAID


class UnknownFact(ValueError):
    """The fact has a type that this release does not know, or it lacks a key that its type needs."""


@dataclass(frozen=True, slots=True)
class SeenBy:
    """The mark on a field that says who may see it: this audience and those that see more; None means nobody."""

    audience: Audience | None


T = TypeVar("T")
ForHall = Annotated[T, SeenBy("hall")]
"""Everybody in the hall may see it: nothing personal."""
ForDesk = Annotated[T, SeenBy("desk")]
ForStaff = Annotated[T, SeenBy("staff")]
Kept = Annotated[T, SeenBy(None)]
"""Stays in the diary and is sent to nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that happened. Every type of fact has a class, with its fields and who may see each of them.

    A field whose name is a keyword of Python ends in `_`, which its key in JSON does not have.
    """

    type: ClassVar[FactType]
    heard_by: ClassVar[Audience]
    """The last audience of `AUDIENCES` that sees the fact; the audiences after it get only its number."""

    @property
    def about_ticket(self) -> int | None:
        """The ticket in whose history the fact stands."""
        return None

    def data(self) -> dict[str, object]:
        """The fact as JSON; fields with the value `UNSAID` are left out."""
        told: dict[str, object] = {}
        for name, key in _names(self.__class__):
            value = getattr(self, name)
            if value is not UNSAID:
                told[key] = value
        return told

    @classmethod
    def read(cls, data: Mapping[str, object]) -> Self:
        """The fact from its JSON, ignoring unknown keys. Raises UnknownFact if a value does not fit its field."""
        values: dict[str, object] = {}
        for one in _readers(cls):
            if one.key in data:
                values[one.name] = one.read(data[one.key])
            elif one.needed:
                raise UnknownFact(f"{cls.__name__} lacks {one.key}")
        return cls(**values)


def audiences_of(kind: type[Fact]) -> dict[str, Audience | None]:
    """For each key of the fact's JSON, the last of `AUDIENCES` that sees it. TypeError if a field names no audience."""
    hints = get_type_hints(kind, include_extras=True)
    found: dict[str, Audience | None] = {}
    for name, key in _names(kind):
        marks = [mark for mark in getattr(hints[name], "__metadata__", ()) if isinstance(mark, SeenBy)]
        if len(marks) != 1:
            raise TypeError(f"{kind.__name__}.{name} does not say who may see it")
        found[key] = marks[0].audience
    return found


def _names(kind: type[Fact]) -> tuple[tuple[str, str], ...]:
    """Each field's name and its key in JSON."""
    found = _NAMES.get(kind)
    if found is None:
        found = _NAMES[kind] = tuple((one.name, one.name.rstrip("_")) for one in fields(kind))
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    """How one field is read from JSON."""

    name: str
    key: str
    needed: bool
    kinds: tuple[type, ...]
    made: Callable[[Any], object] | None

    def read(self, value: object) -> object:
        if type(value) not in self.kinds:
            raise UnknownFact(f"{self.key} is not to be a {type(value).__name__}")
        if self.made is None or value is None:
            return value
        try:
            return self.made(value)
        except ValueError as error:
            raise UnknownFact(f"{self.key}: {error}") from None


def _readers(kind: type[Fact]) -> tuple[_Reader, ...]:
    """How the fields of a type are read. It is worked out at the type's first fact, since no client gets all types."""
    found = _READERS.get(kind)
    if found is None:
        hints = get_type_hints(kind)
        found = _READERS[kind] = tuple(
            _reader(one.name, hints[one.name], needed=one.default is MISSING) for one in fields(kind)
        )
    return found


def _reader(name: str, hint: object, *, needed: bool) -> _Reader:
    kinds: list[type] = []
    made: Callable[[Any], object] | None = None
    for member in _members(hint):
        origin = get_origin(member) or member
        if origin is tuple:
            kinds.append(list)
            made = tuple
        elif origin is Mapping or is_typeddict(origin):
            kinds.append(dict)
        elif issubclass(origin, Enum) and origin is not Unsaid:
            kinds.append(str)
            made = origin
        elif origin is not Unsaid:
            kinds.append(origin)
    return _Reader(name, name.rstrip("_"), needed, tuple(kinds), made)


def _members(hint: object) -> Iterator[Any]:
    if get_origin(hint) in (Union, UnionType):
        yield from get_args(hint)
    else:
        yield hint


_NAMES: dict[type[Fact], tuple[tuple[str, str], ...]] = {}
_READERS: dict[type[Fact], tuple[_Reader, ...]] = {}
