"""What every message of the wire is made of: request bodies, answers, and the kinds of text that several topics share."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, ConfigDict, JsonValue, StringConstraints, TypeAdapter

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]
Ident = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
PHONE = r"^[0-9+ .()-]*$"
"""What a telephone number is written with; pages check by the same words."""
Phone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20, pattern=PHONE)]


class Body(BaseModel):
    """A JSON object whose keys are all known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Message(BaseModel):
    """A JSON object on the wire; clients ignore keys they do not know."""

    # A key that is a keyword of Python has another name as a field: `first` is `from` on the wire.
    model_config = ConfigDict(frozen=True, validate_by_name=True, serialize_by_alias=True)

    def as_json(self) -> dict[str, JsonValue]:
        """The message as plain JSON values; a field with a default that was not given is left out."""
        return self.model_dump(mode="json", exclude_unset=True)


class InBothLanguages(Message):
    """One sentence in Vietnamese and in English."""

    vi: str
    en: str

    def said(self, lang: str) -> str:
        """The sentence in that language; Vietnamese for one that is not known."""
        return self.en if lang == "en" else self.vi


Answer: TypeAlias = "BaseModel | Mapping[str, Answer] | Sequence[Answer] | str | float | bool | None"
"""What a view, a deed or a snapshot returns: a message, several messages, or plain JSON with messages in it."""

_ANSWERS: TypeAdapter[Any] = TypeAdapter(Any)


def as_text(answer: Answer) -> str:
    """The answer as compact JSON text; a message's field with a default that was not given is left out."""
    return _ANSWERS.dump_json(answer, exclude_unset=True).decode()
