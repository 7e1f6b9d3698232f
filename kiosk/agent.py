"""The kiosk agent: wires catalogue, hall, link, issuing, printer and pages together and runs until told to stop.

The only place of the kiosk where parts are wired.
"""

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from flask import Blueprint

from kiosk.answers import catalogue as shown
from kiosk.answers.hall import Alive, Alone, Fault, Kiosk, PrinterState, State
from kiosk.answers.numbers import Ticket
from kiosk.api import Site, create_site
from kiosk.api.alive import alive
from kiosk.api.appointments import appointments
from kiosk.api.before import Before, before
from kiosk.api.listener import listen
from kiosk.api.site import Wish
from kiosk.deeds.appointments import Appointments
from kiosk.deeds.checklists import Checklists
from kiosk.deeds.dossiers import LookUp
from kiosk.deeds.issue import Issuer
from kiosk.deeds.returning_papers import Papers
from kiosk.deeds.ticket_presenter import TicketPresenter
from kiosk.offline.delivery import NumberDelivery
from kiosk.offline.journal import Entry, Journal
from kiosk.offline.not_taken import NotTaken
from kiosk.offline.number_request import NumberRequest
from kiosk.offline.offline_numbers import OfflineNumbers, kept_clock
from kiosk.offline.outbox import Outbox
from kiosk.paper import Drawer
from kiosk.printer import Printer, open_printer
from kiosk.printer.escpos_job import PaperKind
from kiosk.printer.print_desk import Job, PrintDesk
from kiosk.scanner.card_marks import CardMarks
from kiosk.scanner.scans import Scans
from kiosk.scanner.serial_port import Scanner
from kiosk.upstream import local_copy
from kiosk.upstream.catalogue import Catalogue
from kiosk.upstream.hall import Hall
from kiosk.upstream.reporting import Reporter, report
from kiosk.upstream.server import Refused, Server, Unreachable
from kiosk.upstream.settings import Settings
from kiosk.upstream.usual_load import UsualLoad
from kiosk.virtual_printer import Roll, VirtualDevice, blueprint
from kiosk.voice import guidance
from shared.link.client import Link, Status
from shared.wire import facts
from shared.wire.access import DeviceStatus
from shared.wire.centre import Centre, Queues
from shared.wire.vocabulary import BY_FIELD

_PAGE_SILENT = 30.0
_FIGURES_EVERY, _FIGURES_LEAST = 15.0, 1.0
_SHOWN_AGAIN = timedelta(minutes=15)
"""How long a number can be shown and printed again, from the moment at which it was asked for."""
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Options:
    """What the command line says."""

    ident: str
    server: str
    token: str
    port: int
    data_dir: Path
    printer: str
    scanner: str = "none"


