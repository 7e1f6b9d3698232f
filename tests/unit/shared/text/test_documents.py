"""The catalogue's cells: documents with star and notes, fees and time limits that are never invented."""

import csv
from pathlib import Path

import pytest

from shared.text.documents import Document, documents, fee_text, likely_form, time_limit_text

PROCEDURES = Path(__file__).parents[4] / "config" / "procedures.csv"


def test_a_cell_becomes_its_documents_in_order() -> None:
    cell = (
        "Tờ khai theo mẫu | Giấy chứng sinh (thiếu thì văn bản cam đoan) | Giấy tờ tùy thân * "
        "| (nếu có) Giấy tờ chứng minh cư trú * | (nếu có) Văn bản ủy quyền (người thân không cần)"
        "| Bản vẽ (nếu có) *"
    )
    assert documents(cell) == [
        Document("Tờ khai theo mẫu"),
        Document("Giấy chứng sinh", note="thiếu thì văn bản cam đoan"),
        Document("Giấy tờ tùy thân", show_only=True),
        Document("Giấy tờ chứng minh cư trú", show_only=True, conditional=True),
        Document("Văn bản ủy quyền", note="người thân không cần", conditional=True),
        Document("Bản vẽ", show_only=True, conditional=True),
    ]


@pytest.mark.parametrize("cell", ["", "  ", " | | ", "*"])
def test_an_empty_cell_has_no_documents(cell: str) -> None:
    assert documents(cell) == []


def test_a_note_that_stands_alone_begins_with_a_capital() -> None:
    notes = [one.remark for one in documents("Giấy chứng sinh (đủ cả hai mặt) | Đơn (2 bản) | Tờ khai")]
    assert notes == ["Đủ cả hai mặt", "2 bản", None]


def test_parentheses_in_the_middle_belong_to_the_name() -> None:
    assert documents("Giấy tờ (Điều 137) và sơ đồ | (chỉ có ghi chú)") == [
        Document("Giấy tờ (Điều 137) và sơ đồ"),
        Document("(chỉ có ghi chú)"),
    ]


def test_no_star_and_no_condition_is_left_in_the_shipped_catalogue() -> None:
    with PROCEDURES.open(encoding="utf-8", newline="") as file:
        found = [document for row in csv.DictReader(file) for document in documents(row["documents"])]
    wrong = [
        document
        for document in found
        if "*" in document.name or "nếu có)" in document.name or not document.name
    ]
    assert (len(found) > 200, wrong) == (True, [])


@pytest.mark.parametrize("fee", ["", "  ", None])
def test_an_unpublished_fee_is_said_to_be_unpublished(fee: str | None) -> None:
    row = {"fee_text": fee, "fee_vnd": "0"}
    assert (fee_text(row), fee_text(row, "en"), fee_text({})) == (
        "Chưa công bố",
        "Not published",
        "Chưa công bố",
    )


def test_a_published_fee_keeps_its_words() -> None:
    assert fee_text({"fee_text": "8.000 đồng/bản"}, "en") == "8.000 đồng/bản"


@pytest.mark.parametrize(
    ("limit", "unit", "same_day", "vi", "en"),
    [
        ("3", "working_day", "false", "3 ngày làm việc", "3 working days"),
        ("1", "working_day", "false", "1 ngày làm việc", "1 working day"),
        ("15", "day", "false", "15 ngày", "15 days"),
        (1, "day", False, "1 ngày", "1 day"),
        ("8", "hour", "false", "8 giờ", "8 hours"),
        ("1", "day", "true", "Trong ngày", "The same day"),
        ("0", "working_day", True, "Trong ngày", "The same day"),
        ("", "", "true", "Trong ngày", "The same day"),
        ("", "", "false", "Chưa công bố", "Not published"),
        (None, None, None, "Chưa công bố", "Not published"),
        ("0", "day", "false", "Chưa công bố", "Not published"),
    ],
)
def test_a_time_limit_reads_in_words(limit: object, unit: object, same_day: object, vi: str, en: str) -> None:
    row = {"time_limit": limit, "time_unit": unit, "same_day": same_day}
    assert (time_limit_text(row), time_limit_text(row, "en")) == (vi, en)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Bản sao giấy khai sinh", "certified"),
        ("Giấy tờ sao y", "certified"),
        ("Đơn đề nghị", "original"),
        ("Tờ khai", "original"),
        ("Giấy chứng sinh", "copy"),
    ],
)
def test_the_form_of_a_paper_is_proposed_by_its_name(name: str, form: str) -> None:
    assert likely_form(name) == form
