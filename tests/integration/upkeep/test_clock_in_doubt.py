"""A clock in doubt: numbers go on, nobody expires, nothing is deleted, and the supervisor is asked until it is clear."""

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Table, func, select, update

from queue_server.access import passwords
from queue_server.centre.deeds import people
from queue_server.configuration.values import Configuration, Hours, Retention
from queue_server.hall.views import estimates
from queue_server.ledger.actor import SYSTEM
from queue_server.ledger.reading import reading
from queue_server.ledger.tables import centres, idempotency_keys, tickets
from queue_server.upkeep import clock_watch, retention
from queue_server.upkeep.clock_watch import ClockWatch
from queue_server.upkeep.housekeeping import Housekeeping
from tests.integration.house import House, with_centre
from tests.pictures import picture

DAY = 86_400.0


def reopened(house: House, now: datetime) -> House:
    """The next process on the same data, whose machine shows this time at its start."""
    house.stop()
    return house.beside(now)


def clockwork(house: House) -> Housekeeping:
    return Housekeeping(house.book, lambda: None, lambda: None, lambda _: None, threading.Event())


def told(house: House, *kinds: str) -> list[dict[str, Any]]:
    events = house.get("/events?limit=1000", house.token("admin"))["events"]
    return [event["data"] for event in events if event["data"].get("what") in kinds]


def state(house: House, ticket: Any) -> str:
    return str(house.get(f"/tickets/{ticket['id']}", house.supervisor)["state"])


@pytest.fixture
def waiting(house: House) -> list[Any]:
    """Three people who wait."""
    assert house.token("admin")
    return [house.issue("ho-tich") for _ in range(3)]


@pytest.mark.parametrize(
    "jump", [{"days": 1}, {"days": 365 * 70}, {"days": -1}, {"days": -365 * 26}, {"hours": 17}]
)
def test_nobody_expires_under_a_clock_that_jumped_and_the_numbers_go_on(
    house: House, waiting: list[Any], jump: dict[str, float]
) -> None:
    house.jump(**jump)
    clockwork(house).end_day()
    assert house.issue("ho-tich")["number"] == "A004"
    assert [state(house, ticket) for ticket in waiting] == ["waiting"] * 3
    assert house.get("/centre")["day"] == "2026-06-15"
    (doubt,) = house.get("/doubts", house.supervisor)
    assert (doubt["kind"], doubt["detail"]["day"]) == ("clock", "2026-06-15")
    # The clock comes back, and the doubt goes by itself.
    house.jump(**{unit: -by for unit, by in jump.items()})
    assert house.issue("ho-tich")["number"] == "A005"
    assert house.get("/doubts", house.supervisor) == []
    assert [data["what"] for data in told(house, "doubt_raised", "doubt_settled")] == [
        "doubt_raised",
        "doubt_settled",
    ]


@pytest.mark.parametrize("year", [2000, 2025, 2060])
def test_a_start_under_a_wrong_year_ends_no_day_and_gives_no_number_twice(
    house: House, waiting: list[Any], year: int
) -> None:
    right = house.now
    again = reopened(house, right.replace(year=year))
    try:
        clockwork(again).end_day()
        assert again.issue("ho-tich")["number"] == "A004"
        assert [state(again, ticket) for ticket in waiting] == ["waiting"] * 3
        # The time service puts the clock right.
        again.jump(seconds=(right + timedelta(minutes=2) - again.now).total_seconds())
        assert again.issue("ho-tich")["number"] == "A005"
        assert (again.get("/centre")["day"], again.get("/doubts", again.supervisor)) == ("2026-06-15", [])
    finally:
        again.stop()


def test_a_new_centre_under_an_impossible_clock_is_asked_about(house: House) -> None:
    house.jump(days=-365 * 27)
    assert house.issue("ho-tich")["number"] == "A001"
    assert [doubt["kind"] for doubt in house.get("/doubts", house.supervisor)] == ["clock"]


