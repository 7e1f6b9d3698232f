"""Days of a hall played by the server's own deeds on a clock of their own: what each ticket was told, and what it waited.

Nothing here knows how estimates are made: arrivals, no-shows, priority, breaks, slow and quick officers, and counters that
open late or close early come from a seed. Two seeds are two different centres.
"""

import heapq
import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from math import exp
from pathlib import Path
from random import Random
from statistics import mean
from typing import Any

from sqlalchemy import func, select

from queue_server.configuration import folder as configuration
from queue_server.configuration.values import Configuration, Hours
from queue_server.hall.deeds import counters as counter_deeds
from queue_server.hall.deeds import issue, requeue, serve
from queue_server.hall.rules.estimate import through_breaks
from queue_server.hall.views import estimates
from queue_server.ledger import schema
from queue_server.ledger.actor import Actor
from queue_server.ledger.database import Database
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.engine import open_engine
from queue_server.ledger.storage.times import to_ms
from queue_server.ledger.tables import events, services
from queue_server.ledger.tables import tickets as ticket_table
from queue_server.ledger.unit_of_work import UnitOfWork
from queue_server.upkeep import day_end
from queue_server.visitors.deeds import ticket_holder
from shared.wire.counters import Close, Pause
from shared.wire.tickets import Finish, NewTicket, Restore, Transfer
from shared.wire.vocabulary import Outcome, Place

VIETNAM = timezone(timedelta(hours=7))
CONFIG = Path(__file__).resolve().parent.parent / "config"
FIRST_DAY = datetime(2026, 6, 15, tzinfo=VIETNAM)
_BOSS = Actor("bench", "supervisor", principal="bench")
_EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
_MORNING, _AFTERNOON = (450, 690), (810, 1020)
"""07:30 to 11:30 and 13:30 to 17:00, in minutes after midnight."""
_CROWD = (
    (450, 510, 1.3),
    (510, 600, 1.5),
    (600, 660, 1.0),
    (660, 690, 0.4),
    (810, 900, 1.4),
    (900, 960, 1.0),
    (960, 1000, 0.4),
)
"""How many come when: from, to, and the weight of a minute."""
_SERVICE_MINUTES = {
    "ho-tich": 9, "chung-thuc": 6, "dat-dai": 15, "xay-dung-do-thi": 14, "dang-ky-kinh-doanh": 12, "cong-thuong": 9,
    "nong-nghiep-moi-truong": 12, "bao-tro-xa-hoi-giam-ngheo": 10, "nguoi-co-cong": 12, "giao-duc-dao-tao": 9,
    "van-hoa-the-thao-thong-tin": 9, "noi-vu-ton-giao": 8,
}  # fmt: skip
REFRESH = 1.0
"""Minutes between two estimates; the server takes a quarter of that."""


@dataclass(frozen=True, slots=True)
class Wait:
    """One ticket that was told a range and called: all in minutes.

    `plain` is people ahead × mean service ÷ open counters, and `broken` the same with lunch put in.
    """

    queue: str
    minute: float
    priority: bool
    p50: float
    p90: float
    plain: float
    broken: float
    waited: float


@dataclass(slots=True)
class Found:
    """The waits of the played days, and how many numbers were given in all."""

    waits: list[Wait] = field(default_factory=list)
    given: int = 0

    def within(self) -> float:
        """The share of waits that were no longer than the 90th percentile which their holders were told."""
        return mean([wait.waited <= wait.p90 for wait in self.waits])

    def error(self) -> float:
        """The mean absolute error of the told median, in minutes."""
        return mean([abs(wait.waited - wait.p50) for wait in self.waits])

    def plain_error(self) -> float:
        """The same of people ahead × mean ÷ counters."""
        return mean([abs(wait.waited - wait.plain) for wait in self.waits])

    def broken_error(self) -> float:
        """The same with lunch put in."""
        return mean([abs(wait.waited - wait.broken) for wait in self.waits])


def centre() -> Configuration:
    """The shipped centre with a real one's hours."""
    shipped = configuration.load(CONFIG)
    hours = tuple(Hours(_EVERY_DAY, opens, closes) for opens, closes in (_MORNING, _AFTERNOON))
    return replace(shipped, centre=replace(shipped.centre, hours=hours))


