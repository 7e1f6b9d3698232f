"""What a ticket says, line by line, in the citizen's language. The texts come from the message catalogues."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from shared.text.dates import clock, minutes_text, short_date
from shared.text.documents import Document
from shared.text.messages import say


@dataclass(frozen=True)
class Ticket:
    """A number as it is printed: what the server answered, and what the kiosk adds to that."""

    number: str
    field: str
    counters: Sequence[int]
    ahead: int | None
    p50_minutes: float | None
    p90_minutes: float | None
    issued_at: datetime
    """In the centre's zone."""
    centre: str
    kiosk: str
    subtitle: str = ""
    matters: Sequence[str] = ()
    """The procedures' names, the first one first."""
    purpose: str = "submit"
    dossiers: Sequence[str] = ()
    """Codes of the dossiers that the visit is about."""
    priority: bool = False
    documents: Sequence[Document] = ()
    ticked: frozenset[str] = frozenset()
    """Names of the documents that the citizen has at hand."""
    follow_url: str | None = None
    lang: str = "vi"
    large: bool = False
    reprinted_at: datetime | None = None
    appointment: bool = False
    """Whether this is the slip of an appointment, on which the code stands in the place of the number."""
    marks: Sequence[str] = ()
    """Further boxed lines above the documents."""


class Fact(TypedDict):
    """A line with a name before it."""

    label: str
    value: str


class DocumentLine(TypedDict):
    """A document with a box before it."""

    text: str
    ticked: bool


class TicketWords(TypedDict):
    """What the template `ticket.typ` is given."""

    centre: str
    subtitle: str
    field: str
    number: str
    purpose: str
    matter: str
    dossiers: str
    others: list[str]
    counters: str
    ahead: Fact | None
    wait: Fact | None
    boxes: list[str]
    prepare: str
    documents: list[DocumentLine]
    more: str
    follow: str
    footer: str
    at: str
    kiosk: str
    large: bool
    lang: str


def wording(ticket: Ticket) -> TicketWords:
    """The texts of the paper, ready for the template; a key without a text is null or empty."""
    lang = ticket.lang

    def text(key: str, /, **values: object) -> str:
        return say(f"ticket.{key}", lang, **values)

    wait = minutes_text(ticket.p50_minutes, ticket.p90_minutes, lang)
    boxes = [text("priority")] if ticket.priority else []
    if ticket.reprinted_at is not None:
        boxes.append(text("reprint", time=clock(ticket.reprinted_at)))
    needed = [document for document in ticket.documents if not document.conditional]
    return {
        "centre": ticket.centre,
        "subtitle": ticket.subtitle,
        "field": ticket.field,
        "number": ticket.number,
        "purpose": "" if ticket.purpose == "submit" else text(f"purpose_{ticket.purpose}"),
        "matter": ticket.matters[0] if ticket.matters else "",
        "dossiers": text("dossier", codes=", ".join(ticket.dossiers)) if ticket.dossiers else "",
        "others": [text("then", matter=name) for name in ticket.matters[1:]],
        "counters": _counters(ticket.counters, lang),
        "ahead": None
        if ticket.ahead is None
        else {"label": text("ahead"), "value": _people(ticket.ahead, lang)},
        "wait": {"label": text("wait"), "value": wait} if wait else None,
        "boxes": [*boxes, *ticket.marks],
        "prepare": text("prepare"),
        "documents": []
        if ticket.large
        else [
            {"text": with_notes(document, lang), "ticked": document.name in ticket.ticked}
            for document in needed
        ],
        "more": text("more", count="{count}"),
        "follow": text("follow_appointment" if ticket.appointment else "follow"),
        "footer": text("footer_appointment" if ticket.appointment else "footer"),
        "at": f"{short_date(ticket.issued_at.date())} · {clock(ticket.issued_at)}",
        "kiosk": ticket.kiosk,
        "large": ticket.large,
        "lang": lang,
    }


def _people(count: int, lang: str) -> str:
    return say(
        "ticket.nobody" if count == 0 else "ticket.person" if count == 1 else "ticket.people",
        lang,
        count=count,
    )


def _counters(numbers: Sequence[int], lang: str) -> str:
    if not numbers:
        return ""
    return say(
        "ticket.counter" if len(numbers) == 1 else "ticket.counters",
        lang,
        numbers=", ".join(map(str, numbers)),
    )


def with_notes(document: Document, lang: str) -> str:
    """The document's name, and in parentheses what is to be known of it."""
    notes = [document.note] if document.note else []
    if document.show_only:
        notes.append(say("ticket.show_only", lang))
    return f"{document.name} ({'; '.join(notes)})" if notes else document.name
