"""What the catalogue says of a procedure's documents, fee and time limit, as values and sentences.

An empty cell means "not published". Nothing is assumed in its place, and least of all that something is free.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from shared.text.alphabet import comparable
from shared.text.messages import say

_CONDITIONAL = re.compile(r"^\s*\(\s*nếu có\s*\)\s*|\s*\(\s*nếu có\s*\)(?=\s*\*?\s*$)", re.IGNORECASE)
_CERTIFIED = re.compile(r"^bản sao|sao y", re.IGNORECASE)
_ORIGINAL = re.compile(
    r"tờ khai|đơn|dự thảo|bản chính|bản gốc|giấy đề nghị|tờ trình|văn bản ủy quyền", re.IGNORECASE
)
_NOTE = re.compile(r"\s*\((?P<note>[^()]*)\)\s*$")


@dataclass(frozen=True)
class Document:
    """One paper of a procedure.

    `note` is what stands in parentheses at the end; `show_only` papers are shown and not handed in; `conditional` papers are
    needed only from people who have them.
    """

    name: str
    note: str | None = None
    show_only: bool = False
    conditional: bool = False

    @property
    def remark(self) -> str | None:
        """The note as screens show it: a line of its own, so it begins with a capital. On paper it stands in parentheses."""
        return self.note and self.note[0].upper() + self.note[1:]


def documents(cell: str) -> list[Document]:
    """The documents of a catalogue cell, in its order; an empty cell has none.

    They stand between bars; a star at the end means shown only, "(nếu có)" conditional.
    """
    return [_document(part) for part in cell.split("|") if part.strip(" *\t\n")]


def _document(part: str) -> Document:
    text = part.strip()
    show_only = text.endswith("*")
    text = text.rstrip("* ")
    without, conditional = _CONDITIONAL.subn("", text)
    text = without.strip() or text
    note = _NOTE.search(text)
    if note is None or not text[: note.start()].strip():
        return Document(text, None, show_only, conditional > 0)
    return Document(text[: note.start()].strip(), note["note"].strip() or None, show_only, conditional > 0)


def likely_form(name: str) -> Literal["original", "certified", "copy"]:
    """The form in which a paper most likely comes, for the officer to correct."""
    if _CERTIFIED.search(name):
        return "certified"
    return "original" if _ORIGINAL.match(name) else "copy"


def fee_text(procedure: Mapping[str, object], lang: str = "vi") -> str:
    """The published fee in the catalogue's own words, or that none is published."""
    return str(procedure.get("fee_text") or "").strip() or say("words.fee.unknown", lang)


def time_limit_text(procedure: Mapping[str, object], lang: str = "vi") -> str:
    """The time limit ("Trong ngày", "3 ngày làm việc"), or that none is published.

    Reads `same_day`, `time_limit` and `time_unit` (`day`, `working_day` or `hour`).
    """
    if _true(procedure.get("same_day")):
        return say("words.time.same_day", lang)
    limit = str(procedure.get("time_limit") or "").strip()
    unit = str(procedure.get("time_unit") or "").strip() or "day"
    if not limit.isdecimal() or int(limit) == 0 or unit not in ("day", "working_day", "hour"):
        return say("words.time.unknown", lang)
    count = int(limit)
    return say(f"words.time.{unit}" + ("" if count == 1 else "s"), lang, count=count)


def _true(value: object) -> bool:
    """Whether a flag is set that is held as a CSV cell or as JSON."""
    return value is True or comparable(str(value)) in ("true", "1", "yes")
