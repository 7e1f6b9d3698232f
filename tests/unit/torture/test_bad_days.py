"""The checks of bad days can fail: each kind of bug, planted in an honest run, is caught by name."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.torture.bad_days import checks, faults
from tests.torture.bad_days.run import schedule
from tests.torture.bad_days.seen import Day, Look, Paper, Seen

NAME = "Nguyễn Thị Ngọc Ánh"


def day(fault: str, index: int) -> tuple[Day, list[Paper]]:
    """An honest day: one number before the fault, one after it."""
    papers = [
        Paper(
            index,
            "2026-06-15",
            f"A{2 * index + 1 + after:03}",
            f"s{2 * index + after}",
            "server",
            bool(after),
        )
        for after in (0, 1)
    ]
    before = Look({papers[0].secret: "waiting"}, 1, (NAME,), 1)
    after = replace(before, states={paper.secret: "waiting" for paper in papers}, phones=2)
    doubt = checks.DOUBTS.get(fault)
    lost = frozenset({"gone"}) if doubt == "records" else frozenset()
    told = tuple(checks.DURING.get(fault, ()))
    failing = (doubt,) if doubt else ()
    return Day(fault, lost, before, replace(after, failing=failing), after, told), papers


def honest(*kinds: str) -> Seen:
    """A run of honest days with these faults."""
    made = [day(kind, index) for index, kind in enumerate(kinds or faults.FAULTS)]
    return Seen(tuple(paper for _, papers in made for paper in papers), tuple(one for one, _ in made))


def _changed(fault: str, change: Callable[[Day], Day]) -> Seen:
    seen = honest(fault)
    return replace(seen, days=(change(seen.days[0]),))


def _looks(**more: object) -> Callable[[Day], Day]:
    return lambda one: replace(one, after=replace(one.after, **more))  # type: ignore[arg-type]  # a look's fields


PLANTED: dict[str, tuple[Seen, set[str]]] = {
    "a number stands on two papers": (
        replace(
            honest("marks_deleted"),
            papers=(
                Paper(0, "2026-06-15", "A001", "s0", "x", False),
                Paper(0, "2026-06-15", "A001", "s1", "y", True),
            ),
        ),
        {"number_twice"},
    ),
    "a ticket is gone": (_changed("clock_ahead_years", _looks(states={})), {"ticket_lost"}),
    "a name is deleted": (_changed("clock_ahead_years", _looks(applicants=())), {"person_deleted"}),
    "a telephone is deleted": (_changed("clock_ahead_years", _looks(phones=0)), {"phone_deleted"}),
    "an empty centre": (
        _changed("database_gone", _looks(states={}, applicants=(), people=0, phones=0)),
        {"empty_centre", "person_deleted", "phone_deleted", "ticket_lost"},
    ),
    "a loss is not said": (_changed("log_deleted", _looks(failing=())), {"not_said"}),
    "a clock in doubt is not said": (
        _changed("clock_behind_years", lambda one: replace(one, told=())),
        {"not_seen"},
    ),
    "somebody who waits expires": (
        _changed("clock_ahead_years", _looks(states={"s0": "expired", "s1": "waiting"})),
        {"expired"},
    ),
    "whose day a believed clock ended waits no more": (
        _changed(
            "clock_ahead_a_day",
            lambda one: replace(one, settled=replace(one.settled, states={"s0": "expired", "s1": "waiting"})),
        ),
        {"expired"},
    ),
    "who took a number before the day came back waits no more": (
        _changed(
            "clock_ahead_a_day",
            lambda one: replace(one, settled=replace(one.settled, states={"s0": "waiting", "s1": "expired"})),
        ),
        {"expired"},
    ),
    "a doubt that cannot be cleared up": (
        _changed("older_database", lambda one: replace(one, settled=one.after)),
        {"no_way_back"},
    ),
    "reads stand still behind a lock": (
        _changed("database_locked", lambda one: replace(one, told=one.told[:1])),
        {"not_seen"},
    ),
    "written into nothing": (
        _changed(
            "database_deleted", lambda one: replace(one, complaints=("a number was written into nothing",))
        ),
        {"complaint"},
    ),
}


def test_honest_bad_days_break_no_rule() -> None:
    assert checks.check(honest()) == []


def test_a_loss_may_take_the_return_of_a_day_along_until_somebody_looks_into_it() -> None:
    ended = {"s0": "expired", "s1": "waiting"}
    seen = _changed("log_deleted", _looks(states=ended, failing=("clock", "records")))
    assert checks.check(seen) == []
    seen = _changed("log_deleted", _looks(states=ended))
    assert {violation.rule for violation in checks.check(seen)} == {"expired"}


def test_a_paper_told_twice_is_one_paper() -> None:
    seen = honest("marks_deleted")
    assert checks.check(replace(seen, papers=(*seen.papers, seen.papers[0]))) == []


@pytest.mark.parametrize("bug", PLANTED)
def test_each_planted_bug_is_caught_by_name(bug: str) -> None:
    seen, rules = PLANTED[bug]
    assert {violation.rule for violation in checks.check(seen)} == rules


def test_every_rule_is_broken_by_a_planted_bug() -> None:
    caught = {rule for _, rules in PLANTED.values() for rule in rules}
    assert caught == {
        *("number_twice", "ticket_lost", "expired", "person_deleted", "empty_centre", "phone_deleted"),
        *("not_said", "no_way_back", "not_seen", "complaint"),
    }


def test_a_seed_plays_the_same_days_and_every_kind_comes_once_before_one_comes_again() -> None:
    kinds = tuple(faults.FAULTS)
    days = list(schedule(7, 2 * len(kinds), kinds))
    assert days == list(schedule(7, 2 * len(kinds), kinds))
    assert sorted(days[: len(kinds)]) == sorted(days[len(kinds) :]) == sorted(kinds)


def test_what_must_be_seen_is_asked_of_faults_that_there_are() -> None:
    assert set(checks.DOUBTS) | set(checks.DURING) | faults.SQLITE_ONLY <= set(faults.FAULTS)
