"""The journal: on disk before anything is sent, one number a wish, no number twice, and nothing lost with the process."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kiosk.journal import Entry, Journal, NotLearned, RangeSpent
from kiosk.ranges import KioskRange, next_value

NOW = datetime(2026, 6, 15, 9, 20, tzinfo=timezone(timedelta(hours=7)))
DAY = "2026-06-15"
BODY = {"queue": "chung-thuc", "purpose": "submit", "lang": "vi", "documents": []}
RANGES: dict[str, dict[str, Any]] = {
    "chung-thuc": {"prefix": "B", "first": 800, "last": 802, "used_to": None},
    "dat-dai": {"prefix": "C", "first": 800, "last": 849, "used_to": 811},
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite3"


@pytest.fixture
def journal(file: Path) -> Iterator[Journal]:
    opened = Journal(file)
    yield opened
    opened.close()


def _begin(journal: Journal, wish: str = "wish-0001", **body: object) -> Entry:
    return journal.begin(
        wish, {**BODY, **body, "follow_secret": f"secret-of-{wish}"}, False, f"key-{wish}", NOW
    )


def _give(journal: Journal, wish: str, queue: str = "chung-thuc", day: str = DAY) -> str | None:
    return journal.give(_begin(journal, wish, queue=queue), queue, day, NOW).number


def test_a_wish_is_on_disk_before_it_is_sent_and_survives_the_process(journal: Journal, file: Path) -> None:
    entry = _begin(journal)
    assert (entry.state, entry.key, entry.body["follow_secret"]) == (
        "asked",
        "key-wish-0001",
        "secret-of-wish-0001",
    )
    again = Journal(file)  # the first one was never closed: its process might be dead
    assert again.entry(entry.id) == entry
    assert again.ident == journal.ident
    again.close()


def test_every_commit_waits_for_the_disk(journal: Journal) -> None:
    assert [journal._one(f"PRAGMA {name}")[0] for name in ("journal_mode", "synchronous")] == ["wal", 2]


def test_asking_again_under_the_same_name_is_the_same_wish(journal: Journal) -> None:
    first = _begin(journal)
    assert journal.begin("wish-0001", {**BODY, "lang": "en"}, True, "another-key", NOW) == first


def test_a_wish_without_an_answer_is_taken_up_by_the_next_one_like_it(journal: Journal) -> None:
    first = _begin(journal, "wish-0001")
    other = _begin(journal, "wish-0002", priority="elderly")
    like_it = _begin(journal, "wish-0003")
    assert (other.id != first.id, like_it.id, like_it.key) == (True, first.id, first.key)
    late = journal.begin(
        "wish-0004", {**BODY, "follow_secret": "s"}, False, "key-4", NOW + timedelta(hours=1)
    )
    assert late.key == "key-4"


def test_a_journal_that_was_never_told_its_ranges_gives_nothing(journal: Journal) -> None:
    entry = _begin(journal)
    with pytest.raises(NotLearned):
        journal.give(entry, "chung-thuc", DAY, NOW)
    assert journal.entry(entry.id) == entry
    assert journal.left(DAY) == {}


def test_numbers_follow_each_other_to_the_end_of_the_range_and_begin_again_the_next_day(
    journal: Journal,
) -> None:
    journal.learn(DAY, RANGES)
    assert [_give(journal, f"wish-{n:04}") for n in range(3)] == ["B800", "B801", "B802"]
    with pytest.raises(RangeSpent):
        _give(journal, "wish-0003")
    assert _give(journal, "wish-0004", day="2026-06-16") == "B800"
    assert (journal.left(DAY)["chung-thuc"], journal.left("2026-06-16")["chung-thuc"]) == (0, 2)


def test_a_queue_without_a_range_of_this_kiosk_is_spent(journal: Journal) -> None:
    journal.learn(DAY, RANGES)
    with pytest.raises(RangeSpent):
        _give(journal, "wish-0001", "ho-tich")


def test_what_the_server_knows_to_be_used_is_passed_over_and_a_mark_never_goes_back(journal: Journal) -> None:
    journal.learn(DAY, RANGES)
    assert _give(journal, "wish-0001", "dat-dai") == "C812"
    journal.learn(DAY, {**RANGES, "dat-dai": {**RANGES["dat-dai"], "used_to": 830}})
    assert _give(journal, "wish-0002", "dat-dai") == "C831"
    journal.learn(DAY, {**RANGES, "dat-dai": {**RANGES["dat-dai"], "used_to": None}})
    assert _give(journal, "wish-0003", "dat-dai") == "C832"


def test_a_restart_goes_on_after_the_last_number(journal: Journal, file: Path) -> None:
    journal.learn(DAY, RANGES)
    assert _give(journal, "wish-0001") == "B800"
    again = Journal(file)
    assert (_give(again, "wish-0001"), _give(again, "wish-0002")) == ("B800", "B801")
    again.close()


def test_the_paper_wins_over_an_answer_that_comes_late(journal: Journal) -> None:
    journal.learn(DAY, RANGES)
    entry = _begin(journal)
    given_alone = journal.give(entry, "chung-thuc", DAY, NOW)
    assert journal.answered(entry, {"number": "B007"}) == given_alone
    assert journal.refused(entry, "queue_closed") == given_alone


def test_a_number_of_the_server_is_not_replaced_by_the_kiosks_own(journal: Journal) -> None:
    journal.learn(DAY, RANGES)
    entry = _begin(journal)
    answered = journal.answered(entry, {"number": "B007"})
    assert journal.give(entry, "chung-thuc", DAY, NOW) == answered
    assert (answered.state, answered.answer, answered.number) == ("answered", {"number": "B007"}, None)


def test_deliveries_go_in_the_order_of_giving_whatever_the_clock_says(journal: Journal) -> None:
    journal.learn(DAY, RANGES)
    waiting = _begin(journal, "wish-0000", priority="elderly")
    given_first = journal.give(_begin(journal, "wish-0001"), "chung-thuc", DAY, NOW)
    journal.give(waiting, "chung-thuc", DAY, NOW - timedelta(hours=2))
    assert (journal.undelivered(), journal.next_to_deliver()) == (2, given_first)
    journal.set_aside(given_first, "number_taken")
    following = journal.next_to_deliver()
    assert following is not None
    assert following.number == "B801"
    journal.delivered(following, {"number": "B801"})
    assert (journal.undelivered(), journal.next_to_deliver()) == (0, None)
    assert [(one.number, one.reason) for one in journal.set_asides(DAY)] == [("B800", "number_taken")]
    assert journal.set_asides("2026-06-16") == []


def test_a_week_later_only_what_is_not_delivered_is_kept(journal: Journal) -> None:
    journal.learn(DAY, RANGES)
    settled = journal.answered(_begin(journal, "wish-0001"), {"number": "B001"})
    kept = journal.give(_begin(journal, "wish-0002"), "chung-thuc", DAY, NOW)
    journal.tidy(NOW + timedelta(days=7))
    assert journal.entry(settled.id) == settled
    journal.tidy(NOW + timedelta(days=9))
    assert (journal.entry(settled.id), journal.entry(kept.id)) == (None, kept)


def test_a_damaged_journal_is_kept_and_a_new_one_must_learn_first(file: Path) -> None:
    first = Journal(file)
    first.learn(DAY, RANGES)
    name = first.ident
    first.close()
    file.write_bytes(b"SQLite format 3\0" + b"\xff" * 8000)
    second = Journal(file)
    assert second.ident != name
    with pytest.raises(NotLearned):
        _give(second, "wish-0001")
    second.close()
    assert len(list(file.parent.glob("journal.damaged-*"))) >= 1


def test_a_disk_that_refuses_leaves_the_journal_as_it_was(journal: Journal, file: Path) -> None:
    journal.learn(DAY, RANGES)
    entry = _begin(journal)
    journal._connection.execute("PRAGMA query_only = ON")
    with pytest.raises(sqlite3.OperationalError):
        journal.give(entry, "chung-thuc", DAY, NOW)
    journal._connection.execute("PRAGMA query_only = OFF")
    assert _give(journal, "wish-0002") == "B800"


@given(some.integers(1, 50), some.integers(0, 60), some.lists(some.integers(1, 120)))
def test_the_next_number_is_in_the_range_and_above_every_used_one(
    first: int, more: int, used: list[int]
) -> None:
    mine = KioskRange("A", first, first + more)
    value = next_value(mine, used)
    inside = [one for one in used if mine.first <= one <= mine.last]
    assert value is None if mine.last in inside else value == max(inside, default=mine.first - 1) + 1