def test_doubt_is_kept_over_a_restart_under_the_same_wrong_clock(house: House, waiting: list[Any]) -> None:
    house.jump(days=3)
    assert house.issue("ho-tich")["number"] == "A004"
    again = reopened(house, house.now + timedelta(minutes=5))
    try:
        assert again.issue("ho-tich")["number"] == "A005"
        assert [state(again, ticket) for ticket in waiting] == ["waiting"] * 3
        assert again.application.parts.failing() == ["clock"]
    finally:
        again.stop()


def test_a_supervisor_says_that_the_clock_is_right_and_its_day_begins(
    house: House, waiting: list[Any]
) -> None:
    house.jump(days=2)
    assert house.issue("ho-tich")["number"] == "A004"
    assert house.do("/doubts/settle", {"kind": "clock"}, by=house.supervisor) is None
    assert [state(house, ticket) for ticket in waiting] == ["expired"] * 3
    # Whoever came meanwhile came today, by the clock that is right, and their papers say so.
    line = [row["number"] for row in house.get("/queues/ho-tich/waiting", house.supervisor)]
    assert (line, house.get("/centre")["day"]) == (["A004"], "2026-06-17")
    assert house.issue("ho-tich")["number"] == "A005"
    assert told(house, "doubt_settled")[-1]["by"] == "supervisor"
    assert house.refused("/doubts/settle", {"kind": "clock"}, by=house.supervisor) == (404, "not_found")


@pytest.mark.parametrize("jump", [{"days": 3}, {"days": 365}, {"days": -365 * 26}])
def test_who_came_in_the_morning_under_a_clock_that_was_wrong_since_the_night_waits_on(
    house: House, waiting: list[Any], jump: dict[str, float]
) -> None:
    house.later(hours=12)
    house.jump(**jump)
    house.later(hours=12)
    morning = [house.issue("ho-tich") for _ in range(2)]
    house.jump(**{unit: -by for unit, by in jump.items()})
    assert house.issue("ho-tich")["number"] == "A006"
    assert house.get("/centre")["day"] == "2026-06-16"
    assert [state(house, ticket) for ticket in waiting] == ["expired"] * 3
    line = house.get("/queues/ho-tich/waiting", house.supervisor)
    assert [row["id"] for row in line[:2]] == [ticket["id"] for ticket in morning]
    assert [row["waited_minutes"] for row in line] == [0, 0, 0]
    # They end with this day.
    house.later(days=1)
    house.issue("ho-tich")
    assert [state(house, ticket) for ticket in morning] == ["expired"] * 2


@pytest.mark.parametrize("days", [1, 5])
def test_who_expired_by_error_waits_again_when_the_day_comes_back(
    house: House, waiting: list[Any], days: int
) -> None:
    """A start some days ahead fits a closed centre; that it was wrong is known when the clock is put right."""
    right = house.now
    again = reopened(house, right + timedelta(days=days))
    try:
        assert again.issue("ho-tich")["number"] == "A001"
        elsewhere = again.issue("dat-dai")
        assert [state(again, ticket) for ticket in waiting] == ["expired"] * 3
        again.jump(seconds=(right + timedelta(minutes=2) - again.now).total_seconds())
        # Their papers bear today's date, as those of the three.
        assert [again.issue("ho-tich")["number"] for _ in range(4)] == ["A004", "A005", "A006", "A007"]
        (_, _, called, held, *_) = again.get(
            "/tickets?date=" + again.get("/centre")["day"], again.supervisor
        )[::-1]
        again.do("/counters/1/open", by=again.supervisor)
        again.do("/counters/1/call", {"ticket": called["id"], "reason": "x"}, by=again.supervisor)
        again.do(f"/tickets/{held['id']}/hold", {"reason": "photo"}, by=again.supervisor)
        again.do("/doubts/settle", {"kind": "clock"}, by=again.supervisor)
        assert again.get("/centre")["day"] == "2026-06-15"
        with reading(again.book) as now:
            assert now.day_before is None
        line = [row["number"] for row in again.get("/queues/ho-tich/waiting", again.supervisor)]
        assert line == ["A004", "A001", "A002", "A003", "A006", "A007"]
        story = again.get(f"/tickets/{waiting[0]['id']}/timeline", again.supervisor)["items"]
        assert [step["text"] for step in story][-1] == "Chờ tiếp: giờ máy chủ đã sai, ngày làm việc chưa hết"
        assert (state(again, held), state(again, elsewhere)) == ("held", "waiting")
        assert again.do(f"/tickets/{held['id']}/resume", by=again.supervisor)["state"] == "waiting"
        assert again.issue("ho-tich")["number"] == "A008"
    finally:
        again.stop()


