"""After a restore: what kiosks have seen is asked for before the first number, and as much is skipped as a day may need."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from queue_server.ledger.tables import queue_days
from queue_server.recovery import restored
from tests.integration.house import House, Token
from tests.integration.recovery.test_missing import forget, reopened

JOURNAL = "first-journal"


def claim(house: House, by: Token, day: str = "2026-06-15", **seen: int) -> Any:
    """A kiosk that asks for its range and tells what it has seen on the day."""
    told = {queue.replace("_", "-"): value for queue, value in seen.items()}
    body = {
        "journal": JOURNAL,
        "instance": f"program-{by.name}",
        "starts": 1,
        "day": day,
        "seen": told,
    }
    return house.ask("PUT", "/devices/me/journal", body, by=by)


@pytest.fixture
def back(house: House, tmp_path: Path) -> Iterator[House]:
    """A centre with two kiosks, in its first minute after a restore."""
    house.issue("ho-tich")
    for name in ("kiosk-1", "kiosk-2"):
        by = house.token("kiosk", name=name)
        assert house.ask("PUT", "/devices/me/status", {"state": "ok", "detail": {}}, by=by).status == 204
    assert house.supervisor.secret
    (tmp_path / restored.MARK).write_text(json.dumps({"at": "2026-06-15T01:00:00+00:00"}))
    for file in (tmp_path / "marks").glob(f"{house.centre.centre.id}.*"):
        file.unlink()
    with reopened(house) as again:
        yield again


def test_no_number_is_given_before_the_kiosks_have_said_what_they_have_seen(back: House) -> None:
    refused = back.ask("POST", "/tickets", {"queue": "ho-tich"}, by=back.supervisor)
    assert (refused.status, refused.body["code"], refused.headers["retry-after"]) == (503, "unavailable", "2")
    # The copy knows one number; 260 were given since, which is more than any round number that is skipped.
    assert claim(back, back.token("kiosk", name="kiosk-1"), ho_tich=261).status == 200
    assert back.ask("POST", "/tickets", {"queue": "ho-tich"}, by=back.supervisor).status == 503
    assert claim(back, back.token("kiosk", name="kiosk-2"), ho_tich=17, chung_thuc=850).status == 200
    assert back.issue("ho-tich")["number"] == "A262"
    # Numbers of a kiosk's own range are nobody else's.
    assert back.issue("chung-thuc")["number"] == "B201"


def test_what_a_kiosk_has_seen_on_another_day_says_nothing_of_this_one(back: House) -> None:
    assert claim(back, back.token("kiosk", name="kiosk-1"), day="2026-06-14", ho_tich=261).status == 200
    assert claim(back, back.token("kiosk", name="kiosk-2")).status == 200
    assert back.issue("ho-tich")["number"] == "A202"


def test_kiosks_that_never_come_are_not_waited_for_for_ever(back: House) -> None:
    back.book.awaited.until = 0.0
    assert back.issue("ho-tich")["number"] == "A202"


def test_what_a_kiosk_has_seen_counts_only_where_a_database_was_put_back(house: House) -> None:
    house.issue("ho-tich")
    assert claim(house, house.kiosk, ho_tich=261).status == 200
    assert house.issue("ho-tich")["number"] == "A002"


def test_as_many_are_skipped_as_the_busiest_day_gave(house: House, tmp_path: Path) -> None:
    house.issue("ho-tich")
    with house.book.engine.connect().execution_options(writes=True) as connection:
        mine = queue_days.c.centre == house.centre.centre.id
        connection.execute(update(queue_days).where(mine).values(given=430))
        connection.commit()
    (tmp_path / restored.MARK).write_text("{}")
    with reopened(house) as again:
        assert again.issue("ho-tich")["number"] == "A432"


def test_the_marks_of_the_directory_that_was_lost_say_it_exactly(house: House, tmp_path: Path) -> None:
    assert house.supervisor.secret
    old = house.seq()
    for _ in range(3):
        house.issue("ho-tich")
    marks = house.book.marks
    assert marks is not None
    marks.reach("2026-06-15", "ho-tich", 260)
    forget(house, old)
    (tmp_path / restored.MARK).write_text("{}")
    with reopened(house) as again:
        assert again.issue("ho-tich")["number"] == "A310"


@pytest.mark.parametrize(("days", "number"), [(0, 202), (3, 802)])
def test_in_the_books_as_many_are_skipped_for_each_day_since_the_copy(
    house: House, tmp_path: Path, days: int, number: int
) -> None:
    def taken_in(where: House) -> int:
        where.do("/counters/1/open", by=where.supervisor)
        where.issue("ho-tich")
        ticket = f"/tickets/{where.do('/counters/1/call-next', by=where.supervisor)['id']}"
        where.do(f"{ticket}/start", by=where.supervisor)
        body = {"procedure": "dang-ky-khai-sinh", "applicant": {"name": "Nguyễn Thị Ngọc Ánh"}}
        made = where.do(f"{ticket}/dossiers", body, by=where.supervisor)
        where.do(f"{ticket}/finish", by=where.supervisor)
        return int(made["register_no"]["no"])

    assert taken_in(house) == 1
    house.later(days=days)
    (tmp_path / restored.MARK).write_text("{}")
    for file in (tmp_path / "marks").glob(f"{house.centre.centre.id}.*"):
        file.unlink()
    with reopened(house) as again:
        assert taken_in(again) == number
