"""The checker can fail: each kind of bug, planted in a test double, is caught by name; an honest day breaks no rule."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import many
from tests.torture import checks
from tests.unit.torture.double import day

CAUGHT = {
    "two tickets for one wish": {"two_tickets_for_one_wish"},
    "a fact without its ticket": {
        "answer_without_ticket",
        "issued_without_ticket",
        "order_broken",
        "paper_without_ticket",
    },
    "paper before the commit": {"answer_without_ticket", "paper_without_ticket"},
    "voided number not written down": {"number_not_voided"},
    "old number stays on paper": {"paper_with_another_number"},
    "voided number is given again": {"number_given_twice", "voided_number_given"},
    "newest first": {"order_broken"},
    "turns are forgotten": {"order_broken"},
    "out of turn without a reason": {"order_without_reason"},
    "called by two counters": {"called_by_two_counters", "deed_done_twice"},
    "a repeated deed is done again": {"deed_done_twice"},
    "acknowledged before the commit": {"acknowledged_deed_lost", "acknowledged_deed_without_fact"},
    "commit loses its facts": {"acknowledged_deed_without_fact"},
    "stored answer differs": {"answer_unlike_stored"},
    "the repetition is refused": {"deed_done_twice", "refused"},
    "two officers are told the same": {"acknowledged_deed_without_fact", "given_to_two_counters"},
    "a number is given twice": {"number_given_twice", "number_on_two_papers", "number_twice"},
    "kiosk leaves its range": {"number_out_of_range"},
    "server takes a number of a kiosk": {"number_out_of_range"},
    "two tickets share a secret": {"paper_with_another_number", "secret_twice", "two_numbers_for_one_wish"},
    "a ticket without its fact": {"ticket_without_fact"},
    "a ticket is issued again": {"ticket_issued_twice"},
    "a rollback leaves a gap": {"fact_missed", "gap_in_events"},
    "feed tells it otherwise": {"feed_unlike_events", "ticket_without_fact"},
    "table falls behind the diary": {"row_unlike_diary"},
    "a kiosk says another number than it prints": {"answer_with_another_number"},
    "a citizen is sent away": {"wish_without_number"},
    "a torn page": {"database_corrupt"},
    "a program ends by itself": {"run"},
    "a display misses a call": {"board_unlike_feed"},
    "a fact is lost on the wire": {"fact_missed"},
    "a fact comes twice": {"fact_twice"},
    "facts change places": {"fact_missed", "fact_twice"},
    "a snapshot is old": {"fact_missed", "went_back"},
    "no snapshot at first": {"fact_before_snapshot"},
    "the last fact never comes": {"fact_missed"},
    "the hall hears what staff hear": {"fact_unlike_diary"},
    "printed again with a new number": {"paper_with_another_number", "two_numbers_for_one_wish"},
    "a torn paper with a number of nobody": {"paper_without_ticket"},
    "a busy counter calls again": {"counter_with_two_tickets"},
    "a finished ticket is called again": {"counter_with_two_tickets", "illegal_move"},
}


def rules(bug: str, seed: int = 0) -> set[str]:
    """The names of all rules that the day with this bug breaks."""
    return {violation.rule for violation in checks.check(day(bug, seed))}


@settings(max_examples=many(40))  # a day takes milliseconds, and a loaded machine its time
@given(st.integers(0, 10_000))
def test_an_honest_day_breaks_no_rule(seed: int) -> None:
    assert [str(violation) for violation in checks.check(day("", seed))] == []


@pytest.mark.parametrize("bug", CAUGHT)
def test_a_planted_bug_is_caught(bug: str) -> None:
    assert rules(bug) == CAUGHT[bug]


def test_every_bug_that_the_double_knows_is_planted_here() -> None:
    source = (Path(__file__).parent / "double.py").read_text("utf-8")
    assert set(re.findall(r'(?:has\(|bug == )"([^"]+)"', source)) == set(CAUGHT)


def test_every_rule_of_the_checker_has_caught_a_planted_bug() -> None:
    folder = Path(checks.__file__).parent
    source = "".join(file.read_text("utf-8") for file in sorted(folder.glob("*.py")))
    assert set(re.findall(r'Violation\(\s*"(\w+)"', source)) == set().union(*CAUGHT.values())


def test_a_violation_is_a_sentence_with_evidence() -> None:
    (found,) = checks.check(day("stored answer differs"))[:1]
    assert found.sentence.endswith("was answered unlike what is stored.")
    assert '"number"' in found.evidence
