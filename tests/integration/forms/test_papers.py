"""The forms of a dossier: which it may have, what they say, from which pack; and the register's volumes."""

import io
import re
from dataclasses import replace
from datetime import datetime
from typing import Any

import zxingcpp
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import insert, select

from queue_server.dossiers.rows import dossiers as dossier_rows
from queue_server.dossiers.rows import hand_overs
from queue_server.dossiers.rules import register
from queue_server.ledger.actor import Actor
from queue_server.ledger.storage.times import to_ms
from queue_server.ledger.tables import dossiers, yearly_numbers
from queue_server.ledger.unit_of_work import UnitOfWork
from queue_server.money import rows as money_rows
from queue_server.money.rules import Item, Method, Receipt
from tests.integration.halls import ZONE, Hall

APPLICANT = {"name": "Nguyễn Thị Ngọc Ánh", "phone": "0912 345 678", "address": "Số 12, đường Lê Thánh Tông"}
NOTE = "Bổ sung giấy tờ chứng minh nơi cư trú\n- Ghi lại mục số 5 của tờ khai"
TESTER = Actor("the officer", "officer", (1,), "test")


def dossier(hall: Hall, **more: Any) -> dict[str, Any]:
    body = {
        "procedure": "xac-nhan-tinh-trang-hon-nhan",
        "applicant": APPLICANT,
        "documents": [{"name": "Tờ khai theo mẫu", "form": "original", "copies": 1}],
        **more,
    }
    hall.clock.wait(minutes=1)
    ticket = hall.serve()
    response = hall.post(f"/tickets/{ticket['id']}/dossiers", body)
    assert response.status_code == 201, response.text
    hall.finish(ticket)
    value: dict[str, Any] = response.json
    return value


def move(hall: Hall, made: dict[str, Any], what: str, **body: Any) -> None:
    response = hall.post(f"/dossiers/{made['code']}/{what}", body, role="supervisor")
    assert response.status_code == 200, response.text


def offered(hall: Hall, made: dict[str, Any]) -> dict[str, str | None]:
    """The forms by name: None where one may be printed, else why not."""
    response = hall.get(f"/dossiers/{made['code']}/forms", "officer")
    assert response.status_code == 200, response.text
    return {item["form"]: item["why_not"] for item in response.json["items"]}


def printed(hall: Hall, made: dict[str, Any], form: str, kind: str = "pdf") -> bytes:
    response = hall.get(f"/dossiers/{made['code']}/forms/{form}.{kind}", "officer")
    assert response.status_code == 200, response.text
    return bytes(response.data)


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def scanned(png: bytes) -> set[str]:
    return {code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))}


def with_pack(hall: Hall, pack: str) -> None:
    """The administrator's setting for new dossiers."""
    book = hall.application.parts.book
    book.centre = replace(book.centre, centre=replace(book.centre.centre, forms=pack))


def test_each_outcome_of_an_intake_has_its_form_and_the_others_say_why_not(hall: Hall) -> None:
    nothing = {
        "receipt": "Hồ sơ chưa được tiếp nhận.",
        "supplement": "Chưa có yêu cầu bổ sung nào.",
        "refusal": "Hồ sơ không bị từ chối.",
        "apology": "Hồ sơ chưa có ngày hẹn trả.",
        "stop": "Hồ sơ không bị dừng giải quyết.",
        "control": "Hồ sơ chưa được tiếp nhận.",
        "money": "Chưa thu khoản tiền nào.",
        "timeline": None,
    }
    soon = "Chưa đến ngày làm việc cuối trước ngày hẹn trả."
    accepted = dossier(hall)
    assert offered(hall, accepted) == {**nothing, "receipt": None, "control": None, "apology": soon}
    asked = dossier(hall, outcome="request-supplement", note=NOTE)
    assert offered(hall, asked) == {**nothing, "supplement": None}
    refused = dossier(hall, outcome="refuse", note="Không thuộc thẩm quyền")
    assert offered(hall, refused) == {**nothing, "refusal": None}
    response = hall.get(f"/dossiers/{refused['code']}/forms/stop.pdf", "officer")
    assert (response.status_code, response.json["code"]) == (409, "form_not_ready")
    assert hall.get(f"/dossiers/{refused['code']}/forms/register.pdf", "officer").status_code == 404
    assert hall.get(f"/dossiers/{accepted['code']}/forms/control.slip.png", "officer").status_code == 404


