"""What this kiosk may do without the server: its ranges, which queue a wish belongs to, and when a number was printed.

Quotas and the like are checked by the server only, and a number on paper is never refused because of them.
"""

import logging
import secrets
import threading
from datetime import datetime, timedelta

from kiosk.offline.journal import Entry, Journal, NotLearned
from kiosk.offline.not_taken import NotTaken
from kiosk.offline.number_request import NumberRequest
from kiosk.upstream.catalogue import Catalogue
from kiosk.upstream.hall import Hall
from kiosk.upstream.reporting import OwnReport
from kiosk.upstream.server import Refused, Server, Unreachable
from kiosk.upstream.server_clock import ServerClock
from shared.wire.tickets import KioskJournal, KioskRanges
from shared.wire.vocabulary import Purpose

_OFFSET = "clock_offset_seconds"
_DAY, _HELD, _TWIN = "service_day", "service_day_held", "twin"
_ASK_EVERY = 5.0
"""Seconds; the server notices by it that two kiosks run under one name."""
_OLDER = frozenset({404, 405})
"""What a server answers that knows no such question."""
_LOG = logging.getLogger(__name__)
_WORTH_KEEPING = timedelta(seconds=1)


def kept_clock(journal: Journal) -> ServerClock:
    """The server's clock as this kiosk measured it last."""
    try:
        return ServerClock(timedelta(seconds=float(journal.recall(_OFFSET) or 0)))
    except (ValueError, OverflowError):
        return ServerClock()


