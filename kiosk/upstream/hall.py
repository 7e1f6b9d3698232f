"""What the kiosk knows of the centre right now: its hours, queues, counters and the link.

While the server is away, the last answers are used; whether the centre is open is computed here, by the centre's clock.
"""

import logging
import threading
from collections.abc import Collection, Mapping
from datetime import date, datetime
from string import ascii_uppercase
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ValidationError

from kiosk.answers import hall as shown
from kiosk.answers.base import in_both
from kiosk.upstream.estimates import worded
from kiosk.upstream.server import fitting
from kiosk.upstream.server_clock import ServerClock
from shared.hours import opening
from shared.text.dates import clock, day_in_sentence, long_date
from shared.wire.centre import Centre, Policy, Queue, WaitingMinutes
from shared.wire.counters import HallCounter, Snapshot
from shared.wire.facts import Happened
from shared.wire.facts.base import UNSAID
from shared.wire.facts.counters import CounterFact
from shared.wire.facts.screens import EmergencyEnded, EmergencyStarted, NoticeChanged
from shared.wire.facts.tickets import TicketFact, TicketIssued
from shared.wire.vocabulary import CounterState

_LOG = logging.getLogger(__name__)
_HOME = "Asia/Ho_Chi_Minh"
_MIDNIGHT = 24 * 60
_MOMENTARY = frozenset({"now", "day", "open_now", "reopens_at"})
_NO_FIGURES = {"waiting": 0, "called": 0, "serving": 0, "done": 0, "quota_left": None, "estimate": None}
UNKNOWN = Centre(
    id="",
    name="",
    subtitle="",
    timezone=_HOME,
    now="",
    day="",
    open_now=True,
    reopens_at=None,
    hours=[],
    days_off=[],
    ticker=[],
    notice=None,
    public_address=None,
    priority_groups=[],
    guide_queue=None,
    last_ticket_minutes=0,
    frequent=[],
    policy=Policy(mode="interleave", p=0, n=0),
    dossier_mode="",
    waiting_minutes=WaitingMinutes(notice=0, alert=0),
    emergency=None,
    emergency_at=None,
)
"""The centre before the first answer; a kept copy of an older release lacks what it did not know yet."""


class _Copy(BaseModel):
    """What is kept for a start without the server."""

    centre: dict[str, object]
    queues: list[Queue]
    counters: list[HallCounter]


