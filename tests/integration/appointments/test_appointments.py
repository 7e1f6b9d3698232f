"""Appointments over HTTP: booked by phone or at the desk, moved, cancelled, checked in, missed; few a person, few a slot."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queue_server.appointments.views import figures as appointment_figures
from queue_server.configuration.values import AppointmentRules, Configuration, DayOff, Hours
from queue_server.http.limits import Limit
from queue_server.ledger.actor import SYSTEM
from queue_server.upkeep import day_end, retention
from tests.examples import many
from tests.integration.house import MONDAY, House, with_centre, with_queue
from tests.integration.svg_codes import read_code

QUEUE = "chung-thuc"
NINE = MONDAY.replace(hour=9)
TOMORROW = NINE + timedelta(days=1)
WEEK = (1, 2, 3, 4, 5)
OFFICE = (Hours(WEEK, 7 * 60, 11 * 60 + 30), Hours(WEEK, 13 * 60 + 30, 17 * 60))


def wish(at: datetime = NINE, phone: str = "0912345678", **more: object) -> dict[str, Any]:
    return {"queue": QUEUE, "at": at.isoformat(), "name": "Nguyễn Thị Mai", "phone": phone, **more}


def book(house: House, at: datetime = NINE, phone: str = "0912345678", **more: object) -> Any:
    answer = house.ask("POST", "/public/appointments", wish(at, phone, **more))
    assert answer.status == 201, answer
    return answer.body


def refusal(house: House, path: str, body: object = None) -> tuple[int, str]:
    answer = house.ask("POST", path, body)
    return answer.status, answer.body["code"]


def check_in(house: House, code: str, **more: object) -> Any:
    return house.do("/tickets", {"appointment": code, **more}, by=house.kiosk)


def told(house: House) -> list[tuple[str, dict[str, Any]]]:
    return [(fact["type"], fact["data"]) for fact in house.facts() if fact["type"].startswith("appointment_")]


def test_a_citizen_books_without_an_account_and_gets_a_code_and_a_page(house: House) -> None:
    found = book(house, procedures=["chung-thuc-ban-sao-tu-ban-chinh"], queue=None)
    assert {
        key: found[key] for key in ("day", "at", "opens_at", "closes_at", "queue", "state", "number")
    } == {
        "day": "2026-06-15",
        "at": "2026-06-15T09:00:00.000+07:00",
        "opens_at": "2026-06-15T08:30:00.000+07:00",
        "closes_at": "2026-06-15T09:15:00.000+07:00",
        "queue": QUEUE,
        "state": "booked",
        "number": None,
    }
    assert found["url"] == f"http://so.example/appointments/{found['secret']}?code={found['code']}"
    assert house.get(f"/public/appointments/{found['secret']}") == found
    assert "Thị Mai" not in str(found)
    assert "5678" not in str(found)


def test_the_slots_of_the_coming_week_leave_out_what_is_over_full_or_a_day_off(
    new_house: Callable[..., House], shipped_centre: Configuration
) -> None:
    centre = replace(
        with_centre(shipped_centre, hours=OFFICE, appointments=AppointmentRules(per_slot=1)),
        calendar=replace(shipped_centre.calendar, days_off=(DayOff(date(2026, 6, 17), ""),)),
    )
    house = new_house(centre)
    book(house)
    found = house.get(f"/appointments/slots?queue={QUEUE}")
    assert [(day["day"], day["open"], len(day["slots"])) for day in found["days"]] == [
        # It is eight o'clock: the first two of the sixteen slots are over, the third begins too soon.
        ("2026-06-15", True, 13),
        ("2026-06-16", True, 16),
        ("2026-06-17", False, 0),
        ("2026-06-18", True, 16),
        ("2026-06-19", True, 16),
        ("2026-06-20", False, 0),
        ("2026-06-21", False, 0),
    ]
    assert found["days"][0]["slots"][:3] == [
        {"at": "2026-06-15T08:30:00+07:00", "left": 1},
        {"at": "2026-06-15T09:00:00+07:00", "left": 0},
        {"at": "2026-06-15T09:30:00+07:00", "left": 1},
    ]
    for at in (
        NINE + timedelta(days=2),  # the administrator's day off
        NINE + timedelta(days=5),  # a Saturday
        NINE + timedelta(days=7),  # beyond the week
        NINE.replace(hour=12),  # lunch
        NINE + timedelta(minutes=5),  # no slot begins then
        MONDAY,  # too soon
        MONDAY - timedelta(hours=1),
    ):
        assert refusal(house, "/public/appointments", wish(at, "0987654321")) == (409, "appointment_slot"), at
    assert refusal(house, "/public/appointments", wish(NINE, "0987654321")) == (409, "appointment_full")


def test_a_person_has_at_most_two_a_day_and_one_a_field_however_the_number_is_written(house: House) -> None:
    first = book(house)
    for phone in ("+84 912 345 678", "+84 (0)912345678", "0084912345678", "912345678"):
        same = wish(NINE + timedelta(hours=1), phone)
        assert refusal(house, "/public/appointments", same) == (409, "appointment_same_field"), phone
    book(house, queue="ho-tich", phone="091.234.5678")
    third = wish(queue="dat-dai")
    assert refusal(house, "/public/appointments", third) == (409, "appointment_day_full")
    book(house, TOMORROW, queue="dat-dai")
    house.do(f"/public/appointments/{first['secret']}/cancel", by=house.kiosk)
    assert refusal(house, "/public/appointments", third) != (409, "appointment_day_full")


def test_a_quotas_share_is_booked_and_not_more_and_a_promised_place_is_given_after_all(
    new_house: Callable[..., House], shipped_centre: Configuration
) -> None:
    house = new_house(with_queue(shipped_centre, QUEUE, quota=2))
    found = book(house, MONDAY + timedelta(minutes=30))
    assert refusal(house, "/public/appointments", wish(phone="0987654321")) == (409, "appointment_full")
    house.issue()
    house.issue()
    assert house.refused("/tickets", {"queue": QUEUE}, by=house.kiosk) == (409, "quota_reached")
    house.later(minutes=20)
    assert check_in(house, found["code"])["number"] == "B003"


def test_booking_twice_under_one_key_is_booking_once(house: House) -> None:
    key = str(uuid.uuid4())
    answers = [house.ask("POST", "/public/appointments", wish(), key=key) for _ in range(2)]
    assert [answer.status for answer in answers] == [201, 201]
    assert answers[0].body == answers[1].body
    assert answers[1].headers["idempotent-replayed"] == "true"
    assert refusal(house, "/public/appointments", {**wish(), "phone": "12"}) == (422, "invalid")
    assert house.ask("POST", "/public/appointments", wish(), key="").status == 400


def test_one_address_books_so_many_in_ten_minutes(house: House) -> None:
    house.application.parts.limits.booking = Limit(1, 600)
    book(house)
    answer = house.ask("POST", "/public/appointments", wish(TOMORROW))
    assert (answer.status, answer.headers["retry-after"]) == (429, "600")


def test_an_appointment_is_moved_and_cancelled_by_its_secret_and_its_place_is_free_again(
    new_house: Callable[..., House], shipped_centre: Configuration
) -> None:
    house = new_house(with_centre(shipped_centre, appointments=AppointmentRules(per_slot=1)))
    found, taken = book(house), book(house, TOMORROW, "0987654321")
    path = f"/public/appointments/{found['secret']}"
    assert refusal(house, f"{path}/move", {"at": TOMORROW.isoformat()}) == (409, "appointment_full")
    later = (TOMORROW + timedelta(hours=1)).isoformat()
    moved = house.ask("POST", f"{path}/move", {"at": later}).body
    assert (moved["day"], moved["at"][11:16], moved["code"]) == ("2026-06-16", "10:00", found["code"])
    book(house, NINE, "0987654321", queue=QUEUE)
    assert house.ask("POST", f"{path}/cancel").body["state"] == "cancelled"
    assert house.ask("POST", f"{path}/cancel").body["state"] == "cancelled"
    assert refusal(house, f"{path}/move", {"at": later}) == (409, "appointment_over")
    assert refusal(house, f"/public/appointments/{'0' * 24}/cancel") == (404, "not_found")
    assert [(kind, data["at"][8:16]) for kind, data in told(house)] == [
        ("appointment_booked", "15T09:00"),
        ("appointment_booked", "16T09:00"),
        ("appointment_moved", "16T10:00"),
        ("appointment_booked", "15T09:00"),
        ("appointment_cancelled", "16T10:00"),
    ]
    assert taken["code"] not in str(house.facts())


# At the kiosk


def test_the_code_becomes_a_number_that_arrives_at_its_time(house: House) -> None:
    found = book(house)
    house.later(minutes=29)
    answer = house.ask("POST", "/tickets", {"appointment": found["code"]}, by=house.kiosk)
    assert (answer.status, answer.body["code"], answer.body["title"]) == (
        409,
        "appointment_early",
        "Lịch hẹn lúc 09:00. Xin nhận số từ 08:30.",
    )
    house.later(minutes=1)
    before = house.issue()
    ticket = check_in(house, found["code"].lower())
    after = house.issue()
    assert (ticket["appointment_at"], ticket["queue"], ticket["ahead"]) == (found["at"], QUEUE, 1)
    officer = house.token("officer", 3)
    house.do("/counters/3/open", by=officer)
    line = house.get(f"/queues/{QUEUE}/waiting", house.supervisor)
    assert [row["id"] for row in line] == [before["id"], after["id"], ticket["id"]]
    assert line[2]["order"] == {"reason": "appointment", "text": "Hẹn lúc 09:00"}
    house.later(minutes=31)
    late = house.issue()
    line = house.get(f"/queues/{QUEUE}/waiting", house.supervisor)
    assert [row["id"] for row in line] == [before["id"], after["id"], ticket["id"], late["id"]]
    assert (line[2]["waited_minutes"], line[2]["waits_since"]) == (1, line[2]["appointment_at"])
    assert house.get(f"/public/appointments/{found['secret']}")["number"] == ticket["number"]
    assert house.refused("/tickets", {"appointment": found["code"]}, by=house.kiosk) == (
        409,
        "appointment_used",
    )
    assert told(house)[-1] == (
        "appointment_checked_in",
        {
            **{"id": found["id"], "day": "2026-06-15", "at": found["at"], "queue": QUEUE, "by": "kiosk-1"},
            **{"ticket": ticket["id"], "number": ticket["number"], "late": False},
        },
    )


def test_an_officer_with_nobody_else_calls_who_came_before_their_time(house: House) -> None:
    found = book(house)
    house.later(minutes=35)
    ticket = check_in(house, found["code"])
    house.do("/counters/3/open", by=house.supervisor)
    other = house.issue()
    assert house.do("/counters/3/call-next", by=house.supervisor)["id"] == other["id"]
    house.do(f"/tickets/{other['id']}/finish", {"outcome": "advised"}, by=house.supervisor)
    assert house.do("/counters/3/call-next", by=house.supervisor)["id"] == ticket["id"]


def test_who_comes_too_late_waits_as_one_who_just_came(house: House) -> None:
    found = book(house)
    house.later(hours=1, minutes=16)
    ticket = check_in(house, found["code"])
    assert (ticket["appointment_at"], ticket["issued_at"]) == (None, "2026-06-15T09:16:00.000+07:00")
    assert house.get(f"/public/appointments/{found['secret']}")["state"] == "late"
    assert told(house)[-1][1]["late"] is True


def test_a_kiosk_sees_when_and_where_and_never_who(house: House) -> None:
    found = book(house)
    path = f"/kiosk/appointments?code={found['code']}"
    assert house.get(path, house.kiosk) == {
        **{"code": found["code"], "at": found["at"], "opens_at": found["opens_at"]},
        **{"closes_at": found["closes_at"], "queue": QUEUE, "queue_name": "Chứng thực", "procedures": []},
        **{"state": "booked", "standing": "early", "number": None},
    }
    assert house.ask("GET", "/kiosk/appointments?code=AAAAAA", by=house.kiosk).status == 404
    assert house.refused("/tickets", {"appointment": "AAAAAA"}, by=house.kiosk) == (
        404,
        "appointment_unknown",
    )
    tomorrow = book(house, TOMORROW, "0987654321")
    assert house.refused("/tickets", {"appointment": tomorrow["code"]}, by=house.kiosk) == (
        409,
        "appointment_other_day",
    )
    house.later(minutes=30)
    body = {"appointment": found["code"], "queue": "ho-tich"}
    assert house.refused("/tickets", body, by=house.kiosk) == (409, "appointment_elsewhere")


def test_a_number_printed_while_the_server_was_away_is_matched_with_its_appointment(house: House) -> None:
    found, other = book(house), book(house, NINE, "0987654321")
    house.later(minutes=50)

    def paper(number: str, code: str, queue: str = QUEUE) -> Any:
        printed = {"printed_number": number, "printed_at": (NINE - timedelta(minutes=20)).isoformat()}
        return house.do("/tickets", {"queue": queue, "appointment": code, **printed}, by=house.kiosk)

    ticket = paper("B801", found["code"])
    assert (ticket["number"], ticket["appointment_at"]) == ("B801", found["at"])
    assert house.get(f"/public/appointments/{found['secret']}")["number"] == "B801"
    # A code that was used, is nobody's, or belongs to another queue leaves an ordinary number.
    assert paper("B802", found["code"])["appointment_at"] is None
    assert paper("B803", "AAAAAA")["appointment_at"] is None
    assert paper("A801", other["code"], "ho-tich")["appointment_at"] is None
    assert house.get(f"/public/appointments/{other['secret']}")["state"] == "booked"


def test_who_never_came_is_missed_at_the_days_end_and_the_reports_say_so(house: House) -> None:
    kept, gone = book(house), book(house, NINE, "0987654321")
    cancelled = book(house, NINE, "0900000001")
    house.do(f"/public/appointments/{cancelled['secret']}/cancel", by=house.kiosk)
    coming = book(house, TOMORROW)
    house.later(minutes=45)
    check_in(house, kept["code"])
    house.later(hours=16)
    house.book.perform(SYSTEM, day_end.end_day)
    states = [house.get(f"/public/appointments/{one['secret']}")["state"] for one in (kept, gone, coming)]
    assert states == ["checked_in", "missed", "booked"]
    assert told(house)[-1][0] == "appointment_missed"
    assert len([kind for kind, _ in told(house) if kind == "appointment_missed"]) == 1
    counted = {"booked": 3, "kept": 1, "late": 0, "missed": 1, "cancelled": 1, "open": 0}
    with house.book.engine.connect() as connection:
        found = appointment_figures.figures(connection, house.centre, MONDAY.date(), MONDAY.date())
    assert found.as_json() == {**counted, "by_queue": [{"queue": QUEUE, "name": "Chứng thực", **counted}]}


# At the desk


def test_the_desk_books_moves_cancels_and_sees_the_days_list_with_masked_numbers(house: House) -> None:
    officer = house.token("officer", 3)
    made = house.do("/appointments", wish(TOMORROW), by=officer)
    house.do("/appointments", wish(TOMORROW, None, card="022090000001", name="Trần Văn Sơn"), by=officer)  # type: ignore[arg-type]
    found = house.get("/appointments?day=2026-06-16", officer)
    assert [(row["name"], row["phone"], row["booked_by"], row["state"]) for row in found["items"]] == [
        ("Nguyễn Thị Mai", "•••••••678", "officer-3", "booked"),
        ("Trần Văn Sơn", None, "officer-3", "booked"),
    ]
    assert found["items"][0] == made
    path = f"/appointments/{made['id']}"
    assert house.get(path, officer)["phone"] == "0912345678"
    with house.book.engine.connect() as connection:
        looks = connection.exec_driver_sql("SELECT what FROM dossier_looks").all()
    assert (f"appointment {made['id']}",) in [tuple(row) for row in looks]
    again = (TOMORROW + timedelta(hours=2)).isoformat()
    assert house.do(f"{path}/move", {"at": again}, by=officer)["at"][11:16] == "11:00"
    cancelled = house.do(f"{path}/cancel", by=officer)
    assert (made["changeable"], cancelled["state"], cancelled["changeable"]) == (True, "cancelled", False)
    assert house.refused(f"{path}/move", {"at": again}, by=officer) == (409, "appointment_over")
    same = wish(TOMORROW, None, card="022090000001", queue="ho-tich")  # type: ignore[arg-type]
    house.do("/appointments", same, by=officer)
    nobody = {key: value for key, value in wish().items() if key != "phone"}
    assert house.refused("/appointments", nobody, by=officer) == (422, "invalid")
    assert house.get("/appointments", officer) == {"day": "2026-06-15", "items": []}
    assert [
        row["queue"] for row in house.get("/appointments?day=2026-06-16&queue=ho-tich", officer)["items"]
    ] == ["ho-tich"]


def test_names_and_numbers_stay_out_of_the_diary_and_go_after_their_days(house: House) -> None:
    found = book(house)
    with house.book.engine.connect() as connection:
        stored = str(connection.exec_driver_sql("SELECT person, person_mark FROM appointments").all())
        answers = str(connection.exec_driver_sql("SELECT fingerprint, body FROM idempotency_keys").all())
    for secret in ("Thị Mai", "0912345678", found["code"]):
        assert secret not in str(house.facts()), secret
        assert secret not in stored + answers, secret
    house.later(days=8)
    gone = retention.purge(house.book)
    assert gone["appointments"] == 1
    centre = house.centre.centre.id
    with house.book.engine.connect() as connection:
        left = connection.exec_driver_sql(
            f"SELECT person, person_mark, state FROM appointments WHERE centre = '{centre}'"
        ).all()
    assert [tuple(row) for row in left] == [(None, None, "missed")]
    path = f"/public/appointments/{found['secret']}"
    assert house.get(path)["state"] == "missed"


def test_the_calendar_entry_and_the_qr_code_name_nobody(house: House) -> None:
    found = book(house, procedures=["chung-thuc-ban-sao-tu-ban-chinh"], queue=None)
    path = f"/public/appointments/{found['secret']}"
    entry = house.ask("GET", f"{path}/calendar.ics")
    assert entry.headers["content-type"] == "text/calendar; charset=utf-8"
    text = entry.body.decode()
    lines = text.replace("\r\n ", "").split("\r\n")
    assert {"DTSTART:20260615T020000Z", "DTEND:20260615T023000Z", "STATUS:CONFIRMED"} <= set(lines)
    assert any(found["code"] in line for line in lines if line.startswith("DESCRIPTION"))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "Thị Mai" not in text
    code = house.ask("GET", f"{path}/code.svg")
    assert (code.headers["content-type"], read_code(code.body)) == ("image/svg+xml", found["url"])


def test_a_centre_that_takes_none_says_so(
    new_house: Callable[..., House], shipped_centre: Configuration
) -> None:
    house = new_house(with_centre(shipped_centre, appointments=AppointmentRules(enabled=False)))
    assert house.get(f"/appointments/slots?queue={QUEUE}")["enabled"] is False
    assert refusal(house, "/public/appointments", wish()) == (409, "appointments_off")


@settings(max_examples=many(12), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    wishes=st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from([QUEUE, "ho-tich", "dat-dai"])),
        min_size=1,
        max_size=14,
    )
)
def test_whatever_is_booked_no_slot_holds_too_many_and_nobody_has_too_many(
    wishes: list[tuple[int, int, str]], new_house: Callable[..., House], shipped_centre: Configuration
) -> None:
    house = new_house(with_centre(shipped_centre, appointments=AppointmentRules(per_slot=2)))
    house.application.parts.limits.booking = Limit(1000, 1)
    mine: list[tuple[int, str, str]] = []
    for slot, person, queue in wishes:
        at = NINE + timedelta(minutes=30 * slot)
        answer = house.ask("POST", "/public/appointments", wish(at, f"091234567{person}", queue=queue))
        assert answer.status in (201, 409), answer
        if answer.status == 201:
            mine.append((person, queue, answer.body["at"]))
    assert all(sum((queue, at) == (other[1], other[2]) for other in mine) <= 2 for _, queue, at in mine)
    assert all(sum(person == other[0] for other in mine) <= 2 for person, _, _ in mine)
    assert len({(person, queue) for person, queue, _ in mine}) == len(mine)


@pytest.mark.parametrize("body", [{"at": "x"}, {"queue": QUEUE}, {**wish(), "card": "1"}, {**wish(), "x": 1}])
def test_a_body_that_cannot_be_read_is_refused_before_anything_is_asked(house: House, body: object) -> None:
    assert refusal(house, "/public/appointments", body) == (422, "invalid")
