"""A rule that the history breaks."""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Violation:
    """`rule` is a name for counting, `sentence` what is wrong, `evidence` what shows it."""

    rule: str
    sentence: str
    evidence: str = ""

    def __str__(self) -> str:
        return f"[{self.rule}] {self.sentence}" + (f"\n    {self.evidence}" if self.evidence else "")


def short(*things: Any) -> str:
    """The things as evidence: on a line, cut where it is very long."""
    return " | ".join(json.dumps(thing, ensure_ascii=False, default=str)[:700] for thing in things)
