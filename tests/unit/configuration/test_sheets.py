"""Tables that people hand in: read whole, whatever they say of themselves, and every doubt told by its line."""

import tracemalloc
import zipfile
from pathlib import Path

import pytest

from queue_server.configuration import sheets
from queue_server.configuration.sheets import cells, table
from queue_server.configuration.sheets import parts as sheet_parts
from tests.unit.configuration.workbooks import archive, number, parts, related, row, sheet, text

CASES = Path(__file__).parent / "cases"


def lines(data: bytes) -> list[tuple[int, list[str]]]:
    return [(found.line, list(found.cells)) for found in sheets.read(data).rows]


def doubts(data: bytes) -> list[tuple[int, str]]:
    return [(doubt.line, doubt.said()) for doubt in sheets.read(data).doubts]


def refused(data: bytes) -> tuple[int, str]:
    with pytest.raises(sheets.Unreadable) as caught:
        sheets.read(data)
    return caught.value.doubt.line, caught.value.doubt.what


@pytest.mark.parametrize("name", ["dimension-A1-J11", "dimension-A1"])
def test_all_rows_of_a_sheet_are_read_whatever_it_says_of_its_size(name: str) -> None:
    found = sheets.read((CASES / f"register-30-rows-{name}.xlsx").read_bytes())
    assert [row.line for row in found.rows] == list(range(1, 32))
    assert found.rows[30].cells[1] == "H49.77-260601-0039"


def test_the_sheet_that_people_see_is_read_and_named() -> None:
    found = sheets.read((CASES / "hidden-first-sheet.xlsx").read_bytes())
    assert (found.sheet, found.rows[1].cells[3]) == ("Sổ 2026", "Người Đúng")
    assert found.notes() == ["Đã đọc trang tính “Sổ 2026”."]


def test_other_sheets_that_hold_something_are_named_and_empty_or_hidden_ones_are_not() -> None:
    one, other = sheet(row(1, text("a"))), sheet(row(1, number(7)))
    data = archive(parts(sheet(""), one, other, sheet(""), other, states=("veryHidden",)))
    found = sheets.read(data)
    assert (found.sheet, found.not_read) == ("Tờ 2", ("Tờ 3", "Tờ 5"))
    assert found.notes("en") == [
        "Read from the sheet “Tờ 2”.",
        "Other sheets were not read: Tờ 3, Tờ 5.",
    ]
    assert refused(archive(parts(one, states=("hidden",)))) == (1, "no_sheet")


def test_another_sheet_that_begins_with_many_empty_cells_is_named_too() -> None:
    empty = "".join(row(line, "<c s='1'/>") for line in range(1, 4_000))
    data = archive(parts(sheet(row(1, text("a"))), sheet(empty + row(4_000, number(7)))))
    assert sheets.read(data).not_read == ("Tờ 2",)


@pytest.mark.parametrize("escape", ["_x0000_", "_xD800_"], ids=["zero", "half a character"])
def test_an_escape_of_what_no_database_keeps_stays_as_it_is_written(escape: str) -> None:
    said = f"Bình{escape}_x000D_"
    strings = f"<si><t>{said}</t></si>"
    cells = sheet(row(1, text(said), '<c t="s"><v>0</v></c>', f'<c t="str"><v>{said}</v></c>'))
    assert lines(archive(parts(cells, strings=strings))) == [(1, [said] * 3)]
    assert lines(archive(parts(sheet(row(1, text("Bình_x000D_")))))) == [(1, ["Bình"])]


def test_hidden_columns_are_read_and_told() -> None:
    made = sheet(row(1, text("a"), text("b"), text("c"), "<c/>"))
    hidden = (
        '<cols><col min="2" max="2" hidden="1"/><col min="3" max="16384" hidden="true"/></cols><sheetData>'
    )
    found = sheets.read(archive(parts(made.replace("<sheetData>", hidden))))
    assert found.rows[0].cells == ("a", "b", "c")
    assert found.notes()[1:] == ["Các cột đang bị ẩn cũng được đọc: b, c."]


def test_hidden_rows_are_read_and_told() -> None:
    data = archive(parts(sheet(row(1, text("a")) + row(2, text("b"), attributes='hidden="1"'))))
    assert [cells for _, cells in lines(data)] == [["a"], ["b"]]
    assert sheets.read(data).notes()[1] == "1 dòng đang bị ẩn trong trang tính cũng được đọc."


