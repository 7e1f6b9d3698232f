"""What every message of the wire is made of: request bodies, answers, and the kinds of text that several topics share."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]
Ident = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20, pattern=r"^[0-9+ .()-]*$")]


class Body(BaseModel):
    """A JSON object whose keys are all known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Message(BaseModel):
    """A JSON object on the wire; clients ignore keys they do not know."""

    model_config = ConfigDict(frozen=True)


class InBothLanguages(Message):
    """One sentence in Vietnamese and in English."""

    vi: str
    en: str

    def said(self, lang: str) -> str:
        """The sentence in that language; Vietnamese for one that is not known."""
        return self.en if lang == "en" else self.vi