class Hall:
    """The last snapshot, kept up to date by facts; safe to use from several threads."""

    def __init__(self, time: ServerClock | None = None) -> None:
        self.time = time or ServerClock()
        self._lock = threading.Lock()
        self._centre: Centre | None = None
        self._queues: dict[str, Queue] = {}
        self._seen: dict[str, dict[str, int]] = {}
        self._counters: dict[int, HallCounter] = {}
        self._link: shown.LinkState = "starting"
        self.stale = threading.Event()
        """Set when the queues' figures have changed and should be fetched."""

    @property
    def link(self) -> shown.LinkState:
        """Whether the server is there and takes this kiosk."""
        return self._link

    @property
    def zone(self) -> str:
        """The centre's time zone."""
        return self.centre().timezone or _HOME

    def now(self) -> datetime:
        """The time by the server's clock, in the centre's zone: a kiosk's own clock may be wrong."""
        try:
            zone = ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError):
            zone = ZoneInfo(_HOME)
        return self.time.now().astimezone(zone)

    def open(self) -> bool:
        """Whether the centre gives numbers now, by the hours and days off of the server's last answer."""
        centre = self.centre()
        if not centre.id or centre.clock_doubted:
            # Nothing was told yet, or the hours cannot be told by the server's clock.
            return True
        return opening.takes_numbers(
            _spans(centre), _days_off(centre), self.now(), centre.last_ticket_minutes
        )

    def copy(self) -> dict[str, object]:
        """What is saved for a start without the server, as JSON; figures are not saved, since they would be old."""
        with self._lock:
            centre = {} if self._centre is None else self._centre.model_dump(mode="json", by_alias=True)
            queues = [row.model_dump(mode="json") for row in self._queues.values()]
            counters = [row.model_dump(mode="json", exclude_unset=True) for row in self._counters.values()]
        return {
            "centre": {key: value for key, value in centre.items() if key not in _MOMENTARY},
            "queues": [{**row, **_NO_FIGURES} for row in queues],
            "counters": counters,
        }

    def restore(self, copy: object) -> None:
        """Takes a saved copy; whatever of it cannot be read is missing until the server answers."""
        try:
            kept = _Copy.model_validate(copy)
            centre = _of_copy(kept.centre) if kept.centre else None
        except ValidationError:
            return
        if centre is not None and not _readable(centre):
            return
        with self._lock:
            self._centre = centre
            self._counters = {row.number: row for row in kept.counters}
        self.take_queues(kept.queues)

    def take_snapshot(self, told: Mapping[str, object]) -> None:
        """Replaces all that is known; a snapshot that does not fit is told in the log and changes nothing."""
        snapshot = fitting(Snapshot, told)
        if snapshot is None:
            return
        with self._lock:
            self._counters = {row.number: row for row in snapshot.counters}
        self.take_centre(snapshot.centre)
        self.take_queues(snapshot.queues)

    def take_fact(self, happened: Happened) -> None:
        """Changes counters by the fact at once; marks the queues' figures as stale, because facts do not carry them."""
        match happened.fact:
            # This is done at once and not with the next figures, since an emergency cannot wait.
            case EmergencyStarted(text=text):
                self._tell(emergency=text)
            case EmergencyEnded():
                self._tell(emergency=None)
            case NoticeChanged(text=text):
                self._tell(notice=text)
            case CounterFact() as fact:
                self._take_counter(fact)
                self.stale.set()
            case TicketIssued() as fact:
                self._note(fact)
                self.stale.set()
            case TicketFact():
                self.stale.set()

    def _note(self, fact: TicketIssued) -> None:
        digits = fact.number.lstrip(ascii_uppercase)
        # What a kiosk gave alone is of its own range, and says nothing of how far the server's own numbers have come.
        if digits.isdecimal() and fact.offline is not True:
            day = self.now().date().isoformat()
            with self._lock:
                known = self._seen.setdefault(day, {})
                known[fact.queue] = max(int(digits), known.get(fact.queue, 0))
                for old in sorted(self._seen)[:-2]:
                    del self._seen[old]

    def seen(self, day: str) -> dict[str, int]:
        """The highest number of each queue that the server gave on the day, as far as this kiosk has heard, at any place."""
        with self._lock:
            return dict(self._seen.get(day, {}))

    def take_link(self, status: shown.LinkState) -> None:
        """The link's new state."""
        self._link = status

    def take_centre(self, centre: Centre) -> None:
        """The centre as `GET /centre` describes it; its clock becomes ours."""
        if not _readable(centre):
            _LOG.warning("the centre's hours cannot be read")
            return
        with self._lock:
            self._centre = centre
        self.take_time(centre.now)

    def take_time(self, told: str) -> None:
        """Takes the server's time from an answer that has just come."""
        try:
            moment = datetime.fromisoformat(told)
        except ValueError:
            return
        if moment.tzinfo is not None:
            self.time.take(moment)

    def take_queues(self, queues: list[Queue]) -> None:
        """The queues as `GET /queues` lists them."""
        with self._lock:
            self._queues = {row.id: row for row in queues}

    def queue(self, ident: str) -> Queue | None:
        """One queue's row, or None."""
        with self._lock:
            return self._queues.get(ident)

    def centre(self) -> Centre:
        """The centre's description; `UNKNOWN` before the first answer."""
        return self._centre or UNKNOWN

    def state(self, own: Collection[str] | None = None) -> shown.Hall:
        """What the page shows of the hall.

        `own` are the queues of which a kiosk that is alone has numbers of its own left; None where it needs none.
        """
        now, is_open = self.now(), self.open()
        with self._lock:
            centre = self._centre or UNKNOWN
            told = not centre.clock_doubted
            left = opening.left_today(_spans(centre), _days_off(centre), now) if told else None
            queues = {
                ident: _queue(row, self._counters, left, own is not None and ident not in own)
                for ident, row in self._queues.items()
            }
            counters_open = sum(row.state is CounterState.OPEN for row in self._counters.values())
        until = _until(centre, now) if told else None
        return shown.Hall(
            clock=clock(now),
            day=now.date().isoformat(),
            date=in_both(lambda lang: long_date(now.date(), lang)),
            link=self._link,
            centre=shown.Centre(
                name=centre.name,
                subtitle=centre.subtitle,
                open=is_open,
                reopens=None if is_open else _reopens(centre, now),
                until=until,
                no_more_today=not is_open and until is not None,
                same_day_until=centre.same_day_until,
                notice=centre.notice,
                emergency=centre.emergency,
                groups=centre.priority_groups,
                guide_queue=centre.guide_queue,
            ),
            queues=queues,
            waiting=sum(row.waiting for row in queues.values()),
            counters_open=counters_open,
        )

    def _tell(self, **changes: str | None) -> None:
        with self._lock:
            self._centre = (self._centre or UNKNOWN).model_copy(update=changes)

    def _take_counter(self, fact: CounterFact) -> None:
        with self._lock:
            known = self._counters.get(fact.number)
            queues = [] if known is None else known.queues
            self._counters[fact.number] = HallCounter(
                number=fact.number,
                name=fact.name,
                state=fact.state,
                reason=None if known is None else known.reason,
                queues=queues if fact.queues is UNSAID else list(fact.queues),
                ticket=None if known is None else known.ticket,
            )


