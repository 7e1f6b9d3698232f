"""Citizen cards: old and new ones are read, other texts are not, and nothing personal is ever printed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.text.cards import Card, read_card

FULL = "022099000123|100000123|Nguyễn  Thị Mẫu|05061999|Nữ|Tổ 1, Phường Mẫu, Quảng Ninh|10072021"


def test_a_full_card_is_read() -> None:
    assert read_card(FULL + "\r\n") == Card(
        number="022099000123",
        old_number="100000123",
        name="Nguyễn Thị Mẫu",
        born=date(1999, 6, 5),
        sex="Nữ",
        address="Tổ 1, Phường Mẫu, Quảng Ninh",
        issued=date(2021, 7, 10),
    )


def test_empty_and_missing_fields_are_tolerated() -> None:
    assert read_card("022099000123||Nguyễn Văn Mẫu||Nam|") == Card(
        "022099000123", None, "Nguyễn Văn Mẫu", None, "Nam", None, None
    )


def test_fields_that_newer_cards_append_are_ignored() -> None:
    assert read_card(FULL + "|||Nguyễn Văn Cha|Trần Thị Mẹ") == read_card(FULL)


def test_an_impossible_date_reads_as_absent() -> None:
    card = read_card("022099000123||A|31021999|Nam|B|00000000")
    assert card == Card("022099000123", None, "A", None, "Nam", "B", None)


@pytest.mark.parametrize(
    "text", ["", "A012", "022099000123", "12345|||||", "https://example.vn/f/x", "0220990001２3|||||"]
)
def test_other_texts_are_no_card(text: str) -> None:
    assert read_card(text) is None


def test_a_card_prints_nothing_personal() -> None:
    assert repr(read_card(FULL)) == "Card()"


@given(st.text())
def test_no_scanned_text_raises(text: str) -> None:
    read_card(text)
    read_card("022099000123|" + text)
