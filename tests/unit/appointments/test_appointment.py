"""What becomes of one appointment: moved, cancelled, missed, checked in; and what refuses each."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from queue_server.appointments.rules import MINUTE, Appointment, Person
from queue_server.configuration.values import AppointmentRules
from queue_server.ledger.errors import RuleBroken
from shared.wire.vocabulary import AppointmentStanding as Standing
from shared.wire.vocabulary import AppointmentState as State
from shared.wire.vocabulary import Purpose

VIETNAM = timezone(timedelta(hours=7))
DAY = "2026-06-15"
NINE = round(datetime(2026, 6, 15, 2, tzinfo=UTC).timestamp() * 1000)
RULES = AppointmentRules(early_minutes=30, late_minutes=10)
BOOKED = Appointment(
    id=7,
    centre="hoa-binh",
    day=DAY,
    at=NINE,
    code="K7F2",
    queue="a",
    procedures=("birth",),
    purpose=Purpose.SUBMIT,
    lang="vi",
    person=Person("Bà Ánh", "0912345678"),
    person_mark="mark",
    secret="secret",
    booked_at=NINE - 600 * MINUTE,
    booked_by="citizen",
)
ENDED = (State.CHECKED_IN, State.LATE, State.CANCELLED, State.MISSED)


def refusal(appointment: Appointment, now: int = NINE, day: str = DAY) -> tuple[str, dict[str, object]]:
    with pytest.raises(RuleBroken) as broken:
        appointment.check_in_time(day, now, VIETNAM, RULES)
    return broken.value.code, {**broken.value.values, **broken.value.extra}


def test_its_times_move_together_with_its_code() -> None:
    later = NINE + 60 * MINUTE
    assert BOOKED.moved("2026-06-16", later, "M3P4") == replace(
        BOOKED, day="2026-06-16", at=later, code="M3P4"
    )


@pytest.mark.parametrize("state", ENDED)
def test_one_that_ended_is_not_moved(state: State) -> None:
    with pytest.raises(RuleBroken) as broken:
        replace(BOOKED, state=state).moved(DAY, NINE, "K7F2")
    assert (broken.value.code, broken.value.extra) == ("appointment_over", {"state": state.value})


def test_a_cancelled_one_says_when_it_was_given_up_and_stays_so() -> None:
    given_up = BOOKED.cancelled(NINE)
    assert given_up == replace(BOOKED, state=State.CANCELLED, ended_at=NINE)
    assert given_up.cancelled(NINE + 1) == given_up


@pytest.mark.parametrize("state", [State.CHECKED_IN, State.LATE, State.MISSED])
def test_one_that_ended_otherwise_is_not_cancelled(state: State) -> None:
    with pytest.raises(RuleBroken) as broken:
        replace(BOOKED, state=state).cancelled(NINE)
    assert (broken.value.code, broken.value.extra) == ("appointment_over", {"state": state.value})


def test_one_for_which_nobody_came_is_missed() -> None:
    assert BOOKED.missed(NINE) == replace(BOOKED, state=State.MISSED, ended_at=NINE)


@pytest.mark.parametrize(("late", "state"), [(False, State.CHECKED_IN), (True, State.LATE)])
def test_a_check_in_keeps_the_ticket_that_it_became(late: bool, state: State) -> None:
    came = BOOKED.came(12, "A012", NINE, late=late)
    assert came == replace(BOOKED, state=state, ended_at=NINE, ticket_id=12, number="A012")


@pytest.mark.parametrize(
    ("minutes", "standing"),
    [(-31, Standing.EARLY), (-30, Standing.NOW), (10, Standing.NOW), (11, Standing.LATE)],
)
def test_its_window_says_who_is_early_and_who_is_late(minutes: int, standing: Standing) -> None:
    assert BOOKED.standing(NINE + minutes * MINUTE, RULES) is standing
    assert BOOKED.window(RULES) == (NINE - 30 * MINUTE, NINE + 10 * MINUTE)


@pytest.mark.parametrize("minutes", [-30, 0, 10, 300])
def test_its_holder_may_come_in_time_or_late(minutes: int) -> None:
    BOOKED.check_in_time(DAY, NINE + minutes * MINUTE, VIETNAM, RULES)


def test_a_check_in_is_refused_with_the_time_to_come() -> None:
    assert refusal(BOOKED, NINE - 31 * MINUTE) == (
        "appointment_early",
        {"time": "09:00", "opens": "08:30"},
    )
    assert refusal(BOOKED, NINE, "2026-06-14") == (
        "appointment_other_day",
        {"day": "15/6/2026", "time": "09:00"},
    )


@pytest.mark.parametrize("state", [State.CHECKED_IN, State.LATE])
def test_a_used_one_names_its_number(state: State) -> None:
    used = replace(BOOKED, state=state, number="A012", day="2026-06-14")
    assert refusal(used) == ("appointment_used", {"number": "A012"})


@pytest.mark.parametrize("state", [State.CANCELLED, State.MISSED])
def test_one_that_is_over_is_refused_before_its_day_is_looked_at(state: State) -> None:
    over = replace(BOOKED, state=state, day="2026-06-14")
    assert refusal(over) == ("appointment_over", {"state": state.value})


def test_a_number_on_paper_belongs_to_an_open_one_of_its_queue_and_day() -> None:
    assert BOOKED.matches_paper("a", DAY, NINE, RULES)
    assert BOOKED.matches_paper("a", DAY, NINE + 600 * MINUTE, RULES)
    assert replace(BOOKED, state=State.MISSED).matches_paper("a", DAY, NINE, RULES)
    assert not BOOKED.matches_paper("b", DAY, NINE, RULES)
    assert not BOOKED.matches_paper("a", "2026-06-16", NINE, RULES)
    assert not BOOKED.matches_paper("a", DAY, NINE - 31 * MINUTE, RULES)
    for state in (State.CHECKED_IN, State.LATE, State.CANCELLED):
        assert not replace(BOOKED, state=state).matches_paper("a", DAY, NINE, RULES)
