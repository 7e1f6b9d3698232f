"""The matcher on the shipped catalogue and on a large one, its highlights, and the parts it stands on."""

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.search.aliases import ENGLISH, aliases, read_aliases, words
from shared.search.groups import read_matters
from shared.search.highlight import highlight
from shared.search.matcher import Hit, Matcher
from shared.search.telex import unmarked

ROOT = Path(__file__).parents[4]
LARGE = 5608


def shipped() -> list[dict[str, Any]]:
    with (ROOT / "config" / "procedures.csv").open(encoding="utf-8", newline="") as file:
        return [
            {
                **row,
                "field_name": row["field"],
                "synonyms": [synonym.strip() for synonym in row["synonyms"].split("|")],
            }
            for row in csv.DictReader(file)
        ]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(shipped())


def first(matcher: Matcher, text: str) -> str | None:
    hits, _ = matcher.search(text)
    return hits[0].id if hits else None


@pytest.mark.parametrize(
    "typed",
    ["Đăng ký khai sinh", "dang ky khai sinh", "đang ký khai sinh", "đăng kí khai sinh", "ĐĂNG KÝ KHAI SINH",
     "ddawng kys khai sinh", "d9a8ng ky1 khai sinh", "dangkykhaisinh", "dang ky khia sinh",
     "dang ky khai sinhh", "dang ky khai si", "  dang   ky - khai sinh "],
)  # fmt: skip
def test_however_it_is_typed_it_is_found(matcher: Matcher, typed: str) -> None:
    assert first(matcher, typed) == "dang-ky-khai-sinh"


def test_every_procedure_is_first_for_its_own_names(matcher: Matcher) -> None:
    rows = shipped()
    wrong = [
        row["id"] for row in rows for name in ("name", "short_name") if first(matcher, row[name]) != row["id"]
    ]
    assert wrong == []


def test_an_exact_code_finds_its_procedure_alone(matcher: Matcher) -> None:
    assert matcher.search("1.001193") == ([Hit("dang-ky-khai-sinh", 1.0)], 1)


@pytest.mark.parametrize("text", ["xyzzy qwerty", "asdfgh", "9.999999", "!!! qqq"])
def test_nothing_found_is_an_empty_list(matcher: Matcher, text: str) -> None:
    assert matcher.search(text) == ([], 0)


def test_an_empty_text_lists_the_field_in_catalogue_order(matcher: Matcher) -> None:
    rows = [row["id"] for row in shipped() if row["field"] == "Đất đai"]
    hits, total = matcher.search(" ", field="Đất đai", limit=5)
    assert ([hit.id for hit in hits], total) == (rows[:5], len(rows))


def test_a_field_leaves_the_others_out(matcher: Matcher) -> None:
    field = {row["id"]: row["field"] for row in shipped()}
    hits, total = matcher.search("giấy phép", field="Công Thương", limit=50)
    assert ({field[hit.id] for hit in hits}, len(hits)) == ({"Công Thương"}, total)


def test_the_limit_cuts_the_list_and_not_the_total(matcher: Matcher) -> None:
    all_hits, total = matcher.search("khai sinh", limit=50)
    some_hits, same_total = matcher.search("khai sinh", limit=2)
    assert (some_hits, same_total) == (all_hits[:2], total)


def test_a_matcher_of_nothing_finds_nothing() -> None:
    assert [Matcher([]).search(text) for text in ("khai sinh", "", "1.001193")] == [([], 0)] * 3


def test_aliases_are_data() -> None:
    rows = [{"id": "a", "name": "Chứng thực bản sao"}, {"id": "b", "name": "Đăng ký khai tử"}]
    nothing = aliases([])
    plain = Matcher(rows, nothing, nothing)
    knowing = Matcher(rows, aliases=aliases([("báo tử", "khai tử")]))
    assert (first(plain, "báo"), first(knowing, "báo tử")) == (None, "b")


@given(text=st.text(max_size=60))
def test_no_text_breaks_the_search(matcher: Matcher, text: str) -> None:
    hits, total = matcher.search(text, limit=5)
    scores = [hit.score for hit in hits]
    assert (scores, len(hits) <= min(5, total)) == (sorted(scores, reverse=True), True)


