"""A paper with a number that comes back to the kiosk: its holder is back, gives it up, or wants it printed again.

It also prints what the staff ask for. Every number on these papers is held by somebody already; no new one is given.
"""

import logging
import re
import threading
import uuid
from collections.abc import Collection
from dataclasses import replace
from queue import SimpleQueue
from typing import Literal

from kiosk.answers.catalogue import FieldSign
from kiosk.answers.numbers import May, PaperState, PrintedAgain, Returned, ReturnedTicket
from kiosk.deeds.checklists import Checklists
from kiosk.deeds.ticket_presenter import TicketPresenter
from kiosk.offline.journal import Entry, Journal
from kiosk.paper import Ticket, picture
from kiosk.printer.print_desk import PrintDesk
from kiosk.upstream.estimates import worded
from kiosk.upstream.hall import Hall
from kiosk.upstream.looking_up import ANSWER_WITHIN, look_up
from kiosk.upstream.server import Refused, Server, Unreachable
from shared.text.numbers import digits_words
from shared.wire.facts import Happened
from shared.wire.facts.screens import PaperWanted
from shared.wire.forms import WantedPaper
from shared.wire.tickets import Followed, GivenTicket
from shared.wire.vocabulary import TicketMove, TicketState

Deed = Literal["check-in", "cancel"]
DRAWN_WITHIN = 30.0
"""Seconds to wait for a slip: the server's worker draws it, and may have to finish a report first."""
_SECRET = re.compile(r"/f/([A-Za-z0-9_-]{22,64})$")
_LOG = logging.getLogger(__name__)


def secret_of(text: str) -> str | None:
    """The follow page's secret in a scanned ticket, or None."""
    found = _SECRET.search(text.strip())
    return None if found is None else found[1]


def _allowed(followed: Followed) -> Collection[TicketMove]:
    """What the server lets the holder do here now. An older server does not say it: then all is offered, and it decides."""
    return tuple(TicketMove) if followed.at_kiosk is None else followed.at_kiosk


