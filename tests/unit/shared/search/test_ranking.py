"""The best answers are never lost: not to a bound, not to names with more words, and not to other offices' matters."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.search.aliases import aliases, words
from shared.search.best import Best
from shared.search.elsewhere import Elsewhere, read_elsewhere
from shared.search.matcher import Matcher
from shared.search.names import essence
from tests.unit.shared.search.relevance import matcher_of, shipped

POLICE = Elsewhere(
    "Thẻ căn cước", "Identity card", "Công an", "the police", ("căn cước", "cccd"), ("thẻ căn cước",)
)


def named(*names: str) -> list[dict[str, object]]:
    return [{"id": name, "name": name} for name in names]


def found(matcher: Matcher, text: str) -> list[str]:
    return [hit.id for hit in matcher.search(text)[0]]


WORDS = ("cấp", "lại", "giấy", "phép", "đất", "nhà", "kết", "hôn", "khai", "sinh", "tử", "xe")
SOME = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)


@given(
    st.lists(SOME, min_size=30, max_size=60, unique=True), SOME, st.lists(st.tuples(SOME, SOME), max_size=3)
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_of_any_names_the_best_are_those_that_are_best_when_all_are_compared(
    names: Sequence[str], text: str, known: list[tuple[str, str]]
) -> None:
    matcher = Matcher(named(*names), aliases(known), aliases([]), ())
    assert matcher.search(text, limit=1)[0] == matcher.search(text, limit=60)[0][:1]


def test_a_name_that_is_the_query_and_empty_words_comes_first() -> None:
    names = ("Đăng ký lại kết hôn", "Kết hôn lưu động", "Thủ tục đăng ký kết hôn", "Ghi việc kết hôn")
    matcher = Matcher(named(*names), aliases([]), aliases([]), ())
    assert [found(matcher, text)[0] for text in ("kết hôn", "dang ky ket hon", "thủ tục kết hôn", "ket hon luu dong")] == [
        names[2], names[2], names[2], names[1],
    ]  # fmt: skip


def test_a_name_with_other_marks_than_those_typed_is_another_name() -> None:
    matcher = Matcher(named("Cấp đất", "Cấp dắt"), aliases([]), aliases([]), ())
    assert [found(matcher, text)[:1] for text in ("đất", "dắt")] == [["Cấp đất"], ["Cấp dắt"]]


@pytest.mark.parametrize(
    ("name", "essential"),
    [
        ("Thủ tục đăng ký kết hôn", "ket hon"),
        ("ĐĂNG KÝ SINH HOẠT TÔN GIÁO TẬP TRUNG (CẤP XÃ)", "sinh hoat ton giao tap trung"),
        ("Cấp lại thẻ", "lai the"),
        ("Thủ tục đăng ký", ""),
    ],
)
def test_what_a_name_says_is_what_remains_without_the_words_of_every_name(name: str, essential: str) -> None:
    assert " ".join(word.folded for word in essence(words(name))) == essential


def test_only_the_best_text_of_a_procedure_has_a_place() -> None:
    best = Best(2, 0.4)
    for procedure, score in ((1, 0.5), (1, 0.9), (2, 0.3), (3, 0.6), (1, 0.7), (4, 0.8)):
        best.take(procedure, score)
    assert (best.scores, best.least) == ({1: 0.9, 3: 0.6, 4: 0.8}, 0.8)


def test_what_another_office_does_is_said_with_the_office_and_nothing_is_guessed() -> None:
    asked = ("lam can cuoc", "cccd", "hộ chiếu", "bang lai xe", "đăng ký tạm trú", "passport")
    answers = [matcher_of(shipped).answer(text) for text in asked]
    assert [(answer.hits, answer.total) for answer in answers] == [((), 0)] * len(asked)
    assert [answer.elsewhere[0].office.startswith("Công an") for answer in answers] == [True] * len(asked)


@pytest.mark.parametrize(
    ("text", "ident"),
    [
        ("photo công chứng căn cước", "chung-thuc-ban-sao-tu-ban-chinh"),
        ("đổi số căn cước trên sổ đỏ", "bien-dong-doi-thong-tin-giay-chung-nhan"),
        ("chia đất sau ly hôn", "bien-dong-theo-thoa-thuan-hoac-ban-an"),
        ("hợp đồng mua bán xe", "chung-thuc-giao-dich-tai-san"),
    ],
)
def test_what_is_done_here_is_found_though_it_names_what_others_do(
    text: str,
    ident: str,
) -> None:
    answer = matcher_of(shipped).answer(text)
    assert (answer.hits[0].id, answer.elsewhere) == (ident, ())


def test_a_matter_that_the_catalogue_has_is_done_here() -> None:
    without = Matcher(named("Đăng ký khai sinh"), aliases([]), aliases([]), [POLICE])
    with_it = Matcher(named("Đăng ký khai sinh", "Cấp lại thẻ căn cước"), aliases([]), aliases([]), [POLICE])
    assert [(found(one, "căn cước"), one.answer("căn cước").elsewhere) for one in (without, with_it)] == [
        ([], (POLICE,)),
        (["Cấp lại thẻ căn cước"], ()),
    ]


def test_a_phrase_of_another_office_counts_only_as_a_whole() -> None:
    tax = Elsewhere("Thuế", "Taxes", "Thuế", "the tax office", ("đăng ký mã số thuế",), ("khai thuế",))
    matcher = Matcher(named("Đăng ký khai sinh"), aliases([]), aliases([]), [tax])
    assert found(matcher, "đăng ký khai sinh mã") == ["Đăng ký khai sinh"]


def test_some_words_of_a_query_are_no_answer_to_it() -> None:
    names = ("Đăng ký khai sinh", "Giám định khuyết tật", "Cấp bản sao từ sổ gốc")
    matcher = Matcher(named(*names), aliases([]), aliases([]), [POLICE])
    unanswered = ("giám mục viết đơn xin từ chức", "sinh nhật bạn tôi", "gốc cây cổ thụ bị đổ")
    assert [matcher.search(text) for text in unanswered] == [([], 0)] * 3
    assert found(matcher, "bản sao sổ gốc bị nhòe") == [names[2]]


def test_a_poor_answer_is_better_than_none_where_everything_is_done() -> None:
    matcher = Matcher(named("Giám định khuyết tật", "Cấp thẻ căn cước"), aliases([]), aliases([]), [POLICE])
    assert found(matcher, "giám định chữ viết tay của tôi") == ["Giám định khuyết tật"]


def test_a_word_of_another_office_that_a_name_has_is_done_here_though_the_matter_is_not() -> None:
    tax = Elsewhere(
        "Thuế", "Taxes", "Thuế", "the tax office", ("lệ phí trước bạ", "mã số thuế"), ("khai thuế",)
    )
    matcher = Matcher(named("Ghi nợ lệ phí trước bạ"), aliases([]), aliases([]), [tax])
    assert [(found(matcher, text), len(matcher.answer(text).elsewhere)) for text in ("lệ phí trước bạ", "mã số thuế")] == [
        (["Ghi nợ lệ phí trước bạ"], 0),
        ([], 1),
    ]  # fmt: skip


def test_an_everyday_name_means_nothing_where_no_procedure_is_called_so() -> None:
    known = aliases([("bộ đội", "cựu chiến binh"), ("mất giấy", "cấp lại")])
    matcher = Matcher(named("Trợ cấp cho bộ đội", "Cấp lại thẻ"), known, aliases([]), ())
    assert [found(matcher, text)[0] for text in ("bộ đội", "mất giấy")] == [
        "Trợ cấp cho bộ đội",
        "Cấp lại thẻ",
    ]


def test_glued_words_are_parted_into_words_that_stand_side_by_side() -> None:
    names = ("Đăng ký kết hôn", "Bản kê", "Xã, thôn", "Thôn văn hóa", "Kê khai", "Kê đơn")
    matcher = Matcher(named(*names), aliases([]), aliases([]), ())
    assert found(matcher, "kethon")[0] == "Đăng ký kết hôn"


def test_marks_that_were_typed_tell_another_offices_matter_from_our_own() -> None:
    asked = ("thuê đất", "tiền ăn", "bán vang")
    assert [
        (matcher_of(shipped).answer(text).hits[0].id, matcher_of(shipped).answer(text).elsewhere)
        for text in asked
    ] == [
        ("giao-dat-chuyen-muc-dich-su-dung-dat", ()),
        ("ho-tro-an-trua-tre-mau-giao", ()),
        ("cap-giay-phep-ban-le-ruou", ()),
    ]
    assert matcher_of(shipped).answer("thuế đất").elsewhere[0].office == "Thuế cơ sở"


def test_every_name_and_synonym_of_the_catalogue_is_done_here() -> None:
    said_here = [
        (text, row["id"]) for row in shipped() for text in (row["name"], row["short_name"], *row["synonyms"])
    ]
    assert [text for text, ident in said_here if ident not in found(matcher_of(shipped), text)[:5]] == []


def test_a_field_leaves_what_others_do_as_it_is() -> None:
    rows = [
        {"id": "a", "name": "Đăng ký khai sinh", "field": "one"},
        {"id": "b", "name": "Bán rượu", "field": "two"},
    ]
    matcher = Matcher(rows, aliases([]), aliases([]), [POLICE])
    assert [matcher.answer("căn cước", field).elsewhere for field in ("one", "none", None)] == [(POLICE,)] * 3


def test_the_shipped_list_of_other_offices_is_in_order() -> None:
    matters = read_elsewhere()
    phrases = [phrase for matter in matters for phrase in matter.said]
    assert (len(matters) > 50, sorted({one for one in phrases if phrases.count(one) > 1})) == (True, [])


COLUMNS = "name,name_en,office,office_en,said,known_by\n"


@pytest.mark.parametrize(
    ("text", "line"), [("a,b\n", 1), (f"{COLUMNS}a,b,c,d,e\n", 2), (f"{COLUMNS}a,b,c,d,,f\n", 2)]
)
def test_a_bad_list_of_other_offices_is_refused_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "elsewhere.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=rf"elsewhere\.csv:{line}: "):
        read_elsewhere(path)


def test_without_a_list_nothing_is_known_of_other_offices(tmp_path: Path) -> None:
    assert read_elsewhere(tmp_path / "none.csv") == ()
