"""A register kept elsewhere, read row by row: dates, statuses, and every problem by its line."""

import unicodedata
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from queue_server.configuration import sheets
from queue_server.configuration.sheets import Row, Table
from queue_server.dossiers.rules.dossier import Status
from queue_server.exchange.rules import HEADERS, NEEDED, Entry, Office, Sheet, read, steps
from shared.text.messages import say

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 6, 15, 2, tzinfo=UTC)
OFFICE = Office(
    ZONE,
    lambda day: day + timedelta(hours=7),
    lambda day: day + timedelta(hours=17),
    lambda text: "khai-sinh" if text == "Đăng ký khai sinh" else None,
)
HEADER = "STT,Mã hồ sơ,Hệ thống,Thủ tục,Họ tên,Ngày nhận,Ngày hẹn trả,Ngày có kết quả,Ngày trả,Trạng thái,Cách nộp,Số bộ"


def parsed(*rows: str, header: str = HEADER) -> Sheet:
    return of_text("\n".join([header, *rows]) + "\n")


def of_text(text: str, lang: str = "vi") -> Sheet:
    return read(sheets.read(text.encode("utf-8", "surrogatepass")), OFFICE, NOW, lang)


def told(sheet: Sheet) -> list[tuple[int, str]]:
    return [(problem.line, problem.text) for problem in sheet.problems]


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def test_dates_and_statuses_are_read_as_people_write_them() -> None:
    sheet = parsed(
        "1,H49-1,,Đăng ký khai sinh,Lê Bình,1/6/2026,03-06-2026,2/6/2026 10:05,3/6/2026,,,",
        "2,H49-2,VNeID,Thủ tục lạ,,01.06.2026 14h30,,,,đang xử lý,trực tuyến,2",
        "3,H49-3,,,,1/6/2026,,5/6/2026,,công dân yêu cầu rút hồ sơ,3,",
    )
    assert told(sheet) == []
    first, second, third = sheet.entries
    assert (first.received, first.due, first.finished, first.returned, first.status) == (
        local("2026-06-01T07:00"),
        local("2026-06-03T17:00"),
        local("2026-06-02T10:05"),
        local("2026-06-03T17:00"),
        Status.RETURNED,
    )
    assert (second.received, second.system, second.procedure, second.status, second.channel, second.sets) == (
        local("2026-06-01T14:30"),
        "VNeID",
        None,
        Status.IN_PROGRESS,
        2,
        2,
    )
    assert [[int(status) for status, _ in steps(entry)] for entry in sheet.entries] == [
        [1, 2, 9, 10],
        [1, 2, 4],
        [1, 2, 7],
    ]
    assert (third.status, third.channel) == (Status.WITHDRAWN, 3)


def test_every_problem_is_told_by_its_line_and_nothing_of_such_a_row_is_taken() -> None:
    sheet = parsed(
        "1,H1,,,,1/6/2026,,,,,,",
        "2,h1,,,,1/6/2026,,,,,,",
        "3,,,,,,,,,,,",
        "",
        "4,H4,,Không có,,31/2/2026,1/5/2026,,,,,",
        "5,H5,,,,1/6/2026,,,20/5/2026,,fax,không",
        "6,H6,,,,16/6/2026,,,,9,,",
        "7,H7,,,,1/6/2026,,,2/6/2026,5,,",
        '8,"H8"";",,,,1/6/2026,,,,lạ lắm,,',
    )
    assert told(sheet) == [
        (3, "Mã “h1” đã có ở dòng 2."),
        (4, "Ô “Mã hồ sơ” không được để trống."),
        (4, "Ô “Ngày tiếp nhận” không được để trống."),
        (6, "Ô “Ngày tiếp nhận” phải là ngày dạng ngày/tháng/năm, có thể thêm giờ: “31/2/2026”."),
        (6, "Không có thủ tục “Không có” trong danh mục."),
        (7, "“Ngày trả kết quả” sớm hơn “Ngày tiếp nhận”."),
        (7, "Không rõ cách nộp “fax”; cần trực tiếp, trực tuyến hoặc bưu chính."),
        (7, "Ô “Số bộ” phải là số: “không”."),
        (8, "“Ngày tiếp nhận” ở tương lai: “16/6/2026”."),
        (8, "Trạng thái “9” cần ô “Ngày xử lý xong”."),
        (9, "Trạng thái “5” không thể có ô “Ngày trả kết quả”."),
        (10, 'Mã hồ sơ có ký tự không dùng được: “H8";”.'),
        (10, "Không rõ trạng thái “lạ lắm”; cần số từ 1 đến 10 hoặc tên trạng thái."),
    ]
    assert ([entry.code for entry in sheet.entries][:1], sheet.rows) == (["H1"], 8)


