"""Reading a printer's state by DLE EOT, with a time-out of its own.

python-escpos can read it too, but takes a missing answer for "paper adequate" and may wait a minute for one.
"""

import time
from collections.abc import Callable

from kiosk.printer.kinds import Paper, PrinterState, PrinterStatus

Send = Callable[[bytes], None]
Receive = Callable[[float], bytes]

PRINTER, OFFLINE_CAUSE, ROLL = 1, 2, 4
_OFFLINE = 0x08
_COVER_OPEN, _STOPPED_BY_PAPER = 0x04, 0x20
_NEAR_END, _END = 0x0C, 0x60
_FIXED_MASK, _FIXED = 0x93, 0x12
_QUIET = 0.03
_QUIET_MOST = 0.5


def query(number: int) -> bytes:
    """The question for one status byte."""
    return bytes((0x10, 0x04, number))


def is_status(byte: int) -> bool:
    """Whether a byte is an answer to DLE EOT: in every answer bits 1 and 4 are set, and bits 0 and 7 are not."""
    return byte & _FIXED_MASK == _FIXED


def read_status(send: Send, receive: Receive, within: float) -> PrinterStatus | None:
    """Asks for the three status bytes one after the other and returns their meaning; None without an answer in time.

    `within` is in seconds. `receive(seconds)` returns the bytes that came, or an empty value if none came. Raises the
    OSError of `send` and `receive`.

    An answer does not say which question it belongs to. A late answer would be taken for the answer to the next question,
    and a converter to a serial line keeps a late answer even for the next connection. So the line has to be quiet before
    the first question and after the last answer; if a byte more than three comes, all three questions are asked again.
    """
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if not _quiet(receive, _QUIET, deadline):
            continue
        values, slowest = [], _QUIET
        for number in (PRINTER, OFFLINE_CAUSE, ROLL):
            asked = time.monotonic()
            send(query(number))
            answers = _answers(receive, deadline)
            if not answers:
                return None
            slowest = max(slowest, time.monotonic() - asked)
            values += answers
        # A stray byte may have been taken for an answer, so that the last real answer is still to come. The wait is half
        # as long again as the slowest answer took, so that it would come within it.
        if len(values) == 3 and _quiet(receive, min(1.5 * slowest, _QUIET_MOST), None):
            return meaning(*values)
    return None


def _answers(receive: Receive, deadline: float) -> list[int]:
    """The status bytes that came together; empty when none came in time."""
    while (left := deadline - time.monotonic()) > 0:
        if found := [byte for byte in receive(left) if is_status(byte)]:
            return found
    return []


def _quiet(receive: Receive, seconds: float, deadline: float | None) -> bool:
    """Whether no status byte comes for `seconds`; bytes that came are thrown away.

    With a deadline this ends at the deadline, even if a device sends without a pause.
    """
    until = time.monotonic() + seconds
    if deadline is not None:
        until = min(until, deadline)
    while (left := until - time.monotonic()) > 0:
        if any(is_status(byte) for byte in receive(left)):
            return False
    return True


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
        # A printer without paper goes off line by itself, so "offline" is not reported then: "out" says what is needed.
        state = "offline"
    return PrinterStatus(state, paper)
