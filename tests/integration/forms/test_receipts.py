"""The receipt on paper: form 01 made by the real worker, read back as text, as a QR code and as bars."""

import io
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from queue_server.forms.views.values import plain
from tests.integration.halls import Hall

A5 = (419.5, 595.3)
APPLICANT = {
    "name": "Nguyễn Thị Ngọc Ánh",
    "id_type": "cccd",
    "id_number": "022185001234",
    "phone": "0912 345 678",
    "address": "Số 12, ngõ 3, đường Lê Thánh Tông",
}


def dossier(hall: Hall, **more: Any) -> dict[str, Any]:
    body = {
        "procedure": "xac-nhan-tinh-trang-hon-nhan",
        "applicant": APPLICANT,
        "documents": [
            {"name": "Tờ khai theo mẫu", "form": "original", "copies": 1},
            {"name": "(nếu có) Giấy tờ tùy thân *", "form": "certified", "copies": 2},
        ],
        **more,
    }
    response = hall.post(f"/tickets/{hall.serve()['id']}/dossiers", body)
    assert response.status_code == 201, response.text
    value: dict[str, Any] = response.json
    return value


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_the_receipt_says_everything_on_one_sheet_of_a5(hall: Hall) -> None:
    made = dossier(hall)
    response = hall.get(f"/dossiers/{made['code']}/receipt.pdf", "officer")
    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    assert response.headers["Content-Disposition"] == f'inline; filename="giay-hen-{made["code"]}.pdf"'
    reader = PdfReader(io.BytesIO(response.data))
    assert [
        (round(float(p.mediabox.width), 1), round(float(p.mediabox.height), 1)) for p in reader.pages
    ] == [A5]
    text = text_of(response.data)
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        f"Mã hồ sơ: {made['code']}",
        "Ông/bà: Nguyễn Thị Ngọc Ánh",
        "Địa chỉ: Số 12, ngõ 3, đường Lê Thánh Tông",
        "Số điện thoại: 0912 345 678",
        "Nội dung yêu cầu giải quyết: Thủ tục cấp Giấy xác nhận tình trạng hôn nhân",
        "1 Tờ khai theo mẫu Bản chính 1",
        "2 Giấy tờ tùy thân Bản sao chứng thực 2",
        "Số lượng hồ sơ: 01 bộ",
        "Thời gian giải quyết theo quy định: 03 ngày",
        "Thời gian nhận hồ sơ: 09 giờ 00 phút, ngày 10 tháng 6 năm 2026",
        "Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 15 tháng 6 năm 2026",
        "Phường Hạ Long, ngày 10 tháng 6 năm 2026",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
        "the officer",
    ):
        assert part in text, part
    assert "*" not in text
    assert "022185001234" not in text


def test_every_letter_of_the_receipt_is_in_the_file(hall: Hall) -> None:
    made = dossier(hall)
    pages = PdfReader(io.BytesIO(hall.get(f"/dossiers/{made['code']}/receipt.pdf", "officer").data)).pages
    fonts = [font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()]
    names = {str(font["/BaseFont"]).partition("+")[2] for font in fonts}
    assert names == {f"BeVietnamPro-{cut}" for cut in ("Bold", "Italic", "Regular", "SemiBold")}
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys())


def test_the_codes_on_the_receipt_can_be_scanned(hall: Hall) -> None:
    made = dossier(hall)
    response = hall.get(f"/dossiers/{made['code']}/receipt.png", "officer")
    assert response.mimetype == "image/png"
    found = {code.format: code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(response.data)))}
    assert found == {
        zxingcpp.BarcodeFormat.QRCode: made["public_url"],
        zxingcpp.BarcodeFormat.Code128: made["code"],
    }


def test_what_is_not_known_is_left_to_the_pen(hall: Hall) -> None:
    outside = {"system": "Hệ thống tỉnh", "code": "000.00.20.H49-260610-00077"}
    response = hall.post(f"/tickets/{hall.serve()['id']}/dossiers", {"external": outside})
    text = text_of(hall.get(f"/dossiers/{response.json['code']}/receipt.pdf", "officer").data)
    assert "Mã ở Hệ thống tỉnh: 000.00.20.H49-260610-00077" in text
    assert "Ông/bà: ....." in text
    assert "None" not in text


def test_many_documents_go_on_to_a_second_sheet(hall: Hall) -> None:
    documents = [
        {"name": f"Giấy chứng nhận quyền sử dụng đất và các giấy tờ kèm theo, thửa {n}", "form": "copy"}
        for n in range(1, 26)
    ]
    made = dossier(hall, documents=documents, submitter={"name": "Trần Văn Hùng", "relation": "con"})
    text = text_of(hall.get(f"/dossiers/{made['code']}/receipt.pdf", "officer").data)
    assert "Trang 1 / 2" in text
    assert "Người nộp thay: Trần Văn Hùng (con)" in text
    assert "thửa 25" in text


def test_a_refused_dossier_has_no_receipt(hall: Hall) -> None:
    made = dossier(hall, outcome="refuse", note="Không thuộc thẩm quyền")
    response = hall.get(f"/dossiers/{made['code']}/receipt.pdf", "officer")
    assert (response.status_code, response.json["code"]) == (409, "no_receipt")
    assert hall.get("/dossiers/H49.77-260610-9999/receipt.pdf", "officer").status_code == 404


def test_without_a_worker_the_server_says_so_and_goes_on(hall: Hall) -> None:
    made = dossier(hall)
    assert hall.application.parts.worker is not None
    hall.application.parts.worker.close()
    response = hall.get(f"/dossiers/{made['code']}/receipt.pdf", "officer")
    assert (response.status_code, response.json["code"]) == (503, "unavailable")
    assert hall.get(f"/dossiers/{made['code']}").status_code == 200


@pytest.mark.parametrize(
    ("catalogue", "paper"),
    [
        ("Giấy tờ tùy thân *", "Giấy tờ tùy thân"),
        ("(nếu có) Giấy tờ chứng minh cư trú *", "Giấy tờ chứng minh cư trú"),
        ("(nếu có) Văn bản ủy quyền", "Văn bản ủy quyền"),
        ("Tờ khai", "Tờ khai"),
    ],
)
def test_the_catalogues_marks_are_never_printed(catalogue: str, paper: str) -> None:
    assert plain(catalogue) == paper
