"""Appointments at the kiosk: looks an appointment up, shows free times, books an appointment and prints its slip.

Telephone and card numbers are not kept.

The number of an appointment is taken like any other number (kiosk/deeds/issue.py), so that it is also printed when the
server is away.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from kiosk.paper import Ticket
from kiosk.paper.qr import matrix
from kiosk.printer.print_desk import PrintDesk
from kiosk.upstream.catalogue import Catalogue
from kiosk.upstream.hall import Hall
from kiosk.upstream.looking_up import ANSWER_WITHIN, look_up
from kiosk.upstream.server import Refused, Server, Unreachable
from shared.text.appointment_code import read_code
from shared.text.dates import clock, day_in_sentence, long_date
from shared.text.messages import LANGUAGES, say

Json = dict[str, Any]


class Appointments:
    """Asks the server one question per method, and puts its answers into words in both languages."""

    def __init__(
        self, server: Server, hall: Hall, catalogue: Catalogue, desk: PrintDesk, kiosk: Callable[[], str]
    ) -> None:
        self._server = server
        self._hall = hall
        self._catalogue = catalogue
        self._desk = desk
        self._kiosk = kiosk

    def look(self, text: str) -> Json:
        """`{"state","code","appointment"}` for a text that was typed or scanned.

        `state`: `found`, `unknown`, `too_many`, `away` (no answer now; `code` is what was read), or `no_code` for a text that
        is not an appointment's code and was not sent to the server.
        """
        code = read_code(text)
        if code is None:
            return {"state": "no_code", "code": None, "appointment": None}
        state, found = look_up(self._server, f"/kiosk/appointments?{urlencode({'code': code})}", "no_code")
        return {"state": state, "code": code, "appointment": None if found is None else self._shown(found)}

    def slots(self, queue: str) -> Json:
        """`{"state","days"}`: free times of a queue; `state` is `ok`, `off` or `away`."""
        _, found = look_up(self._server, f"/appointments/slots?{urlencode({'queue': queue})}")
        if found is None:
            return {"state": "away", "days": []}
        return {
            "state": "ok" if found["enabled"] else "off",
            "days": [
                {
                    "day": day["day"],
                    "open": day["open"],
                    "label": _day(date.fromisoformat(day["day"])),
                    "slots": [
                        {**slot, "time": clock(self._local(slot["at"]))}
                        for slot in day["slots"]
                        if slot["left"]
                    ],
                }
                for day in found["days"]
            ],
        }

    def book(self, wish: Mapping[str, object], key: str, large: bool) -> Json:
        """`{"state","code","title","appointment"}`: `booked` with the appointment, whose slip is printed; `refused` with the
        server's code and sentence; or `away`. Asking again with the same key does not book a second time."""
        try:
            found = self._server.post("/public/appointments", wish, key, ANSWER_WITHIN).body
        except Unreachable:
            return {"state": "away", "code": None, "title": "", "appointment": None}
        except Refused as refused:
            return {"state": "refused", "code": refused.code, "title": refused.title, "appointment": None}
        self._desk.print(self._name(found["id"]), self._slip(found, large))
        shown = {
            **self._shown(found),
            "id": found["id"],
            "qr": list(matrix(found["url"])) if found["url"] else None,
        }
        return {"state": "booked", "code": None, "title": "", "appointment": shown}

    def paper(self, ident: int) -> str:
        """What became of a slip's paper: `printing`, `printed`, `sent` or `failed`."""
        job = self._desk.job(self._name(ident))
        return "failed" if job is None else job.outcome

    def _name(self, ident: int) -> int:
        return self._desk.name(("appointment", ident))

    def _shown(self, found: Json) -> Json:
        at = self._local(found["at"])
        return {
            "code": found["code"],
            "time": clock(at),
            "day": _day(at.date()),
            "today": at.date() == self._hall.now().date(),
            "opens": clock(self._local(found["opens_at"])),
            "closes": clock(self._local(found["closes_at"])),
            "queue": found["queue"],
            "procedures": found["procedures"],
            "matters": [one["title"] for one in self._catalogue.summaries(found["procedures"])],
            "state": found["state"],
            "standing": found.get("standing"),
            "number": found["number"],
        }

    def _slip(self, found: Json, large: bool) -> Ticket:
        centre, lang = self._hall.centre(), found["lang"]
        at = self._local(found["at"])
        when = say("ticket.appointment_at", lang, time=clock(at), day=long_date(at.date(), lang))
        return Ticket(
            number=found["code"],
            field=found["queue_name"],
            counters=tuple(found["counters"]),
            ahead=None,
            p50_minutes=None,
            p90_minutes=None,
            issued_at=self._hall.now(),
            centre=str(centre.get("name") or ""),
            kiosk=self._kiosk(),
            subtitle=str(centre.get("subtitle") or ""),
            matters=[one["title"] for one in self._catalogue.summaries(found["procedures"])],
            documents=self._catalogue.documents(found["procedures"]),
            follow_url=found["url"],
            lang=lang,
            large=large,
            marks=(when,),
            appointment=True,
        )

    def _local(self, text: str) -> datetime:
        return datetime.fromisoformat(text).astimezone(self._hall.now().tzinfo)


def _day(day: date) -> dict[str, str]:
    return {lang: day_in_sentence(day, lang) for lang in LANGUAGES}