def play(
    folder: Path, seed: int, days: int, *, warm_up: int = 2, load: float = 1.0, refresh: float = REFRESH
) -> Found:
    """Plays `warm_up` days that nobody measures, then `days`; the same seed gives the same waits."""
    found = Found()
    with _hall(folder, seed, load) as hall:
        for number in range(warm_up + days):
            day = _Day(hall, FIRST_DAY + timedelta(days=number))
            day.play(refresh if number >= warm_up else None)
            if number >= warm_up:
                found.given += len(day.plain)
                found.waits += day.waits()
    return found


@dataclass(slots=True)
class _Hall:
    book: Database
    centre: Configuration
    chance: Random
    load: float
    speed: dict[int, float]
    now: datetime = FIRST_DAY

    def do(self, work: Callable[[UnitOfWork], Any]) -> Any:
        """A deed at this moment; None where a rule refuses it."""
        made: list[Any] = []
        try:
            self.book.perform(_BOSS, lambda deed: made.append(work(deed)))
        except RuleBroken:
            return None
        return made[0]


@contextmanager
def _hall(folder: Path, seed: int, load: float) -> Iterator[_Hall]:
    folder.mkdir(parents=True, exist_ok=True)
    shape = centre()
    engine = open_engine(f"sqlite:///{folder / f'hall-{seed}.sqlite3'}")
    schema.prepare(engine, shape, FIRST_DAY)
    chance = Random(seed)
    speed = {counter.number: chance.uniform(0.8, 1.25) for counter in shape.counters}
    book = Database(engine, shape, lambda: hall.now, day_end.end_day)
    hall = _Hall(book, shape, chance, load, speed)
    try:
        yield hall
    finally:
        book.close()
        engine.dispose()


