"""The journal: on disk before anything is sent, one number a wish, no number twice, and nothing lost with the process."""

import json
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kiosk.offline.journal import Entry, Journal, NotLearned, RangeSpent
from kiosk.offline.ranges import KioskRange, next_value
from shared.wire import tickets as wire
from tests.unit.kiosk.answers import ranges, request, ticket, ticket_json

NOW = datetime(2026, 6, 15, 9, 20, tzinfo=timezone(timedelta(hours=7)))
DAY = "2026-06-15"
BODY: dict[str, Any] = {"queue": "chung-thuc", "purpose": "submit", "lang": "vi", "documents": []}
RANGES = ranges(
    {
        "chung-thuc": {"prefix": "B", "first": 800, "last": 802, "used_to": None},
        "dat-dai": {"prefix": "C", "first": 800, "last": 849, "used_to": 811},
    }
)


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
        wish, request(**{**BODY, **body, "follow_secret": f"secret-of-{wish}"}), False, f"key-{wish}", NOW
    )


def _give(journal: Journal, wish: str, queue: str = "chung-thuc", day: str = DAY) -> str | None:
    return journal.give(_begin(journal, wish, queue=queue), queue, day, NOW).number


def test_a_wish_is_on_disk_before_it_is_sent_and_survives_the_process(journal: Journal, file: Path) -> None:
    entry = _begin(journal)
    assert (entry.state, entry.key, entry.body.follow_secret) == (
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
    assert journal.begin("wish-0001", request(**{**BODY, "lang": "en"}), True, "another-key", NOW) == first


def test_a_wish_without_an_answer_is_taken_up_by_the_next_one_like_it(journal: Journal) -> None:
    first = _begin(journal, "wish-0001")
    other = _begin(journal, "wish-0002", priority="elderly")
    like_it = _begin(journal, "wish-0003")
    assert (other.id != first.id, like_it.id, like_it.key) == (True, first.id, first.key)
    late = journal.begin(
        "wish-0004", request(**BODY, follow_secret="s"), False, "key-4", NOW + timedelta(hours=1)
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
    journal.learn(DAY, {**RANGES, "dat-dai": RANGES["dat-dai"].model_copy(update={"used_to": 830})})
    assert _give(journal, "wish-0002", "dat-dai") == "C831"
    journal.learn(DAY, {**RANGES, "dat-dai": RANGES["dat-dai"].model_copy(update={"used_to": None})})
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
    assert journal.answered(entry, ticket(number="B007")) == given_alone
    assert journal.refused(entry, "queue_closed") == given_alone


def test_a_number_of_the_server_is_not_replaced_by_the_kiosks_own(journal: Journal) -> None:
    journal.learn(DAY, RANGES)
    entry = _begin(journal)
    answered = journal.answered(entry, ticket(number="B007"))
    assert journal.give(entry, "chung-thuc", DAY, NOW) == answered
    assert (answered.state, answered.answer, answered.number) == ("answered", ticket(number="B007"), None)


def test_what_the_server_said_is_kept_whole_and_an_older_journals_words_are_read(journal: Journal) -> None:
    entry = journal.answered(_begin(journal), ticket(number="B007", since_next_year=1))
    row = journal._one("SELECT body, answer FROM wishes")
    assert row is not None
    assert json.loads(row["answer"]) == ticket_json(number="B007", since_next_year=1)
    assert json.loads(row["body"]) == {**BODY, "follow_secret": "secret-of-wish-0001"}
    older = {
        **{"id": 7, "number": "B008", "queue": "chung-thuc", "procedures": [], "ahead": 3, "counters": [2]},
        "issued_at": "2026-06-15T08:30:00+07:00",
    }
    journal._connection.execute(
        "UPDATE wishes SET body = ?, answer = ?", (json.dumps({"queue": "chung-thuc"}), json.dumps(older))
    )
    read = journal.entry(entry.id)
    assert read is not None
    assert read.answer is not None
    assert (read.answer.number, read.answer.estimate, read.body.lang) == ("B008", None, "vi")


def test_an_answer_that_cannot_be_read_is_none_and_ends_nothing(journal: Journal) -> None:
    entry = journal.answered(_begin(journal, person="mark-1"), ticket(number="B007", queue="chung-thuc"))
    journal._connection.execute("UPDATE wishes SET answer = '{}'")
    read = journal.entry(entry.id)
    assert read is not None
    assert (read.answer, read.has_number) == (None, False)
    assert journal.held_by("mark-1", "chung-thuc", DAY) is None
    assert journal.by_secret("secret-of-wish-0001") is None


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
    journal.delivered(following, ticket(number="B801"))
    assert (journal.undelivered(), journal.next_to_deliver()) == (0, None)
    assert [(one.number, one.reason) for one in journal.set_asides(DAY)] == [("B800", "number_taken")]
    assert journal.set_asides("2026-06-16") == []


def test_a_week_later_only_what_is_not_delivered_is_kept(journal: Journal) -> None:
    journal.learn(DAY, RANGES)
    settled = journal.answered(_begin(journal, "wish-0001"), ticket(number="B001"))
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


def test_a_new_wish_holds_what_was_asked_and_nothing_else(journal: Journal) -> None:
    entry = journal.begin("wish-0001", request(name="Hộ tịch"), True, "key-1", NOW)
    assert entry == Entry(
        id=1,
        key="key-1",
        wish="wish-0001",
        body=request(name="Hộ tịch"),
        large=True,
        state="asked",
        asked_at=NOW,
        answer=None,
        reason=None,
        queue=None,
        day=None,
        number=None,
        printed_at=None,
        paper=False,
    )


def test_a_number_given_alone_knows_its_queue_day_and_time_and_whether_its_paper_is_out(
    journal: Journal,
) -> None:
    journal.learn(DAY, RANGES)
    entry = _begin(journal)
    given_alone = journal.give(entry, "chung-thuc", DAY, NOW + timedelta(seconds=2))
    assert given_alone == replace(
        entry,
        state="given_alone",
        queue="chung-thuc",
        day=DAY,
        number="B800",
        printed_at=NOW + timedelta(seconds=2),
    )
    other = _begin(journal, "wish-0002")
    journal.paper_is_out(entry.id)
    assert journal.entry(entry.id) == replace(given_alone, paper=True)
    assert journal.entry(other.id) == other


def test_a_refused_wish_knows_why(journal: Journal) -> None:
    entry = _begin(journal)
    assert journal.refused(entry, "queue_closed") == replace(entry, state="refused", reason="queue_closed")
    assert journal.entry(entry.id + 1) is None


def test_only_the_same_wish_in_the_same_letters_is_taken_up_and_only_within_ten_minutes(
    journal: Journal,
) -> None:
    body = request(**BODY, follow_secret="s")
    first = journal.begin("wish-0001", body, False, "key-1", NOW)
    large = journal.begin("wish-0002", body, True, "key-2", NOW)
    soon = journal.begin(
        "wish-0003", request(**BODY, follow_secret="t"), False, "key-3", NOW + timedelta(minutes=9)
    )
    late = journal.begin("wish-0004", body, True, "key-4", NOW + timedelta(minutes=10))
    assert (large.key, soon.id, late.key) == ("key-2", first.id, "key-4")
    assert soon.wish == "wish-0003"


def test_a_wish_from_a_clock_that_was_ahead_is_taken_up_by_nobody(journal: Journal) -> None:
    """The server may have given a number for it long ago."""
    journal.begin("wish-0001", request(**BODY), False, "key-1", NOW + timedelta(days=365))
    assert journal.begin("wish-0002", request(**BODY), False, "key-2", NOW).key == "key-2"


def test_of_several_wishes_alike_the_latest_is_taken_up(journal: Journal) -> None:
    journal.begin("wish-0001", request(**BODY), False, "key-1", NOW)
    latest = journal.begin("wish-0002", request(**BODY), False, "key-2", NOW + timedelta(minutes=11))
    assert (
        journal.begin("wish-0003", request(**BODY), False, "key-3", NOW + timedelta(minutes=12)).id
        == latest.id
    )
    assert (
        journal.begin("wish-0001", request(**BODY), False, "key-4", NOW + timedelta(minutes=12)).key
        == "key-1"
    )


def test_an_answered_wish_is_taken_up_by_nobody(journal: Journal) -> None:
    first = journal.answered(_begin(journal), ticket(number="B007"))
    assert _begin(journal, "wish-0002").id != first.id


def test_small_facts_are_kept_and_replaced(journal: Journal, file: Path) -> None:
    assert journal.recall("offset") is None
    journal.remember("offset", "1.5")
    journal.remember("other", "x")
    journal.remember("offset", "2.5")
    again = Journal(file)
    assert (again.recall("offset"), again.recall("other"), again.recall("journal")) == (
        "2.5",
        "x",
        journal.ident,
    )
    again.close()


def test_a_journals_name_cannot_be_guessed(journal: Journal, tmp_path: Path) -> None:
    other = Journal(tmp_path / "other.sqlite3")
    assert (len(journal.ident), len(other.ident)) == (16, 16), "96 bits in base 64"
    assert journal.ident != other.ident
    other.close()


def test_the_holder_of_a_card_is_known_by_the_mark_that_the_wish_named(journal: Journal) -> None:
    journal.learn(DAY, RANGES)
    alone = journal.give(_begin(journal, "wish-0001", person="mark-1"), "chung-thuc", DAY, NOW)
    assert journal.held_by("mark-1", "chung-thuc", DAY) == alone.number == "B800"
    for person, queue, day in (
        ("mark-2", "chung-thuc", DAY),
        ("mark-1", "dat-dai", DAY),
        ("mark-1", "chung-thuc", "2026-06-16"),
    ):
        assert journal.held_by(person, queue, day) is None, (person, queue, day)
    other = _begin(journal, "wish-0002", person="mark-3", queue="dat-dai")
    assert journal.held_by("mark-3", "dat-dai", DAY) is None, "nothing was answered yet"
    journal.answered(other, ticket(number="C007", queue="dat-dai"))
    assert journal.held_by("mark-3", "dat-dai", DAY) == "C007"
    assert journal.held_by("mark-3", "chung-thuc", DAY) is None


def test_a_holders_number_is_found_behind_later_wishes_that_got_none(journal: Journal) -> None:
    journal.answered(_begin(journal, "wish-0001", person="mark-1"), ticket(number="B001", queue="chung-thuc"))
    journal.refused(_begin(journal, "wish-0002", person="mark-1"), "holds_number")
    _begin(journal, "wish-0003", person="mark-1")
    assert journal.held_by("mark-1", "chung-thuc", DAY) == "B001"


def test_of_a_holders_numbers_the_latest_counts(journal: Journal) -> None:
    for number in ("B001", "B002"):
        entry = _begin(journal, f"wish-{number}", person="mark-1")
        journal.answered(entry, ticket(number=number, queue="chung-thuc"))
    assert journal.held_by("mark-1", "chung-thuc", DAY) == "B002"


def test_a_paper_is_known_by_its_secret_once_it_has_a_number(journal: Journal) -> None:
    entry = _begin(journal)
    _begin(journal, "wish-0002", priority="elderly")
    assert journal.by_secret("secret-of-wish-0001") is None
    answered = journal.answered(entry, ticket(number="B007"))
    assert journal.by_secret("secret-of-wish-0001") == answered
    assert journal.by_secret("secret-of-nobody") is None
    refused = journal.refused(_begin(journal, "wish-0003", priority="disabled"), "no")
    assert journal.by_secret(refused.body.follow_secret) is None


def test_what_is_left_is_told_queue_by_queue(journal: Journal) -> None:
    journal.learn(DAY, RANGES)
    assert journal.left(DAY) == {"chung-thuc": 3, "dat-dai": 38}
    _give(journal, "wish-0001")
    assert journal.left(DAY) == {"chung-thuc": 2, "dat-dai": 38}
    assert journal.left("2026-06-16") == {"chung-thuc": 3, "dat-dai": 50}
    journal.learn(DAY, {"chung-thuc": RANGES["chung-thuc"]})
    assert journal.left(DAY) == {"chung-thuc": 2}, "a range that the kiosk lost is gone"


def test_a_mark_is_forgotten_after_a_week_and_a_settled_wish_after_eight_days(journal: Journal) -> None:
    journal.learn(DAY, RANGES)
    settled = journal.answered(_begin(journal, "wish-0001"), ticket(number="B001"))
    journal.tidy(NOW + timedelta(days=8))
    assert journal.entry(settled.id) == settled
    assert journal.left(DAY)["dat-dai"] == 38
    journal.tidy(NOW + timedelta(days=8, seconds=1))
    assert journal.entry(settled.id) is None
    assert journal.left(DAY)["dat-dai"] == 38
    journal.tidy(NOW + timedelta(days=9))
    assert journal.left(DAY)["dat-dai"] == 50


def test_set_asides_are_told_latest_first(journal: Journal) -> None:
    journal.learn(DAY, RANGES)
    for place in range(3):
        journal.set_aside(
            journal.give(_begin(journal, f"wish-{place}", priority=str(place)), "chung-thuc", DAY, NOW), "no"
        )
    assert [one.number for one in journal.set_asides(DAY)] == ["B802", "B801", "B800"]


def test_a_change_that_fails_half_way_changes_nothing(journal: Journal) -> None:
    journal.learn(DAY, RANGES)
    half = wire.KioskRange.model_construct(prefix="A")
    with pytest.raises(AttributeError):
        journal.learn(DAY, {"chung-thuc": RANGES["chung-thuc"], "ho-tich": half})
    assert journal.left(DAY) == {"chung-thuc": 3, "dat-dai": 38}


def test_several_threads_may_ask_the_journal(journal: Journal) -> None:
    with ThreadPoolExecutor(1) as other_thread:
        entry = other_thread.submit(_begin, journal).result()
    assert journal.entry(entry.id) == entry


@given(some.integers(1, 50), some.integers(0, 60), some.lists(some.integers(1, 120)))
def test_the_next_number_is_in_the_range_and_above_every_used_one(
    first: int, more: int, used: list[int]
) -> None:
    mine = KioskRange("A", first, first + more)
    value = next_value(mine, used)
    inside = [one for one in used if mine.first <= one <= mine.last]
    assert value is None if mine.last in inside else value == max(inside, default=mine.first - 1) + 1