def test_the_officers_words_stand_on_the_forms_line_by_line(hall: Hall) -> None:
    asked = dossier(hall, outcome="request-supplement", note=NOTE)
    text = text_of(printed(hall, asked, "supplement"))
    assert "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ" in text
    assert "1. Bổ sung giấy tờ chứng minh nơi cư trú 2. Ghi lại mục số 5 của tờ khai" in text
    refused = dossier(hall, outcome="refuse", note="Không thuộc thẩm quyền")
    text = text_of(printed(hall, refused, "refusal"))
    assert "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ" in text
    assert "lý do cụ thể như sau: Không thuộc thẩm quyền" in text


def test_a_form_to_a_citizen_carries_the_secret_and_an_inner_one_only_the_code(hall: Hall) -> None:
    made = dossier(hall)
    for form in ("receipt", "receipt.slip"):
        assert scanned(printed(hall, made, form, "png")) == {made["public_url"], made["code"]}, form
    for form in ("control", "timeline"):
        assert scanned(printed(hall, made, form, "png")) == {made["code"]}, form
    slip = Image.open(io.BytesIO(printed(hall, made, "receipt", "slip.png")))
    assert (slip.width, slip.mode) == (576, "1")


def test_a_picture_says_how_many_pages_there_are(hall: Hall) -> None:
    made = dossier(hall, documents=[{"name": f"Giấy tờ số {n}", "form": "copy"} for n in range(40)])
    first = hall.get(f"/dossiers/{made['code']}/forms/receipt.png", "officer")
    second = hall.get(f"/dossiers/{made['code']}/forms/receipt.png?page=2", "officer")
    assert (first.headers["X-Pages"], second.headers["X-Pages"], first.data == second.data) == (
        "2",
        "2",
        False,
    )
    assert hall.get(f"/dossiers/{made['code']}/forms/receipt.png?page=3", "officer").status_code == 404


def test_an_apology_names_the_old_date_the_new_one_and_the_reason(hall: Hall) -> None:
    made = dossier(hall)
    hall.clock.to("2026-06-12T09:00")
    assert "Thời gian trả kết quả mới: ....." in text_of(printed(hall, made, "apology"))
    body = {"due_at": "2026-06-17T16:00:00+07:00", "reason": "Chờ ý kiến của cơ quan phối hợp"}
    response = hall.post(f"/dossiers/{made['code']}/extend", body, role="supervisor")
    assert response.status_code == 200, response.text
    text = text_of(printed(hall, made, "apology"))
    assert "Thời gian đã hẹn trả kết quả: 17 giờ 00 phút, ngày 15 tháng 6 năm 2026" in text
    assert "Lý do: Chờ ý kiến của cơ quan phối hợp" in text
    assert "Thời gian trả kết quả mới: 16 giờ 00 phút, ngày 17 tháng 6 năm 2026" in text


def test_the_stop_notice_belongs_to_the_pack_of_2025_only(hall: Hall) -> None:
    with_pack(hall, "2018")
    old = dossier(hall)
    with_pack(hall, "2025")
    new = dossier(hall)
    for made in (old, new):
        move(hall, made, "forward")
        move(hall, made, "stop", note="Người nộp rút hồ sơ")
    assert "Người nộp rút hồ sơ" in text_of(printed(hall, new, "stop"))
    assert offered(hall, old)["stop"] == "Bộ biểu mẫu 2018 không có mẫu này."