class _Day:
    """One day: a heap of moments, each with what happens then."""

    def __init__(self, hall: _Hall, midnight: datetime) -> None:
        self.hall = hall
        self.midnight = midnight
        self.chance = hall.chance
        self.moments: list[tuple[float, int, Callable[[], None]]] = []
        self.order = itertools.count()
        self.minute = 0.0
        self.plain: dict[int, tuple[float, float] | None] = {}
        self.working: set[int] = set()
        self.idle: set[int] = set()
        self.leaving: dict[int, float | None] = {}
        self.means: dict[str, float] = {}

    def at(self, minute: float, what: Callable[[], None]) -> None:
        heapq.heappush(self.moments, (minute, next(self.order), what))

    def play(self, refresh: float | None) -> None:
        """From before the centre opens until the last one is served, with an estimate every `refresh` minutes."""
        self.hall.book.estimates.clear()
        self._plan_people()
        for counter in self.hall.centre.counters:
            self._plan_counter(counter.number)
        minute = _MORNING[0] - 10.0
        while refresh is not None and minute < _AFTERNOON[1]:
            self.at(minute, self._estimate)
            minute += refresh
        while self.moments:
            self.minute, _, what = heapq.heappop(self.moments)
            self.hall.now = self.midnight + timedelta(minutes=self.minute)
            what()

    # Who comes

    def _plan_people(self) -> None:
        whole = sum((end - start) * weight for start, end, weight in _CROWD)
        minutes = sum(closes - opens for opens, closes in (_MORNING, _AFTERNOON))
        busy = self.hall.load * self.chance.uniform(0.65, 0.9)
        for queue in self.hall.centre.queues:
            share = sum(1 / len(c.queues) for c in self.hall.centre.counters if queue.id in c.queues)
            usual = busy * share * minutes / (_SERVICE_MINUTES[queue.id] + 1.5)
            coming = usual * exp(self.chance.gauss(0, 0.1))
            for start, end, weight in _CROWD:
                moment = float(start)
                while True:
                    moment += self.chance.expovariate(coming * weight / whole)
                    if moment >= end:
                        break
                    self.at(moment, lambda queue=queue.id: self._come(queue))  # type: ignore[misc]
            # Some stand before the door.
            for _ in range(round(coming * 0.05)):
                self.at(_MORNING[0], lambda queue=queue.id: self._come(queue))  # type: ignore[misc]

    def _come(self, queue: str) -> None:
        group = "elderly" if self.chance.random() < 0.1 else None
        body = NewTicket(queue=queue, priority=group)
        ticket = self.hall.do(lambda deed: issue.issue(deed, body))
        if ticket is None:
            return
        open_here = sum(1 for n in self.working if queue in self._queues(n))
        usual = self.means.get(queue)
        if usual is not None and open_here:
            breaks = estimates.closed_times(self.hall.centre, self.hall.now)
            plain = ticket.ahead * usual / open_here
            self.plain[ticket.id] = (plain, through_breaks(plain, breaks))
        else:
            self.plain[ticket.id] = None
        fate = self.chance.random()
        if fate < 0.03:
            secret = self._secret(ticket.id)
            self.at(self.minute + self.chance.uniform(5, 40), lambda: self._give_up(secret))
        elif fate < 0.05:
            secret = self._secret(ticket.id)
            self.at(self.minute + self.chance.uniform(2, 20), lambda: self._ask_for_time(secret))
        self._wake()

    def _secret(self, ident: int) -> str:
        with self.hall.book.engine.connect() as connection:
            query = select(ticket_table.c.follow_secret).where(ticket_table.c.id == ident)
            return str(connection.execute(query).scalar_one())

    def _give_up(self, secret: str) -> None:
        with self.hall.book.engine.connect() as connection:
            query = select(ticket_table.c.state).where(ticket_table.c.follow_secret == secret)
            waits = connection.execute(query).scalar_one() == "waiting"
        if waits:
            self.hall.do(lambda deed: ticket_holder.cancel(deed, secret))

    def _ask_for_time(self, secret: str) -> None:
        self.hall.do(lambda deed: ticket_holder.delay(deed, secret))
        self.at(self.minute + 10.01, self._wake)

    # Who serves

    def _queues(self, number: int) -> tuple[str, ...]:
        return next(c.queues for c in self.hall.centre.counters if c.number == number)

    def _plan_counter(self, number: int) -> None:
        """Opens late, breaks, closes early: as people do."""
        habit = self.chance.random()
        for part, (opens, closes) in enumerate((_MORNING, _AFTERNOON)):
            late = habit < 0.05 and part == 0
            self.at(
                opens + (self.chance.uniform(20, 40) if late else self.chance.uniform(-4, 8)),
                lambda: self._open(number),
            )
            if self.chance.random() < 0.4:
                pause = self.chance.uniform(opens + 60, closes - 50)
                length = self.chance.uniform(5, 15)
                self.at(pause, lambda length=length: self._stop(number, length))  # type: ignore[misc]
            last = closes + (self.chance.uniform(-3, 3) if part == 0 else 90)
            self.at(last, lambda: self._stop(number, None))

    def _open(self, number: int) -> None:
        self.hall.do(lambda deed: counter_deeds.open_counter(deed, number))
        self.working.add(number)
        self.idle.add(number)
        self._wake()

    def _stop(self, number: int, pause: float | None) -> None:
        """For a pause of so many minutes, or closed; whoever is at the counter is served to the end."""
        if number not in self.working:
            return
        if number not in self.idle:
            # What ends the work outweighs a pause that is still to come.
            if number not in self.leaving or self.leaving[number] is not None:
                self.leaving[number] = pause
            return
        self.leaving.pop(number, None)
        self.working.discard(number)
        self.idle.discard(number)
        if pause is None:
            self.hall.do(lambda deed: counter_deeds.close(deed, number, Close()))
        else:
            self.hall.do(lambda deed: counter_deeds.pause(deed, number, Pause(reason="nghỉ")))
            self.at(self.minute + pause, lambda: self._open(number))

    def _wake(self) -> None:
        for number in sorted(self.idle):
            self._call(number)

    def _call(self, number: int) -> None:
        if number not in self.idle:
            return
        ticket = self.hall.do(lambda deed: counter_deeds.call_next(deed, number))
        if ticket is None:
            return
        self.idle.discard(number)
        ident, queue = ticket.id, ticket.queue
        if self.chance.random() < 0.06:
            self.at(self.minute + self.chance.uniform(1.5, 3.5), lambda: self._missed(number, ident))
            return
        walk = self.chance.uniform(0.2, 1.2)
        takes = _SERVICE_MINUTES[queue] * self.hall.speed[number] * exp(self.chance.gauss(-0.18, 0.6))
        self.at(self.minute + walk, lambda: self.hall.do(lambda deed: serve.start(deed, ident)))
        self.at(self.minute + walk + max(0.7, takes), lambda: self._served(number, ident, queue))

    def _missed(self, number: int, ident: int) -> None:
        for _ in range(self.hall.centre.centre.no_show_after_calls):
            self.hall.do(lambda deed: serve.recall(deed, ident))
        self.hall.do(lambda deed: serve.no_show(deed, ident))
        if self.chance.random() < 0.4:
            self.at(self.minute + self.chance.uniform(3, 15), lambda: self._back(ident))
        self._free(number)

    def _back(self, ident: int) -> None:
        self.hall.do(lambda deed: requeue.restore(deed, ident, Restore(place=Place.LAST)))
        self._wake()

    def _served(self, number: int, ident: int, queue: str) -> None:
        others = [known.id for known in self.hall.centre.queues if known.id != queue]
        if self.chance.random() < 0.04:
            onward = Transfer(queue=self.chance.choice(others))
            self.hall.do(lambda deed: requeue.transfer(deed, ident, onward))
        else:
            self.hall.do(lambda deed: serve.finish(deed, ident, Finish(outcome=Outcome.ADVISED)))
        self._free(number)

    def _free(self, number: int) -> None:
        """The officer puts papers away, then calls."""
        rest = self.chance.uniform(0.2, 1.0)
        self.at(self.minute + rest, lambda: self._ready(number))

    def _ready(self, number: int) -> None:
        self.idle.add(number)
        if number in self.leaving:
            self._stop(number, self.leaving[number])
        else:
            self._call(number)

    # What is told, and what came of it

    def _estimate(self) -> None:
        hall = self.hall
        with hall.book.engine.connect() as connection:
            fresh = estimates.compute(connection, hall.centre, hall.now)
            if self.minute % 10 < 1 or not self.means:
                took = func.avg(services.c.finished_at - services.c.called_at) / 60_000.0
                means = select(services.c.queue, took).group_by(services.c.queue)
                self.means = {queue: float(usual) for queue, usual in connection.execute(means)}
        hall.book.estimates.clear()
        hall.book.estimates.update(fresh)

    def waits(self) -> list[Wait]:
        """Tickets that were told a range and called in their first line without having asked for more time."""
        columns = ticket_table.c
        query = select(
            columns.id,
            columns.queue,
            columns.priority,
            columns.issued_at,
            columns.stop_since,
            columns.first_called_at,
            columns.told_p50,
            columns.told_p90,
        ).where(columns.id.in_(self.plain), columns.delays == 0)
        first = self._first_calls()
        found = []
        with self.hall.book.engine.connect() as connection:
            for row in connection.execute(query):
                called = first.get(row.id)
                plain = self.plain[row.id]
                if called is None or row.told_p90 is None or plain is None:
                    continue
                waited = (called - row.issued_at) / 60_000
                told = (float(row.told_p50), float(row.told_p90))
                came = (row.issued_at - to_ms(self.midnight)) / 60_000
                found.append(Wait(row.queue, came, row.priority is not None, *told, *plain, waited))
        return found

    def _first_calls(self) -> dict[int, int]:
        """The first call of each ticket, from the diary: a later stop overwrites the ticket's own."""
        query = (
            select(events.c.ticket_id, events.c.at)
            .where(events.c.type == "ticket_called", events.c.ticket_id.in_(self.plain))
            .order_by(events.c.seq)
        )
        found: dict[int, int] = {}
        with self.hall.book.engine.connect() as connection:
            for ident, at in connection.execute(query):
                found.setdefault(ident, at)
        return found