def test_a_bold_empty_cell_at_the_end_of_the_sheet_costs_nothing() -> None:
    data = (CASES / "sparse-one-bold-cell-at-the-end.xlsx").read_bytes()
    sheets.read(data)
    tracemalloc.start()
    try:
        assert [line for line, _ in lines(data)] == [1, 2]
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("hint", ["sep=;\n", '"sep=;"\r\n', "SEP=;\r\n"])
def test_excels_hint_of_the_separator_is_passed_over(hint: str) -> None:
    assert lines(f"{hint}a,b;c\nd;e\n".encode()) == [(2, ["a,b", "c"]), (3, ["d", "e"])]


def test_the_separator_is_what_the_hint_or_the_header_says() -> None:
    assert lines((CASES / "sep-line.csv").read_bytes())[0][1] == [
        "Mã hồ sơ",
        "Tên thủ tục",
        "Họ và tên",
        "Ngày tiếp nhận",
    ]
    assert lines(b"sep=\t\na;b\tc\n") == [(2, ["a;b", "c"])]
    assert lines(b'"a;;;,b",c\n1,2\n') == [(1, ["a;;;,b", "c"]), (2, ["1", "2"])]


VIETNAMESE = "Họ và tên;Địa chỉ\r\nNguyễn Thị Ngọc Ánh;“Tổ 1” – Hồng Gai…\r\n"


def windows_1258(said: str) -> bytes:
    """As Excel saves CSV under a Vietnamese Windows: base letters of their own, tones behind them."""
    coded = b""
    for letter in said:
        try:
            coded += letter.encode("cp1258")
        except UnicodeEncodeError:
            base, tone = {"ọ": ("o", 0xF2), "ị": ("i", 0xF2), "ỉ": ("i", 0xD2), "ễ": ("ê", 0xDE)}.get(
                letter, ("", 0)
            )
            base, tone = (base, tone) if base else {"ồ": ("ô", 0xCC), "ổ": ("ô", 0xD2)}[letter]
            coded += base.encode("cp1258") + bytes([tone])
    return coded


@pytest.mark.parametrize(
    "data",
    [
        VIETNAMESE.encode(),
        VIETNAMESE.encode("utf-8-sig"),
        VIETNAMESE.encode("utf-16"),
        b"\xfe\xff" + VIETNAMESE.encode("utf-16-be"),
        windows_1258(VIETNAMESE),
    ],
    ids=["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "windows-1258"],
)
def test_every_way_in_which_excel_writes_vietnamese_is_read_alike(data: bytes) -> None:
    assert lines(data) == [
        (1, ["Họ và tên", "Địa chỉ"]),
        (2, ["Nguyễn Thị Ngọc Ánh", "“Tổ 1” – Hồng Gai…"]),
    ]


def test_an_old_code_page_is_told_and_one_that_is_not_vietnamese_is_refused_with_its_line() -> None:
    assert sheets.read(windows_1258(VIETNAMESE)).notes() == [
        "Tệp được đọc theo bảng mã windows-1258: xem lại dấu tiếng Việt."
    ]
    assert refused("a;b\nHå s¬ x\n".encode("latin-1")) == (2, "encoding"), "TCVN3"
    assert refused("a;b\nÀ la façon\n".encode("latin-1")) == (2, "encoding")
    assert refused(b"\xff\xfea") == (1, "encoding")
    assert refused(b"a;b\nc;\0\n") == (2, "not_text")
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 .xls, or a password") == (1, "old_excel")


STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy hh:mm"/><numFmt numFmtId="165" formatCode="[h]:mm"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="2"/></cellXfs>'
)


