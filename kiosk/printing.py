"""The print desk: one thread that prints tickets in order, watches the printer, and says what became of each paper.

It never asks for a number: printing again prints the same one.
"""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import Literal

from PIL import Image

from kiosk.paper import Drawer, Ticket, wording
from kiosk.printer import Printer, PrinterStatus

Outcome = Literal["printing", "printed", "sent", "failed"]
MOST_REPRINTS = 3
_REMEMBERED = 30
_LOOK_EVERY = 10.0
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """A ticket at the desk; `trouble` names why the last paper failed (`paper_out`, `cover_open`, …)."""

    ticket: Ticket
    outcome: Outcome = "printing"
    trouble: str | None = None
    reprints: int = 0


class PrintDesk:
    """Takes tickets and prints them; remembers the last ones for printing again."""

    def __init__(self, printer: Printer, drawer: Drawer, now: Callable[[], datetime]) -> None:
        self._printer = printer
        self._drawer = drawer
        self._now = now
        self._jobs: OrderedDict[int, Job] = OrderedDict()
        self._lock = threading.Lock()
        self._wishes: SimpleQueue[int | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="print-desk", daemon=True)
        self.status = PrinterStatus("unknown")
        """How the printer was when it was last asked."""
        self.changed = threading.Event()
        """Set when the status has changed."""

    @property
    def answers(self) -> bool:
        """Whether the printer can confirm that a paper came out."""
        return self._printer.answers

    def start(self) -> None:
        """Begins to print; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the job at hand."""
        self._wishes.put(None)
        self._thread.join(5.0)
        self._printer.close()

    def print(self, ident: int, ticket: Ticket) -> None:
        """Prints the ticket soon. A ticket that is at the desk already is left as it is: one number, one paper."""
        with self._lock:
            if ident in self._jobs:
                return
            self._jobs[ident] = Job(ticket)
            while len(self._jobs) > _REMEMBERED:
                self._jobs.popitem(last=False)
        self._wishes.put(ident)

    def reprint(self, ident: int) -> bool:
        """Prints a remembered ticket again, marked with the time; False when it is unknown or was printed too often."""
        with self._lock:
            job = self._jobs.get(ident)
            if job is None or job.reprints >= MOST_REPRINTS:
                return False
            if job.outcome == "printing":
                return True
            ticket = job.ticket
            if job.outcome != "failed" or job.reprints:
                # Only a second paper is marked: one that never came out is the first.
                ticket = replace(ticket, reprinted_at=self._now())
            self._jobs[ident] = Job(ticket, reprints=job.reprints + (job.outcome != "failed"))
        self._wishes.put(ident)
        return True

    def job(self, ident: int) -> Job | None:
        """What became of a ticket's paper; None for one that is not remembered."""
        with self._lock:
            return self._jobs.get(ident)

    def _run(self) -> None:
        self._warm_up()
        self._take_status(self._printer.status())
        while True:
            try:
                ident = self._wishes.get(timeout=_LOOK_EVERY)
            except Empty:
                self._take_status(self._printer.status())
                continue
            if ident is None:
                return
            self._print(ident)

    def _print(self, ident: int) -> None:
        job = self.job(ident)
        if job is None:
            return
        try:
            result = self._printer.print(self._draw(job.ticket))
            self._take_status(result.status)
            trouble = result.status.trouble or ("no_paper" if result.outcome == "failed" else None)
            done = replace(job, outcome=result.outcome, trouble=trouble)
        except Exception:
            # Whatever goes wrong with one paper, the number stands on the screen and the next paper is tried.
            _LOG.exception("ticket %s could not be printed", job.ticket.number)
            done = replace(job, outcome="failed", trouble="no_paper")
        _LOG.info("ticket %s: %s %s", job.ticket.number, done.outcome, done.trouble or "")
        with self._lock:
            self._jobs[ident] = done

    def _draw(self, ticket: Ticket) -> Image.Image:
        return self._drawer.draw(wording(ticket), ticket.follow_url)

    def _take_status(self, status: PrinterStatus) -> None:
        if status != self.status:
            self.status = status
            self.changed.set()

    def _warm_up(self) -> None:
        """Draws a paper for nobody: the first drawing loads the fonts, and must not keep the first citizen waiting."""
        sample = Ticket(
            "A000", "…", (1,), 1, 5, 10, self._now(), "…", "…", follow_url="https://example.invalid/f/0"
        )
        try:
            self._draw(sample)
        except Exception:
            # The agent serves look-up and numbers on the screen even where no paper can be drawn.
            _LOG.exception("the ticket's paper cannot be drawn")