def test_an_appointment_whose_day_a_wrong_clock_had_ended_is_to_come_again(
    new_house: Callable[..., House], shipped_centre: Configuration
) -> None:
    house = new_house(
        with_centre(shipped_centre, appointments=replace(shipped_centre.centre.appointments, enabled=True))
    )
    right = house.now
    body = {"queue": "ho-tich", "at": "2026-06-15T15:00:00+07:00", "phone": "0912345678"}
    mine = f"/public/appointments/{house.do('/public/appointments', body, by=house.kiosk)['secret']}"
    booked = house.get(mine)
    again = reopened(house, right + timedelta(days=1))
    try:
        again.issue("ho-tich")
        assert again.get(mine)["state"] == "missed"
        again.jump(seconds=(right + timedelta(minutes=2) - again.now).total_seconds())
        again.issue("ho-tich")
        again.do("/doubts/settle", {"kind": "clock"}, by=again.supervisor)
        assert (booked["state"], again.get(mine)) == ("booked", booked)
    finally:
        again.stop()


@pytest.mark.parametrize("stored", ["2026-06-14", "2026-06-16", "2026-06-17"])
@pytest.mark.parametrize("believed", [None, 1])
def test_the_worker_works_on_the_day_on_which_the_server_does(
    house: House, stored: str, believed: int | None
) -> None:
    assert house.supervisor.secret
    mine = centres.c.id == house.centre.centre.id
    with house.book.engine.connect().execution_options(writes=True) as connection:
        connection.execute(update(centres).where(mine).values(service_day=stored, clock_believed=believed))
        connection.commit()
    with reading(house.book) as now:
        assert estimates.service_day(now.connection, house.centre, now.now) == now.day


def test_opening_hours_refuse_nobody_while_the_clock_is_in_doubt(
    new_house: Callable[..., House], shipped_centre: Configuration
) -> None:
    house = new_house(with_centre(shipped_centre, hours=(Hours((1,), 7 * 60, 17 * 60),)))
    assert house.issue("ho-tich")["number"] == "A001"
    house.jump(hours=14)
    assert house.issue("ho-tich")["number"] == "A002"
    told = house.get("/centre")
    assert (told["open_now"], told["reopens_at"], told["clock_doubted"]) == (True, None, True)
    house.jump(hours=-14)
    house.issue("ho-tich")
    assert house.get("/centre")["clock_doubted"] is False


@pytest.mark.parametrize("jump", [-8, 5])
def test_an_appointment_is_neither_too_early_nor_too_late_by_a_clock_in_doubt(
    new_house: Callable[..., House], shipped_centre: Configuration, jump: int
) -> None:
    appointments = replace(shipped_centre.centre.appointments, enabled=True)
    house = new_house(
        with_centre(shipped_centre, appointments=appointments, hours=(Hours((1,), 7 * 60, 17 * 60),))
    )
    body = {"queue": "ho-tich", "at": "2026-06-15T13:00:00+07:00", "phone": "0912345678"}
    code = house.do("/public/appointments", body, by=house.kiosk)["code"]
    house.later(hours=5)
    house.jump(hours=jump)
    house.issue("ho-tich")
    assert house.get(f"/kiosk/appointments?code={code}", house.kiosk)["standing"] == "now"
    ticket = house.do("/tickets", {"appointment": code}, by=house.kiosk)
    assert ticket["appointment_at"] == "2026-06-15T13:00:00.000+07:00"


