"""Random days at a small centre, by the real deeds on a real database: what must hold after each of them."""

import itertools
import json
import tempfile
from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import Engine, select

from queue_server.appointments.deeds import deliver as delivery
from queue_server.configuration.folder import load
from queue_server.configuration.values import Configuration, OfflineRange
from queue_server.hall.deeds import counters as counter_deeds
from queue_server.hall.deeds import issue as issuing
from queue_server.hall.deeds import requeue, serve
from queue_server.hall.rows import lines
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.hall.views import tickets as ticket_views
from queue_server.ledger import schema
from queue_server.ledger.actor import Actor
from queue_server.ledger.database import Database, Key
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.reading import reading
from queue_server.ledger.storage.engine import open_engine
from queue_server.ledger.tables import centres, events, queue_days
from queue_server.ledger.tables import counters as counter_table
from queue_server.ledger.tables import tickets as ticket_table
from queue_server.ledger.unit_of_work import UnitOfWork
from queue_server.upkeep import day_end
from shared.wire.counters import CallChosen, Close, Pause
from shared.wire.tickets import ChangePriority, Finish, Hold, NewTicket, Reason, Restore, Transfer
from shared.wire.vocabulary import Outcome, Place
from tests.examples import many

QUEUES = ("ho-tich", "chung-thuc")
COUNTERS = {1: ("ho-tich",), 2: ("ho-tich", "chung-thuc"), 3: ("chung-thuc",)}
LIVE = ("waiting", "called", "serving", "held")
SUPERVISOR = Actor("lan", "supervisor", principal="person:1")
OFFICER = Actor("minh", "officer", (2,), "person:2")
KIOSK = Actor("kiosk-1", "kiosk", principal="kiosk:kiosk-1")
MOVES: dict[str, tuple[Any, ...]] = {
    "recall": (
        serve.recall,
        ["called"],
    ),
    "start": (
        serve.start,
        ["called"],
    ),
    "finish": (serve.finish, ["serving", "called"], Finish(outcome=Outcome.ADVISED)),
    "no_show": (
        serve.no_show,
        ["called"],
    ),
    "hold": (serve.hold, ["waiting", "called", "serving"], Hold(reason="về lấy giấy")),
    "resume": (
        serve.resume,
        ["held"],
    ),
    "put_back": (
        requeue.put_back,
        ["called"],
    ),
    "cancel": (serve.cancel, ["waiting", "called", "held"], Reason(reason="về")),
    "undo": (
        serve.undo,
        ["done", "no_show", "cancelled"],
    ),
}
"""The deeds at a counter, each with the states it is meant for and its body, if it has one."""
_ids = itertools.count(1)


def small_centre() -> Configuration:
    """Two queues of four numbers, so that they wrap; three counters; one kiosk with two numbers of its own."""
    centre = load(Path(__file__).resolve().parents[3] / "config")
    chosen = [replace(queue, first=1, last=4) for queue in centre.queues if queue.id in QUEUES]
    kiosk = replace(centre.kiosks[0], offline_ranges=tuple(OfflineRange(queue, 800, 803) for queue in QUEUES))
    return replace(
        centre,
        centre=replace(centre.centre, guide_queue=None),
        queues=tuple(chosen),
        counters=tuple(
            replace(c, queues=COUNTERS[c.number]) for c in centre.counters if c.number in COUNTERS
        ),
        kiosks=(kiosk,),
    )