def test_a_dossier_keeps_the_pack_of_its_intake_and_both_packs_say_the_same(hall: Hall) -> None:
    texts = {}
    for pack in ("2018", "2025"):
        with_pack(hall, pack)
        made = dossier(hall, submitter={"name": "Trần Văn Hùng", "relation": "con"})
        texts[pack] = made, text_of(printed(hall, made, "receipt"))
    old, text = texts["2018"]
    assert text_of(printed(hall, old, "receipt")) == text, "the setting of today changes nothing"
    unit = "Bộ phận Tiếp nhận và Trả kết quả"
    assert unit.upper() in text
    made, new = texts["2025"]
    assert unit.upper() not in new
    # What differs is the unit that the packs name, the code, the number in the book and the minute.
    said = [
        sentence.replace(each["code"], "CODE").replace("Trung tâm Phục vụ hành chính công đã", f"{unit} đã")
        for each, sentence in ((old, text), (made, new))
    ]
    plain = [re.sub(r"\d\d phút|Số thứ tự: \d+", "", each.partition("Mã hồ sơ")[2]) for each in said]
    assert plain[0] == plain[1]


def test_the_control_slip_has_a_row_for_each_hand_over(hall: Hall) -> None:
    made = dossier(hall)
    move(hall, made, "forward", note="Giao kèm hai bản chính")
    text = text_of(printed(hall, made, "control"))
    for part in (
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        "Giao: Trung tâm Phục vụ hành chính công Nhận:",
        "Giao: 09 giờ 01 phút, ngày 10 tháng 6 năm 2026",
        "the supervisor",
    ):
        assert part in text, part
    with hall.application.parts.book.engine.connect() as connection:
        (found,) = hand_overs.of_dossiers(connection, [1]).values()
    assert len(found) == 1


def test_the_timeline_tells_every_step_with_who_and_why(hall: Hall) -> None:
    made = dossier(hall)
    move(hall, made, "forward")
    move(hall, made, "request-supplement", note="Thiếu bản sao")
    text = text_of(printed(hall, made, "timeline"))
    assert "Yêu cầu bổ sung (Yêu cầu bổ sung giấy tờ) the supervisor Thiếu bản sao" in text
    assert "Trạng thái hiện nay: Yêu cầu bổ sung giấy tờ" in text
    assert "người in: the officer" in text


def test_a_receipt_for_money_says_the_sum_in_words_and_a_voided_one_that_it_is_void(hall: Hall) -> None:
    made = dossier(hall)

    def pay(deed: UnitOfWork, number: int, **more: Any) -> None:
        paid = Receipt(
            centre=deed.centre_id,
            year=2026,
            receipt_no=number,
            dossier_id=1,
            day=deed.day,
            at=deed.ms,
            by="the officer",
            method=Method.CASH,
            amount=24000,
            items=(Item(label="Lệ phí", quantity=3, unit="bản", unit_price=8000, amount=24000),),
        )
        money_rows.add_payment(deed.connection, replace(paid, **more))

    book = hall.application.parts.book
    book.perform(TESTER, lambda deed: pay(deed, 1))
    book.perform(TESTER, lambda deed: pay(deed, 2, voided_at=deed.ms, voided_by="x"))
    text = text_of(printed(hall, made, "money"))
    for part in (
        "Số: 000001/2026",
        "1 Lệ phí 3 bản 8.000 24.000",
        "Tổng cộng 24.000",
        "Hai mươi tư nghìn đồng",
    ):
        assert part in text, part
    assert "HỦY" not in text
    response = hall.get(f"/dossiers/{made['code']}/forms/money.pdf?receipt=000002/2026", "officer")
    assert "ĐÃ HỦY, KHÔNG CÓ GIÁ TRỊ" in text_of(response.data)
    assert (
        hall.get(f"/dossiers/{made['code']}/forms/money.pdf?receipt=000003/2026", "officer").status_code
        == 409
    )


def test_every_print_is_a_look(hall: Hall) -> None:
    made = dossier(hall)
    printed(hall, made, "timeline")
    looks = hall.get(f"/dossiers/{made['code']}/looks").json["items"]
    assert [(look["by"], look["what"]) for look in looks] == [("the officer", "printed")]


def filled_register(hall: Hall, count: int) -> None:
    """A year's register with so many dossiers, as the intake would have written them."""
    at = to_ms(datetime(2026, 1, 5, 8, 0, tzinfo=ZONE))

    def work(deed: UnitOfWork) -> None:
        row = deed.connection.execute(select(dossiers)).mappings().one()
        first = dossier_rows.value(deed.connection, dict(row))
        rows = []
        for number in range(2, count + 1):
            new = replace(first, code=f"H49.77-260105-{number:04}", received_at=at, register_no=number)
            rows.append(dossier_rows.row_of(deed.connection, new))
        deed.connection.execute(insert(dossiers), rows)
        deed.connection.execute(yearly_numbers.update().values(last=count))

    hall.application.parts.book.perform(TESTER, work)