def test_a_paper_that_a_kiosk_printed_alone_is_taken_in_as_todays(house: House, waiting: list[Any]) -> None:
    right = house.now
    house.jump(days=-365 * 20)
    body = {"queue": "ho-tich", "printed_number": "A800", "printed_at": right.isoformat()}
    assert house.do("/tickets", body, by=house.kiosk)["state"] == "waiting"


PERIODS = Retention(ticket_phone_days=7, dossier_years=2, look_years=1, session_days=30)


@pytest.fixture
def keeping(new_house: Callable[..., House], shipped_centre: Configuration) -> House:
    """A centre with short periods that has a telephone number."""
    house = new_house(with_centre(shipped_centre, retention=PERIODS))
    house.issue(phone="0912345678")
    return house


def count(house: House, table: Table) -> int:
    with house.book.engine.connect() as connection:
        mine = table.c.centre == house.centre.centre.id
        return int(connection.execute(select(func.count()).select_from(table).where(mine)).scalar_one())


def phones(house: House) -> int:
    with house.book.engine.connect() as connection:
        mine = (tickets.c.centre == house.centre.centre.id, tickets.c.phone.is_not(None))
        return len(connection.execute(select(tickets.c.id).where(*mine)).all())


def test_nothing_is_deleted_while_the_clock_is_in_doubt(keeping: House) -> None:
    work = clockwork(keeping)
    work.purge()
    keeping.jump(days=365 * 3)
    for _ in range(3):
        work.purge()
        keeping.later(minutes=1)
    # Nor by a purge that began before the clock jumped.
    answers = count(keeping, idempotency_keys)
    retention.purge(keeping.book)
    assert (phones(keeping), count(keeping, idempotency_keys)) == (1, answers)
    again = reopened(keeping, keeping.now + timedelta(minutes=1))
    try:
        clockwork(again).purge()
        assert phones(again) == 1
    finally:
        again.stop()


def test_one_day_that_a_wrong_clock_has_begun_deletes_nothing_and_two_that_agree_do(keeping: House) -> None:
    """Thirty days are less than a centre may be closed for."""
    again = reopened(keeping, keeping.now + timedelta(days=30))
    try:
        again.issue("dat-dai")
        answers = count(again, idempotency_keys)
        clockwork(again).purge()
        assert (phones(again), count(again, idempotency_keys)) == (1, answers)
        again.later(days=1)
        again.issue("dat-dai")
        clockwork(again).purge()
        assert phones(again) == 0
    finally:
        again.stop()


def test_a_jump_is_written_down(house: House, waiting: list[Any]) -> None:
    watch = ClockWatch(house.book)
    watch.look()
    for jump in (0, 40, 12 * 3600, -12 * 3600 - 40):
        house.later(seconds=10)
        house.jump(seconds=jump)
        watch.look()
    assert [data["seconds"] for data in told(house, "clock_jumped")] == [40, 12 * 3600, -12 * 3600 - 40]
    assert house.get("/doubts", house.supervisor) == []


def test_the_watch_keeps_a_doubt_and_ends_it_while_nobody_does_anything(
    house: House, waiting: list[Any]
) -> None:
    watch = ClockWatch(house.book)
    house.jump(days=9)
    watch.look()
    assert len(house.get("/doubts", house.supervisor)) == 1
    house.jump(days=-9)
    ClockWatch(house.book).look()
    assert house.get("/doubts", house.supervisor) == []


def test_a_doubt_that_another_process_raised_is_not_ended_by_one_whose_clock_came_back_long_ago(
    house: House, waiting: list[Any]
) -> None:
    for days in (9, -9):
        house.jump(days=days)
        house.issue("ho-tich")
    house.issue("ho-tich")
    house.book.perform(SYSTEM, lambda deed: clock_watch.doubt(deed, house.book, 777.0))
    house.issue("ho-tich")
    assert [doubt["detail"]["seconds"] for doubt in house.get("/doubts", house.supervisor)] == [777]


