"""When can be booked: slots within the hours and never on a day off, never more than capacity, few a person."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.appointments import rules as appointment_rules
from queue_server.appointments.rules import MINUTE
from queue_server.centre.rules.calendar import Calendar
from queue_server.configuration.values import AppointmentRules
from queue_server.ledger.errors import RuleBroken
from shared.hours.opening import Span
from shared.text.appointment_code import ALPHABET, read_code
from shared.wire.vocabulary import AppointmentStanding as Standing

VIETNAM = timezone(timedelta(hours=7))
WEEK = (1, 2, 3, 4, 5)
OFFICE = [Span(WEEK, 7 * 60, 11 * 60 + 30), Span(WEEK, 13 * 60 + 30, 17 * 60)]
OPEN = Calendar(weekend=frozenset())
MONDAY = date(2026, 6, 15)
RULES = AppointmentRules()


def times(day: date, calendar: Calendar = OPEN, rules: AppointmentRules = RULES) -> list[str]:
    return [f"{at:%H:%M}" for at in appointment_rules.slots(day, OFFICE, calendar, VIETNAM, rules)]


def test_a_days_slots_lie_whole_within_the_opening_hours() -> None:
    assert times(MONDAY, rules=replace(RULES, slot_minutes=60)) == [
        *("07:00", "08:00", "09:00", "10:00"),
        *("13:30", "14:30", "15:30"),
    ]
    assert (times(MONDAY)[0], times(MONDAY)[-1], len(times(MONDAY))) == ("07:00", "16:30", 16)


def test_no_slot_lies_on_a_weekday_without_hours_on_a_holiday_or_on_a_day_of_the_administrators() -> None:
    assert times(date(2026, 6, 14)) == []
    assert times(date(2026, 9, 2)) == []
    assert times(MONDAY, replace(OPEN, off=frozenset({MONDAY}))) == []
    assert times(date(2026, 9, 2), replace(OPEN, worked=frozenset({date(2026, 9, 2)}))) == times(MONDAY)


def test_today_and_the_next_six_days_can_be_booked() -> None:
    assert appointment_rules.days(MONDAY, RULES) == [date(2026, 6, day) for day in range(15, 22)]


def test_a_slot_can_be_booked_until_its_lead_time_before_it() -> None:
    at = datetime(2026, 6, 15, 9, tzinfo=VIETNAM)
    assert appointment_rules.in_time(at, at - timedelta(minutes=30), RULES)
    assert not appointment_rules.in_time(at, at - timedelta(minutes=30) + timedelta(milliseconds=1), RULES)


@pytest.mark.parametrize(
    ("quota", "booked", "left"),
    [
        (None, {}, 4),
        (None, {0: 3, 1: 4}, 1),
        (None, {0: 4}, 0),
        (10, {}, 4),
        (10, {1: 4}, 1),
        (10, {1: 5}, 0),
        (1, {}, 0),
    ],
)
def test_a_slot_takes_what_it_holds_and_no_more_than_the_quotas_share(
    quota: int | None, booked: dict[int, int], left: int
) -> None:
    assert appointment_rules.left(RULES, quota, booked, 0) == left


def test_a_person_has_at_most_two_a_day_and_one_a_field() -> None:
    appointment_rules.check_person([], "a", RULES, name="A")
    appointment_rules.check_person(["b"], "a", RULES, name="A")
    with pytest.raises(RuleBroken, match="appointment_same_field"):
        appointment_rules.check_person(["a"], "a", RULES, name="A")
    with pytest.raises(RuleBroken, match="appointment_day_full"):
        appointment_rules.check_person(["b", "c"], "a", RULES, name="A")


def test_the_check_in_is_from_half_an_hour_before_to_a_quarter_after() -> None:
    at = 1_000 * MINUTE
    moments = [at - 30 * MINUTE - 1, at - 30 * MINUTE, at, at + 15 * MINUTE, at + 15 * MINUTE + 1]
    assert [appointment_rules.standing(at, now, RULES) for now in moments] == [
        *(Standing.EARLY, Standing.NOW, Standing.NOW),
        *(Standing.NOW, Standing.LATE),
    ]


rules = st.builds(
    AppointmentRules,
    slot_minutes=st.integers(5, 120),
    per_slot=st.integers(1, 5),
    share_percent=st.integers(0, 100),
    days_ahead=st.integers(0, 10),
    a_day=st.integers(1, 4),
)
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
sets = st.frozensets(days, max_size=5)


@st.composite
def hours(draw: st.DrawFn) -> list[Span]:
    """Opening hours that do not overlap."""
    marks = sorted(draw(st.lists(st.integers(0, 24 * 60), min_size=2, max_size=6, unique=True)))
    marks = marks[: len(marks) // 2 * 2]
    week = draw(st.sets(st.integers(1, 7), min_size=1))
    return [Span(tuple(sorted(week)), *pair) for pair in zip(marks[::2], marks[1::2], strict=True)]


@given(days, hours(), sets, sets, rules)
def test_slots_are_monotonic_apart_and_within_the_hours_and_never_on_a_day_off(
    day: date, spans: list[Span], off: frozenset[date], worked: frozenset[date], given_rules: AppointmentRules
) -> None:
    calendar = Calendar(off, worked, weekend=frozenset())
    found = appointment_rules.slots(day, spans, calendar, VIETNAM, given_rules)
    length = timedelta(minutes=given_rules.slot_minutes)
    assert all(after - before >= length for before, after in pairwise(found))
    for at in found:
        minute = at.hour * 60 + at.minute
        assert at.date() == day
        assert any(
            day.isoweekday() in span.days
            and span.opens <= minute
            and minute + given_rules.slot_minutes <= span.closes
            for span in spans
        )
    if (day in off and day not in worked) or all(day.isoweekday() not in span.days for span in spans):
        assert found == []


@given(
    rules,
    st.one_of(st.none(), st.integers(0, 30)),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 8)), max_size=80),
)
def test_whoever_books_in_whatever_order_no_slot_and_no_day_ever_takes_more_than_it_holds(
    given_rules: AppointmentRules, quota: int | None, wishes: list[tuple[int, int]]
) -> None:
    booked: Counter[int] = Counter()
    queues: dict[int, list[str]] = {}
    for at, person in wishes:
        try:
            appointment_rules.check_person(queues.get(person, []), f"q{at}", given_rules, name="")
        except RuleBroken:
            continue
        if appointment_rules.left(given_rules, quota, booked, at):
            booked[at] += 1
            queues.setdefault(person, []).append(f"q{at}")
    assert all(count <= given_rules.per_slot for count in booked.values())
    assert quota is None or sum(booked.values()) <= quota * given_rules.share_percent // 100
    assert all(len(mine) == len(set(mine)) <= given_rules.a_day for mine in queues.values())


# The code


def test_a_code_is_made_of_letters_that_nobody_takes_for_others_and_nobody_has_it_yet() -> None:
    letters = iter(["A"] * 6 + ["C"] * 6)
    assert appointment_rules.new_code(lambda _: next(letters), lambda code: code == "AAAAAA") == "CCCCCC"
    assert set("01258OILSZBUVG") & set(ALPHABET) == set()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("K7M4PQ", "K7M4PQ"),
        (" k7m 4pq ", "K7M4PQ"),
        ("k7m-4pq", "K7M4PQ"),
        ("http://so.example/appointments/abcdefghijklmnop12345678?code=K7M4PQ", "K7M4PQ"),
        ("http://so.example/appointments/abcdefghijklmnop12345678?lang=en&code=K7M4PQ#x", "K7M4PQ"),
        ("K7M4P", None),
        ("K7M4PO", None),
        ("http://so.example/f/abcdefghijklmnop12345678", None),
        ("022090000001|Nguyễn Văn An|01011990", None),
        ("", None),
        ("K" * 500, None),
    ],
)
def test_a_code_is_read_however_it_was_typed_and_from_a_scanned_address(text: str, code: str | None) -> None:
    assert read_code(text) == code


@given(st.text(max_size=60))
def test_reading_any_text_gives_a_code_or_nothing(text: str) -> None:
    code = read_code(text)
    assert code is None or (len(code) == 6 and set(code) <= set(ALPHABET))


def test_moments_are_compared_across_zones() -> None:
    at = datetime(2026, 6, 15, 9, tzinfo=VIETNAM)
    assert at.astimezone(UTC) in appointment_rules.slots(MONDAY, OFFICE, OPEN, VIETNAM, RULES)