class Days(RuleBasedStateMachine):
    """Whatever officers, citizens and kiosks do, in any order."""

    engine: Engine
    small: Configuration

    def __init__(self) -> None:
        super().__init__()
        self.centre_id = f"random-{next(_ids)}"
        centre = replace(self.small, centre=replace(self.small.centre, id=self.centre_id))
        self.now = datetime(2026, 6, 15, 1, 0, tzinfo=UTC)
        schema.prepare(self.engine, centre, self.now)
        self.book = Database(self.engine, centre, lambda: self.now, day_end.end_day)
        self.unanswered: list[tuple[str, NewTicket]] = []

    def teardown(self) -> None:
        """Gives the connection back: one engine serves all examples."""
        self.book.close()
        super().teardown()

    # Deeds

    def _do(
        self, work: Callable[[UnitOfWork], Any], actor: Actor = SUPERVISOR, key: Key | None = None
    ) -> str | None:
        """The answer's body, or None when the rules refused; then nothing may have changed."""
        before = self._seq()
        try:
            return self.book.perform(actor, work, key=key).body
        except RuleBroken as broken:
            refused = broken.status
        assert refused in (403, 404, 409, 422)
        assert self._seq() == before
        return None

    @rule(
        queue=st.sampled_from(QUEUES),
        priority=st.sampled_from([None, "elderly"]),
        procedures=st.sampled_from(
            [None, ["dang-ky-khai-sinh"], ["chung-thuc-ban-sao-tu-ban-chinh", "dang-ky-khai-sinh"]]
        ),
    )
    def issue(self, queue: str, priority: str | None, procedures: list[str] | None) -> None:
        where = {"procedures": procedures} if procedures else {"queue": queue}
        body = NewTicket(**where, priority=priority)
        key = f"visit-{next(_ids)}"
        if self._do(lambda deed: issuing.issue(deed, body), KIOSK, Key(key, "same")) is not None:
            self.unanswered = [*self.unanswered[-3:], (key, body)]

    @rule(queue=st.sampled_from(QUEUES), value=st.integers(800, 804), late=st.integers(0, 100))
    def deliver(self, queue: str, value: int, late: int) -> None:
        number = ("A" if queue == "ho-tich" else "B") + str(value)
        printed_at = self.now - timedelta(minutes=late)
        body = NewTicket(queue=queue, printed_number=number, printed_at=printed_at)
        self._do(lambda deed: delivery.deliver(deed, body), KIOSK, Key(f"paper-{next(_ids)}", "same"))

    @precondition(lambda self: self.unanswered)
    @rule(data=st.data(), value=st.integers(800, 803))
    def deliver_what_was_answered(self, data: st.DataObject, value: int) -> None:
        key, asked = data.draw(st.sampled_from(self.unanswered))
        first = asked.queue or ("ho-tich" if asked.procedures[0] == "dang-ky-khai-sinh" else "chung-thuc")
        number = ("A" if first == "ho-tich" else "B") + str(value)
        body = asked.model_copy(update={"printed_number": number, "printed_at": self.now})
        same = Key(key, "same", lambda stored: delivery.outdated(stored, body))
        self._do(lambda deed: delivery.deliver(deed, body), KIOSK, same)

    @initialize()
    def the_counters_open(self) -> None:
        for number in COUNTERS:
            self._do(lambda deed, number=number: counter_deeds.open_counter(deed, number))

    @rule(
        number=st.sampled_from([1, 2, 3]),
        what=st.sampled_from(["open", "open", "open", "pause", "close"]),
        ticket=st.sampled_from([None, "put_back", "hold", "finish"]),
        actor=st.sampled_from([SUPERVISOR, SUPERVISOR, OFFICER]),
    )
    def change_counter(self, number: int, what: str, ticket: Any, actor: Actor) -> None:
        if what == "open":
            self._do(lambda deed: counter_deeds.open_counter(deed, number), actor)
        elif what == "pause":
            self._do(
                lambda deed: counter_deeds.pause(deed, number, Pause(reason="nghỉ", ticket=ticket)), actor
            )
        else:
            self._do(lambda deed: counter_deeds.close(deed, number, Close(ticket=ticket)), actor)

    @rule(number=st.sampled_from([1, 2, 3]), starts=st.booleans())
    def call_next(self, number: int, starts: bool) -> None:
        answer = self._do(lambda deed: counter_deeds.call_next(deed, number))
        if answer:
            called = json.loads(answer)
            assert (called["counter"], called["state"]) == (number, "called")
            if starts:
                self._do(lambda deed: serve.start(deed, called["id"]))

    @precondition(lambda self: self._tickets())
    @rule(data=st.data(), number=st.sampled_from([1, 2, 3]))
    def call_by_hand(self, data: st.DataObject, number: int) -> None:
        chosen = CallChosen(ticket=self._any(data, "waiting"), reason="cần gấp")
        turns = self._turns()
        self._do(lambda deed: counter_deeds.call_chosen(deed, number, chosen))
        assert self._turns() == turns

    @precondition(lambda self: self._tickets())
    @rule(
        data=st.data(),
        what=st.sampled_from(sorted(MOVES)),
        anything=st.integers(0, 9),
        actor=st.sampled_from([SUPERVISOR, SUPERVISOR, OFFICER]),
    )
    def move(self, data: st.DataObject, what: str, anything: int, actor: Actor) -> None:
        deed_of, states, *body = MOVES[what]
        ticket = self._any(data, *(states if anything else ()))
        self._do(lambda deed: deed_of(deed, ticket, *body), actor)

    @precondition(lambda self: self._tickets())
    @rule(
        data=st.data(),
        queue=st.sampled_from([None, *QUEUES]),
        counter=st.sampled_from([1, 2, 3]),
        place=st.sampled_from(Place),
    )
    def transfer(self, data: st.DataObject, queue: str | None, counter: int, place: Place) -> None:
        body = Transfer(queue=queue, counter=None if queue else counter, place=place)
        ticket = self._any(data, *LIVE)
        self._do(lambda deed: requeue.transfer(deed, ticket, body))

    @precondition(lambda self: self._tickets())
    @rule(data=st.data(), place=st.sampled_from(Place), checks_in=st.booleans())
    def come_back(self, data: st.DataObject, place: Place, checks_in: bool) -> None:
        ticket = self._any(data, "no_show", "cancelled", "held", "expired")
        if checks_in:
            self._do(lambda deed: requeue.check_in(deed, ticket), KIOSK)
        else:
            self._do(lambda deed: requeue.restore(deed, ticket, Restore(place=place)))

    @precondition(lambda self: self._tickets())
    @rule(data=st.data(), group=st.sampled_from([None, "merit"]))
    def change_priority(self, data: st.DataObject, group: str | None) -> None:
        ticket, body = self._any(data, *LIVE), ChangePriority(group=group, reason="giấy xác nhận")
        self._do(lambda deed: serve.change_priority(deed, ticket, body))

    @rule(seconds=st.sampled_from([1, 30, 61, 130]))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(morning=st.sampled_from([False, False, False, True]))
    def another_day(self, morning: bool) -> None:
        if morning:
            self.now = (self.now + timedelta(days=1)).replace(hour=0, minute=30)

    @rule()
    def forget_what_is_at_hand(self) -> None:
        """As after a restart."""
        self.book.kept = None

    # What must hold

    def _rows(self, table: Any) -> list[Any]:
        with self.engine.connect() as connection:
            return list(connection.execute(select(table).where(table.c.centre == self.centre_id)).all())

    def _tickets(self) -> list[Any]:
        return self._rows(ticket_table)

    def _any(self, data: st.DataObject, *states: str) -> int:
        """A ticket's id, one in these states where there is one."""
        known = self._tickets()
        chosen = [row.id for row in known if row.state in states] or [row.id for row in known]
        return int(data.draw(st.sampled_from(sorted(chosen))))

    def _turns(self) -> dict[tuple[str, str], int]:
        return {(row.day, row.queue): row.turn for row in self._rows(queue_days)}

    def _centre(self) -> Any:
        with self.engine.connect() as connection:
            return connection.execute(select(centres).where(centres.c.id == self.centre_id)).one()

    def _seq(self) -> int:
        return int(self._centre().seq)

    @invariant()
    def the_diary_has_no_gaps(self) -> None:
        assert sorted(row.seq for row in self._rows(events)) == list(range(1, self._seq() + 1))

    @invariant()
    def the_diary_replayed_gives_what_the_rows_say(self) -> None:
        told: dict[int, dict[str, Any]] = {}
        desks = dict.fromkeys(COUNTERS, "closed")
        for row in sorted(self._rows(events), key=lambda row: row.seq):
            data = json.loads(row.data)
            if row.type.startswith("ticket_"):
                told[row.ticket_id] = data
            elif row.type.startswith("counter_"):
                desks[data["number"]] = data["state"]
        columns = ("number", "queue", "state", "counter", "calls", "priority")
        assert {id: {c: data[c] for c in columns} for id, data in told.items()} == {
            row.id: {c: getattr(row, c) for c in columns} for row in self._tickets()
        }
        assert desks == {row.number: row.state for row in self._rows(counter_table)}

    @invariant()
    def a_ticket_stands_at_one_counter_and_a_counter_has_one_ticket(self) -> None:
        held = {row.number: row.ticket_id for row in self._rows(counter_table) if row.ticket_id is not None}
        at_counters = [row for row in self._tickets() if row.state in ("called", "serving")]
        assert held == {row.counter: row.id for row in at_counters}
        assert len(held) == len(at_counters)
        assert all(row.ticket_id is None for row in self._rows(counter_table) if row.state == "closed")

    @invariant()
    def no_number_is_held_twice(self) -> None:
        live = Tally((row.day, row.number) for row in self._tickets() if row.state in LIVE)
        assert all(count == 1 for count in live.values()), live
        given = Tally((row.day, row.number, row.lap) for row in self._tickets())
        assert all(count == 1 for count in given.values()), given

    @invariant()
    def nobody_waits_for_a_day_that_ended_or_a_counter_that_is_closed(self) -> None:
        closed = {row.number for row in self._rows(counter_table) if row.state == "closed"}
        day = self._centre().service_day
        waiting = [row for row in self._tickets() if row.state == "waiting"]
        assert [row for row in waiting if row.day != day or row.sent_to in closed] == []

    @invariant()
    def everyone_who_waits_stands_in_one_line(self) -> None:
        with reading(self.book) as now:
            shown = [t.id for queue in QUEUES for t, _ in ticket_views.queue_line(now, queue)]
            shown += [
                t.id for n in COUNTERS for t in counter_deeds.panel(now, n, 0).waiting if t.id not in shown
            ]
            today = now.day
        assert sorted(set(shown)) == sorted(
            row.id for row in self._tickets() if row.state == "waiting" and row.day == today
        )
        assert all(0 <= turn < 3 for turn in self._turns().values())

    @invariant()
    def readings_see_the_lines_of_the_database_and_places_that_the_order_gives(self) -> None:
        with reading(self.book) as now:
            fresh = lines.load(now.connection, self.centre_id, now.day)
            assert {t.id: t for line in lines.lines_of(now).by_queue.values() for t in line.every()} == {
                t.id: t for line in fresh.by_queue.values() for t in line.every()
            }
            assert {q: lines.lines_of(now).turn(q) for q in QUEUES} == {q: fresh.turn(q) for q in QUEUES}
            rows = ticket_rows.find(now.connection, self.centre_id, None, now.day, 500)
            waiting = [row for row in rows if row.waits and row.sent_to is None]
            places = ticket_views.positions(now, waiting)
            for queue in QUEUES:
                line = [t.id for t, _ in ticket_views.queue_line(now, queue)]
                mine = [r.id for r in waiting if r.queue == queue and r.delayed_until is None]
                assert {i: places[i] for i in mine} == {i: line.index(i) for i in mine}
                assert line[:2] == [t.id for t, _ in ticket_views.queue_line(now, queue, 2)]

    @invariant()
    def the_lines_at_hand_are_those_of_the_database(self) -> None:
        kept = self.book.kept
        if kept is None or kept.seq != self._seq():
            return
        with self.engine.connect() as connection:
            fresh = lines.load(connection, self.centre_id, kept.day)
        assert {t.id: t for line in kept.by_queue.values() for t in line.every()} == {
            t.id: t for line in fresh.by_queue.values() for t in line.every()
        }
        untouched = lines.Numbering()
        for queue in QUEUES:
            assert kept.numbering.get(queue, untouched) == fresh.numbering.get(queue, untouched)


@pytest.mark.random
def test_whatever_happens_the_rows_the_diary_and_the_lines_agree() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Days.small = small_centre()
        Days.engine = open_engine(f"sqlite:///{folder}/days.sqlite3")
        machine = Days.TestCase()
        machine.settings = settings(
            max_examples=many(8),
            stateful_step_count=30,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        )
        try:
            machine.runTest()
        finally:
            Days.engine.dispose()
