"""The day's cash as files: every receipt in its row, sums that add up, and no name that runs as a formula."""

import csv
import io
from typing import Any

from openpyxl import load_workbook

from queue_server.reports.drawing.cash_tables import to_csv, to_workbook
from shared.wire.money import CashDay

SUMS = {
    **{"taken": 58_000, "refunded": 8_000, "voided": 0, "book": 50_000},
    **{"cash": 50_000, "transfer": 0, "card": 0},
    **{"receipts": 1, "refunds": 1, "voids": 0},
}
AT = "2026-06-15T09:30:00.000+07:00"
CLOSING = {
    **{"officer": "minh", "at": AT, "by": "minh", "note": None},
    **{"expected": 50_000, "counted": 49_000, "difference": -1_000},
    **{"reopened_at": None, "reopened_by": None, "reopen_reason": None},
}
LINE = {
    **{"label": "=Lệ phí", "quantity": 1, "unit": "hồ sơ", "exempt_reason": None},
    **{"unit_price": 58_000, "amount": 58_000},
}


def paid(number: int, amount: int, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "receipt": f"{number:06}/2026",
        "number": number,
        "year": 2026,
        "at": AT,
        "day": "2026-06-15",
        "by": "minh",
        "counter": 3,
        "kind": "receipt",
        "lines": [LINE],
        "refund_of": None,
        "refund_of_receipt": None,
        "dossier": "H49.77-260615-0001",
        "ticket": None,
        "ticket_number": None,
        "method": "cash",
        "method_name": "Tiền mặt",
        "amount": amount,
        "reason": None,
        "voided_at": None,
        "voided_by": None,
        "void_reason": None,
        **more,
    }


CASH = CashDay.model_validate(
    {
        "day": "2026-06-15",
        "today": True,
        "centre": "Trung tâm",
        "officer": None,
        "sums": SUMS,
        "officers": [{"officer": "minh", "sums": SUMS, "closing": CLOSING}],
        "closings": [CLOSING],
        "items": [
            paid(1, 58_000),
            paid(
                *(2, -8_000),
                **{"kind": "refund", "lines": [], "refund_of": 1, "refund_of_receipt": "000001/2026"},
                reason="Thừa",
            ),
        ],
    }
)


def test_the_csv_has_a_row_for_each_receipt() -> None:
    data = to_csv(CASH)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    at = "2026-06-15T09:30:00.000+07:00"
    code = "H49.77-260615-0001"
    taken = ["000001/2026", at, "minh", "receipt", "'=Lệ phí", code, "", "cash", "58000", "valid", ""]
    given = ["000002/2026", at, "minh", "refund", "000001/2026", code, "", "cash", "-8000", "valid", "Thừa"]
    assert rows[1:] == [["2026-06-15", *taken], ["2026-06-15", *given]]
    assert len(rows[0]) == len(rows[1])


def test_the_workbook_has_officers_and_receipts() -> None:
    book = load_workbook(io.BytesIO(to_workbook(CASH)))
    assert book.sheetnames == ["Theo cán bộ", "Phiếu thu"]
    officers = [list(row) for row in book["Theo cán bộ"].iter_rows(min_row=5, values_only=True)]
    assert officers[1:] == [
        ["minh", 58_000, 8_000, 0, 50_000, 50_000, 0, 0, 49_000, -1_000],
        ["Cộng", 58_000, 8_000, 0, 50_000, 50_000, 0, 0, None, None],
    ]
    assert book["Theo cán bộ"]["B6"].number_format == "#,##0"
    receipts = [list(row) for row in book["Phiếu thu"].iter_rows(min_row=6, values_only=True)]
    assert [(row[0], row[1], row[3], row[8], row[10]) for row in receipts] == [
        ("000001/2026", "09:30", "Thu", 58_000, None),
        ("000002/2026", "09:30", "Hoàn", -8_000, "Thừa"),
    ]
    assert book["Phiếu thu"]["E6"].data_type == "s"