class Agent:
    """One kiosk. `start` returns when its page can be opened; `stop` ends every thread."""

    def __init__(self, options: Options) -> None:
        options.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._options = options
        self._server = Server(options.server, options.token)
        self._settings = Settings(options.data_dir / "settings.json", options.ident)
        self._settings.refresh(self._server)
        kind = self._settings.paper
        self._stop = threading.Event()
        self.journal = Journal(options.data_dir / "journal.sqlite3")
        self.hall = Hall(kept_clock(self.journal))
        self._hall_file = options.data_dir / "hall.json"
        self._hall_kept = local_copy.load(self._hall_file)
        self.hall.restore(self._hall_kept)
        self.catalogue = Catalogue(options.data_dir / "catalogue.json")
        self.own = OfflineNumbers(self.journal, self.hall, self.catalogue)
        self._courier = NumberDelivery(
            self._server.post, self.journal, self.own.printed_at, lambda: self._reporter.tell()
        )
        self.issuer = Issuer(self._server.post, self.journal, self)
        self.persons = CardMarks(lambda: self.hall.now().date().isoformat())
        self.persons.learn(self._settings.person_key)
        self._scans = Scans(self.persons.mark)
        self._scanner = Scanner(options.scanner, self._scans.take, lambda: self._reporter.tell())
        self._look_up = LookUp(self._server, self.hall)
        self._slips = TicketPresenter(self.hall, self.catalogue, lambda: self._settings.name)
        self.device: VirtualDevice | None = None
        printer = self._open_printer(options.printer, kind)
        self.desk = PrintDesk(printer, Drawer(kind.dots), self.hall.now, self.journal.paper_is_out)
        self.outbox = Outbox(options.data_dir / "outbox.sqlite3", self._server.post)
        lists = Checklists(self.desk, self.outbox, self.catalogue, self.hall, lambda: self._settings.name)
        self._papers = Papers(
            self._server, self.hall, self.journal, self._slips, self.desk, lists, options.ident, kind.dots
        )
        self._before = before(Before(lists, self._papers, UsualLoad(self._server).of))
        self._appointments = Appointments(
            self._server, self.hall, self.catalogue, self.desk, lambda: self._settings.name
        )
        self._reporter = Reporter(self._server, self._report, self.desk.changed)
        self._page_seen = time.monotonic()
        self._page_open = False
        self._told_at = -_FIGURES_EVERY
        self._link = Link(
            options.server,
            options.token,
            self.hall.take_snapshot,
            self._take_fact,
            lambda status, since: self._take_link(status),
        )
        self._web = listen(create_site(self._site()), options.port)

    def start(self) -> None:
        """Starts every thread."""
        if self.device is not None:
            self.device.start()
        self.desk.start()
        self._reporter.start()
        self._courier.start()
        self.outbox.start()
        self._papers.start()
        self._link.start()
        self._scanner.start()
        for name, run in (
            ("catalogue", self._keep_catalogue),
            ("figures", self._keep_figures),
            ("ranges", lambda: self.own.keep_learned(self._server, self._stop)),
        ):
            threading.Thread(target=run, name=name, daemon=True).start()
        threading.Thread(target=self._web.serve_forever, name="web", daemon=True).start()

    def stop(self) -> None:
        """Ends every thread; a paper in work is finished."""
        self._stop.set()
        self.hall.stale.set()
        self.own.wake()
        self._scanner.stop()
        self._scans.end()
        self._web.shutdown()
        self._web.server_close()
        self._link.stop()
        self._courier.stop()
        self.outbox.stop()
        self._papers.stop()
        self.desk.stop()
        self._reporter.stop()
        if self.device is not None:
            self.device.stop()

    def take(self, wish: Wish) -> Ticket:
        """Takes a number and has it printed; answers with the ticket as the page shows it. Raises NotTaken."""
        request = wish.request()
        if self._needs_card(request):
            request = request.model_copy(update={"person": self._person_of(wish.card)})
        entry = self.issuer.take(request, wish.wish, wish.large)
        if not entry.paper:
            self._print(entry)
        self.hall.stale.set()
        found = self.ticket(entry.id)
        assert found is not None  # it was put there just now
        return found

    def _needs_card(self, request: NumberRequest) -> bool:
        """Whether a card has to be scanned for this request; the guide desk also helps people without a card."""
        queue = self.own.queue_of(request)
        return self.persons.asked and queue is not None and queue != self.hall.centre().guide_queue

    def _person_of(self, card: str | None) -> str:
        mark = None if card is None else self._scans.mark_of(card)
        if mark is None:
            raise NotTaken("card_needed")
        return mark

    def place(self, body: NumberRequest) -> str:
        """As `issuing.Alone`."""
        return self.own.place(body)

    def moment(self) -> datetime:
        """As `issuing.Alone`."""
        return self.own.moment()

    def day(self) -> str:
        """As `issuing.Alone`."""
        return self.own.day()

    def given(self, entry: Entry) -> None:
        """As `issuing.Alone`: the number is brought to the server as soon as it can be."""
        self.own.given(entry)
        self._courier.wake()
        self._reporter.tell()

    def ticket(self, ident: int) -> Ticket | None:
        """A number that was given here in the last minutes, with what became of its paper; None for any other number.

        If this program ended before the number's paper came out, and the page still shows the number, it is printed now.
        """
        entry = self._recent(ident)
        if entry is None:
            return None
        job = self.desk.job(ident)
        if job is None:
            if entry.paper:
                return self._with_paper(entry, Job(self._slips.paper(entry), "printed"))
            self._print(entry)
            job = self.desk.job(ident)
        assert job is not None  # it was put there just now
        return self._with_paper(entry, job)

    def _with_paper(self, entry: Entry, job: Job) -> Ticket:
        number = dict(self._slips.shown(entry))
        told = {
            "paper": job.outcome,
            "trouble": job.trouble,
            "reprints": job.reprints,
            "printer_tells": job.printer_tells,
        }
        return Ticket.model_validate({**number, **told})

    def reprint(self, ident: int) -> bool:
        """Prints a number of the last minutes again; False if the number is unknown or was printed too often."""
        entry = self._recent(ident)
        if entry is None:
            return False
        if self.desk.job(ident) is None:
            self._print(entry)
            return True
        return self.desk.reprint(ident)

    def state(self) -> State:
        """What the page shows of kiosk and hall."""
        opened = not self._page_shown()
        self._page_seen, self._page_open = time.monotonic(), True
        if opened:
            self._reporter.tell()
        status = self.desk.status
        fault: Fault | None = None
        if self.catalogue.empty:
            fault = "starting" if self.hall.link == "starting" else "no_catalogue"
        if self.hall.link == "refused":
            fault = "refused"
        left = self.own.left()
        has_own = (
            None if self.hall.link == "connected" or not left else {ident for ident in left if left[ident]}
        )
        return State.model_validate(
            {
                **dict(self.hall.state(has_own)),
                "alone": Alone(ready=bool(left), undelivered=self.journal.undelivered()),
                "kiosk": Kiosk(id=self._options.ident, name=self._settings.name),
                "printer": PrinterState(
                    state=status.printer,
                    paper=status.paper,
                    trouble=status.trouble,
                    none=self._options.printer == "none",
                ),
                "catalogue": self.catalogue.version,
                "fault": fault,
                "scanner": self._scanner.state,
                "card_needed": self.persons.asked,
            }
        )

    def _site(self) -> Site:
        return Site(
            port=self._options.port,
            state=self.state,
            fields=self._fields,
            search=self.catalogue.search,
            procedure=self.catalogue.procedure,
            look_up=self._look_up.look,
            scan=self._scans.read,
            scans=self._scans.after,
            take=self.take,
            ticket=self.ticket,
            reprint=self.reprint,
            show=self._reporter.show,
            speak=guidance.speak,
            speaks=guidance.available(),
            more=(alive(self._alive), self._before, appointments(self._appointments), *self._virtual_pages()),
        )

    def _fields(self) -> shown.Fields:
        frequent = self.catalogue.summaries(self.hall.centre().frequent)
        return shown.Fields.model_validate(
            {"fields": self.catalogue.fields(), "frequent": frequent, "by_field": sorted(BY_FIELD)}
        )

    def _page_silent(self) -> float:
        """Seconds since the page last asked for anything, or since the start."""
        return time.monotonic() - self._page_seen

    def _page_shown(self) -> bool:
        return self._page_open and self._page_silent() < _PAGE_SILENT

    def _alive(self) -> Alive:
        status, own = self.desk.status, self.own.report()
        return Alive(
            page_silent_seconds=round(self._page_silent(), 1),
            link=self.hall.link,
            printer=status.printer,
            paper=status.paper,
            trouble=status.trouble,
            undelivered=own.undelivered,
            set_aside=own.set_aside,
        )

    def _virtual_pages(self) -> list[Blueprint]:
        if self.device is None:
            return []
        return [blueprint(self.device, lambda: self.hall.now().tzinfo)]

    def _open_printer(self, text: str, kind: PaperKind) -> Printer:
        if text != "virtual":
            return open_printer(text, kind)
        # The virtual printer is reached like a network printer, so that the same bytes and answers pass as with a real one.
        self.device = VirtualDevice(Roll(self._options.data_dir / "papers"), kind.dots)
        return open_printer(f"tcp://127.0.0.1:{self.device.port}", kind)

    def _recent(self, ident: int) -> Entry | None:
        entry = self.journal.entry(ident)
        if entry is None or not entry.has_number or self.hall.now() - entry.asked_at > _SHOWN_AGAIN:
            return None
        return entry

    def _print(self, entry: Entry) -> None:
        slip = self._slips.paper(entry)
        # If a paper of this number came out before this program was started, the next paper is marked as a reprint.
        self.desk.print(entry.id, replace(slip, reprinted_at=self.hall.now()) if entry.paper else slip)

    def _take_link(self, status: Status) -> None:
        self.hall.take_link(status)
        if status == "connected":
            self._told_at = -_FIGURES_EVERY
            self.own.wake()
            self.hall.stale.set()
            self._courier.wake()
            self.outbox.wake()
        self._reporter.tell()

    def _take_fact(self, message: Mapping[str, object]) -> None:
        happened = facts.happened(message)
        self.hall.take_fact(happened)
        self._papers.take_fact(happened)

    def _report(self) -> DeviceStatus:
        kind, shown = self._options.printer.partition(":")[0], self._page_shown()
        return report(
            self.desk.status, self.desk.answers, kind, shown, self.own.report(), self._scanner.state
        )

    def _keep_catalogue(self) -> None:
        self.catalogue.keep_fresh(self._server, self._stop)

    def _keep_figures(self) -> None:
        """Fetches the queues' figures when facts say that they changed, at most once a second, and seldom without a fact."""
        while not self._stop.is_set():
            self.hall.stale.wait(_FIGURES_EVERY)
            self.hall.stale.clear()
            try:
                self.hall.take_queues(self._server.get("/queues").read(Queues).root)
                if time.monotonic() - self._told_at >= _FIGURES_EVERY:
                    self.hall.take_centre(self._server.get("/centre").read(Centre))
                    self._settings.refresh(self._server)
                    self.persons.learn(self._settings.person_key)
                    self._keep_hall()
                    self._told_at = time.monotonic()
            except (Unreachable, Refused) as error:
                _LOG.info("figures not refreshed: %s", error)
            except Exception:
                # An unexpected answer must not end the refreshing for good.
                _LOG.exception("figures not refreshed")
            self._stop.wait(_FIGURES_LEAST)

    def _keep_hall(self) -> None:
        copy = self.hall.copy()
        if copy != self._hall_kept:
            local_copy.save(self._hall_file, copy)
            self._hall_kept = copy