@pytest.mark.parametrize("worked", [True, False])
def test_what_a_supervisor_says_holds_for_another_process_before_it_has_heard_of_it(
    house: House, waiting: list[Any], worked: bool
) -> None:
    other = house.beside(house.now)
    try:
        for one in (house, other):
            one.jump(days=2)
        assert house.issue("ho-tich")["number"] == "A004"
        if worked:
            assert other.issue("ho-tich")["number"] == "A005"
        else:
            ClockWatch(other.book).look()
        house.do("/doubts/settle", {"kind": "clock"}, by=house.supervisor)
        other.issue("ho-tich")
        assert (house.get("/doubts", house.supervisor), other.get("/centre")["day"]) == ([], "2026-06-17")
        # It looks at its clock as before.
        other.jump(days=9)
        other.issue("ho-tich")
        assert [doubt["kind"] for doubt in house.get("/doubts", house.supervisor)] == ["clock"]
    finally:
        other.stop()


@pytest.mark.parametrize("ended_by", ["the clock", "a supervisor"])
def test_a_sign_in_under_a_clock_that_was_far_ahead_ends_with_it(
    house: House, waiting: list[Any], ended_by: str
) -> None:
    """It would last as long as that clock was ahead."""
    hashed = passwords.hash_password("mot-mat-khau-dai")
    house.book.perform(SYSTEM, lambda deed: people.create_person(deed, "lan", "officer", (1,), hashed))

    def signed_in() -> FlaskClient:
        browser = house.application.app.test_client()
        body = {"name": "lan", "password": "mot-mat-khau-dai"}
        assert browser.post("/api/v1/session", json=body).status_code == 200
        return browser

    parts = house.application.parts
    parts.announcer.begin()
    before = signed_in()
    house.jump(days=365)
    meanwhile = signed_in()
    house.jump(days=-365 if ended_by == "the clock" else -364)
    house.issue("ho-tich")
    if ended_by == "a supervisor":
        house.do("/doubts/settle", {"kind": "clock"}, by=house.supervisor)
    parts.announcer.announce()
    assert meanwhile.get("/api/v1/session").status_code == 401
    if ended_by == "the clock":
        assert before.get("/api/v1/session").status_code == 200


def test_a_screens_code_from_a_clock_that_was_far_ahead_is_gone_with_it(
    house: House, waiting: list[Any]
) -> None:
    """Nobody could take it off the supervisor's page before that clock's time."""
    house.jump(days=365)
    asked = house.ask("POST", "/pairings", {}, key="").body
    assert len(house.get("/pairings", house.supervisor)) == 1
    house.jump(days=-365)
    house.issue("ho-tich")
    assert house.get("/pairings", house.supervisor) == []
    # The screen asks for another one.
    assert house.ask("GET", f"/pairings/{asked['secret']}").status == 404
    assert house.ask("POST", "/pairings", {}, key="").status == 201


def test_no_file_goes_and_no_letter_comes_while_the_clock_is_in_doubt(house: House) -> None:
    parts = house.application.parts
    parts.scans.keep(picture())
    (file,) = (parts.scans.folder / house.centre.centre.id).glob("*/*")
    os.utime(file, (0, 0))
    house.do("/counters/1/open", by=house.supervisor)
    house.issue("ho-tich")
    ticket = f"/tickets/{house.do('/counters/1/call-next', by=house.supervisor)['id']}"
    house.do(f"{ticket}/start", by=house.supervisor)
    body = {"procedure": "dang-ky-khai-sinh", "applicant": {"name": "Nguyễn Thị Ngọc Ánh"}}
    house.do(f"{ticket}/dossiers", body, by=house.supervisor)
    work = replace(clockwork(house), scans=parts.scans)
    house.jump(days=365)
    work.sweep()
    work.draft_apologies()
    assert (file.exists(), house.get("/dossiers?apology=due", house.supervisor)["items"]) == (True, [])
    house.jump(days=-365)
    house.issue("ho-tich")
    work.sweep()
    assert not file.exists()
