"""Of two running kiosks of one name only one may give its range's numbers, and it is noticed that there are two."""

import pytest

from queue_server.hall.rules.kiosk_holder import SILENT_MS, Claim, Holder, judge

FIRST = Claim("journal-1", "program-1", 4)
HOLDER = Holder("journal-1", "program-1", 4, 0)


def run(*asked: tuple[Claim, int], doubted: bool = False) -> list[str]:
    """The verdicts of claims at these moments, one after the other."""
    holder, verdicts = None, []
    for asks, now in asked:
        holder, verdict = judge(holder, asks, now, doubted=doubted)
        verdicts.append(verdict)
    return verdicts


def test_whoever_asks_first_holds_the_range_and_goes_on_holding_it() -> None:
    assert run((FIRST, 0), (FIRST, 5_000), (FIRST, 900_000)) == ["taken", "held", "held"]


def test_a_kiosk_that_was_started_again_on_its_journal_takes_it_over_at_once() -> None:
    again = Claim("journal-1", "program-2", 5)
    assert run((FIRST, 0), (again, 100), (again, 5_000)) == ["taken", "taken", "held"]


def test_a_cloned_card_is_noticed_when_both_have_asked_and_only_one_may_give() -> None:
    clone = Claim("journal-1", "program-2", 5)
    asked = [(FIRST, 0), (clone, 1_000), (FIRST, 5_000), (clone, 6_000), (FIRST, 10_000), (clone, 11_000)]
    assert run(*asked) == ["taken", "taken", "refused", "twins", "refused", "twins"]


@pytest.mark.parametrize(
    "other",
    [
        Claim("journal-1", "program-2", 4),
        Claim("journal-1", "program-2", 3),
        Claim("journal-2", "program-2", 1),
    ],
)
def test_a_second_one_that_is_no_new_start_is_refused_while_the_first_asks(other: Claim) -> None:
    asked = [(FIRST, 0), (other, 1_000), (FIRST, 5_000), (other, 6_000), (FIRST, 10_000)]
    assert run(*asked) == ["taken", "refused", "twins", "refused", "twins"]


def test_a_twin_that_has_gone_is_told_once() -> None:
    twin = Claim("journal-2", "program-2", 1)
    asked = [(FIRST, 0), (twin, 1_000), (FIRST, 5_000), (FIRST, 10_000)]
    assert run(*asked) == ["taken", "refused", "twins", "held"]


def test_another_journal_takes_over_once_the_first_is_silent_and_passes_over() -> None:
    other = Claim("journal-2", "program-2", 1)
    assert run((FIRST, 0), (other, SILENT_MS - 1), (other, SILENT_MS), (other, 50_000)) == [
        "taken",
        "refused",
        "lost",
        "held",
    ]


def test_an_older_journal_that_was_put_back_passes_over_too() -> None:
    back = Claim("journal-1", "program-2", 9, behind=True)
    assert run((FIRST, 0), (back, SILENT_MS)) == ["taken", "lost"]
    assert run((back, 0)) == ["lost"]


def test_while_a_supervisor_looks_for_the_twin_no_start_takes_over() -> None:
    again = Claim("journal-1", "program-2", 5)
    assert judge(HOLDER, again, 100, doubted=True)[1] == "refused"
    assert judge(HOLDER, again, SILENT_MS, doubted=True)[1] == "lost"
    assert judge(HOLDER, again, 100, doubted=False)[1] == "taken"
