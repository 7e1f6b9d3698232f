"""A register kept elsewhere, read row by row: dates, statuses, and every problem by its line."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.dossier import Status
from queue_server.domain.register_file import Office, Sheet, read, steps

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
    return read("\n".join([header, *rows]) + "\n", OFFICE, NOW)


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
        (3, "Mã “H1” đã có ở dòng 2."),
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


@given(st.text(max_size=300))
def test_no_file_fails(text: str) -> None:
    sheet = read(f"{HEADER}\n{text}", OFFICE, NOW)
    assert sheet.rows >= len(sheet.entries)
    read(text, OFFICE, NOW)
