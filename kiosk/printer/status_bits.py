"""Reading a printer's state by DLE EOT, with a time-out of its own. Prints nothing.

python-escpos has a reader, but it takes an empty answer for "paper adequate" and may wait a minute for it.
"""

import time
from collections.abc import Callable

from kiosk.printer.kinds import Paper, PrinterState, PrinterStatus

PRINTER, OFFLINE_CAUSE, ROLL = 1, 2, 4
_OFFLINE = 0x08
_COVER_OPEN, _STOPPED_BY_PAPER = 0x04, 0x20
_NEAR_END, _END = 0x0C, 0x60
_FIXED_MASK, _FIXED = 0x93, 0x12


def query(number: int) -> bytes:
    """The question for one status byte."""
    return bytes((0x10, 0x04, number))


def is_status(byte: int) -> bool:
    """Whether a byte is an answer to DLE EOT: bits 1 and 4 are set in all of them, 0 and 7 never."""
    return byte & _FIXED_MASK == _FIXED


def read_status(
    send: Callable[[bytes], None], receive: Callable[[float], bytes], within: float
) -> PrinterStatus:
    """Asks for the three bytes one after the other and says what they mean.

    `receive(seconds)` returns what has come, empty when nothing did. No answer in time is `offline`: a job can lie in
    a cable's buffer while nobody is there to print it. Raises OSError as the functions do.
    """
    deadline = time.monotonic() + within
    values = []
    for number in (PRINTER, OFFLINE_CAUSE, ROLL):
        send(query(number))
        answer = _one(receive, deadline)
        if answer is None:
            return PrinterStatus("offline")
        values.append(answer)
    return meaning(*values)


def _one(receive: Callable[[float], bytes], deadline: float) -> int | None:
    while (left := deadline - time.monotonic()) > 0:
        for byte in receive(left):
            if is_status(byte):
                return byte
    return None


def meaning(printer: int, cause: int, roll: int) -> PrinterStatus:
    """The state that the answers to DLE EOT 1, 2 and 4 describe."""
    paper: Paper = "ok"
    if roll & _END or cause & _STOPPED_BY_PAPER:
        paper = "out"
    elif roll & _NEAR_END:
        paper = "low"
    state: PrinterState = "ready"
    if cause & _COVER_OPEN:
        state = "cover_open"
    elif printer & _OFFLINE and paper != "out":
        # Out of paper makes a printer go off line by itself: the paper is what has to be told.
        state = "offline"
    return PrinterStatus(state, paper)