def _of_copy(kept: dict[str, object]) -> Centre:
    return Centre.model_validate({**UNKNOWN.model_dump(by_alias=True), **kept})


def _readable(centre: Centre) -> bool:
    """Whether its hours and days off are times and days, which no type says."""
    try:
        _spans(centre), _days_off(centre)
    except ValueError:
        return False
    return True


def _spans(centre: Centre) -> list[opening.Span]:
    return [
        opening.Span(tuple(row.days), opening.minutes(row.first), opening.minutes(row.last))
        for row in centre.hours
    ]


def _days_off(centre: Centre) -> frozenset[date]:
    return frozenset(map(date.fromisoformat, centre.days_off))


def _until(centre: Centre, now: datetime) -> str | None:
    """When the present opening hours end ("11:30"); None if they do not end today."""
    end = opening.closes_at(_spans(centre), _days_off(centre), now)
    return None if end is None or end == _MIDNIGHT else f"{end // 60:02}:{end % 60:02}"


def _reopens(centre: Centre, now: datetime) -> shown.Reopening | None:
    moment = opening.reopens_at(_spans(centre), _days_off(centre), now)
    if moment is None:
        return None
    day = in_both(lambda lang: day_in_sentence(moment.date(), lang))
    return shown.Reopening(time=clock(moment), vi=day.vi, en=day.en)


def _queue(row: Queue, counters: Mapping[int, HallCounter], left: int | None, spent: bool) -> shown.Queue:
    """A queue for the page; `left` are the minutes until the day's last closing."""
    mine = [counters[number] for number in row.counters if number in counters]
    estimate = row.estimate
    return shown.Queue(
        id=row.id,
        name=row.name,
        prefix=row.prefix,
        colour=row.colour,
        waiting=row.waiting,
        counters=row.counters,
        counters_open=[counter.number for counter in mine if counter.state is CounterState.OPEN],
        paused=row.paused,
        closed=row.closed,
        full=row.quota_left == 0,
        # By the estimate, which includes breaks, half of the people who come now would still wait when the centre closes.
        late=left is not None and estimate is not None and estimate.p50_minutes > left,
        left=row.quota_left,
        estimate=worded(estimate),
        spent=spent,
    )