@pytest.mark.parametrize(
    ("name", "query", "marked"),
    [
        ("Đăng ký khai sinh", "khai sinh", ["khai sinh"]),
        ("Đăng ký khai sinh", "dang ki", ["Đăng ký"]),
        ("Đăng ký khai sinh", "khai si", ["khai si"]),
        ("Đăng ký khai sinh", "khaisinh", ["khai sinh"]),
        ("Đăng ký khai sinh", "ddawng kys", ["Đăng ký"]),
        ("Đăng ký khai sinh", "dangky", ["Đăng ký"]),
        ("Cấp sổ đỏ lần đầu (đăng ký đất đai lần đầu)", "đầu", ["đầu", "đầu"]),
        ("Hòa giải tranh chấp", "hoà", ["Hòa"]),
        ("Đăng ký lại khai sinh", "sinh khai", ["khai sinh"]),
        ("Tạm ngừng kinh doanh", "đăng ký lại", []),
        ("Đăng ký khai sinh", "xyz", []),
        ("Giải quyết hỗ trợ", "quy", ["quy"]),
        ("Xác nhận quy định", "quy", ["quy"]),
        ("\u00d0ăng ký \u0189ất", "đất", ["\u0189ất"]),
        ("Đăng ký khai sinh", "", []),
        ("Ða\u0306ng ky\u0301 đâ\u0301t", "ky dat", ["ky\u0301 đâ\u0301t"]),
    ],
)
def test_the_words_that_were_typed_are_highlighted(name: str, query: str, marked: list[str]) -> None:
    assert [name[start:end] for start, end in highlight(name, query)] == marked


def test_a_word_is_found_by_its_beginning_though_the_beginning_is_a_word_itself() -> None:
    names = ["Giải quyết hỗ trợ", "Cấp quyền sử dụng đất", "Cấp lý lịch", "Liên thông"]
    matcher = Matcher([{"id": name, "name": name} for name in names])
    assert {hit.id for hit in matcher.search("quy")[0]} == {names[0], names[1]}
    assert [hit.id for hit in matcher.search("ly")[0]] == [names[2]]
    assert {hit.id for hit in matcher.search("quys")[0]} == {names[0], names[1]}


def test_the_letter_d_is_one_letter_for_the_search_as_well(matcher: Matcher) -> None:
    for typed in ("\u00d0ăng ký khai sinh", "\u0256ăng ký khai sinh", "\u00f0ang ky khai sinh"):
        assert matcher.search(typed) == matcher.search(
            typed.translate(dict.fromkeys(map(ord, "\u00d0\u00f0\u0256"), "đ"))
        )
    assert first(matcher, "\u00d0ăng ký khai sinh") == "dang-ky-khai-sinh"


@given(st.text(max_size=40), st.text(max_size=20))
def test_highlights_lie_in_the_name_apart_and_in_order(name: str, query: str) -> None:
    flat = [place for span in highlight(name, query) for place in span]
    assert (flat, [place for place in flat if not 0 <= place <= len(name)]) == (sorted(set(flat)), [])


@pytest.mark.parametrize(
    ("typed", "plain"),
    [("ddang", "dang"), ("kys", "ky"), ("chuwngs", "chung"), ("thuwcj", "thuc"), ("dduwowngf", "duong"),
     ("tw", "tu"), ("gia61y", "giay"), ("d9o65c", "doc"), ("khai", "khai"), ("ocop", "ocop"),
     ("gpxd", "gpxd"), ("qwerty", "qwerty"), ("75", "75")],
)  # fmt: skip
def test_raw_keystrokes_are_undone(typed: str, plain: str) -> None:
    assert unmarked(typed) == plain


def found(
    text: str, rows: list[tuple[str, str]]
) -> list[tuple[tuple[int, ...], tuple[tuple[str, ...], ...]]]:
    """The places taken and the meanings of the aliases in the text."""
    found = aliases(rows).find([[word] for word in words(text)])
    return [
        (one.places, tuple(tuple(word.folded for word in meaning) for meaning in one.meanings))
        for one in found
    ]


def test_of_aliases_that_overlap_the_one_of_most_words_holds() -> None:
    rows = [("sổ đỏ", "giấy chứng nhận"), ("mất sổ đỏ", "cấp lại|bị mất"), ("mất", "từ trần")]
    assert found("bị mất sổ đỏ rồi mất", rows) == [
        ((1, 2, 3), (("cap", "lai"), ("bi", "mat"))),
        ((5,), (("tu", "tran"),)),
    ]


