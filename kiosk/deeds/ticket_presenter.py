"""A number of the journal in the form in which the page shows it, and in the form in which it is printed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from kiosk.answers.base import in_both
from kiosk.answers.numbers import Number
from kiosk.offline.journal import Entry
from kiosk.offline.number_request import NumberRequest
from kiosk.paper import Ticket
from kiosk.paper.qr import matrix
from kiosk.upstream.catalogue import Catalogue, sign
from kiosk.upstream.estimates import worded
from kiosk.upstream.hall import Hall
from shared.text.dates import clock
from shared.text.messages import say
from shared.text.numbers import digits_words
from shared.wire.base import InBothLanguages
from shared.wire.tickets import Followed, GivenTicket


class TicketPresenter:
    """Makes both forms from the journal alone, so that they are the same after a restart."""

    def __init__(self, hall: Hall, catalogue: Catalogue, kiosk: Callable[[], str]) -> None:
        self._hall = hall
        self._catalogue = catalogue
        self._kiosk = kiosk

    def shown(self, entry: Entry) -> Number:
        """The number for the page."""
        ticket = self._ticket(entry)
        return Number(
            id=entry.id,
            number=ticket.number,
            spoken=digits_words(ticket.number),
            queue=sign(self._hall.queue(ticket.queue)),
            matters=self._matters(ticket),
            purpose=entry.body.purpose,
            dossiers=_codes(entry.body, ticket),
            priority=ticket.priority,
            ahead=ticket.ahead,
            estimate=worded(ticket.estimate),
            counters=ticket.counters,
            qr=list(matrix(ticket.follow_url)) if ticket.follow_url else None,
            offline=ticket.offline,
            appointment=self._mark(
                entry.body, ticket, "kiosk_appointment.mark", "kiosk_appointment.unchecked"
            ),
        )

    def paper(self, entry: Entry) -> Ticket:
        """The number for the printer."""
        return self._paper(self._ticket(entry), entry.body, entry.large)

    def of_server(self, ticket: GivenTicket) -> Ticket:
        """A number that another kiosk or an officer gave, from the server's ticket."""
        wished = NumberRequest(purpose=ticket.purpose, lang=ticket.lang, documents=ticket.documents)
        return self._paper(ticket, wished, large=False)

    def followed(self, followed: Followed, follow_url: str | None) -> Ticket:
        """A number that another kiosk gave, from its follow page, which does not have the list of papers."""
        ticket = GivenTicket(
            number=followed.number,
            queue=followed.queue,
            procedures=[],
            ahead=followed.ahead,
            counters=followed.counters,
            issued_at=followed.issued_at,
            estimate=followed.estimate,
            follow_url=follow_url,
            appointment_at=followed.appointment_at,
            offline=followed.offline,
        )
        slip = self._paper(ticket, NumberRequest(purpose=followed.purpose, lang=followed.lang), large=False)
        matters = (followed.procedure,) if followed.procedure else ()
        return replace(slip, matters=matters, priority=followed.priority)

    def _paper(self, ticket: GivenTicket, wished: NumberRequest, large: bool) -> Ticket:
        centre, queue, estimate = self._hall.centre(), self._hall.queue(ticket.queue), ticket.estimate
        return Ticket(
            number=ticket.number,
            field="" if queue is None else queue.name,
            counters=tuple(ticket.counters),
            ahead=ticket.ahead,
            p50_minutes=None if estimate is None else estimate.p50_minutes,
            p90_minutes=None if estimate is None else estimate.p90_minutes,
            issued_at=datetime.fromisoformat(ticket.issued_at).astimezone(self._hall.now().tzinfo),
            centre=centre.name,
            kiosk=self._kiosk(),
            subtitle=centre.subtitle,
            matters=self._matters(ticket),
            purpose=wished.purpose,
            dossiers=tuple(_codes(wished, ticket)),
            priority=ticket.priority is not None,
            documents=self._catalogue.documents(ticket.procedures),
            ticked=frozenset(wished.documents),
            follow_url=ticket.follow_url,
            lang=wished.lang,
            large=large,
            marks=tuple(text.said(wished.lang) for text in self._marks(wished, ticket)),
        )

    def _ticket(self, entry: Entry) -> GivenTicket:
        """The ticket of the server's answer; if the kiosk gave the number itself, what the kiosk knows of it."""
        if entry.number is None:
            assert entry.answer is not None  # an entry with a number has one of both
            return entry.answer
        address, queue = self._hall.centre().public_address, self._hall.queue(entry.queue or "")
        return GivenTicket(
            number=entry.number,
            queue=entry.queue or "",
            procedures=entry.body.procedures,
            priority=entry.body.priority,
            ahead=None,
            counters=[] if queue is None else queue.counters,
            issued_at=(entry.printed_at or entry.asked_at).isoformat(),
            follow_url=f"{address}/f/{entry.body.follow_secret}" if address else None,
            offline=True,
        )

    def _marks(self, wished: NumberRequest, ticket: GivenTicket) -> list[InBothLanguages]:
        """The lines that stand in a box on the paper, in both languages."""
        alone = in_both(lambda lang: say("ticket.alone", lang)) if ticket.offline else None
        booked = self._mark(wished, ticket, "ticket.appointment", "ticket.appointment_unchecked")
        return [mark for mark in (booked, alone) if mark is not None]

    def _mark(
        self, wished: NumberRequest, ticket: GivenTicket, known: str, unchecked: str
    ) -> InBothLanguages | None:
        """The line that says that the number belongs to an appointment or, if given alone, that its code was noted."""
        code = wished.appointment
        if ticket.appointment_at is not None:
            time = clock(datetime.fromisoformat(ticket.appointment_at).astimezone(self._hall.now().tzinfo))
            return in_both(lambda lang: say(known, lang, time=time))
        if code is None or not ticket.offline:
            return None
        return in_both(lambda lang: say(unchecked, lang, code=code))

    def _matters(self, ticket: GivenTicket) -> list[str]:
        return [summary.title for summary in self._catalogue.summaries(ticket.procedures)]


def _codes(wished: NumberRequest, ticket: GivenTicket) -> list[str]:
    """The codes of the visit's dossiers as the server has them, or, without its answer, as they were typed."""
    return ticket.dossiers or wished.dossiers
