"""Appointments at the kiosk: looks an appointment up, shows free times, books an appointment and prints its slip.

Telephone and card numbers are not kept.

The number of an appointment is taken like any other number (kiosk/deeds/issue.py), so that it is also printed when the
server is away.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from urllib.parse import urlencode

from kiosk.answers import lookups as shown
from kiosk.answers.base import Paper, in_both
from kiosk.paper import Ticket
from kiosk.paper.qr import matrix
from kiosk.printer.print_desk import PrintDesk
from kiosk.upstream.catalogue import Catalogue
from kiosk.upstream.hall import Hall
from kiosk.upstream.looking_up import ANSWER_WITHIN, look_up
from kiosk.upstream.server import Refused, Server, Unreachable
from shared.text.appointment_code import read_code
from shared.text.dates import clock, day_in_sentence, long_date
from shared.text.messages import say
from shared.wire.appointments import Appointment, KioskAppointment, Slots
from shared.wire.base import InBothLanguages


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

    def look(self, text: str) -> shown.AppointmentFound | shown.NoAppointment:
        """The appointment for a text that was typed or scanned.

        `state`: `found`, `unknown`, `too_many`, `away` (no answer now; `code` is what was read), or `no_code` for a text that
        is not an appointment's code and was not sent to the server.
        """
        code = read_code(text)
        if code is None:
            return shown.NoAppointment(state="no_code", code=None, appointment=None)
        found = look_up(self._server, f"/kiosk/appointments?{urlencode({'code': code})}", KioskAppointment)
        if not isinstance(found, KioskAppointment):
            state = "no_code" if found == "invalid" else found
            return shown.NoAppointment(state=state, code=code, appointment=None)
        return shown.AppointmentFound(state="found", code=code, appointment=self._shown(found))

    def slots(self, queue: str) -> shown.Slots:
        """Free times of a queue; `state` is `ok`, `off` or `away`."""
        found = look_up(self._server, f"/appointments/slots?{urlencode({'queue': queue})}", Slots)
        if not isinstance(found, Slots):
            return shown.Slots(state="away", days=[])
        days = [
            shown.SlotDay(
                day=day.day,
                open=day.open,
                label=_day(date.fromisoformat(day.day)),
                slots=[
                    shown.Slot(at=slot.at, left=slot.left, time=clock(self._local(slot.at)))
                    for slot in day.slots
                    if slot.left
                ],
            )
            for day in found.days
        ]
        return shown.Slots(state="ok" if found.enabled else "off", days=days)

    def book(self, wish: Mapping[str, object], key: str, large: bool) -> shown.Booked:
        """`booked` with the appointment, whose slip is printed; `refused` with the
        server's code and sentence; or `away`. Asking again with the same key does not book a second time."""
        try:
            found = self._server.post("/public/appointments", wish, key, ANSWER_WITHIN).read(Appointment)
        except Unreachable:
            return shown.Booked(state="away", code=None, title="", appointment=None)
        except Refused as refused:
            return shown.Booked(state="refused", code=refused.code, title=refused.title, appointment=None)
        self._desk.print(self._name(found.id), self._slip(found, large))
        told = self._shown(found)
        qr = list(matrix(found.url)) if found.url else None
        booked = shown.BookedAppointment.model_validate({**dict(told), "id": found.id, "qr": qr})
        return shown.Booked(state="booked", code=None, title="", appointment=booked)

    def paper(self, ident: int) -> Paper:
        """What became of a slip's paper: `printing`, `printed`, `sent` or `failed`."""
        job = self._desk.job(self._name(ident))
        return "failed" if job is None else job.outcome

    def _name(self, ident: int) -> int:
        return self._desk.name(("appointment", ident))

    def _shown(self, found: KioskAppointment | Appointment) -> shown.Appointment:
        at = self._local(found.at)
        return shown.Appointment(
            code=found.code,
            time=clock(at),
            day=_day(at.date()),
            today=at.date() == self._hall.now().date(),
            opens=clock(self._local(found.opens_at)),
            closes=clock(self._local(found.closes_at)),
            queue=found.queue,
            procedures=found.procedures,
            matters=[one.title for one in self._catalogue.summaries(found.procedures)],
            state=found.state,
            standing=found.standing if isinstance(found, KioskAppointment) else None,
            number=found.number,
        )

    def _slip(self, found: Appointment, large: bool) -> Ticket:
        centre, lang = self._hall.centre(), found.lang
        at = self._local(found.at)
        when = say("ticket.appointment_at", lang, time=clock(at), day=long_date(at.date(), lang))
        return Ticket(
            number=found.code,
            field=found.queue_name,
            counters=tuple(found.counters),
            ahead=None,
            p50_minutes=None,
            p90_minutes=None,
            issued_at=self._hall.now(),
            centre=centre.name,
            kiosk=self._kiosk(),
            subtitle=centre.subtitle,
            matters=[one.title for one in self._catalogue.summaries(found.procedures)],
            documents=self._catalogue.documents(found.procedures),
            follow_url=found.url,
            lang=lang,
            large=large,
            marks=(when,),
            appointment=True,
        )

    def _local(self, text: str) -> datetime:
        return datetime.fromisoformat(text).astimezone(self._hall.now().tzinfo)


def _day(day: date) -> InBothLanguages:
    return in_both(lambda lang: day_in_sentence(day, lang))
