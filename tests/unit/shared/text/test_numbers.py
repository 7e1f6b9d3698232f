"""Number words: a table from the domain's rules, and a round trip through a parser of the tests' own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.text.numbers import digits_words, number_words

NORTH = {
    0: "không",
    1: "một",
    4: "bốn",
    5: "năm",
    10: "mười",
    11: "mười một",
    14: "mười bốn",
    15: "mười lăm",
    20: "hai mươi",
    21: "hai mươi mốt",
    24: "hai mươi tư",
    25: "hai mươi lăm",
    31: "ba mươi mốt",
    55: "năm mươi lăm",
    100: "một trăm",
    101: "một trăm linh một",
    104: "một trăm linh bốn",
    105: "một trăm linh năm",
    110: "một trăm mười",
    111: "một trăm mười một",
    121: "một trăm hai mươi mốt",
    215: "hai trăm mười lăm",
    1000: "một nghìn",
    1005: "một nghìn không trăm linh năm",
    1015: "một nghìn không trăm mười lăm",
    1100: "một nghìn một trăm",
    2026: "hai nghìn không trăm hai mươi sáu",
    10_000: "mười nghìn",
    50_000: "năm mươi nghìn",
    200_000: "hai trăm nghìn",
    1_000_000: "một triệu",
    1_000_001: "một triệu không trăm linh một",
    1_005_000: "một triệu không trăm linh năm nghìn",
    999_999_999: "chín trăm chín mươi chín triệu chín trăm chín mươi chín nghìn chín trăm chín mươi chín",
}
SOUTH = {105: "một trăm lẻ năm", 1005: "một ngàn không trăm lẻ năm", 24: "hai mươi tư"}

DIGITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5,
    "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
}  # fmt: skip


def heard(words: str) -> int:
    """What a listener writes down: digits collect until a place name multiplies them."""
    total = group = digit = 0
    for word in words.split():
        if word in DIGITS:
            digit = DIGITS[word]
        elif word == "mười":
            group += 10
        elif word in ("mươi", "trăm"):
            group += digit * {"mươi": 10, "trăm": 100}[word]
            digit = 0
        elif word in ("nghìn", "ngàn", "triệu"):
            total += (group + digit) * (1_000_000 if word == "triệu" else 1_000)
            group = digit = 0
        else:
            assert word in ("linh", "lẻ"), word
    return total + group + digit


@pytest.mark.parametrize(("n", "words"), NORTH.items())
def test_a_number_reads_as_in_the_north(n: int, words: str) -> None:
    assert number_words(n) == words


@pytest.mark.parametrize(("n", "words"), SOUTH.items())
def test_a_number_reads_as_in_the_south(n: int, words: str) -> None:
    assert number_words(n, south=True) == words


@given(st.integers(0, 999_999_999), st.booleans())
def test_what_is_spoken_is_heard_as_the_same_number(n: int, south: bool) -> None:
    assert heard(number_words(n, south=south)) == n


@given(st.integers(0, 999_999_999))
def test_special_words_stand_only_where_the_language_has_them(n: int) -> None:
    words = number_words(n).split()
    before = dict(enumerate(["", *words]))
    wrong = [
        (before[place], word)
        for place, word in enumerate(words)
        if (word in ("mốt", "tư") and before[place] != "mươi")
        or (word == "lăm" and before[place] not in ("mười", "mươi"))
        or (word in ("một", "bốn", "năm") and before[place] == "mươi")
        or (word == "linh" and before[place] != "trăm")
    ]
    assert wrong == []


@pytest.mark.parametrize("n", [-1, 1_000_000_000])
def test_a_number_out_of_range_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="can be spoken"):
        number_words(n)


def test_a_tickets_number_is_read_digit_by_digit() -> None:
    assert [digits_words(number) for number in ("A012", "b105", "AB-999", "")] == [
        "A không một hai",
        "B một không năm",
        "A B chín chín chín",
        "",
    ]