def test_columns_that_are_missing_twice_or_unknown_are_told() -> None:
    assert told(parsed("a,b,c", header="Mã hồ sơ,Số hồ sơ,Tên mèo")) == [
        (1, "Cột “Số hồ sơ” có hai lần."),
        (1, "Không rõ cột “Tên mèo”; xóa cột này hoặc đổi tên."),
        (1, "Thiếu cột “Ngày tiếp nhận”."),
    ]
    assert told(parsed()) == [(1, "Tệp không có dòng nào.")]


def test_headings_are_read_in_any_spelling_and_cells_are_saved_in_one() -> None:
    headings = ["Mã hồ sơ", "Ngày nhận", "\u00d0ịa chỉ", "S\u1ed1 \u0189I\u1ec6N THO\u1ea0I", "Họ\u00a0 tên"]
    row = ["H1", "1/6/2026", "\u00d0ống Đa", "0912345678", unicodedata.normalize("NFD", "Đỗ Văn Đức")]
    sheet = parsed(",".join(row), header=unicodedata.normalize("NFD", ",".join(headings)))
    assert told(sheet) == []
    assert [(entry.address, entry.phone, entry.applicant) for entry in sheet.entries] == [
        ("Đống Đa", "0912345678", "Đỗ Văn Đức")
    ]


def test_a_status_is_read_by_its_number_or_its_name_in_either_language() -> None:
    def status(value: str, finished: str = "") -> Status | None:
        sheet = parsed(f"1,H1,,,,1/6/2026,,{finished},,{value},,")
        return sheet.entries[0].status if sheet.entries else None

    assert [status(str(number)) for number in (0, 1, 4, 11)] == [
        None,
        Status.REGISTERED,
        Status.IN_PROGRESS,
        None,
    ]
    for one in (Status.ACCEPTED, Status.PAYMENT_ASKED):
        for lang in ("vi", "en"):
            assert status(say(f"dossier.status.{int(one)}", lang).upper()) is one, lang
    assert status("10") is None, "a returned one needs its date"
    assert parsed("1,H1,,,,1/6/2026,,2/6/2026,3/6/2026,10,,").entries[0].status is Status.RETURNED


def test_a_row_has_what_stands_in_it_and_nothing_where_nothing_stands() -> None:
    header = (
        "Mã hồ sơ,Hệ thống,Thủ tục,Họ tên,Điện thoại,Số CCCD,Địa chỉ,Ngày nhận,Ngày hẹn trả,Số bộ,Ghi chú"
    )
    sheet = parsed(
        "H49-1,VNeID,Đăng ký khai sinh,Lê  Bình,0912345678,012345678901,Hạ Long,1/6/2026,,99,gấp",
        "H49-2,,,,,,,1/6/2026,,,",
        header=header,
    )
    received = local("2026-06-01T07:00")
    empty = dict.fromkeys(
        (
            "system",
            "procedure",
            "applicant",
            "phone",
            "id_number",
            "address",
            "due",
            "finished",
            "returned",
            "note",
        )
    )
    plain = Entry(line=3, code="H49-2", received=received, status=Status.ACCEPTED, channel=1, sets=1, **empty)
    assert sheet.entries == [
        replace(
            plain,
            line=2,
            code="H49-1",
            system="VNeID",
            procedure="khai-sinh",
            applicant="Lê Bình",
            phone="0912345678",
            id_number="012345678901",
            address="Hạ Long",
            sets=99,
            note="gấp",
        ),
        plain,
    ]


