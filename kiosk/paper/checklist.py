"""What a list of papers says on its paper, line by line, in the citizen's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.hours.wording import hours_lines
from shared.text.dates import clock, short_date
from shared.text.messages import say

Json = dict[str, Any]


@dataclass(frozen=True)
class Checklist:
    """A procedure's papers as one citizen has them."""

    centre: str
    matter: str
    documents: Sequence[Mapping[str, Any]]
    """The papers as in the catalogue's copy, with `missing` for those that the citizen does not have."""
    hours: Sequence[Mapping[str, Any]]
    """The centre's opening hours as in `GET /centre`."""
    given_at: datetime
    """In the centre's zone."""
    kiosk: str
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


def wording(checklist: Checklist) -> Json:
    """The texts of the paper, ready for the template."""
    lang = checklist.lang

    def text(key: str, /, **values: object) -> str:
        return say(f"before.slip_{key}", lang, **values)

    needed = [paper for paper in checklist.documents if not paper.get("conditional") or paper.get("missing")]
    sometimes = [
        paper for paper in checklist.documents if paper.get("conditional") and not paper.get("missing")
    ]
    return {
        "centre": checklist.centre,
        "subtitle": checklist.subtitle,
        "title": text("title"),
        "matter": checklist.matter,
        "no_number": text("no_number"),
        "missing_head": text("missing"),
        "missing": [_paper(paper, lang) for paper in needed if paper.get("missing")],
        "have_head": text("have"),
        "have": [_paper(paper, lang) for paper in needed if not paper.get("missing")],
        "sometimes_head": text("sometimes"),
        "sometimes": [_paper(paper, lang) for paper in sometimes],
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


def _paper(paper: Mapping[str, Any], lang: str) -> str:
    notes = [str(paper["note"])] if paper.get("note") else []
    if paper.get("show_only"):
        notes.append(say("ticket.show_only", lang))
    name = str(paper["name"])
    return f"{name} ({'; '.join(notes)})" if notes else name
