"""Numbers, papers that come back and lists of papers, as the page is told of them."""

from typing import Literal

from kiosk.answers.base import Answer, Next, NotFound, Paper
from kiosk.answers.catalogue import FieldSign
from shared.wire.base import InBothLanguages
from shared.wire.vocabulary import Purpose, TicketState


class Number(Answer):
    """A number for the page, without its paper."""

    id: int
    number: str
    spoken: str
    queue: FieldSign
    matters: list[str]
    purpose: Purpose
    dossiers: list[str]
    priority: str | None
    ahead: int | None
    estimate: InBothLanguages | None
    counters: list[int]
    qr: list[str] | None
    offline: bool
    appointment: InBothLanguages | None


class Ticket(Number):
    """`POST /local/tickets`, `GET /local/tickets/…`: a number, and what became of its paper."""

    paper: Paper
    trouble: str | None
    reprints: int
    printer_tells: bool
    """Whether it failed by something of which the printer itself says when it is over."""


class NoNumber(Answer):
    """`POST /local/tickets` without a number: why, and what the citizen can do next."""

    code: str
    title: str
    number: str | None
    """The number that they hold already, if that is the reason."""
    next: Next


class Printing(Answer):
    """`POST /local/tickets/…/reprint`: the paper comes again."""

    printing: Literal[True]


class May(Answer):
    """What the holder of a paper may do with its number here."""

    back: bool
    cancel: bool
    print: bool


class ReturnedTicket(Answer):
    """A number whose paper came back; given without the server, only the first lines are known of it."""

    number: str
    spoken: str
    queue: FieldSign
    counters: list[int]
    state: TicketState | None
    matter: str | None
    may: May
    ended: bool
    """Whether nothing can come of it any more."""
    id: int = 0
    ahead: int | None = None
    estimate: InBothLanguages | None = None
    counter: int | None = None


class Returned(Answer):
    """`POST /local/papers` and its deeds; `refused` is the server's sentence."""

    state: NotFound | Literal["found", "no_ticket", "alone"]
    ticket: ReturnedTicket | None
    refused: str = ""


class PrintedAgain(Answer):
    """`POST /local/papers/print`: what the desk calls the paper; null where it cannot be printed again."""

    ident: int | None


class PaperState(Answer):
    """What became of a paper, and why it failed."""

    paper: Paper
    trouble: str | None


class List(PaperState):
    """A list of papers, and what became of it."""

    id: int
