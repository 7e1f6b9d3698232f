"""What every answer to the page is made of."""

from collections.abc import Callable
from typing import Literal

from pydantic import BaseModel, ConfigDict

from shared.wire.base import InBothLanguages

Lang = Literal["vi", "en"]
Paper = Literal["printing", "printed", "sent", "failed"]
"""What became of a paper; `sent` where the printer cannot confirm it."""
NotFound = Literal["unknown", "too_many", "away"]
"""Why what was read could not be shown: nothing is known of it, or nobody could be asked."""
Next = Literal["again", "guide", "without_dossier", "card"]
"""What a citizen without a number can do: ask again, go to the guide desk, ask without the dossier's code, or show a card."""


class Answer(BaseModel):
    """A JSON object for the page."""

    model_config = ConfigDict(frozen=True)


def in_both(say: Callable[[Lang], str]) -> InBothLanguages:
    """One sentence in both languages, by what says it in one."""
    return InBothLanguages(vi=say("vi"), en=say("en"))
