"""The print desk: one thread that prints tickets in order, watches the printer, and knows what became of each paper.

It never asks for a number: printing again prints the same number. It keeps its jobs in memory only. Whoever has to know
after a restart which papers are still to be printed, as the journal does, passes `came_out`, which is called for each paper
that came out, and orders the missing papers again.
"""

import itertools
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import Literal

from PIL import Image

from kiosk.paper import Checklist, Drawer, Picture, Ticket, checklist, wording
from kiosk.printer import TROUBLES, Printer, PrinterStatus, PrintResult
from shared.logs import journal as logs

Outcome = Literal["printing", "printed", "sent", "failed"]
Slip = Ticket | Checklist | Picture
"""What comes out of the printer: a number, a list of papers, or what the server drew."""
MOST_REPRINTS = 3
_REMEMBERED = 30
_NAMES_REMEMBERED = 200
_LOOK_EVERY, _LOOK_IN_TROUBLE = 10.0, 2.0
"""Seconds between two looks at an idle printer. In trouble they are fewer: someone who puts paper in waits for the screen."""
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """A ticket at the desk.

    `trouble` names why the last paper failed: `paper_out`, `cover_open`, `printer_offline`, `broken_off` where half a
    paper may hang out, `no_paper` where nothing is known.
    """

    ticket: Slip
    outcome: Outcome = "printing"
    trouble: str | None = None
    reprints: int = 0

    @property
    def printer_tells(self) -> bool:
        """Whether it failed by something of which the printer itself says when it is over."""
        return self.trouble in TROUBLES


class PrintDesk:
    """Takes tickets and prints them; remembers the last ones for printing again."""

    def __init__(
        self,
        printer: Printer,
        drawer: Drawer,
        now: Callable[[], datetime],
        came_out: Callable[[int], None] = lambda ident: None,
    ) -> None:
        self._printer = printer
        self._drawer = drawer
        self._now = now
        self._came_out = came_out
        self._jobs: OrderedDict[int, Job] = OrderedDict()
        self._fresh_names = itertools.count(-1, -1)
        self._names: OrderedDict[Hashable, int] = OrderedDict()
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

    def name(self, thing: Hashable = None) -> int:
        """A number below zero by which the desk knows a paper that is not a number of this kiosk.

        The papers of this kiosk's numbers have the ids of the journal, from one upwards. The same `thing` always gets the
        same name, so that it is printed once; without `thing` every call gives a new name.
        """
        with self._lock:
            if thing is None:
                return next(self._fresh_names)
            if thing not in self._names:
                self._names[thing] = next(self._fresh_names)
                while len(self._names) > _NAMES_REMEMBERED:
                    self._names.popitem(last=False)
            return self._names[thing]

    def print(self, ident: int, ticket: Slip) -> None:
        """Prints the ticket soon. If the ticket is at the desk already, nothing happens: a number gets one paper."""
        with self._lock:
            if ident in self._jobs:
                return
            self._jobs[ident] = Job(ticket)
            settled = [known for known, one in self._jobs.items() if one.outcome != "printing"]
            # Jobs that are not printed yet are never forgotten, however many wait behind one that is stuck.
            for old in settled[: max(0, len(self._jobs) - _REMEMBERED)]:
                del self._jobs[old]
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
                # Only a second paper is marked as a reprint. If the first never came out, this paper is the first.
                ticket = replace(ticket, reprinted_at=self._now())
            self._jobs[ident] = Job(ticket, reprints=job.reprints + (job.outcome != "failed"))
        self._wishes.put(ident)
        return True

    def job(self, ident: int) -> Job | None:
        """What became of a ticket's paper; None for a ticket that the desk does not remember."""
        with self._lock:
            return self._jobs.get(ident)

    def _run(self) -> None:
        self._warm_up()
        self._look()
        while True:
            try:
                ident = self._wishes.get(
                    timeout=_LOOK_EVERY if self.status.trouble is None else _LOOK_IN_TROUBLE
                )
            except Empty:
                self._look()
                continue
            if ident is None:
                return
            self._print(ident)

    def _look(self) -> None:
        try:
            self._take_status(self._printer.status())
        except Exception:
            # A driver that breaks its promise must not end the desk: the next paper may come out.
            _LOG.exception("the printer's status could not be read")

    def _print(self, ident: int) -> None:
        job = self.job(ident)
        if job is None:
            return
        try:
            result = self._printer.print(self._draw(job.ticket))
            self._take_status(result.status)
            done = replace(job, outcome=result.outcome, trouble=_trouble(result))
        except Exception:
            # Whatever goes wrong with one paper, the number stands on the screen and the next paper is tried.
            _LOG.exception("ticket %s could not be printed", job.ticket.number)
            done = replace(job, outcome="failed", trouble="no_paper")
        if isinstance(job.ticket, Picture):
            # Somebody's papers are not kept longer than it takes to print them.
            done = replace(done, ticket=Picture(None))
        told = logs.about(
            "paper", entry=ident, number=job.ticket.number, outcome=done.outcome, trouble=done.trouble
        )
        level = logging.WARNING if done.outcome == "failed" else logging.INFO
        _LOG.log(level, "ticket %s: %s %s", job.ticket.number, done.outcome, done.trouble or "", extra=told)
        with self._lock:
            self._jobs[ident] = done
        if done.outcome != "failed":
            self._tell(ident)

    def _tell(self, ident: int) -> None:
        try:
            self._came_out(ident)
        except Exception:
            # The paper is in someone's hand. The only harm is that the same paper may be ordered once more.
            _LOG.exception("the paper could not be noted down")

    def _draw(self, ticket: Slip) -> Image.Image:
        if isinstance(ticket, Picture):
            if ticket.image is None:
                raise ValueError("this slip was printed or given up")
            return ticket.image
        if isinstance(ticket, Checklist):
            return self._drawer.draw_checklist(checklist.wording(ticket), ticket.url)
        return self._drawer.draw(wording(ticket), ticket.follow_url)

    def _take_status(self, status: PrinterStatus) -> None:
        if status != self.status:
            level: logs.Level = "info" if status.trouble is None else "warning"
            logs.event("printer", level, printer=status.printer, paper=status.paper, trouble=status.trouble)
            self.status = status
            self.changed.set()

    def _warm_up(self) -> None:
        """Draws a paper that is not printed: this loads the fonts, so that the first citizen does not wait for that."""
        sample = Ticket(
            "A000", "…", (1,), 1, 5, 10, self._now(), "…", "…", follow_url="https://example.invalid/f/0"
        )
        try:
            self._draw(sample)
        except Exception:
            # The agent serves look-up and numbers on the screen even where no paper can be drawn.
            _LOG.exception("the ticket's paper cannot be drawn")


def _trouble(result: PrintResult) -> str | None:
    if result.outcome != "failed":
        return result.status.trouble
    if result.begun and result.status.trouble == "printer_offline":
        return "broken_off"
    return result.status.trouble or "no_paper"
