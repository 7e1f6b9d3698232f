"""Folding: however a citizen writes a word, it meets the catalogue's."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.text.fold import fold, fold_with_places, strip_marks

VIETNAMESE = st.text(
    st.sampled_from(
        "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ ,-/().0129"
    )
    | st.characters()
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đăng ký khai sinh", "dang ki khai sinh"),
        ("ĐĂNG KÝ KHAI SINH", "dang ki khai sinh"),
        ("Hòa giải", "hoa giai"),
        ("Hoà giải", "hoa giai"),
        ("sơ yếu lý lịch", "so yeu li lich"),
        ("sơ yếu lí lịch", "so yeu li lich"),
        ("Mỹ, quý, hy, kỹ sư, tỷ", "mi qui hi ki su ti"),
        ("thúy, huy, y tế, xây", "thuy huy y te xay"),
        ("  nhà-đất/(sổ đỏ) ", "nha dat so do"),
        ("1.001193", "1 001193"),
        ("", ""),
        ("…!", ""),
    ],
)
def test_text_folds_to_plain_words(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Đường Nguyễn Huệ, số 5", "duong nguyen hue, so 5"),
        ("Ế\u0307", "e"),
        ("שָׁלוֹם é", "שלום e"),
        ("한", "\u1112\u1161\u11ab"),
    ],
)
def test_marks_go_also_those_of_other_scripts_and_letters_stay(text: str, plain: str) -> None:
    assert strip_marks(text) == plain


@given(VIETNAMESE)
def test_composed_and_decomposed_letters_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(VIETNAMESE)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(VIETNAMESE)
def test_every_folded_letter_knows_where_it_came_from(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    folded, places = fold_with_places(composed)
    assert (folded, len(places), places) == (fold(composed), len(folded), sorted(places))
