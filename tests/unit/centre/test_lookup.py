"""What a queue, a counter or a procedure is by its name, and when the centre is open and gives numbers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from queue_server.centre.rules import lookup
from queue_server.configuration.folder import load
from queue_server.configuration.values import Configuration, DayOff, Hours
from queue_server.ledger.errors import RuleBroken

SHIPPED = load(Path(__file__).parents[3] / "config")
WEEK = (1, 2, 3, 4, 5)


def office(last_ticket_minutes: int = 0) -> Configuration:
    """Monday to Friday from seven to half past eleven, and a day off on Wednesday, 17 June 2026."""
    centre = replace(
        SHIPPED.centre, hours=(Hours(WEEK, 7 * 60, 11 * 60 + 30),), last_ticket_minutes=last_ticket_minutes
    )
    calendar = replace(SHIPPED.calendar, days_off=(DayOff(date(2026, 6, 17), "Tổng kiểm kê"),))
    return replace(SHIPPED, centre=centre, calendar=calendar)


def at(day: int, clock: str) -> datetime:
    """A moment of June 2026 in Hạ Long, as the server's clock says it."""
    return datetime.fromisoformat(f"2026-06-{day:02}T{clock}:00+07:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("ask", "refusal"),
    [
        (
            lambda: lookup.queue(SHIPPED, "no-such-queue"),
            ("unknown_queue", 422, {"queue": "no-such-queue"}, {"code": "invalid"}),
        ),
        (lambda: lookup.queue_or_404(SHIPPED, "no-such-queue"), ("not_found", 404, {}, {})),
        (lambda: lookup.counter(SHIPPED, 99), ("not_found", 404, {}, {})),
        (
            lambda: lookup.procedure(SHIPPED, "no-such-procedure"),
            ("unknown_procedure", 422, {"procedure": "no-such-procedure"}, {"code": "invalid"}),
        ),
    ],
)
def test_what_the_centre_does_not_have_is_refused_by_its_name(
    ask: Callable[[], object], refusal: tuple[object, ...]
) -> None:
    with pytest.raises(RuleBroken) as broken:
        ask()
    said = broken.value
    assert (said.code, said.status, said.values, said.extra) == refusal


def test_queues_and_counters_are_found_by_name_and_number() -> None:
    first, last = SHIPPED.queues[0], SHIPPED.queues[-1]
    for find in (lookup.queue, lookup.queue_or_404):
        assert (find(SHIPPED, first.id), find(SHIPPED, last.id)) == (first, last)
    assert [lookup.counter(SHIPPED, counter.number) for counter in SHIPPED.counters] == list(SHIPPED.counters)
    assert lookup.counters_of(SHIPPED, "ho-tich") == [1, 2, 3, 5]
    assert lookup.counters_of(SHIPPED, "no-such-queue") == []


def test_a_procedure_is_found_by_its_id_and_its_national_code_also_after_the_catalogue_was_replaced() -> None:
    known = next(procedure for procedure in SHIPPED.procedures if procedure.code)
    assert lookup.procedure(SHIPPED, known.id) == lookup.procedure(SHIPPED, str(known.code)) == known
    renewed = replace(known, name="Tên mới")
    after = replace(SHIPPED, procedures=(renewed,))
    assert lookup.find_procedure(after, known.id) == renewed
    assert lookup.find_procedure(after, SHIPPED.procedures[-1].id) is None
    assert lookup.find_procedure(SHIPPED, known.id) == known


def test_an_id_counts_before_the_same_text_as_another_procedures_code() -> None:
    one, other = SHIPPED.procedures[:2]
    centre = replace(SHIPPED, procedures=(replace(one, code=other.id), other))
    assert lookup.find_procedure(centre, other.id) == other


def test_a_procedure_whose_field_has_no_queue_has_none() -> None:
    known = lookup.procedure(SHIPPED, "dang-ky-khai-sinh")
    found = lookup.queue_of(SHIPPED, known)
    assert found is not None
    assert found.id == "ho-tich"
    assert lookup.queue_of(SHIPPED, replace(known, field="no-such-field")) is None


def test_the_centre_is_open_by_its_hours_and_closed_on_its_days_off() -> None:
    centre = office()
    moments = [
        at(15, "06:59"),
        at(15, "07:00"),
        at(15, "11:29"),
        at(15, "11:30"),
        at(17, "08:00"),
        at(20, "08:00"),
    ]
    assert [lookup.is_open(centre, moment) for moment in moments] == [False, True, True, False, False, False]
    assert [lookup.takes_numbers(centre, moment) for moment in moments] == [
        False,
        True,
        True,
        False,
        False,
        False,
    ]
    assert lookup.days_off(centre) == {date(2026, 6, 17)}


def test_the_last_numbers_are_given_some_minutes_before_closing() -> None:
    centre = office(last_ticket_minutes=30)
    assert [lookup.takes_numbers(centre, at(15, clock)) for clock in ("10:59", "11:00", "11:15")] == [
        True,
        False,
        False,
    ]
    assert lookup.is_open(centre, at(15, "11:15"))


def test_the_next_opening_leaves_days_off_out() -> None:
    centre = office()
    assert lookup.reopens_at(centre, at(16, "12:00")) == at(18, "07:00")
    assert lookup.reopens_at(centre, at(19, "12:00")) == at(22, "07:00")


def test_a_field_is_named_and_what_names_none_is_put_in_words() -> None:
    field = SHIPPED.fields[0]
    assert lookup.field_name(SHIPPED, field.id) == field.name
    assert lookup.field_name(SHIPPED, "no-such-field") == "no-such-field"
    nothing = {lang: lookup.field_name(SHIPPED, None, lang) for lang in ("vi", "en")}
    assert nothing == {"vi": "Không rõ lĩnh vực", "en": "Field not known"}
    assert lookup.field_name(SHIPPED, None) == nothing["vi"]
