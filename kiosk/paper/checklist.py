"""What a list of papers says on its paper, line by line, in the citizen's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from kiosk.paper.wording import Fact, with_notes
from shared.hours.wording import HoursLine, WrittenHours, hours_lines
from shared.text.dates import clock, short_date
from shared.text.documents import Document
from shared.text.messages import say


@dataclass(frozen=True)
class Checklist:
    """A procedure's papers as one citizen has them."""

    centre: str
    matter: str
    documents: Sequence[Document]
    hours: Sequence[WrittenHours]
    """The centre's opening hours as in `GET /centre`."""
    given_at: datetime
    """In the centre's zone."""
    kiosk: str
    missing: frozenset[str] = frozenset()
    """Names of the documents that the citizen lacks."""
    subtitle: str = ""
    time_limit: str = ""
    fee: str = ""
    url: str | None = None
    """The list's page for a phone."""
    lang: str = "vi"
    large: bool = False
    reprinted_at: datetime | None = None

    @property
    def number(self) -> str:
        """The name of the paper in the print desk's log, since it has no number."""
        return "checklist"


class ChecklistWords(TypedDict):
    """What the template `checklist.typ` is given."""

    centre: str
    subtitle: str
    title: str
    matter: str
    no_number: str
    missing_head: str
    missing: list[str]
    have_head: str
    have: list[str]
    sometimes_head: str
    sometimes: list[str]
    facts: list[Fact]
    hours_head: str
    hours: list[HoursLine]
    follow: str
    at: str
    kiosk: str
    again: str
    large: bool
    lang: str


def wording(checklist: Checklist) -> ChecklistWords:
    """The texts of the paper, ready for the template."""
    lang = checklist.lang

    def text(key: str, /, **values: object) -> str:
        return say(f"before.slip_{key}", lang, **values)

    missing = [paper for paper in checklist.documents if paper.name in checklist.missing]
    others = [paper for paper in checklist.documents if paper.name not in checklist.missing]
    return {
        "centre": checklist.centre,
        "subtitle": checklist.subtitle,
        "title": text("title"),
        "matter": checklist.matter,
        "no_number": text("no_number"),
        "missing_head": text("missing"),
        "missing": [with_notes(paper, lang) for paper in missing],
        "have_head": text("have"),
        "have": [with_notes(paper, lang) for paper in others if not paper.conditional],
        "sometimes_head": text("sometimes"),
        "sometimes": [with_notes(paper, lang) for paper in others if paper.conditional],
        "facts": [
            {"label": text("time_limit"), "value": checklist.time_limit},
            {"label": text("fee"), "value": checklist.fee},
        ],
        "hours_head": text("hours"),
        "hours": hours_lines(checklist.hours, lang),
        "follow": text("follow"),
        "at": f"{short_date(checklist.given_at.date())} · {clock(checklist.given_at)}",
        "kiosk": checklist.kiosk,
        "again": ""
        if checklist.reprinted_at is None
        else say("ticket.reprint", lang, time=clock(checklist.reprinted_at)),
        "large": checklist.large,
        "lang": lang,
    }
