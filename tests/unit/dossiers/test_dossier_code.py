"""Codes of dossiers and how identity numbers are shown in lists."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.dossiers.rules.dossier_code import code_in, code_of, masked


def test_a_code_carries_the_day_and_the_days_intake_number() -> None:
    assert code_of("H49.77-{YYMMDD}-{NNNN}", date(2026, 6, 5), 7) == "H49.77-260605-0007"


def test_the_ten_thousandth_dossier_of_a_day_still_has_a_code_of_its_own() -> None:
    assert code_of("000.00.20.H49-{YYMMDD}-{NNNN}", date(2026, 6, 5), 10_000) == "000.00.20.H49-260605-10000"


@pytest.mark.parametrize(
    ("identity", "shown"),
    [
        ("022085001234", "•••••••••234"),
        ("B1234567", "•••••567"),
        ("1234567", "••••567"),
        ("123456", "••••••"),
        ("12345", "•••••"),
        ("", ""),
        (None, None),
    ],
)
def test_lists_show_no_more_than_the_last_three_characters(identity: str | None, shown: str | None) -> None:
    assert masked(identity) == shown


PATTERN = "H49.77-{YYMMDD}-{NNNN}"


@pytest.mark.parametrize(
    "typed",
    [
        "H49.77-260605-0007",
        " h49.77-260605-0007\r",
        "H4977 260605 0007",
        "49.77-260605-0007",
        "4977 2606050007",
        "260605 0007",
        "260605-0007",
    ],
)
def test_what_is_left_of_a_code_by_a_scanner_or_a_finger_is_still_that_code(typed: str) -> None:
    assert code_in(PATTERN, typed) == "H49.77-260605-0007"


@pytest.mark.parametrize(
    "typed", ["", "H49.77", "260605", "022085001234", "0912345678", "H50.77-260605-0007", "261305 0007"]
)
def test_another_number_is_no_code(typed: str) -> None:
    assert code_in(PATTERN, typed) is None


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(1, 99_999))
def test_every_code_is_read_back_from_its_digits(day: date, number: int) -> None:
    code = code_of(PATTERN, day, number)
    assert code_in(PATTERN, code) == code_in(PATTERN, "".join(filter(str.isdigit, code))) == code