def test_the_diary_of_an_ended_dossier_has_the_best_date_that_the_register_knows() -> None:
    received, finished, returned = "2026-06-01T07:00", "2026-06-03T17:00", "2026-06-05T17:00"

    def diary(status: int, *dates: str) -> list[tuple[int, datetime]]:
        (entry,) = parsed(f"1,H1,,,,1/6/2026,,{','.join(dates)},{status},,").entries
        return [(int(step), moment) for step, moment in steps(entry)]

    started = [(1, local(received)), (2, local(received))]
    assert diary(7, "3/6/2026", "5/6/2026") == [*started, (7, local(finished))]
    assert diary(7, "", "5/6/2026") == [*started, (7, local(returned))]
    assert diary(3, "3/6/2026", "") == [(1, local(received)), (3, local(finished))]
    assert diary(10, "3/6/2026", "5/6/2026") == [*started, (9, local(finished)), (10, local(returned))]
    assert diary(1, "", "") == [(1, local(received))]
    assert diary(6, "", "") == [*started, (6, local(received))]


def test_every_column_is_known_by_each_of_its_names() -> None:
    for column, names in HEADERS.items():
        for name in (*names, say(f"exchange.column.{column}")):
            header = ",".join([name, *(HEADERS[one][0] for one in NEEDED if one != column)])
            assert not [text for _, text in told(parsed(header=header)) if "Tệp" not in text], name


def test_problems_are_told_in_the_language_that_is_asked_for() -> None:
    text = "Mã hồ sơ,Ngày nhận\nH1,31/2/2026\nH2,1/6/2026,more\n" + "H" * 121 + ",1/6/1989\n"
    sheet = of_text(text, "en")
    assert told(sheet) == [
        (2, "The cell “Received” must be a date day/month/year, perhaps with the time: “31/2/2026”."),
        (3, "The row has more cells than there are columns."),
        (4, "The cell “Code” is too long."),
        (4, "The cell “Received” must be a date day/month/year, perhaps with the time: “1/6/1989”."),
    ]


def test_dates_stand_in_their_order_and_may_be_of_one_day() -> None:
    header = "Mã hồ sơ,Ngày nhận,Ngày hẹn trả,Ngày có kết quả,Ngày trả"
    assert told(parsed("H1,1/6/2026,1/6/2026,1/6/2026,1/6/2026", header=header)) == []
    pairs = {
        "H1,2/6/2026,1/6/2026,,": "“Ngày hẹn trả” sớm hơn “Ngày tiếp nhận”.",
        "H1,2/6/2026,,1/6/2026,": "“Ngày xử lý xong” sớm hơn “Ngày tiếp nhận”.",
        "H1,1/6/2026,,3/6/2026,2/6/2026": "“Ngày trả kết quả” sớm hơn “Ngày xử lý xong”.",
        "H1,1/6/2026,,16/6/2026,": "“Ngày xử lý xong” ở tương lai: “16/6/2026”.",
        "H1,1/6/2026,,,16/6/2026": "“Ngày trả kết quả” ở tương lai: “16/6/2026”.",
    }
    for row, text in pairs.items():
        assert told(parsed(row, header=header)) == [(2, text)], row
    # Nine in the morning of the 15th in Hạ Long: a bare day of today means its closing, which is still to come.
    assert told(parsed("H1,1/6/2026,,,15/6/2026", header=header)) == []


def test_a_day_is_in_the_future_by_the_centres_clock() -> None:
    """Seven in the evening of the 14th in London is two in the morning of the 15th in Hạ Long."""
    table = sheets.read("Mã hồ sơ,Ngày nhận\nH1,15/6/2026\nH2,16/6/2026\n".encode())
    found = read(table, OFFICE, datetime(2026, 6, 14, 19, tzinfo=UTC))
    assert told(found) == [(3, "“Ngày tiếp nhận” ở tương lai: “16/6/2026”.")]


