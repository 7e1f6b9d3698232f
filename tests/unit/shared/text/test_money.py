"""Amounts in đồng as people write and say them."""

import pytest

from shared.text.money import dong, dong_in_words, dong_with_unit


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (0, "0"),
        (900, "900"),
        (8_000, "8.000"),
        (1_234_000, "1.234.000"),
        (-20_000, "−20.000"),
        (10**12, "1.000.000.000.000"),
    ],
)
def test_an_amount_has_a_point_before_each_three_digits(amount: int, written: str) -> None:
    assert (dong(amount), dong_with_unit(amount)) == (written, f"{written} đ")


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (8_000, "Tám nghìn đồng"),
        (1_234_000, "Một triệu hai trăm ba mươi tư nghìn đồng"),
        (-20_000, "Hai mươi nghìn đồng"),
        (10**9, ""),
    ],
)
def test_a_receipt_spells_its_amount(amount: int, said: str) -> None:
    assert dong_in_words(amount) == said
