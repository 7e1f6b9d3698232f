"""Codes of dossiers and how identity numbers are shown in lists."""

from datetime import date

import pytest

from queue_server.domain.dossier_code import code_of, masked


def test_a_code_carries_the_day_and_the_days_intake_number() -> None:
    assert code_of("H49.77-{YYMMDD}-{NNNN}", date(2026, 6, 5), 7) == "H49.77-260605-0007"


def test_the_ten_thousandth_dossier_of_a_day_still_has_a_code_of_its_own() -> None:
    assert code_of("000.00.20.H49-{YYMMDD}-{NNNN}", date(2026, 6, 5), 10_000) == "000.00.20.H49-260605-10000"


@pytest.mark.parametrize(
    ("identity", "shown"),
    [("022085001234", "•••••••••234"), ("B1234567", "•••••567"), ("12345", "•••••"), ("", ""), (None, None)],
)
def test_lists_show_no_more_than_the_last_three_characters(identity: str | None, shown: str | None) -> None:
    assert masked(identity) == shown
