"""One alphabet: however a name or a word was typed, it meets the one that is meant."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.text.alphabet import (
    FoldedWord,
    comparable,
    fold,
    fold_with_places,
    folded_words,
    strip_marks,
    tidy,
)

ROOT = Path(__file__).resolve().parents[4]
VIETNAMESE = st.text(
    st.sampled_from(
        "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ ,-/().0129"
    )
    | st.characters()
)

WORDS = (
    "Nguyễn",
    "Đỗ",
    "Đức",
    "Thị",
    "Hồng",
    "Hà",
    "Ha",
    "Quỳnh",
    "Quyết",
    "Quý",
    "Hoà",
    "Thuý",
    "Khoẻ",
    "Lê",
    "Ấn",
    "Ửng",
    "Ỵ",
    "Trường",
)
OTHER_WORDS = ("H'Hen", "Niê", "K'Ho", "an", "đ", "1.000894")
NAMES = st.lists(st.sampled_from(WORDS + OTHER_WORDS), min_size=1, max_size=5).map(" ".join)
OTHER_SIGNS = {
    "Đ": "Đ\u00d0\u0189",
    "đ": "đ\u00f0\u0256",
    "'": "'\u2019\u2018\u02bc\u00b4\u0060",
    " ": " \u00a0\t\u3000",
}
ANYWHERE = ["", "", "", "", "\u200b", "\u00ad", "\ufeff", "\u2060"]


@st.composite
def spelled(draw: st.DrawFn, names: st.SearchStrategy[str] = NAMES) -> tuple[str, str]:
    """A name, and the same name as another keyboard, program or person writes it."""
    name = draw(names)
    other = draw(st.sampled_from([str, str.lower, str.upper]))(name)
    for new, old in (("oà", "òa"), ("uý", "úy"), ("oẻ", "ỏe")):
        other = other.replace(new, draw(st.sampled_from([new, old])))
    signs = [
        draw(st.sampled_from(OTHER_SIGNS.get(sign, sign))) + draw(st.sampled_from(ANYWHERE)) for sign in other
    ]
    form = draw(st.sampled_from(["NFC", "NFD"]))
    margin = draw(st.sampled_from(["", " ", "\n"]))
    return name, margin + unicodedata.normalize(form, "".join(signs)) + margin


@given(spelled())
def test_a_name_is_the_same_name_in_every_spelling(pair: tuple[str, str]) -> None:
    name, other = pair
    assert (comparable(other), fold(other), folded_words(other)) == (
        comparable(name),
        fold(name),
        folded_words(name),
    )
    assert comparable(tidy(other)) == comparable(name)


@given(NAMES, NAMES)
def test_two_names_that_people_tell_apart_are_two(one: str, other: str) -> None:
    assert (comparable(one) == comparable(other)) == (one.casefold() == other.casefold())


@given(VIETNAMESE)
def test_what_was_made_comparable_or_tidy_stays_so(text: str) -> None:
    assert (comparable(comparable(text)), tidy(tidy(text))) == (comparable(text), tidy(text))
    assert comparable(tidy(text)) == comparable(text)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("\u00d0ỗ Văn \u0189ức", "đỗ văn đức"),
        ("\u00f0ỗ văn \u0256ức", "đỗ văn đức"),
        ("Lan.Officer", "lan.officer"),
        ("  Hồng\u00a0 Hà ", "hồng hà"),
        ("H\u2019Hen Niê", "h'hen niê"),
        ("THÚY HÒA", "thuý hoà"),
        ("Hòa, khỏe; của", "hoà, khoẻ; của"),
        ("Ha", "ha"),
        ("", ""),
    ],
)
def test_names_are_compared_in_one_alphabet_and_keep_their_marks(text: str, same: str) -> None:
    assert comparable(text) == same


def test_what_is_saved_keeps_its_capitals_and_has_one_letter_d() -> None:
    assert tidy(" \u00d0ỗ  Văn\u200b \u0189ức ") == "Đỗ Văn Đức"
    assert tidy(unicodedata.normalize("NFD", "Hồng Hà")) == "Hồng Hà"


@given(st.sampled_from(WORDS), st.sampled_from(["NFC", "NFD"]), st.data())
def test_every_beginning_of_a_name_leads_to_the_name(name: str, form: str, data: st.DataObject) -> None:
    whole = unicodedata.normalize(form, name)
    (typed,) = folded_words(whole[: data.draw(st.integers(1, len(whole)))])
    assert fold(name).startswith(typed.beginning) or fold(name) == typed.whole


def test_a_word_that_is_still_being_typed_keeps_its_y() -> None:
    assert fold("Hy, Kỳ, Lý, My, Sỹ, Tỷ, Vỹ, Quý") == "hi ki li mi si ti vi qui"
    assert folded_words("Lê Quý") == [FoldedWord("le", "le"), FoldedWord("qui", "quy")]
    assert [word.beginning for word in folded_words("Quy, Ly, Ky, Vy, Ty")] == ["quy", "ly", "ky", "vy", "ty"]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đăng ký khai sinh", "dang ki khai sinh"),
        ("ĐĂNG KÝ KHAI SINH", "dang ki khai sinh"),
        ("Hòa giải", "hoa giai"),
        ("Hoà giải", "hoa giai"),
        ("sơ yếu lý lịch", "so yeu li lich"),
        ("sơ yếu lí lịch", "so yeu li lich"),
        ("\u00d0ỗ Văn \u0189ức", "do van duc"),
        ("\u00f0ăng \u0256iểm", "dang diem"),
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


# Each has a reason of its own to look at letters; whether two texts are the same is said by shared/text/alphabet.py alone.
WITH_LETTERS = {
    "shared/text/alphabet.py": "the rule",
    "shared/search/aliases.py": "which marks a typed word has",
    "shared/search/highlight.py": "where a letter with its marks ends",
    "shared/search/telex.py": "keys of an input method",
    "queue_server/access/passwords.py": "RFC 8265, and hashes from before",
    "queue_server/configuration/sheets/texts.py": "the letters of an old encoding",
    "queue_server/centre/pages/sign_in/sign_in.js": "a password typed twice",
    "kiosk/pages/static/input/compose.js": "letters made of keys",
    "kiosk/pages/static/input/typing.js": "letters made of keys",
}


def test_no_other_module_or_script_has_a_rule_of_its_own_for_letters() -> None:
    rule = re.compile(
        r"unicodedata|casefold\(|\.normalize\(|localeCompare|toLocale(Low|Upp)er|Intl\.Collator"
    )
    found = {
        file.relative_to(ROOT).as_posix()
        for program in ("counter_panel", "display", "kiosk", "queue_server", "shared")
        for file in (ROOT / program).rglob("*")
        if file.suffix in (".py", ".js") and rule.search(file.read_text("utf-8"))
    }
    assert found == set(WITH_LETTERS)
