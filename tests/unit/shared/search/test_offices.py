"""The list of what other offices do: each matter's office is the one that the country's list of procedures names for it."""

import csv
import re

from shared.search.aliases import aliases
from shared.search.elsewhere import Elsewhere, everyday_words, not_done_here, read_elsewhere
from shared.search.matcher import Matcher
from shared.text.alphabet import comparable
from tests.unit.shared.search.relevance import NATIONAL, matcher_of, shipped, without_national

# By a word of our office's name: words of which the country's list has one in the office or the ministry of the matter.
# Ministries were merged in 2025, and so some matters stand under the one that had them before.
AUTHORITIES = {
    "công an": ("công an", "cảnh sát"),
    "thuế": ("thuế",),
    "bảo hiểm xã hội": ("bảo hiểm xã hội", "bhxh", "nội vụ", "tài chính"),
    "việc làm": ("việc làm", "nội vụ", "giáo dục"),
    "tài chính": ("tài chính",),
    "tòa án": ("tòa án",),
    "thi hành án": ("thi hành án",),
    "tư pháp": ("tư pháp",),
    "trợ giúp pháp lý": ("tư pháp",),
    "nội vụ": ("nội vụ",),
    "xây dựng": ("xây dựng",),
    "nông nghiệp": ("nông nghiệp", "nn và mt"),
    "văn hóa": ("văn hóa", "du lịch"),
    "sở khoa học và công nghệ hoặc": ("khoa học", "y tế", "xây dựng", "công an", "công thương", "tỉnh"),
    "khoa học": ("khoa học",),
    "công thương": ("công thương",),
    "y tế": ("y tế",),
    "giáo dục": ("giáo dục",),
    "hải quan": ("hải quan",),
    "ngân hàng nhà nước": ("ngân hàng nhà nước",),
    "chứng khoán": ("chứng khoán",),
    "sở hữu trí tuệ": ("sở hữu trí tuệ", "khoa học"),
    "bản quyền": ("bản quyền", "văn hóa"),
    "mã vạch": ("mã vạch",),
    "hàng hải": ("hàng hải",),
    "hàng không việt nam": ("hàng không",),
    "đường sắt": ("đường sắt",),
    "quốc phòng": ("quốc phòng",),
    "ngoại vụ": ("ngoại giao", "lãnh sự"),
    "quân sự": ("quân sự",),
    "đất đai": ("đất đai", "đăng ký"),
    "đăng kiểm": ("đăng kiểm",),
    "cấp xã": ("cấp xã", "tư pháp"),
}
# Who sells a service, or receives everybody: no procedure of the country's list is theirs.
NO_AUTHORITY = (
    "công ty",
    "doanh nghiệp",
    "ngân hàng",
    "bưu điện",
    "chi bộ",
    "quầy",
    "ban tiếp công dân",
    "cơ sở",
    "quản lý thị trường",
)
LEAST = 0.3


def spaced(text: str) -> str:
    return " ".join(["", *re.findall(r"\w+", comparable(text)), ""])


def authority(office: str) -> tuple[str, ...]:
    return next((words for name, words in AUTHORITIES.items() if name in office.casefold()), ())


def test_every_office_is_an_authority_or_known_to_be_none() -> None:
    unknown = [
        matter.office
        for matter in read_elsewhere()
        if not authority(matter.office) and not any(word in matter.office.casefold() for word in NO_AUTHORITY)
    ]
    assert unknown == []


@without_national
def test_each_matter_is_sent_to_the_office_that_the_countrys_list_names() -> None:
    with NATIONAL.open(encoding="utf-8", newline="") as file:
        done = [
            (spaced(row["name"]), f"{row['office']} {row['issuer']}".casefold())
            for row in csv.DictReader(file)
        ]
    wrong = []
    for matter in read_elsewhere():
        theirs = authority(matter.office)
        known_by = list(map(spaced, matter.known_by))
        by = [office for name, office in done if any(known in name for known in known_by)]
        if theirs and by and sum(any(word in office for word in theirs) for office in by) < LEAST * len(by):
            wrong.append((matter.name, matter.office, by[:3]))
    assert wrong == []


def test_who_wants_to_adopt_is_sent_to_the_commune_and_abroad_to_the_department_of_justice() -> None:
    matcher = matcher_of(shipped)
    assert [matcher.answer(text).elsewhere[0].office_en for text in ("nhận con nuôi", "nuôi con nuôi nước ngoài")] == [
        "the people's committee of the commune (civil status)",
        "the Department of Justice",
    ]  # fmt: skip


def test_no_matter_is_so_broad_that_its_office_says_little() -> None:
    assert [(matter.name, len(matter.said)) for matter in read_elsewhere() if len(matter.said) > 75] == []


TAX = Elsewhere(
    "Mã số thuế", "Tax code", "Thuế", "the tax office", ("mst", "cấp mst", "mã số thuế"), ("đăng ký thuế",)
)


def test_what_people_say_of_a_matter_are_everyday_words_where_it_is_done() -> None:
    names = ["Đăng ký thuế lần đầu"]
    assert everyday_words([TAX], names) == [("mst|mã số thuế", "đăng ký thuế")]
    assert (everyday_words([TAX], ["Đăng ký kết hôn"]), not_done_here([TAX], names)) == ([], ())
    matcher = Matcher([{"id": "a", "name": names[0]}], aliases([]), aliases([]), [TAX])
    assert [hit.id for hit in matcher.search("cấp mst cho con")[0]] == ["a"]


def test_a_procedure_answers_by_whichever_of_its_names_fits() -> None:
    row = {"id": "a", "name": "Hòa giải tranh chấp đất đai", "synonyms": ["hòa giải đất", "tranh chấp đất"]}
    matcher = Matcher([row], aliases([("tranh chấp", "hòa giải tranh chấp đất đai")]), aliases([]), [TAX])
    assert [hit.id for hit in matcher.search("đơn tranh chấp lối đi")[0]] == ["a"]
