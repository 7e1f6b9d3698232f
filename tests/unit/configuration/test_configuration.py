"""config/ is read as a whole: the shipped centre is right, every mistake is told with file and line."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.configuration.catalogue_files import Field, load_catalogue, slug
from queue_server.configuration.folder import load
from queue_server.configuration.reader import ConfigurationInvalid, line_index, report
from queue_server.configuration.values import (
    Calendar,
    Configuration,
    Counter,
    DayOff,
    Hours,
    OfflineRange,
    Policy,
    Queue,
    clock,
)
from shared.hours.sound import SoundSpan
from tests.unit.configuration.workbooks import archive, number, parts, row, sheet, text

SHIPPED = Path(__file__).resolve().parents[3] / "config"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped configuration, for spoiling."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "config"))


@pytest.fixture(scope="module")
def shipped() -> Configuration:
    return load(SHIPPED)


def change(folder: Path, file: str, old: str, new: str) -> int:
    """Replace a text in a file and return its line."""
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def mistakes(folder: Path) -> list[tuple[str, int, str]]:
    """Each mistake as (file, line, Vietnamese sentence)."""
    with pytest.raises(ConfigurationInvalid) as caught:
        load(folder)
    return [(m.file, m.line, m.text.split(" / ")[0]) for m in caught.value.mistakes]


def test_the_shipped_centre_has_twelve_queues_eighteen_counters_two_kiosks_and_a_display(
    shipped: Configuration,
) -> None:
    found = (shipped.queues, shipped.counters, shipped.kiosks, shipped.displays)
    assert tuple(map(len, found)) == (12, 18, 2, 1)
    assert (len(shipped.fields), len(shipped.procedures)) == (12, 92)


def test_the_shipped_centre_is_open_at_every_hour_and_interleaves_two_to_one(shipped: Configuration) -> None:
    assert shipped.centre.hours == (Hours((1, 2, 3, 4, 5, 6, 7), 0, 24 * 60),)
    assert shipped.centre.policy == Policy("interleave", 2, 1)


def test_a_queue_takes_name_prefix_and_colour_from_its_field(shipped: Configuration) -> None:
    assert shipped.queues[0] == Queue("ho-tich", "Hộ tịch", "A", "#DB1B06", 1, 9999, None)


def test_the_last_counter_is_the_guide_desk(shipped: Configuration) -> None:
    expected = Counter(18, "Bàn hướng dẫn", ("noi-vu-ton-giao", "van-hoa-the-thao-thong-tin"))
    assert shipped.counters[-1] == expected
    assert shipped.centre.guide_queue == "noi-vu-ton-giao"


def test_a_star_gives_a_kiosk_a_range_in_every_queue(shipped: Configuration) -> None:
    queues = [queue.id for queue in shipped.queues]
    assert shipped.kiosks[1].offline_ranges == tuple(OfflineRange(queue, 850, 899) for queue in queues)


def test_what_is_not_published_is_none_and_not_zero(shipped: Configuration) -> None:
    silent = [p for p in shipped.procedures if p.time_limit is None]
    assert len(silent) == 27
    assert {p.time_unit for p in silent} == {""}
    first = shipped.procedures[0]
    assert (first.field, first.time_limit, first.time_unit, first.same_day) == ("ho-tich", 1, "day", True)
    assert (first.fee_text, first.fee_vnd) == ("", None)
    assert first.documents[2] == "Giấy tờ tùy thân của người yêu cầu *"


def test_every_mistake_of_every_file_is_told_in_one_report(folder: Path) -> None:
    expected = [
        (
            "centre.toml",
            change(folder, "centre.toml", 'timezone = "Asia/Ho_Chi_Minh"', 'timezone = "Asia/Hạ_Long"'),
            "không có múi giờ “Asia/Hạ_Long”",
        ),
        (
            "centre.toml",
            change(folder, "centre.toml", '"dang-ky-ket-hon",', '"dang-ky-ket-hôn",') - 4,
            "“frequent”: không có “dang-ky-ket-hôn”",
        ),
        (
            "counters.toml",
            change(folder, "counters.toml", 'queues = ["dat-dai"]', 'queues = ["dat-dia"]'),
            "“queues”: không có “dat-dia”",
        ),
        (
            "queues.toml",
            change(folder, "queues.toml", "last = 9999", "last = 12000"),
            "“last” phải là số nguyên từ 1 đến 9999",
        ),
        (
            "procedures.csv",
            change(folder, "procedures.csv", ",Hộ tịch,3,day,", ",Hộ tịch,ba,day,"),
            "ô “time_limit” phải là số nguyên không âm: “ba”",
        ),
    ]
    assert mistakes(folder) == sorted(expected)


def test_the_report_names_file_and_line_and_speaks_both_languages(folder: Path) -> None:
    line = change(folder, "displays.toml", "volume = 80", "volume = 180")
    with pytest.raises(ConfigurationInvalid) as caught:
        load(folder)
    assert report(caught.value.mistakes) == (
        "Cấu hình có 1 lỗi, chưa có gì được khởi động hay thay đổi:\n"
        "The configuration has 1 mistake(s); nothing was started or changed:\n"
        f"  displays.toml:{line}: “volume” phải là số nguyên từ 0 đến 100 / "
        "“volume” must be a whole number from 0 to 100"
    )


ONE_MISTAKE = [
    ("centre.toml", "[calling]", "[caling]", 0, "không có mục “caling”; các mục được dùng: "),
    ("centre.toml", "n = 1\n", "n = 0\n", 0, "“n” phải là số nguyên từ 1 đến 9"),
    (
        "centre.toml",
        'mode = "interleave"',
        'mode = "fair"',
        0,
        "“mode” phải là một trong: interleave, strict",
    ),
    ("centre.toml", 'id = "elderly"', 'id = "severe_disability"', 0, "“severe_disability” đã dùng ở dòng "),
    ("centre.toml", 'to = "24:00"', 'to = "24:30"', 0, "“to” phải là giờ dạng 07:30 "),
    ("centre.toml", "{NNNN}", "{NN}", 0, "mẫu mã hồ sơ phải có {YYMMDD} và {NNNN}, "),
    ("centre.toml", 'public_address = ""', 'public_address = "so.vn"', 0, "địa chỉ công khai phải bắt đầu "),
    (
        "centre.toml",
        'guide_queue = "noi-vu',
        'guide_queue = "noi-vụ',
        0,
        "“guide_queue”: không có “noi-vụ-ton-giao”",
    ),
    ("centre.toml", "[policy]", "[policy", 0, "tệp TOML viết sai cú pháp "),
    ("counters.toml", "number = 7", "number = 6", 0, "“6” đã dùng ở dòng "),
    ("counters.toml", 'name = "Đất đai 2"\n', "", -2, "thiếu “name”"),
    (
        "counters.toml",
        'queues = ["xay-dung-do-thi", "dat-dai"]',
        'queues = ["dat-dai", "dat-dai"]',
        0,
        "“queues”: “dat-dai” viết hai lần",
    ),
    ("queues.toml", 'id = "dat-dai"', 'id = "dat-dai"\nprefix = "A"', 1, "“prefix A” đã dùng ở dòng "),
    (
        "queues.toml",
        'id = "dat-dai"',
        'id = "dat-dai"\ncolour = "#FFD54A"',
        1,
        "màu #FFD54A quá nhạt cho chữ trắng ",
    ),
    (
        "queues.toml",
        'id = "dat-dai"',
        'id = "dat-dai"\nname = "H\u1ed9 Ti\u0323ch"',
        1,
        "“H\u1ed9 Ti\u0323ch” đã dùng ở dòng ",
    ),
    (
        "kiosks.toml",
        "Kiosk 2, lối vào phụ",
        "KIOSK 1,  sảnh chính",
        0,
        "“KIOSK 1,  sảnh chính” đã dùng ở dòng ",
    ),
    ("kiosks.toml", '"*" = [850, 899]', '"*" = [899, 850]', 0, "số đầu 899 phải nhỏ hơn số cuối 850"),
    (
        "kiosks.toml",
        '"*" = [850, 899]',
        '"dat-dai" = [840, 860]',
        0,
        "dải 840–860 của dat-dai chồng lên dải 800–849 của kiosk-1",
    ),
    ("kiosks.toml", '"*" = [850, 899]', '"*" = [0, 899]', 0, "“*” phải là hai số [đầu, cuối] từ 1 đến 9999"),
    ("kiosks.toml", "paper_mm = 80", "paper_mm = 72", 0, "“paper_mm” phải là một trong: 58, 80"),
    (
        "calendar.toml",
        "# The administrator",
        "[[day_off]]\ndate = 1\n# The administrator",
        1,
        "“date” phải là ngày ",
    ),
    ("fields.csv", "dat-dai,Đất đai,C,", "dat-dai,Đất đai,B,", 0, "“prefix B” đã dùng ở dòng "),
    ("procedures.csv", "1.000894", "1.001193", 0, "“1.001193” đã dùng ở dòng 2"),
    ("procedures.csv", "same_day,fee_text", "sameday,fee_text", 0, "không có cột “sameday”; "),
    (
        "procedures.csv",
        "Đăng ký kết hôn,Hộ tịch",
        "Đăng ký kết hôn,Hộ tích",
        0,
        "“field”: không có “Hộ tích”",
    ),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "offset", "sentence"),
    ONE_MISTAKE,
    ids=[f"{m[0]}: {m[2][:30]}" for m in ONE_MISTAKE],
)
def test_a_mistake_is_told_with_the_line_where_it_stands(
    folder: Path, file: str, old: str, new: str, offset: int, sentence: str
) -> None:
    line = change(folder, file, old, new) + offset
    found = [mistake for mistake in mistakes(folder) if mistake[2].startswith(sentence)]
    assert [(name, at) for name, at, _ in found] == [(file, line)]


def test_a_missing_file_is_one_mistake_and_hides_no_other(folder: Path) -> None:
    (folder / "queues.toml").unlink()
    line = change(folder, "displays.toml", "volume = 80", "volume = 180")
    assert mistakes(folder) == [
        ("displays.toml", line, "“volume” phải là số nguyên từ 0 đến 100"),
        ("queues.toml", 1, "thiếu tệp này"),
    ]


def test_a_queue_that_no_counter_serves_is_a_mistake(folder: Path) -> None:
    change(folder, "counters.toml", 'queues = ["giao-duc-dao-tao", ', "queues = [")
    expected = "hàng đợi “giao-duc-dao-tao” không có quầy nào phục vụ"
    assert mistakes(folder) == [("counters.toml", 1, expected)]


def test_hours_that_overlap_on_a_day_are_a_mistake(folder: Path) -> None:
    span = '\n[[hours]]\ndays = [1, 8]\nfrom = "07:00"\nto = "11:30"\n\n[hall]'
    line = change(folder, "centre.toml", "[hall]", span)
    assert mistakes(folder) == [
        ("centre.toml", line + 2, "“days” phải là số nguyên từ 1 đến 7"),
        ("centre.toml", line + 3, "hai khoảng giờ của thứ 1 chồng lên nhau: 00:00–24:00 và 07:00–11:30"),
    ]


def test_the_administrators_days_are_read(folder: Path) -> None:
    days = '[[day_off]]\ndate = 2026-10-12\nname = "Kiểm kê"\n\n[[make_up_day]]\ndate = 2026-08-22\n'
    (folder / "calendar.toml").write_text(days, "utf-8")
    expected = Calendar((DayOff(date(2026, 10, 12), "Kiểm kê"),), (DayOff(date(2026, 8, 22), ""),))
    assert load(folder).calendar == expected


def test_an_import_needs_only_names_and_fields(tmp_path: Path) -> None:
    file = tmp_path / "new.csv"
    file.write_text("\ufeffname,field,office\nĐăng ký đất,Đất đai,x\nĐổi tên,Hải quan,\n", "utf-8")
    known = Field("dat-dai", "Đất đai", "C", "", "#4D3819")
    fields, procedures, *_ = load_catalogue(file, known=[known])
    assert fields == (known, Field("hai-quan", "Hải quan"))
    assert [(p.id, p.short_name, p.field, p.time_limit) for p in procedures] == [
        ("dang-ky-dat", "Đăng ký đất", "dat-dai", None),
        ("doi-ten", "Đổi tên", "hai-quan", None),
    ]


def test_an_imports_fields_are_the_same_in_every_spelling_and_are_saved_in_one(tmp_path: Path) -> None:
    fields_file, file = tmp_path / "fields.csv", tmp_path / "new.csv"
    fields_file.write_text("Name\nĐất đai\n", "utf-8")
    rows = [
        "NAME,field",
        "\u00d0ăng ký đất,\u00d0ẤT  ĐAI",
        "Cấp\u00a0sổ,\u0189\u1ea5t \u00f0ai",
        "Tách thửa,Đa\u0302\u0301t đai",
    ]
    file.write_text("\n".join(rows), "utf-8")
    fields, procedures, *_ = load_catalogue(file, fields_file)
    assert fields == (Field("dat-dai", "Đất đai"),)
    assert [(p.id, p.name, p.field) for p in procedures] == [
        ("dang-ky-dat", "Đăng ký đất", "dat-dai"),
        ("cap-so", "Cấp sổ", "dat-dai"),
        ("tach-thua", "Tách thửa", "dat-dai"),
    ]
    fields_file.write_text("name\nĐất đai\nđất  \u00d0AI\n", "utf-8")
    with pytest.raises(ConfigurationInvalid) as caught:
        load_catalogue(file, fields_file)
    assert [(m.file, m.line, m.text.split(" / ")[0]) for m in caught.value.mistakes] == [
        ("fields.csv", 3, "“dat-dai” đã dùng ở dòng 2"),
        ("fields.csv", 3, "“đất ĐAI” đã dùng ở dòng 2"),
    ]


def test_a_flag_is_read_in_every_spelling_and_a_code_gets_the_zeros_back_that_a_workbook_lost(
    tmp_path: Path,
) -> None:
    file = tmp_path / "new.xlsx"
    heads = row(1, *map(text, ("code", "name", "field", "same_day")))
    rows = (
        row(2, number("1.00119"), text("Một"), text("A"), text("TRUE ")),
        row(3, text("1.00118"), text("Hai"), text("A"), text("False")),
    )
    file.write_bytes(archive(parts(sheet(heads + "".join(rows)))))
    _, procedures, *_ = load_catalogue(file)
    assert [(p.code, p.same_day) for p in procedures] == [("1.001190", True), ("1.00118", False)]


def test_procedures_of_one_name_are_told_apart_by_their_codes_in_any_order(tmp_path: Path) -> None:
    rows = ["1.5,Cấp lại,A", "1.7,Cấp lại,B"]
    found = []
    for order in (rows, rows[::-1]):
        file = tmp_path / "new.csv"
        file.write_text("\n".join(["code,name,field", *order]), "utf-8")
        found.append(sorted(p.id for p in load_catalogue(file)[1]))
    assert found == [["cap-lai-1-5", "cap-lai-1-7"]] * 2


def test_all_bad_rows_of_an_import_are_told_together(tmp_path: Path) -> None:
    file = tmp_path / "new.csv"
    rows = ["id,name,field,time_limit,time_unit", "a,,X,1,day", 'b,"hai\ndòng",X,1,', "A!,c,,,", "d,e,X,,,,"]
    file.write_text("\n".join(rows), "utf-8")
    with pytest.raises(ConfigurationInvalid) as caught:
        load_catalogue(file)
    assert [(m.line, m.text.split(" / ")[0]) for m in caught.value.mistakes] == [
        (2, "ô “name” không được để trống"),
        (3, "“time_limit” và “time_unit” phải cùng có hoặc cùng trống"),
        (5, "ô “field” không được để trống"),
        (5, "“id” chỉ gồm chữ thường không dấu, số và dấu gạch nối: “A!”"),
        (6, "dòng có nhiều ô hơn số cột"),
    ]


@pytest.mark.parametrize(("minutes", "text"), [(0, "00:00"), (450, "07:30"), (1440, "24:00")])
def test_minutes_read_as_a_time_of_day(minutes: int, text: str) -> None:
    assert clock(minutes) == text


def test_lines_are_found_past_comments_long_strings_and_lists() -> None:
    text = '# x\na = [\n  "[b]",\n]\n[t]\nk = """\n[no]\n"""\n[[q]]\nid = 1\n[q.p]\nw = 2\n[[q]]\n"*" = 3\n'
    assert line_index(text) == {
        ("a",): 2,
        ("t",): 5,
        ("t", "k"): 6,
        ("q", 0): 9,
        ("q", 0, "id"): 10,
        ("q", 0, "p"): 11,
        ("q", 0, "p", "w"): 12,
        ("q", 1): 13,
        ("q", 1, "*"): 14,
    }


@given(st.text())
def test_a_derived_id_is_always_plain_and_short(name: str) -> None:
    identity = slug(name)
    assert len(identity) <= 60
    assert all(sign in "abcdefghijklmnopqrstuvwxyz0123456789-" for sign in identity)


SCREENS = """[[display]]
id = "dung"
name = "Đứng"
layout = "portrait"
voice = "vi+en"
[[display.quiet]]
from = "17:30"
to = "06:30"
[[display.volume_at]]
days = [1, 5]
from = "07:00"
to = "08:30"
volume = 100