class Papers:
    """Papers that came back, and papers for the greeter; safe to use from several threads."""

    def __init__(
        self,
        server: Server,
        hall: Hall,
        journal: Journal,
        slips: TicketPresenter,
        desk: PrintDesk,
        checklists: Checklists,
        kiosk: str,
        dots: int = 576,
    ) -> None:
        self._server = server
        self._hall = hall
        self._journal = journal
        self._slips = slips
        self._desk = desk
        self._checklists = checklists
        self._kiosk = kiosk
        self._dots = dots
        self._wanted: SimpleQueue[int | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="wanted-papers", daemon=True)

    def start(self) -> None:
        """Begins to print what people of the house ask for."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the paper at hand."""
        self._wanted.put(None)

    def take_fact(self, happened: Happened) -> None:
        """Notes that this kiosk was told to print something."""
        if isinstance(happened.fact, PaperWanted) and happened.fact.kiosk == self._kiosk:
            self._wanted.put(happened.seq)

    def look(self, text: str) -> Returned:
        """The number of a scanned paper.

        `state`: `found`, `unknown`, `too_many`, `away`, `no_ticket` for a text that is none, or `alone`: without the server's
        word a number that this kiosk gave is known all the same, and can be printed again.
        """
        secret = secret_of(text)
        if secret is None:
            return Returned(state="no_ticket", ticket=None)
        followed = look_up(self._server, f"/follow/{secret}", Followed)
        if isinstance(followed, Followed):
            return Returned(state="found", ticket=self._shown(followed))
        # The server may not know a number yet that was given without it; the paper is valid all the same.
        entry = self._journal.by_secret(secret)
        if entry is None:
            return Returned(state="unknown" if followed == "invalid" else followed, ticket=None)
        return Returned(state="alone", ticket=self._shown_alone(entry))

    def do(self, text: str, deed: Deed) -> Returned:
        """Tells the server that the holder is back or gives the number up; answers as `look`, with `refused` if refused.

        `refused` is a sentence for the citizen.
        """
        found = self.look(text)
        secret = secret_of(text)
        if found.state != "found" or found.ticket is None or secret is None:
            return found
        path = f"/follow/{secret}/cancel" if deed == "cancel" else f"/tickets/{found.ticket.id}/check-in"
        try:
            self._server.post(path, {}, str(uuid.uuid4()), ANSWER_WITHIN)
        except Unreachable:
            return Returned(state="away", ticket=None)
        except Refused as refused:
            return self.look(text).model_copy(update={"refused": refused.title})
        self._hall.stale.set()
        return self.look(text)

    def print_again(self, text: str) -> PrintedAgain:
        """Prints the same number again, marked with the time; `ident` is None if it cannot be printed."""
        secret = secret_of(text)
        if secret is None:
            return PrintedAgain(ident=None)
        told = look_up(self._server, f"/follow/{secret}", Followed)
        followed = told if isinstance(told, Followed) else None
        if followed is not None and TicketMove.PRINT_AGAIN not in _allowed(followed):
            return PrintedAgain(ident=None)
        entry = self._journal.by_secret(secret)
        slip = self._slip(secret, entry, followed)
        if slip is None:
            return PrintedAgain(ident=None)
        ident = entry.id if entry is not None else self._desk.name(("number", secret))
        if self._desk.job(ident) is None:
            self._desk.print(ident, replace(slip, reprinted_at=self._hall.now()))
        elif not self._desk.reprint(ident):
            return PrintedAgain(ident=None)
        return PrintedAgain(ident=ident)

    def printed(self, ident: int) -> PaperState:
        """What became of that paper."""
        job = self._desk.job(ident)
        if job is None:
            return PaperState(paper="failed", trouble="no_paper")
        return PaperState(paper=job.outcome, trouble=job.trouble)

    def _slip(self, secret: str, entry: Entry | None, followed: Followed | None) -> Ticket | None:
        if entry is not None:
            slip = self._slips.paper(entry)
        elif followed is not None:
            slip = self._slips.followed(followed, self._address(secret))
        else:
            return None
        if followed is None:
            return replace(slip, ahead=None, p50_minutes=None, p90_minutes=None)
        # The paper says how many are ahead now, not at the time of the first paper, and likewise what a counter has changed.
        estimate = followed.estimate
        return replace(
            slip,
            number=followed.number,
            priority=followed.priority,
            ahead=followed.ahead if followed.state is TicketState.WAITING else None,
            p50_minutes=None if estimate is None else estimate.p50_minutes,
            p90_minutes=None if estimate is None else estimate.p90_minutes,
        )

    def _address(self, secret: str) -> str | None:
        address = self._hall.centre().public_address
        return f"{address}/f/{secret}" if address else None

    def _shown(self, followed: Followed) -> ReturnedTicket:
        number, allowed = followed.number, _allowed(followed)
        return ReturnedTicket(
            id=followed.id,
            number=number,
            spoken=digits_words(number),
            state=followed.state,
            queue=FieldSign(
                id=followed.queue, name=followed.queue_name, colour=followed.colour, prefix=number[:1]
            ),
            matter=followed.procedure,
            ahead=followed.ahead,
            estimate=worded(followed.estimate),
            counters=followed.counters,
            counter=followed.counter,
            may=May(
                back=TicketMove.CHECK_IN in allowed,
                cancel=TicketMove.CANCEL in allowed,
                print=TicketMove.PRINT_AGAIN in allowed,
            ),
            ended=followed.ended,
        )

    def _shown_alone(self, entry: Entry) -> ReturnedTicket:
        shown = self._slips.shown(entry)
        return ReturnedTicket(
            number=shown.number,
            spoken=shown.spoken,
            queue=shown.queue,
            counters=shown.counters,
            state=None,
            matter="; ".join(shown.matters) or None,
            may=May(back=False, cancel=False, print=True),
            ended=False,
        )

    def _run(self) -> None:
        while (paper := self._wanted.get()) is not None:
            try:
                wanted = self._server.get(f"/kiosk/papers/{paper}", timeout=ANSWER_WITHIN).read(WantedPaper)
                self._print_wanted(paper, wanted)
            except Refused as refused:
                # Only the code is logged, because the sentence of a refusal may name a dossier.
                _LOG.warning("a paper for the house was refused: %s %s", refused.status, refused.code)
            except Unreachable as error:
                _LOG.warning("a paper for the house was not fetched: %s", error)
            except Exception:
                # An unexpected answer must not end the printing of the greeter's papers for good.
                _LOG.exception("a paper for the greeter was not printed")

    def _print_wanted(self, paper: int, wanted: WantedPaper) -> None:
        if wanted.slip:
            address = f"/kiosk/papers/{paper}/slip.png?dots={self._dots}"
            slip_png = self._server.get_png(address, timeout=DRAWN_WITHIN)
            self._desk.print(self._desk.name(), picture(slip_png, self._dots))
            return
        if wanted.checklist is not None:
            self._checklists.print(wanted.checklist.procedure, wanted.checklist.missing, wanted.lang)
        if wanted.ticket is not None:
            slip = self._slips.of_server(GivenTicket.model_validate(wanted.ticket.model_dump()))
            again = replace(slip, reprinted_at=self._hall.now()) if wanted.again else slip
            self._desk.print(self._desk.name(), again)
