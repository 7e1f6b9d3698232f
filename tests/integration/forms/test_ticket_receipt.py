"""The receipt of a service without a dossier on paper, made by the real worker and read back."""

import io

from pypdf import PdfReader

from tests.integration.halls import Hall


def test_copies_without_a_dossier_have_their_receipt_on_paper(hall: Hall) -> None:
    ticket = hall.serve()
    lines = [{"copy_pages": 3, "quantity": 2}]
    paid = hall.post(f"/tickets/{ticket['id']}/payments", {"method": "cash", "lines": lines}).json
    answer = hall.get(f"/payments/{paid['id']}/receipt.pdf", "officer")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    pages = PdfReader(io.BytesIO(answer.data)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for part in (
        "PHIẾU THU PHÍ, LỆ PHÍ",
        "Số: 000001/2026",
        f"Số thứ tự: {ticket['number']}",
        "Chứng thực bản sao, 3 trang",
        "10.000",
        "Mười nghìn đồng",
        "Tiền mặt",
        "the officer",
    ):
        assert part in text, part
    assert "Mã hồ sơ" not in text