def test_cells_are_read_as_people_see_them() -> None:
    made = row(
        1,
        number(46174, 1),
        number("46174.604166666664", 2),
        number(1.5, 3),
        number("1.090012345E9"),
        number("0.30000000000000004", 4),
        '<c t="b"><v>1</v></c>',
        '<c t="str"><f>A1</f><v>kết  quả</v></c>',
        '<c t="str"><f>A1</f><v></v></c>',
        '<c t="s"><v>1</v></c>',
        '<c t="d"><v>2026-06-01</v></c>',
        '<c t="inlineStr"><is><r><t>Bi</t></r><r><t>̀nh_x000D_\n</t></r><rPh><t>no</t></rPh></is></c>',
    )
    strings = "<si><t>không</t></si><si><r><t>Hộ </t></r><r><t>tịch</t></r><rPh><t>no</t></rPh></si>"
    assert lines(archive(parts(sheet(made), strings=strings, styles=STYLES))) == [
        (
            1,
            [
                "01/06/2026",
                "01/06/2026 14:30",
                "1 day, 12:00:00",
                "1090012345",
                "0.3",
                "true",
                "kết quả",
                "",
                "Hộ tịch",
                "01/06/2026",
                "Bình",
            ],
        )
    ]
    old_mac = archive(
        parts(sheet(made), strings=strings, styles=STYLES, properties='<workbookPr date1904="1"/>')
    )
    assert lines(old_mac)[0][1][0] == "02/06/2030"
    assert sheets.read(old_mac).rows[0].numbers == {3, 4}


def test_what_is_not_sure_about_a_cell_is_told_by_its_line() -> None:
    rows = (
        row(1, text("a"), text("b"))
        + row(3, "<c><f>B7+1</f></c>", '<c t="e"><f>VLOOKUP()</f><v>#N/A</v></c>')
        + row(5, number("12345678901234567"), number(99999999, 1), text("C"))
        + row(6, '<c t="str"><f>B7&amp;""</f><v></v></c>', number(10**15), number(10**15 - 1))
        + row(7, "<c/>", text("người lập"))
    )
    merges = (
        '<mergeCells><mergeCell ref="C5:C6"/><mergeCell ref="A7:A9"/><mergeCell ref="B7:C7"/></mergeCells>'
    )
    data = archive(parts(sheet(rows, merges), styles=STYLES))
    assert doubts(data) == [
        (3, "Ô A3 có công thức chưa được tính: mở bằng Excel rồi lưu lại."),
        (3, "Ô B3 báo lỗi #N/A."),
        (
            5,
            "Ô A5 là số có hơn 15 chữ số nên Excel đã làm mất các chữ số cuối: 12345678901234567. "
            "Đổi ô sang dạng Text rồi gõ lại.",
        ),
        (5, "Ô B5 có định dạng ngày nhưng giá trị không phải là ngày: 99999999."),
        (
            6,
            "Ô B6 là số có hơn 15 chữ số nên Excel đã làm mất các chữ số cuối: 1000000000000000. "
            "Đổi ô sang dạng Text rồi gõ lại.",
        ),
        (5, "Các ô C5:C6 bị gộp: tách ra, rồi ghi vào từng ô."),
        (7, "Các ô B7:C7 bị gộp: tách ra, rồi ghi vào từng ô."),
    ]


def test_a_workbook_of_another_program_is_read() -> None:
    """With prefixes, without places, without a dimension, in the strict form, and under other names."""
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    made = parts("")
    made["xl/worksheets/sheet1.xml"] = (
        f'<x:worksheet xmlns:x="{strict}"><x:sheetData><x:row><x:c/><x:c t="str"><x:v>B</x:v></x:c></x:row>'
        '<x:row r="4"><x:c t="inlineStr"><x:is><x:t>A</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>'
    )
    made["xl/_rels/workbook.xml.rels"] = related(("worksheet", "/xl/worksheets/sheet1.xml"))
    assert lines(archive(made)) == [(1, ["", "B"]), (4, ["A"])]


def with_part(name: str, data: str | bytes) -> bytes:
    return archive({**parts(sheet(row(1, text("a"))), strings="<si><t>a</t></si>"), name: data})


