"""Ticket printers behind one small protocol: `print` prints a picture, `status` says how the printer is."""

from kiosk.printer.kinds import TROUBLES, Paper, Printer, PrinterState, PrinterStatus, PrintResult
from kiosk.printer.opening import PrinterUnknown, open_printer

__all__ = [
    "TROUBLES",
    "Paper",
    "PrintResult",
    "Printer",
    "PrinterState",
    "PrinterStatus",
    "PrinterUnknown",
    "open_printer",
]
