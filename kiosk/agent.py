"""The kiosk agent: wires catalogue, hall, link, issuing, printer and pages together and runs until told to stop.

The only place of the kiosk where parts are wired; it holds no rule of its own.
"""

import logging
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from kiosk import voice
from kiosk.catalogue import Catalogue
from kiosk.hall import Hall
from kiosk.issuing import Issuer
from kiosk.pages import Site, create_site
from kiosk.pages.site import Wish
from kiosk.paper import Drawer, Ticket
from kiosk.paper.qr import matrix
from kiosk.printer import Printer, open_printer
from kiosk.printer.escpos_job import PaperKind
from kiosk.printing import PrintDesk
from kiosk.reporting import Reporter, report
from kiosk.server import Refused, Server, Unreachable
from kiosk.settings import Settings
from kiosk.virtual_printer import Roll, VirtualDevice, blueprint
from kiosk.web import listen
from shared.link import Link
from shared.text.dates import minutes_text
from shared.text.messages import LANGUAGES
from shared.text.numbers import digits_words

Json = dict[str, Any]
_PAGE_SILENT = 30.0
_FIGURES_EVERY, _FIGURES_LEAST = 15.0, 1.0
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


class Agent:
    """One kiosk. `start` returns when its page can be opened; `stop` ends every thread."""

    def __init__(self, options: Options) -> None:
        options.data_dir.mkdir(parents=True, exist_ok=True)
        self._options = options
        self._server = Server(options.server, options.token)
        self._settings = Settings(options.data_dir / "settings.json", options.ident)
        self._settings.refresh(self._server)
        kind = self._settings.paper
        self._stop = threading.Event()
        self.hall = Hall()
        self.catalogue = Catalogue(options.data_dir / "catalogue.json")
        self.issuer = Issuer(self._server.post)
        self.device: VirtualDevice | None = None
        printer = self._open_printer(options.printer, kind)
        self.desk = PrintDesk(printer, Drawer(kind.dots), self.hall.now)
        self._reporter = Reporter(self._server, self._report, self.desk.changed)
        self._tickets: dict[int, Json] = {}
        self._page_seen = 0.0
        self._link = Link(
            options.server,
            options.token,
            self.hall.take_snapshot,
            self.hall.take_fact,
            lambda status, since: self.hall.take_link(status),
        )
        self._web = listen(create_site(self._site()), options.port)

    def start(self) -> None:
        """Starts every thread."""
        if self.device is not None:
            self.device.start()
        self.desk.start()
        self._reporter.start()
        self._link.start()
        for name, run in (("catalogue", self._keep_catalogue), ("figures", self._keep_figures)):
            threading.Thread(target=run, name=name, daemon=True).start()
        threading.Thread(target=self._web.serve_forever, name="web", daemon=True).start()

    def stop(self) -> None:
        """Ends every thread; a paper in work is finished."""
        self._stop.set()
        self.hall.stale.set()
        self._web.shutdown()
        self._web.server_close()
        self._link.stop()
        self.desk.stop()
        self._reporter.stop()
        if self.device is not None:
            self.device.stop()

    def take(self, wish: Wish) -> Json:
        """Takes a number and has it printed; answers with the ticket as the page shows it. Raises NotTaken."""
        request: Json = {"purpose": wish.purpose.value, "lang": wish.lang, "documents": list(wish.documents)}
        if wish.procedures:
            request["procedures"] = list(wish.procedures)
        elif wish.queue is not None:
            request["queue"] = wish.queue
        if wish.priority is not None:
            request["priority"] = wish.priority
        ticket = self.issuer.take(request)
        self.desk.print(ticket["id"], self._paper(ticket, wish))
        self._tickets[ticket["id"]] = self._shown(ticket, wish)
        for old in list(self._tickets)[:-30]:
            del self._tickets[old]
        self.hall.stale.set()
        found = self.ticket(ticket["id"])
        assert found is not None  # it was put there just now
        return found

    def ticket(self, ident: int) -> Json | None:
        """A ticket taken here a moment ago, with what became of its paper; None for any other."""
        shown, job = self._tickets.get(ident), self.desk.job(ident)
        if shown is None or job is None:
            return None
        return {**shown, "paper": job.outcome, "trouble": job.trouble, "reprints": job.reprints}

    def state(self) -> Json:
        """What the page shows of kiosk and hall."""
        self._page_seen = time.monotonic()
        status = self.desk.status
        fault = None
        if self.catalogue.empty:
            fault = "starting" if self.hall.link == "starting" else "no_catalogue"
        if self.hall.link == "refused":
            fault = "refused"
        return {
            **self.hall.state(),
            "kiosk": {"id": self._options.ident, "name": self._settings.name},
            "printer": {
                "state": status.printer,
                "paper": status.paper,
                "trouble": status.trouble,
                "none": self._options.printer == "none",
            },
            "catalogue": self.catalogue.version,
            "fault": fault,
        }

    def _site(self) -> Site:
        return Site(
            port=self._options.port,
            state=self.state,
            fields=self.catalogue.fields,
            frequent=lambda: self.catalogue.summaries(list(self.hall.centre().get("frequent") or [])),
            search=self.catalogue.search,
            procedure=self.catalogue.procedure,
            take=self.take,
            ticket=self.ticket,
            reprint=self.desk.reprint,
            show=self._reporter.show,
            speak=voice.speak,
            speaks=voice.available(),
            more=() if self.device is None else (blueprint(self.device, lambda: self.hall.now().tzinfo),),
        )

    def _open_printer(self, text: str, kind: PaperKind) -> Printer:
        if text != "virtual":
            return open_printer(text, kind)
        # The virtual printer is reached as a network printer is: the bytes and the answers are the real ones.
        self.device = VirtualDevice(Roll(self._options.data_dir / "papers"), kind.dots)
        return open_printer(f"tcp://127.0.0.1:{self.device.port}", kind)

    def _shown(self, ticket: Json, wish: Wish) -> Json:
        queue = self.hall.queue(ticket["queue"]) or {}
        estimate = ticket.get("estimate") or {}
        url = ticket.get("follow_url")
        return {
            "id": ticket["id"],
            "number": ticket["number"],
            "spoken": digits_words(ticket["number"]),
            "queue": {key: queue.get(key) for key in ("id", "name", "prefix", "colour")},
            "matters": self._matters(ticket["procedures"]),
            "purpose": wish.purpose.value,
            "priority": ticket.get("priority"),
            "ahead": ticket["ahead"],
            "estimate": {
                lang: minutes_text(estimate.get("p50_minutes"), estimate.get("p90_minutes"), lang)
                for lang in LANGUAGES
            }
            if estimate
            else None,
            "counters": ticket["counters"],
            "qr": list(matrix(url)) if url else None,
        }

    def _paper(self, ticket: Json, wish: Wish) -> Ticket:
        centre, estimate = self.hall.centre(), ticket.get("estimate") or {}
        queue = self.hall.queue(ticket["queue"]) or {}
        ticked = set(wish.documents)
        documents = [
            {**document, "ticked": document["name"] in ticked}
            for ident in ticket["procedures"]
            for document in (self.catalogue.procedure(ident) or {}).get("documents", [])
        ]
        return Ticket(
            number=ticket["number"],
            field=str(queue.get("name") or ""),
            counters=tuple(ticket["counters"]),
            ahead=ticket["ahead"],
            p50_minutes=estimate.get("p50_minutes"),
            p90_minutes=estimate.get("p90_minutes"),
            issued_at=datetime.fromisoformat(ticket["issued_at"]).astimezone(ZoneInfo(self.hall.zone)),
            centre=str(centre.get("name") or ""),
            kiosk=self._settings.name,
            subtitle=str(centre.get("subtitle") or ""),
            matters=self._matters(ticket["procedures"]),
            purpose=wish.purpose.value,
            priority=ticket.get("priority") is not None,
            documents=list({document["name"]: document for document in documents}.values()),
            follow_url=ticket.get("follow_url"),
            lang=wish.lang,
            large=wish.large,
        )

    def _matters(self, ids: list[str]) -> list[str]:
        return [summary["title"] for summary in self.catalogue.summaries(ids)]

    def _report(self) -> Json:
        page_open = time.monotonic() - self._page_seen < _PAGE_SILENT
        kind = self._options.printer.partition(":")[0]
        return report(self.desk.status, self.desk.answers, kind, page_open)

    def _keep_catalogue(self) -> None:
        self.catalogue.keep_fresh(self._server, self._stop)

    def _keep_figures(self) -> None:
        """Fetches hours and queue figures when facts say that they changed, at most once a second."""
        while not self._stop.is_set():
            self.hall.stale.wait(_FIGURES_EVERY)
            self.hall.stale.clear()
            try:
                self.hall.take_centre(self._server.get("/centre").body)
                self.hall.take_queues(self._server.get("/queues").body)
                self._settings.refresh(self._server)
            except (Unreachable, Refused) as error:
                _LOG.info("figures not refreshed: %s", error)
            except Exception:
                # An answer that nobody foresaw must not end the refreshing for good.
                _LOG.exception("figures not refreshed")
            self._stop.wait(_FIGURES_LEAST)