def test_dates_out_of_order_and_a_wrong_number_are_told_in_english_too() -> None:
    header = "Mã hồ sơ,Ngày nhận,Ngày trả,Số bộ"
    sheet = of_text(f"{header}\nH1,2/6/2026,1/6/2026,\nH2,1/6/2026,,{'x' * 30}\n", "en")
    assert told(sheet) == [
        (2, "“Returned” is before “Received”."),
        (3, f"The cell “Sets” must be a number: “{'x' * 20}”."),
    ]


def test_without_a_status_the_dates_say_how_far_a_dossier_is() -> None:
    header = "Mã hồ sơ,Ngày nhận,Ngày có kết quả,Ngày trả"
    sheet = parsed("H1,1/6/2026,,", "H2,1/6/2026,2/6/2026,", "H3,1/6/2026,,3/6/2026", header=header)
    assert [(entry.status, entry.channel, entry.sets) for entry in sheet.entries] == [
        (Status.ACCEPTED, 1, 1),
        (Status.FINISHED, 1, 1),
        (Status.RETURNED, 1, 1),
    ]
    assert sheet.entries[2].finished == local("2026-06-03T17:00"), (
        "finished at the latest when it was returned"
    )


def test_one_set_is_enough_and_ninety_nine_are_the_most() -> None:
    header = "Mã hồ sơ,Ngày nhận,Số bộ"
    for sets, taken in (("1", [1]), ("99", [99]), ("0", []), ("100", []), ("²", []), ("-1", [])):
        assert [entry.sets for entry in parsed(f"H1,1/6/2026,{sets}", header=header).entries] == taken, sets


def test_a_file_that_is_no_csv_is_told_by_its_line() -> None:
    (problem,) = parsed('1,H1,,,,1/6/2026,,,,,,\n2,"H2"x,,,,1/6/2026,,,,,,').problems
    assert problem.line == 3
    assert problem.text.startswith("Tệp CSV sai định dạng")
    (problem,) = of_text('"').problems
    assert problem.line == 1


def test_a_missing_column_is_told_in_the_language_that_is_asked_for() -> None:
    assert told(of_text("Code\nH1\n", "en")) == [(1, "The column “Received” is missing.")]


def test_a_dossier_at_work_has_neither_a_result_nor_a_return() -> None:
    header = "Mã hồ sơ,Ngày nhận,Ngày có kết quả,Ngày trả,Trạng thái"
    assert told(parsed("H1,1/6/2026,2/6/2026,3/6/2026,4", header=header)) == [
        (2, "Trạng thái “4” không thể có ô “Ngày xử lý xong”."),
        (2, "Trạng thái “4” không thể có ô “Ngày trả kết quả”."),
    ]


def test_years_of_this_life_are_dates() -> None:
    header = "Mã hồ sơ,Ngày nhận,Ngày hẹn trả"
    assert told(parsed("H1,1/1/1990,31/12/2100", header=header)) == []
    for year in ("1989", "2101"):
        assert [line for line, _ in told(parsed(f"H1,1/6/2026,1/1/{year}", header=header))] == [2], year


def test_a_file_that_is_no_csv_is_told_with_the_reason_in_the_language_that_is_asked_for() -> None:
    (problem,) = of_text('Code,Received\n"H1"x,1/6/2026\n', "en").problems
    assert problem.text.startswith("The CSV is malformed")
    assert "expected after" in problem.text


def test_a_header_and_a_status_are_told_in_english_too() -> None:
    header = f"Code,Received,Số hồ sơ,{'x' * 70},Status,Finished"
    assert told(of_text(f"{header}\nH1,1/6/2026,H1,,4,2/6/2026\n", "en")) == [
        (1, "The column “Số hồ sơ” is there twice."),
        (1, f"Nobody knows the column “{'x' * 60}”; delete or rename it."),
        (2, "The status “4” cannot have the cell “Finished”."),
    ]


