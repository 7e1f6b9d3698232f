"""What a scanner or a finger typed: a receipt's code and secret, and nothing of any other code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.scanner.receipts import Receipt, read

CODE, SECRET = "H49.77-260605-0007", "aB3_aB3-aB3_aB3_aB3_aB3_"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"https://so.example.vn/api/v1/public/dossiers/{CODE}?secret={SECRET}", Receipt(CODE, SECRET)),
        (f" http://10.0.0.2:8080/d/{CODE}?secret={SECRET}\r", Receipt(CODE, SECRET)),
        (f"https;//so.example.vn/api/v1/public/dossiers/{CODE}?secret={SECRET}", Receipt(CODE, SECRET)),
        (f"https://so.example.vn/d/{CODE}", Receipt(CODE)),
        (CODE, Receipt(CODE)),
        (" h49.77-260605-0007 ", Receipt(CODE)),
        ("260605  0007", Receipt("260605 0007")),
        ("000.00.20.H49-240512-0001", Receipt("000.00.20.H49-240512-0001")),
        ("", None),
        ("abc", None),
        ("hồ sơ 260605", None),
        ("022099000123||Nguyễn Thị Bích Ngọc|05061999|Nữ|Tổ 1, phường Hồng Hải|10072021", None),
        (f"https://so.example.vn/f/{SECRET}", None),
        ("https://example.com/?q=" + "1" * 400, None),
        ("http://[", None),
    ],
)
def test_a_receipt_is_read_and_anything_else_is_none(text: str, found: Receipt | None) -> None:
    assert read(text) == found


@given(st.text(max_size=500))
def test_whatever_is_scanned_a_code_is_short_and_plain(text: str) -> None:
    found = read(text)
    assert found is None or (len(found.code) <= 60 and found.code.isascii())
