"""What the words of a query mean together: how and why a thing is wanted is not what is wanted, and half a word is none."""

from collections.abc import Sequence

import pytest

from shared.search.aliases import agrees, aliases, words
from shared.search.elsewhere import Elsewhere
from shared.search.matcher import Matcher
from tests.unit.shared.search.relevance import shipped


@pytest.fixture(scope="module")
def shipped_matcher() -> Matcher:
    return Matcher(shipped())


def named(*names: str) -> list[dict[str, object]]:
    return [{"id": name, "name": name} for name in names]


def office(*said: str) -> Elsewhere:
    return Elsewhere(said[0], "Theirs", "Công an", "the police", said, ("không có ở đây",))


def answered(matcher: Matcher, texts: Sequence[str]) -> list[str]:
    """For each text the first procedure found, or the first office's matter, or nothing."""
    answers = [matcher.answer(text) for text in texts]
    return [
        answer.hits[0].id if answer.hits else "".join(other.name for other in answer.elsewhere[:1])
        for answer in answers
    ]


@pytest.mark.parametrize(
    "how", ["bị sai tên", "bị rách", "cho người Trung Quốc", "hết hạn", "bị mất", "bi sai ten", "hằng tháng"]
)
@pytest.mark.parametrize("what", ["căn cước", "thẻ bảo hiểm y tế", "lương hưu", "đăng ký xe", "visa"])
def test_how_a_paper_of_another_office_is_wanted_makes_it_none_of_ours(
    what: str, how: str, shipped_matcher: Matcher
) -> None:
    answer = shipped_matcher.answer(f"{what} {how}")
    assert (answer.hits, bool(answer.elsewhere)) == ((), True)


def test_how_something_is_to_be_done_still_finds_what_is_done_here(shipped_matcher: Matcher) -> None:
    asked = ("giấy khai sinh bị sai tên", "tên bị sai", "sổ đỏ bị rách", "giấy kết hôn bị mất")
    assert answered(shipped_matcher, asked) == [
        "thay-doi-cai-chinh-ho-tich",
        "thay-doi-cai-chinh-ho-tich",
        "cap-doi-giay-chung-nhan-dat",
        "dang-ky-lai-ket-hon",
    ]


def test_a_sign_before_a_meaning_says_that_it_tells_how() -> None:
    known = aliases([("bị rách", "~cấp đổi")])
    matcher = Matcher(named("Cấp đổi giấy phép xây dựng"), known, aliases([]), [office("đăng ký xe")])
    assert answered(matcher, ("giấy phép xây dựng bị rách", "bị rách", "đăng ký xe bị rách")) == [
        "Cấp đổi giấy phép xây dựng",
        "Cấp đổi giấy phép xây dựng",
        "đăng ký xe",
    ]


@pytest.mark.parametrize(
    ("text", "ident"),
    [
        ("xin xác nhận độc thân để vay ngân hàng", "xac-nhan-tinh-trang-hon-nhan"),
        ("xin giấy chứng nhận hộ nghèo cho con vay vốn sinh viên", "cong-nhan-ho-ngheo-can-ngheo"),
        ("làm giấy khai tử để nhận tiền bảo hiểm xã hội", "dang-ky-khai-tu"),
    ],
)
def test_what_is_wanted_is_said_first_and_then_why(text: str, ident: str, shipped_matcher: Matcher) -> None:
    answer = shipped_matcher.answer(text)
    assert (answer.hits[0].id, answer.elsewhere) == (ident, ())


def test_an_everyday_phrase_is_not_cut_out_of_what_another_office_does() -> None:
    known = aliases([("lấy hộ", "chứng thực chữ ký")])
    matcher = Matcher(named("Chứng thực chữ ký"), known, aliases([]), [office("hộ chiếu")])
    assert answered(matcher, ("lấy hộ chiếu", "lấy hộ giấy")) == ["hộ chiếu", "Chứng thực chữ ký"]