@given(st.text(max_size=300))
def test_no_file_fails(text: str) -> None:
    for whole in (f"{HEADER}\n{text}", text):
        with suppress(sheets.Unreadable):
            sheet = of_text(whole)
            assert sheet.rows >= len(sheet.entries)


def numbers(*rows: tuple[str, str, str, set[int]], title: str = "Số CCCD") -> Sheet:
    """Rows of a code, a paper's number and a telephone, with the places of the cells that are numbers."""
    header = Row(1, ("Mã hồ sơ", title, "Điện thoại", "Ngày nhận"))
    found = [
        Row(line, (code, paper, phone, "1/6/2026"), frozenset(places))
        for line, (code, paper, phone, places) in enumerate(rows, 2)
    ]
    return read(Table(rows=[header, *found]), OFFICE, NOW)


def test_zeros_that_a_spreadsheet_lost_are_put_back_where_that_is_certain() -> None:
    sheet = numbers(
        ("H1", "1090012345", "912345678", {1, 2}),
        ("H2", "79301012345", "2438256789", {1, 2}),
        ("H3", "351234567", "0912345678", {1}),
        ("H4", "B1234567", "1900 1234", set()),
        ("H5", "001 090 012345", "+84 (0)912 345 678", set()),
    )
    assert told(sheet) == []
    assert [(entry.id_number, entry.phone) for entry in sheet.entries] == [
        ("001090012345", "0912345678"),
        ("079301012345", "02438256789"),
        ("351234567", "0912345678"),
        ("B1234567", "1900 1234"),
        ("001 090 012345", "0912345678"),
    ]


def test_numbers_that_lack_digits_are_told_by_their_lines() -> None:
    def lacking(column: str, value: str) -> str:
        return (
            f"Ô “{column}” thiếu chữ số, có lẽ Excel đã bỏ số 0 ở đầu: “{value}”. "
            "Đổi cột sang dạng Text rồi gõ lại."
        )

    assert told(
        numbers(
            ("H1", "12345678", "", {1}),
            ("H2", "9990012345", "", set()),
            ("H3", "1970012345", "", set()),
            ("H4", "", "12345", {2}),
            ("H5", "", "12345", set()),
        )
    ) == [
        (2, lacking("Số giấy tờ", "12345678")),
        (3, lacking("Số giấy tờ", "9990012345")),
        (4, lacking("Số giấy tờ", "1970012345")),
        (5, lacking("Điện thoại", "12345")),
    ]


def test_a_business_number_is_not_taken_for_a_citizens() -> None:
    rows = ("H1", "1090012345", "", set[int]()), ("H2", "79301012345", "", set[int]())
    sheet = numbers(*rows, title="Số giấy tờ")
    assert [entry.id_number for entry in sheet.entries] == ["1090012345", "079301012345"]
    as_number = numbers(("H1", "1090012345", "", {1}), title="Số giấy tờ")
    assert [problem.line for problem in as_number.problems] == [2], "ten digits may be either"


def test_a_procedures_code_that_is_a_number_gets_its_last_zeros_back() -> None:
    asked: list[str] = []

    def procedure(code: str) -> str:
        asked.append(code)
        return code

    header = Row(1, ("Mã hồ sơ", "Mã thủ tục", "Ngày nhận"))
    rows = [Row(2, ("H1", "1.00119", "1/6/2026"), frozenset({1})), Row(3, ("H2", "1.00119", "1/6/2026"))]
    read(Table(rows=[header, *rows]), replace(OFFICE, procedure=procedure), NOW)
    assert asked == ["1.001190", "1.00119"]


def test_doubts_of_the_sheet_stop_the_import_and_notes_do_not() -> None:
    table = Table(rows=sheets.read(b"code,received\nH1,1/6/2026\n").rows, sheet="Sổ 2026")
    assert (read(table, OFFICE, NOW).problems, read(table, OFFICE, NOW).notes) == (
        [],
        ["Đã đọc trang tính “Sổ 2026”."],
    )
    table.doubt(2, "error", cell="B2", value="#N/A")
    assert told(read(table, OFFICE, NOW)) == [(2, "Ô B2 báo lỗi #N/A.")]