[[display]]
id = "dai"
name = "Dải"
layout = "strip"
counter = 3

[media]
largest_mb = 20
"""


def test_a_screen_has_its_layout_its_voice_and_its_hours(folder: Path) -> None:
    (folder / "displays.toml").write_text(SCREENS, "utf-8")
    loaded = load(folder)
    upright, strip = loaded.displays
    assert (upright.layout, upright.voice, upright.volume, upright.counter) == ("portrait", "vi+en", 80, None)
    assert upright.sound_hours == (
        SoundSpan((1, 2, 3, 4, 5, 6, 7), 17 * 60 + 30, 6 * 60 + 30, 0),
        SoundSpan((1, 5), 7 * 60, 8 * 60 + 30, 100),
    )
    assert (strip.layout, strip.counter, strip.sound_hours) == ("strip", 3, ())
    assert loaded.media.largest_mb == 20


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"portrait"', '"tall"', "“layout” phải là một trong: calls, calls-media, portrait, strip"),
        ('"vi+en"', '"fr"', "“voice” phải là một trong: vi, vi+en, "),
        ("counter = 3", "# counter", 'dải chữ trên quầy (layout = "strip") cần ghi số quầy: counter = 3'),
        ("counter = 3", "counter = 77", "“counter”: không có “77”"),
        ('to = "06:30"', 'to = "17:30"', "khoảng này không có phút nào; "),
        ('to = "08:30"', 'to = "8 giờ"', "“to” phải là giờ dạng 07:30 (từ 00:00 đến 24:00): “8 giờ”"),
        ("volume = 100", "volume = 101", "“volume” phải là số nguyên từ 0 đến 100"),
        ("days = [1, 5]", "days = [0]", "“days” phải là số nguyên từ 1 đến 7"),
        ('to = "06:30"', 'to = "06:30"\nvolume = 3', "không có mục “volume”; các mục được dùng: "),
        (
            "[media]",
            '[[display.volume_at]]\nfrom = "22:00"\nto = "06:00"\nvolume = 1\n'
            '[[display.volume_at]]\nfrom = "05:00"\nto = "07:00"\nvolume = 1\n[media]',
            "hai khoảng âm lượng chồng nhau vào ngày 1 trong tuần",
        ),
        ("largest_mb = 20", "largest_mb = 900", "“largest_mb” phải là số nguyên từ 1 đến 200"),
    ],
)
def test_a_mistake_of_a_screen_is_told(folder: Path, old: str, new: str, sentence: str) -> None:
    assert old in SCREENS
    (folder / "displays.toml").write_text(SCREENS.replace(old, new, 1), "utf-8")
    (found,) = mistakes(folder)
    assert (found[0], found[2].startswith(sentence)) == ("displays.toml", True), found
