"""A number of the journal in the form in which the page shows it, and in the form in which it is printed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from kiosk.offline.journal import Entry
from kiosk.paper import Ticket
from kiosk.paper.qr import matrix
from kiosk.upstream.catalogue import Catalogue
from kiosk.upstream.estimates import worded
from kiosk.upstream.hall import Hall
from shared.text.dates import clock
from shared.text.messages import LANGUAGES, say
from shared.text.numbers import digits_words

Json = dict[str, Any]


class TicketPresenter:
    """Makes both forms from the journal alone, so that they are the same after a restart."""

    def __init__(self, hall: Hall, catalogue: Catalogue, kiosk: Callable[[], str]) -> None:
        self._hall = hall
        self._catalogue = catalogue
        self._kiosk = kiosk

    def shown(self, entry: Entry) -> Json:
        """The number for the page."""
        ticket = self._ticket(entry)
        queue = self._hall.queue(ticket["queue"]) or {}
        url = ticket.get("follow_url")
        return {
            "id": entry.id,
            "number": ticket["number"],
            "spoken": digits_words(ticket["number"]),
            "queue": {key: queue.get(key) for key in ("id", "name", "prefix", "colour")},
            "matters": self._matters(ticket),
            "purpose": entry.body["purpose"],
            "dossiers": _codes(entry, ticket),
            "priority": ticket.get("priority"),
            "ahead": ticket["ahead"],
            "estimate": worded(ticket.get("estimate")),
            "counters": ticket["counters"],
            "qr": list(matrix(url)) if url else None,
            "offline": ticket["offline"],
            "appointment": self._mark(entry, ticket, "kiosk_appointment.mark", "kiosk_appointment.unchecked"),
        }

    def paper(self, entry: Entry) -> Ticket:
        """The number for the printer."""
        ticket, centre = self._ticket(entry), self._hall.centre()
        queue, estimate = self._hall.queue(ticket["queue"]) or {}, ticket.get("estimate") or {}
        lang, ticked = entry.body["lang"], set(entry.body.get("documents") or [])
        return Ticket(
            number=ticket["number"],
            field=str(queue.get("name") or ""),
            counters=tuple(ticket["counters"]),
            ahead=ticket["ahead"],
            p50_minutes=estimate.get("p50_minutes"),
            p90_minutes=estimate.get("p90_minutes"),
            issued_at=datetime.fromisoformat(ticket["issued_at"]).astimezone(self._hall.now().tzinfo),
            centre=str(centre.get("name") or ""),
            kiosk=self._kiosk(),
            subtitle=str(centre.get("subtitle") or ""),
            matters=self._matters(ticket),
            purpose=entry.body["purpose"],
            dossiers=tuple(_codes(entry, ticket)),
            priority=ticket.get("priority") is not None,
            documents=[
                {**document, "ticked": document["name"] in ticked}
                for document in self._catalogue.documents(ticket["procedures"])
            ],
            follow_url=ticket.get("follow_url"),
            lang=lang,
            large=entry.large,
            marks=tuple(text[lang] for text in self._marks(entry, ticket)),
        )

    def of_server(self, ticket: Json) -> Ticket:
        """A number that another kiosk or an officer gave, from the server's ticket."""
        body = {key: ticket.get(key) for key in ("purpose", "lang", "documents", "procedures")}
        return self.paper(_told(ticket, body))

    def followed(self, followed: Json, follow_url: str | None) -> Ticket:
        """A number that another kiosk gave, from its follow page, which does not have the list of papers."""
        ticket = {**followed, "procedures": [], "priority": None, "follow_url": follow_url}
        body = {"purpose": followed.get("purpose", "submit"), "lang": followed["lang"], "documents": []}
        slip = self.paper(_told(ticket, body))
        return replace(
            slip,
            matters=(followed["procedure"],) if followed["procedure"] else (),
            priority=bool(followed.get("priority")),
        )

    def _ticket(self, entry: Entry) -> Json:
        """The ticket of the server's answer; if the kiosk gave the number itself, what the kiosk knows of it."""
        if entry.number is None:
            return {"offline": False, **(entry.answer or {})}
        address = self._hall.centre().get("public_address")
        printed = entry.printed_at or entry.asked_at
        return {
            "number": entry.number,
            "queue": entry.queue,
            "procedures": list(entry.body.get("procedures") or []),
            "priority": entry.body.get("priority"),
            "ahead": None,
            "estimate": None,
            "counters": (self._hall.queue(entry.queue or "") or {}).get("counters", []),
            "issued_at": printed.isoformat(),
            "follow_url": f"{address}/f/{entry.body['follow_secret']}" if address else None,
            "offline": True,
        }

    def _marks(self, entry: Entry, ticket: Json) -> list[dict[str, str]]:
        """The lines that stand in a box on the paper, in both languages."""
        alone = {lang: say("ticket.alone", lang) for lang in LANGUAGES} if ticket["offline"] else None
        booked = self._mark(entry, ticket, "ticket.appointment", "ticket.appointment_unchecked")
        return [mark for mark in (booked, alone) if mark is not None]

    def _mark(self, entry: Entry, ticket: Json, known: str, unchecked: str) -> dict[str, str] | None:
        """The line that says that the number belongs to an appointment or, if given alone, that its code was noted."""
        code, at = entry.body.get("appointment"), ticket.get("appointment_at")
        if at is not None:
            time = clock(datetime.fromisoformat(at).astimezone(self._hall.now().tzinfo))
            return {lang: say(known, lang, time=time) for lang in LANGUAGES}
        if code is None or not ticket["offline"]:
            return None
        return {lang: say(unchecked, lang, code=code) for lang in LANGUAGES}

    def _matters(self, ticket: Json) -> list[str]:
        return [summary["title"] for summary in self._catalogue.summaries(ticket["procedures"])]


def _told(ticket: Json, body: Json) -> Entry:
    """A ticket of the server in the form of a journal's entry, though it is not in the journal."""
    at = datetime.fromisoformat(ticket["issued_at"])
    return Entry(0, "", "", body, False, "answered", at, ticket, None, None, None, None, None, False)


def _codes(entry: Entry, ticket: Json) -> list[str]:
    """The codes of the visit's dossiers as the server has them, or, without its answer, as they were typed."""
    return list(ticket.get("dossiers") or entry.body.get("dossiers") or [])