class OfflineNumbers:
    """One kiosk's own numbers, and what the page and the server have to know about them."""

    def __init__(self, journal: Journal, hall: Hall, catalogue: Catalogue) -> None:
        self._journal = journal
        self._hall = hall
        self._catalogue = catalogue
        self._printed: dict[int, float] = {}
        self._kept_offset = hall.time.offset
        self._told_day = journal.recall(_DAY) or ""
        self._held = journal.recall(_HELD) == "yes"
        self._twin = journal.recall(_TWIN) == "yes"
        self._instance = secrets.token_urlsafe(12)
        self._woken = threading.Event()
        self.learned = False
        """Whether the server has sent the ranges since the start of this program."""

    def place(self, body: NumberRequest) -> str:
        """The queue of a request's number. Raises NotTaken if there can be no number, NotLearned before ranges are known."""
        if self._hall.link == "refused":
            # A kiosk whose token was revoked must not give numbers without the server.
            raise NotTaken("unauthenticated")
        if self._may_not:
            raise NotLearned
        if not self._hall.open():
            raise NotTaken("queue_closed")
        known = [self._catalogue.procedure(ident) for ident in body.procedures]
        if None in [one.queue for one in known if one is not None]:
            raise NotTaken("lookup_only")
        queue = self.queue_of(body)
        if queue is None:
            raise NotLearned
        if body.person:
            # The kiosk does not know whether that visit is over by now. The guide desk helps people who are refused wrongly.
            held = self._journal.held_by(body.person, queue, self.day())
            if held is not None:
                raise NotTaken("one_a_field", number=held)
        return queue

    def queue_of(self, body: NumberRequest) -> str | None:
        """The queue to which a request's number belongs: that of its first procedure, the queue it names, or the guide's."""
        queue = body.queue
        if body.procedures:
            first = self._catalogue.procedure(body.procedures[0])
            queue = None if first is None else first.queue
        elif queue is None and body.purpose is Purpose.GUIDE:
            queue = self._hall.centre().guide_queue
        return queue or None

    def moment(self) -> datetime:
        """Now by the server's clock, in the centre's zone."""
        return self._hall.now()

    def day(self) -> str:
        """The service day: the date by the server's clock, and never before the day that the server told last.

        While the server itself holds another day than its clock shows, because it doubts its clock, that day stays. A range
        that began again because of a wrong clock would give numbers that are on paper.
        """
        return self._told_day if self._held else max(self._told_day, self._hall.now().date().isoformat())

    def given(self, entry: Entry) -> None:
        """Remembers when a number was given, by the steady clock, which nobody can set."""
        self._printed[entry.id] = self._hall.time.steady()

    def printed_at(self, entry: Entry) -> datetime:
        """When the number was given, as exactly as it is known now; perhaps the server's time became known only later."""
        written = entry.printed_at or self._hall.now()
        steady = self._printed.get(entry.id)
        if steady is None or not self._hall.time.measured:
            return written
        better = self._hall.time.since(steady).astimezone(written.tzinfo)
        # The number belongs to the day that it was taken from, whatever date a doubted clock wrote beside it.
        return better if better.date().isoformat() == (entry.day or written.date().isoformat()) else written

    def keep_learned(self, server: Server, stop: threading.Event) -> None:
        """Asks for the ranges again and again until the kiosk stops; `wake` makes it ask at once."""
        while not stop.is_set():
            self._woken.clear()
            try:
                self.learn(server)
            except (Unreachable, Refused) as error:
                _LOG.info("the ranges were not learned: %s", error)
            except Exception:
                # An unexpected answer must not end the asking for good.
                _LOG.exception("the ranges were not learned")
            self._woken.wait(_ASK_EVERY)

    def wake(self) -> None:
        """Makes `keep_learned` ask at once: the server is back, or the kiosk stops."""
        self._woken.set()

    def learn(self, server: Server) -> None:
        """Asks the server for the ranges and how far they are used. Raises Unreachable or Refused."""
        told, passed_over = self._claimed(server)
        self._say_twin(False)
        self._hall.take_time(told.now)
        self._journal.learn(told.day, told.queues)
        if self._journal.behind and passed_over:
            # Only now, when on the disk it stands how far the server has passed over what the newer journal may have given.
            self._journal.behind = False
            self._journal.mark()
        self._hold(told)
        if not self.learned and not self._held:
            # Only now it is known what time it is: under a wrong clock today's numbers would be forgotten as old ones.
            self._journal.tidy(self._hall.now())
        self.learned = True
        offset = self._hall.time.offset
        if abs(offset - self._kept_offset) >= _WORTH_KEEPING:
            self._journal.remember(_OFFSET, str(offset.total_seconds()))
            self._kept_offset = offset

    def _claimed(self, server: Server) -> tuple[KioskRanges, bool]:
        """The ranges, and whether the server has passed over numbers where the journal counts less than its mark."""
        journal = self._journal
        day = self.day()
        asks = KioskJournal(
            journal=journal.ident,
            instance=self._instance,
            starts=journal.starts,
            behind=journal.behind,
            day=day,
            seen=self._hall.seen(day),
        )
        try:
            return server.put_json("/devices/me/journal", asks.model_dump()).read(KioskRanges), True
        except Refused as refused:
            if refused.code == "kiosk_twin":
                self._say_twin(True)
            if refused.status not in _OLDER:
                raise
        return server.get(f"/devices/me/ranges?journal={journal.ident}").read(KioskRanges), False

    def _say_twin(self, twin: bool) -> None:
        """Remembers, also for a start without the server, whether another kiosk of this name may give the range's numbers."""
        if twin != self._twin:
            if twin:
                _LOG.error("another kiosk runs under this name; this one gives no numbers by itself")
            self._journal.remember(_TWIN, "yes" if twin else "no")
            self._twin = twin

    @property
    def _may_not(self) -> bool:
        return self._twin or self._journal.behind

    def _hold(self, told: KioskRanges) -> None:
        held = told.day != told.now[:10]
        if (told.day, held) != (self._told_day, self._held):
            self._journal.remember(_DAY, told.day)
            self._journal.remember(_HELD, "yes" if held else "no")
            self._told_day, self._held = told.day, held

    def left(self) -> dict[str, int]:
        """How many numbers can still be given alone today, by queue; empty for a kiosk that has not learned, or may not."""
        return {} if self._may_not else self._journal.left(self.day())

    def report(self) -> OwnReport:
        """What the report to the server says of the numbers that this kiosk gives alone."""
        aside = self._journal.set_asides(self.day())
        undelivered = self._journal.undelivered()
        left = self.left()
        return OwnReport(
            alone=self._hall.link != "connected" or undelivered > 0,
            undelivered=undelivered,
            set_aside=len(aside),
            range_left=min(left.values(), default=0),
            set_aside_numbers=", ".join(f"{one.number} ({one.reason})" for one in aside[:5]) or None,
            # The journal is named only after it has learned, so that until then the server sees which one the kiosk had.
            journal=self._journal.ident if self.learned else None,
        )