def test_the_register_of_a_thousand_dossiers_is_one_volume_in_order(hall: Hall) -> None:
    first = dossier(hall)
    filled_register(hall, register.VOLUME + 1)
    response = hall.get("/registers/2026.pdf", "supervisor")
    assert (response.status_code, response.mimetype) == (200, "application/pdf"), response.text
    assert response.headers["Content-Disposition"] == 'inline; filename="so-theo-doi-2026-01.pdf"'
    pages = PdfReader(io.BytesIO(response.data)).pages
    texts = [" ".join(page.extract_text().split()) for page in pages]
    box = pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (842, 595)
    assert [text for text in texts if "Cơ quan giải quyết" not in text] == [], "the head is on every page"
    assert [re.findall(r"Trang (\d+) / (\d+)", text) for text in texts] == [
        [(str(page), str(len(texts)))] for page in range(1, len(texts) + 1)
    ]
    codes = re.findall(r"(?:^| )(\d+) (H49\.77-260\d{3}-\d{4}) ", " ".join(texts))
    expected = [("1", first["code"])]
    expected += [(str(n), f"H49.77-260105-{n:04}") for n in range(2, register.VOLUME + 1)]
    assert codes == expected
    second = text_of(hall.get("/registers/2026.pdf?volume=2", "supervisor").data)
    assert "Quyển số 2 / 2 · Số thứ tự 1001 đến 1001" in second
    assert hall.get("/registers/2026.pdf?volume=3", "supervisor").status_code == 404
    looks = hall.get("/dossiers/H49.77-260105-1000/looks").json["items"]
    assert [(look["by"], look["what"]) for look in looks] == [("the supervisor", "printed")]


def test_an_empty_register_says_so(hall: Hall) -> None:
    assert "Chưa có hồ sơ nào trong sổ." in text_of(hall.get("/registers/2031.pdf", "supervisor").data)


def test_the_register_is_a_workbook_with_the_columns_of_its_paper(hall: Hall) -> None:
    first = dossier(hall)
    response = hall.get("/registers/2026.xlsx")
    assert response.status_code == 200, response.text
    assert response.headers["Content-Disposition"] == 'attachment; filename="so-theo-doi-2026-01.xlsx"'
    sheet = load_workbook(io.BytesIO(response.data)).active
    assert sheet.title == "Sổ 2026, quyển 1"
    assert sheet["A3"].value == "Năm 2026 · Quyển số 1 / 1 · 1 đến 1"
    lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    assert lines[0] == [
        "TT",
        "Mã hồ sơ",
        "Tên thủ tục",
        "Số bộ",
        "Họ tên, địa chỉ, số điện thoại",
        "Cơ quan giải quyết",
        "Ngày nhận",
        "Ngày hẹn trả",
        "Ngày trả",
        "Phương thức",
        "Ký nhận",
        "Ghi chú",
    ]
    person = "; ".join([APPLICANT["name"], APPLICANT["address"], APPLICANT["phone"]])
    assert lines[1][:2] == ["1", first["code"]]
    assert lines[1][3:5] == ["01", person]
    assert lines[1][6:9] == ["10/06/2026", "15/06/2026", None]
    looks = hall.get(f"/dossiers/{first['code']}/looks").json["items"]
    assert [(look["by"], look["what"]) for look in looks] == [("the supervisor", "printed")]
    assert hall.get("/registers/2026.xlsx?volume=2").status_code == 404


def test_a_closed_register_says_so_in_its_workbook(hall: Hall) -> None:
    dossier(hall)
    hall.clock.to("2027-01-04T09:00")
    assert hall.post("/registers/2026/close", role="supervisor").status_code == 200
    sheet = load_workbook(io.BytesIO(hall.get("/registers/2026.xlsx").data)).active
    assert "Người khóa sổ: the supervisor." in sheet["A8"].value