def test_half_of_words_that_always_stand_together_is_no_phrase_of_another_office() -> None:
    names = ("Sửa chữa nhỏ", "Gọi điện thoại", "Nghe điện thoại", "Bán điện thoại")
    matcher = Matcher(named(*names), aliases([]), aliases([]), [office("sửa điện")])
    assert [
        bool(matcher.answer(text).elsewhere) for text in ("tiệm sửa điện thoại", "tiệm sửa điện nhà")
    ] == [
        False,
        True,
    ]


def test_marks_that_were_typed_are_believed_of_each_name() -> None:
    matcher = Matcher(
        named("Cho thuê đất", "Miễn, giảm thuế đất ở xã biên giới"), aliases([]), aliases([]), ()
    )
    assert answered(matcher, ("thuế đất", "thuê đất", "thue dat")) == [
        "Miễn, giảm thuế đất ở xã biên giới",
        "Cho thuê đất",
        "Cho thuê đất",
    ]


def test_a_word_that_is_written_so_is_not_another_whose_marks_were_left_out() -> None:
    known = aliases([("lầm", "đính chính"), ("làm", "")])
    assert [[one.places for one in known.find([[word] for word in words(text)])] for text in ("làm", "lam", "lầm")] == [
        [(0,)],
        [(0,)],
        [(0,)],
    ]  # fmt: skip
    assert [known.find([[word] for word in words(text)])[0].meanings for text in ("làm", "lam", "lầm")] == [
        (),
        (("dinh", "chinh"),),
        (("dinh", "chinh"),),
    ]


def test_of_equally_long_phrases_that_with_the_words_as_typed_is_meant(shipped_matcher: Matcher) -> None:
    assert answered(shipped_matcher, ("mở quán net", "mở tiệm may")) == [
        "chung-nhan-diem-tro-choi-dien-tu",
        "thanh-lap-ho-kinh-doanh",
    ]


def test_a_word_of_one_letter_may_be_glued(shipped_matcher: Matcher) -> None:
    assert "Bảo hiểm" in shipped_matcher.answer("baohiemyte").elsewhere[0].name


@pytest.mark.parametrize("text", ["so bhxh bi mat", "sổ bhxh bị mất", "lam cccd cho be", "xin sử dụng súng"])
def test_no_everyday_phrase_is_made_of_words_that_another_office_needs(
    text: str, shipped_matcher: Matcher
) -> None:
    """A gap passes over no half of its name, "be" is not the beginning of "bệnh", and "lam" is "làm" and not "lầm"."""
    answer = shipped_matcher.answer(text)
    assert (answer.hits, bool(answer.elsewhere)) == ((), True)


def test_how_something_is_to_be_done_is_no_answer_to_what() -> None:
    matcher = Matcher(
        named("Cấp lại giấy phép"), aliases([("cấp lại", "~cấp lại")]), aliases([]), [office("hộ chiếu")]
    )
    assert answered(matcher, ("cấp lại bằng cử nhân", "cấp lại", "cấp lại giấy phép")) == [
        "",
        "Cấp lại giấy phép",
        "Cấp lại giấy phép",
    ]


@pytest.mark.parametrize("text", ["vợ tôi người Pháp xin gia hạn visa", "chồng người Mỹ làm thẻ tạm trú"])
def test_who_wants_something_is_not_what_is_wanted(text: str, shipped_matcher: Matcher) -> None:
    answer = shipped_matcher.answer(text)
    assert (answer.hits, bool(answer.elsewhere)) == ((), True)


@pytest.mark.parametrize(
    ("typed", "meant", "may_be"),
    [
        ("duoc", "dược", True),
        ("dược", "được", False),
        ("đèn", "đền", False),
        ("bô", "bố", True),
        ("bò", "bố", False),
    ],
)
def test_who_types_a_tone_has_typed_the_letter(typed: str, meant: str, may_be: bool) -> None:
    assert agrees(words(typed)[0], words(meant)[0]) == may_be


def test_no_slips_are_looked_for_where_all_marks_were_typed() -> None:
    names = ("Kinh doanh phạm vi bộ", "Công nhận phân bón")
    matcher = Matcher(named(*names), aliases([]), aliases([]), ())
    assert answered(matcher, ("kinh doanh phân bón",)) == [names[1]]