LAUGHS = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"PK\x03\x04 no archive", "broken"),
        (archive({"content.xml": "<ods/>"}), "not_workbook"),
        (
            archive(
                {"_rels/.rels": related(("officeDocument", "word/document.xml")), "word/document.xml": "<w/>"}
            ),
            "broken",
        ),
        (archive({"_rels/.rels": related(("officeDocument", "xl/workbook.bin"))}), "not_workbook"),
        (with_part("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row r='1'>"), "broken"),
        (with_part("xl/worksheets/sheet1.xml", sheet("<row r='2'/><row r='1'/>")), "broken"),
        (with_part("xl/worksheets/sheet1.xml", sheet("<row r='1048577'/>")), "broken"),
        (with_part("xl/worksheets/sheet1.xml", sheet("<row r='1'><c r='XFE1'/></row>")), "broken"),
        (with_part("xl/worksheets/sheet1.xml", sheet("<row r='1'><c r='1'/></row>")), "broken"),
        (with_part("xl/worksheets/sheet1.xml", sheet("<row><c t='s'><v>7</v></c></row>")), "broken"),
        (with_part("xl/worksheets/sheet1.xml", sheet("<row><c t='s'><v>-1</v></c></row>")), "broken"),
        (with_part("xl/worksheets/sheet1.xml", sheet("<row><c><v>một</v></c></row>")), "broken"),
        (with_part("xl/worksheets/sheet1.xml", LAUGHS), "broken"),
        (with_part("xl/sharedStrings.xml", LAUGHS), "broken"),
        (with_part("xl/workbook.xml", LAUGHS), "broken"),
        (with_part("xl/sharedStrings.xml", "<a>" * 60 + "</a>" * 60), "broken"),
        (with_part("xl/worksheets/sheet1.xml", f"<worksheet a='{'x' * 2_000_000}'/>"), "broken"),
        (archive(parts(sheet("")), zipfile.ZIP_LZMA), "broken"),
        (with_part("xl/sharedStrings.xml", f"<sst><si><t>{'x' * 40_000}</t></si></sst>"), "cell"),
        (with_part("xl/worksheets/sheet1.xml", sheet(row(1, text("x" * 40_000)))), "cell"),
        (
            with_part("xl/worksheets/sheet1.xml", sheet("<row><c r='DD1' t='str'><v>x</v></c></row>")),
            "columns",
        ),
        (archive({str(at): "" for at in range(2_001)}), "parts"),
    ],
)
def test_a_workbook_that_is_damaged_or_made_to_harm_is_refused(data: bytes, what: str) -> None:
    assert refused(data)[1] == what


def test_a_workbook_with_a_password_in_its_archive_is_refused() -> None:
    data = bytearray(archive(parts(sheet("")), zipfile.ZIP_STORED))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(signature, at + 1)
    assert refused(bytes(data)) == (1, "broken")


def test_what_is_unpacked_counts_and_not_what_the_archive_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_parts, "MOST_UNPACKED", 300_000)
    assert refused(with_part("xl/worksheets/sheet1.xml", sheet(" " * 400_000))) == (1, "unpacked")


def test_elements_that_are_no_cells_are_counted_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_parts, "MOST_ELEMENTS", 1_000)
    assert refused(archive(parts(sheet("<x/>" * 1_001)))) == (1, "broken")


def test_rows_cells_letters_and_doubts_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MOST_LETTERS_IN_ALL", 50)
    assert refused(b"a" * 30 + b"\n" + b"b" * 30) == (2, "letters")
    monkeypatch.setattr(cells, "MOST_CELLS", 3)
    assert refused(archive(parts(sheet(row(1, "<c/>", "<c/>", "<c/>", "<c/>"))))) == (1, "cells")
    monkeypatch.setattr(table, "MOST_DOUBTS", 1)
    assert refused(archive(parts(sheet(row(3, "<c t='e'><v>#N/A</v></c>", "<c t='e'><v>#N/A</v></c>"))))) == (
        3,
        "doubts",
    )
    with pytest.raises(sheets.Unreadable) as caught:
        sheets.read(b"a\n1\n\n2\n3\n", most_rows=2)
    assert (caught.value.doubt.line, caught.value.doubt.what) == (5, "rows")
    assert refused(b",".join(b"%d" % at for at in range(101))) == (1, "columns")
    assert refused(b"a\n" + b"b" * 40_000) == (2, "cell")


def test_a_file_that_is_too_large_for_a_table_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "_MOST_MEGABYTES", 1)
    file = tmp_path / "lon.csv"
    file.write_bytes(b"x" * 1_000_000)
    assert len(sheets.of_file(file)) == 1_000_000
    file.write_bytes(b"x" * 1_000_001)
    with pytest.raises(sheets.Unreadable, match="Tệp lớn hơn 1 MB"):
        sheets.of_file(file)
