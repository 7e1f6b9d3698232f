"""A day's cash as a table file: CSV for programs, a workbook for people."""

import csv
import io
from collections.abc import Iterator
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from queue_server.reports.drawing.tables import FONT, Value, harmless, put, table
from queue_server.reports.drawing.workbook_file import saved
from shared.text.messages import say
from shared.wire.money import CashDay, Closing, Payment, Sums

SUMS = ("taken", "refunded", "voided", "book", "cash", "transfer", "card")
COLUMNS = (
    *("receipt", "at", "officer", "kind", "for_what", "dossier", "ticket"),
    *("method", "amount", "state", "reason"),
)
_AMOUNTS = "#,##0"


def to_csv(cash: CashDay) -> bytes:
    """UTF-8 with the mark that Excel needs for accents: one row a receipt, voided ones included."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["day", *COLUMNS])
    for paid in cash.items:
        writer.writerow([cash.day, *(harmless(value) for value in _receipt(paid, None))])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def to_workbook(cash: CashDay, lang: str = "vi") -> bytes:
    """An XLSX file with the sums by officer and the receipts."""
    book = Workbook()
    officers = book.active
    assert isinstance(officers, Worksheet)
    officers.title = say("money.sheet.officers", lang)
    _title(officers, cash, lang)
    names = ("officer", *SUMS, "counted", "difference")
    rows = [list(_officer(row.officer, row.sums, row.closing)) for row in cash.officers]
    rows.append(list(_officer(say("money.column.total", lang), cash.sums, None)))
    table(officers, [say(f"money.column.{name}", lang) for name in names], rows)
    receipts = book.create_sheet(say("money.sheet.receipts", lang))
    _title(receipts, cash, lang)
    rows = [list(_receipt(paid, lang)) for paid in cash.items]
    table(receipts, [say(f"money.column.{name}", lang) for name in COLUMNS], rows)
    for sheet in (officers, receipts):
        for row in sheet.iter_rows(min_row=6):
            for cell in row:
                if isinstance(cell.value, int):
                    cell.number_format = _AMOUNTS
    return saved(book)


def _officer(name: str, sums: Sums, closing: Closing | None) -> Iterator[Value]:
    yield name
    for column in SUMS:
        yield getattr(sums, column)
    yield closing.counted if closing else None
    yield closing.difference if closing else None


def _receipt(paid: Payment, lang: str | None) -> Iterator[Value]:
    """A receipt's row: in words of the language, or as the API names things where none is given."""
    state = "valid" if paid.voided_at is None else "voided"
    yield paid.receipt
    yield paid.at if lang is None else paid.at[11:16]
    yield paid.by
    yield paid.kind if lang is None else say(f"money.kind.{paid.kind}", lang)
    yield paid.refund_of_receipt or "; ".join(line.label for line in paid.lines)
    yield paid.dossier
    yield paid.ticket_number
    yield paid.method if lang is None else say(f"money.method.{paid.method}", lang)
    yield paid.amount
    yield state if lang is None else say(f"money.state.{state}", lang)
    yield " · ".join(filter(None, (paid.reason, paid.void_reason))) or None


def _title(sheet: Worksheet, cash: CashDay, lang: str) -> None:
    day = f"{date.fromisoformat(cash.day):%d/%m/%Y}"
    put(sheet.cell(1, 1), cash.centre).font = Font(name=FONT, size=11)
    heading = Font(name=FONT, size=14, bold=True)
    put(sheet.cell(2, 1), say("money.sheet.title", lang, day=day)).font = heading
    put(sheet.cell(3, 1), cash.officer or "").font = Font(name=FONT, size=11)