def test_aliases_of_the_same_words_hold_together_in_the_files_order() -> None:
    rows = [
        ("<tiền>", "tiền|trợ cấp"),
        ("tiền tuất", "trợ cấp"),
        ("<tiền> tuất", "thân nhân"),
        ("tiền tuất", "trợ cấp"),
    ]
    assert found("tiền tuất", rows) == [((0, 1), (("tro", "cap"), ("than", "nhan")))]


def test_an_alias_may_name_a_class_and_leave_a_gap() -> None:
    rows = [("<người>", "bố|ông|ông nội"), ("<người> … mất", "khai tử")]
    death = (("khai", "tu"),)
    assert [
        found("ông nội tôi vừa mất hôm qua", rows),
        found("ông mất", rows),
        found("ông ở xa quê lâu quá mất", rows),
    ] == [[((0, 1, 4), death)], [((0, 1), death)], []]


def test_marks_that_were_typed_must_be_the_aliass_own() -> None:
    rows = [("bố mất", "khai tử")]
    assert [bool(found(text, rows)) for text in ("bố mất", "bo mat", "bô mât", "bò mất", "bó mật")] == [
        True, True, True, False, False,
    ]  # fmt: skip


def test_a_slip_of_a_word_that_only_the_aliases_know_is_read() -> None:
    rows = [{"id": "a", "name": "Chứng thực bản sao"}, {"id": "b", "name": "Đăng ký khai tử"}]
    matcher = Matcher(rows, aliases([]), aliases([("funeral", "khai tử")]))
    assert (first(matcher, "funeral"), first(matcher, "funreal")) == ("b", "b")


def test_english_is_read_only_where_no_marks_were_typed() -> None:
    rows = [{"id": "a", "name": "Thẻ hội viên"}, {"id": "b", "name": "Đăng ký khai tử"}]
    matcher = Matcher(rows, aliases([]), aliases([("die", "khai tử"), ("the", "")]))
    assert [first(matcher, text) for text in ("the", "thẻ", "die", "diề")] == ["a", "a", "b", None]


def test_a_class_that_no_row_defines_is_refused() -> None:
    with pytest.raises(ValueError, match="no row defines <xe>"):
        aliases([("mua <xe>", "giao dịch")])


@pytest.mark.parametrize(
    ("text", "line"), [("a,b\n", 1), ("alias,means\nmột\n", 2), ("alias,means\n,hai\n", 2)]
)
def test_a_bad_file_of_aliases_is_refused_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "aliases.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=rf"aliases\.csv:{line}: "):
        read_aliases(path)


def test_the_shipped_aliases_are_in_order() -> None:
    assert (len(read_aliases().rows) > 1000, len(read_aliases(ENGLISH).rows) > 500) == (True, True)


def test_what_is_found_is_grouped_by_matter_where_the_words_name_none(matcher: Matcher) -> None:
    def groups(text: str) -> list[tuple[str, str, tuple[str, ...]]]:
        found = matcher.groups(text, matcher.search(text)[0])
        return [(group.name, group.name_en, group.ids) for group in found]

    assert groups("dang ky lai") == [
        ("Khai sinh", "Birth", ("dang-ky-lai-khai-sinh",)),
        ("Kết hôn", "Marriage", ("dang-ky-lai-ket-hon",)),
    ]
    assert [groups(clear) for clear in ("khai sinh", "bán rượu", "1.001193", "", "xyzzy qwerty")] == [[]] * 5


def test_a_procedure_of_no_known_matter_is_grouped_by_its_field() -> None:
    rows = [
        {"id": "a", "name": "Gia hạn lưu hành tàu", "field_name": "Hàng hải"},
        {"id": "b", "name": "Gia hạn lưu hành sách", "field_name": "Xuất bản"},
        {"id": "c", "name": "Gia hạn khai tử", "field_name": "Hộ tịch"},
    ]
    nothing = aliases([])
    matcher = Matcher(rows, nothing, nothing)
    found = matcher.groups("gia han", matcher.search("gia han")[0])
    assert {group.name: group.ids for group in found} == {
        "Hàng hải": ("a",),
        "Xuất bản": ("b",),
        "Khai tử": ("c",),
    }


def test_every_shipped_matter_is_told_apart() -> None:
    matters = read_matters()
    assert (len({matter.name for matter in matters}), [m for m in matters if not m.name_en]) == (
        len(matters),
        [],
    )


def test_without_a_file_there_are_no_matters(tmp_path: Path) -> None:
    assert read_matters(tmp_path / "none.csv") == ()
