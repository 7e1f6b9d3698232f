"""The count from the feed, on a morning small enough to be counted by hand."""

from collections import Counter
from datetime import date, datetime
from zoneinfo import ZoneInfo

from queue_server.simulation.recount import Recount
from shared.wire.facts import Happened, happened

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
NOW = datetime(2026, 6, 30, 12, tzinfo=ZONE)


def _at(text: str) -> str:
    return f"2026-{text}:00.000+07:00"


def _fact(at: str, kind: str, **data: object) -> Happened:
    return happened({"seq": 1, "at": _at(at), "type": kind, "data": data})


def _ticket(at: str, kind: str, ident: int, state: str, counter: int | None = None) -> Happened:
    same = {"id": ident, "number": f"A00{ident}", "queue": "ho-tich", "calls": 1}
    return _fact(at, f"ticket_{kind}", **same, state=state, counter=counter)


VISITS = [
    _fact("06-15T07:55", "counter_opened", number=1, name="Hộ tịch 1", state="open", officer="lan"),
    _ticket("06-15T08:00", "issued", 1, "waiting"),
    _ticket("06-15T08:05", "issued", 2, "waiting"),
    _ticket("06-15T08:10", "called", 1, "called", counter=1),
    _ticket("06-15T08:12", "serving", 1, "serving"),
    _ticket("06-15T08:20", "done", 1, "done"),
    _ticket("06-15T08:21", "called", 2, "called", counter=1),
    _ticket("06-15T08:25", "no_show", 2, "no_show"),
    _fact(
        "06-15T08:30",
        "administration",
        what="rated",
        ticket=1,
        dossier=None,
        counter=1,
        officer="lan",
        score=3,
        indicators=None,
    ),
]


def _dossier(at: str, code: str, status: int, move: str | None = None, due: str | None = None) -> Happened:
    data = {"code": code, "field": "ho-tich", "status": status, "version": 1, "due_at": due and _at(due)}
    if move is None:
        return _fact(at, "dossier_received", **data, procedure=None, ticket=None)
    return _fact(at, "dossier_changed", **data, **{"from": 1}, move=move, tickets=[])


DOSSIERS = [
    # Carried over from May, finished a day early, fetched.
    _dossier("05-29T09:00", "a", 2, due="06-03T17:00"),
    _dossier("06-02T10:00", "a", 9, "complete", "06-03T17:00"),
    _dossier("06-04T10:00", "a", 10, "return-result", "06-03T17:00"),
    # Two days late, and a day of it was the citizen's: late still.
    _dossier("06-01T09:00", "b", 2, due="06-05T17:00"),
    _dossier("06-03T09:00", "b", 5, "request-supplement", "06-05T17:00"),
    _dossier("06-04T09:00", "b", 2, "supplement", "06-10T17:00"),
    _dossier("06-07T17:00", "b", 9, "complete", "06-10T17:00"),
    # Withdrawn: nothing was finished, and nothing is left to do.
    _dossier("06-08T09:00", "c", 2, due="06-12T17:00"),
    _dossier("06-09T09:00", "c", 7, "withdraw", "06-12T17:00"),
    # Left open past its date; a scan changes nothing.
    _dossier("06-10T09:00", "d", 2, due="06-20T17:00"),
    _dossier("06-10T09:01", "d", 2, "attach"),
    # Refused at the counter: never accepted, so no return counts it.
    _dossier("06-11T09:00", "e", 3),
]


def test_visits_are_counted_by_queue_counter_hour_and_officer() -> None:
    count = Recount(VISITS, ZONE)
    found = count.period(JUNE, NOW.date(), NOW).rows
    total = found["total", None]
    assert (total["issued"], total["done"], total["no_show"], total["served"]) == (2, 1, 1, 1)
    assert total["waiting_time"] == {"count": 2, "mean": 13.0, "p50": 10.0, "p90": 16.0}
    assert total["walking_time"] == {"count": 1, "mean": 2.0, "p50": 2.0, "p90": 2.0}
    assert total["service_time"] == {"count": 1, "mean": 8.0, "p50": 8.0, "p90": 8.0}
    assert set(found) == {
        ("total", None),
        ("queue", "ho-tich"),
        ("counter", 1),
        ("hour", 8),
        ("officer", "lan"),
    }
    assert count.visits(JUNE, NOW.date()) == {"issued": 2, "served": 1, "wait": 10.0}
    assert count.played == [date(2026, 6, 15)]


def test_lists_of_missing_papers_count_for_the_day_they_were_given_on() -> None:
    def given(at: str, procedure: str, day: str) -> Happened:
        return _fact(at, "checklist_given", id=1, procedure=procedure, missing=2, kiosk=None, day=day)

    # The second was given while the server was away, and told the morning after.
    facts = [
        given("06-15T08:00", "birth", "2026-06-15"),
        given("06-16T07:00", "birth", "2026-06-15"),
        given("06-16T09:00", "marriage", "2026-06-16"),
    ]
    count = Recount(facts, ZONE)
    assert count.checklists(date(2026, 6, 15), date(2026, 6, 15)) == {
        "count": 2,
        "by_procedure": {"birth": 2},
    }
    assert count.checklists(JUNE, NOW.date()) == {"count": 3, "by_procedure": {"birth": 2, "marriage": 1}}
    assert count.checklists(MAY, date(2026, 5, 31)) == {"count": 0, "by_procedure": {}}


def test_ratings_are_counted_by_whom_and_what_they_are_about() -> None:
    found = Recount(VISITS, ZONE).satisfaction(JUNE, NOW.date())
    assert {row: rated["count"] for row, rated in found.items()} == {
        ("total", None): 1,
        ("tickets", None): 1,
        ("day", "2026-06-15"): 1,
        ("officer", "lan"): 1,
        ("counter", 1): 1,
        ("field", "ho-tich"): 1,
    }
    assert found["total", None]["satisfied_percent"] == 100.0


def test_a_month_carries_over_what_the_month_before_left() -> None:
    count = Recount(DOSSIERS, ZONE)
    assert count.lines(MAY, date(2026, 5, 31), NOW) == {
        "ho-tich": Counter(received=1, pending=1, pending_in_time=1)
    }
    assert count.lines(JUNE, NOW.date(), NOW) == {
        "ho-tich": Counter(
            carried_over=1,
            received=3,
            resolved=3,
            resolved_early=2,
            resolved_late=1,
            pending=1,
            pending_overdue=1,
        )
    }


def test_what_was_returned_and_what_is_late_stand_in_the_period() -> None:
    assert Recount(DOSSIERS, ZONE).period(JUNE, NOW.date(), NOW).dossiers == {
        "received": 4,
        "returned": 1,
        "returned_early": 1,
        "returned_on_time": 0,
        "returned_late": 0,
        "overdue": 1,
    }
