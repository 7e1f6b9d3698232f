"""A scanner on a real serial line (a pseudo-terminal): whole, broken, glued and senseless scans, a pulled cable, and cards
whose text goes nowhere."""

import logging
import os
import termios
import threading
import time
import tty
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.answers import scans as answers
from kiosk.scanner.card_marks import CardMarks
from kiosk.scanner.frames import LONGEST, Frames
from kiosk.scanner.scans import CARD_SECONDS, Scans
from kiosk.scanner.serial_port import SILENCE, Port, Scanner, open_port
from shared.wire.access import DayKey
from tests.waiting import HANG_SECONDS, eventually

CARD = "022099000123|100000123|Nguyễn Thị Mẫu|05061999|Nữ|Tổ 1, Phường Mẫu, Quảng Ninh|10072021"
RECEIPT = "http://10.0.0.2:8080/d/H49.77-260612-0007?secret=" + "s" * 24
TICKET = "http://10.0.0.2:8080/f/" + "f" * 24


def _framed(*pieces: bytes) -> list[str]:
    frames = Frames()
    return [scan for piece in pieces for scan in frames.feed(piece)]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\t", "\x03"])
def test_a_scan_ends_with_whatever_sign_the_scanner_sends(end: str) -> None:
    assert _framed((CARD + end + RECEIPT + end).encode()) == [CARD, RECEIPT]


@given(
    scans=st.lists(st.sampled_from([CARD, RECEIPT, TICKET, "H49.77-260612-0007"]), max_size=4),
    cuts=st.lists(st.integers(0, 400), max_size=8),
)
def test_scans_are_whole_however_they_arrive_in_pieces(scans: list[str], cuts: list[int]) -> None:
    data = "".join(f"{scan}\r\n" for scan in scans).encode()
    places = sorted({0, len(data), *(min(cut, len(data)) for cut in cuts)})
    pieces = [data[start:end] for start, end in pairwise(places)]
    assert _framed(*pieces) == scans


@pytest.mark.parametrize(
    "scans",
    [[CARD, CARD], [CARD, RECEIPT], [RECEIPT, CARD], [TICKET, TICKET], [RECEIPT, TICKET, CARD]],
)
def test_scans_that_came_glued_together_are_parted(scans: list[str]) -> None:
    assert _framed("".join(scans).encode() + b"\r") == scans


def test_noise_is_left_out_and_the_next_scan_is_read() -> None:
    too_long = b"x" * (LONGEST + 1)
    assert _framed(b"\xff\xfe\x80garbage\r", TICKET.encode() + b"\r") == [TICKET]
    assert _framed(b"a\x07b\x1bcde\r", TICKET.encode() + b"\r") == [TICKET]
    assert _framed(too_long, b"y" * 10, b"\r" + TICKET.encode() + b"\r") == [TICKET]
    assert _framed(b"\r\n\r\n", b"ab\r", TICKET.encode() + b"\r") == [TICKET]


@given(st.binary(max_size=300))
def test_no_bytes_whatever_break_the_reading(data: bytes) -> None:
    frames = Frames()
    frames.feed(data)
    frames.silence()
    assert frames.feed(b"\r" + TICKET.encode() + b"\r")[-1] == TICKET


class Line:
    """A serial cable with a scanner at its other end; it can be pulled and put in again, under the same name."""

    def __init__(self, name: Path) -> None:
        self.name = name
        self.plug()

    def plug(self) -> None:
        """Puts the cable in."""
        self._scanner, port = os.openpty()
        tty.setraw(port)
        self.name.symlink_to(os.ttyname(port))
        os.close(port)

    def pull(self) -> None:
        """Pulls the cable."""
        self.name.unlink()
        os.close(self._scanner)

    def send(self, text: str | bytes) -> None:
        """The scanner sends this."""
        os.write(self._scanner, text if isinstance(text, bytes) else text.encode())


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    """A plugged cable."""
    made = Line(tmp_path / "scanner")
    yield made
    with suppress(OSError):
        made.pull()


class Heard:
    """What the scanner handed on, to be waited for."""

    def __init__(self) -> None:
        self.scans: list[str] = []
        self._more = threading.Condition()

    def take(self, scan: str) -> None:
        with self._more:
            self.scans.append(scan)
            self._more.notify_all()

    def wait(self, count: int) -> list[str]:
        with self._more:
            assert self._more.wait_for(lambda: len(self.scans) >= count, HANG_SECONDS), self.scans
            return list(self.scans)


@pytest.fixture
def reading(line: Line) -> Iterator[tuple[Scanner, Heard]]:
    """A scanner that reads the line."""
    heard = Heard()
    scanner = Scanner(str(line.name), heard.take)
    scanner.start()
    eventually(lambda: scanner.state == "ready")
    yield scanner, heard
    scanner.stop()


@pytest.mark.bare
def test_a_real_line_is_read_in_pieces_with_accents_and_without_an_end(
    line: Line, reading: tuple[Scanner, Heard]
) -> None:
    _, heard = reading
    raw = CARD.encode() + b"\r\n"
    middle = raw.index("ễ".encode()) + 1  # within a letter
    line.send(raw[:middle])
    line.send(raw[middle:])
    assert heard.wait(1) == [CARD]
    line.send(TICKET)
    time.sleep(SILENCE / 10)
    assert heard.wait(2) == [CARD, TICKET]


def test_a_pulled_scanner_is_missing_and_one_put_in_again_is_read(
    line: Line, reading: tuple[Scanner, Heard], caplog: pytest.LogCaptureFixture
) -> None:
    scanner, heard = reading
    caplog.set_level(logging.DEBUG)
    line.send(CARD[:20])
    line.pull()
    eventually(lambda: scanner.state == "missing")
    line.plug()
    eventually(lambda: scanner.state == "ready")
    line.send(TICKET + "\r")
    assert heard.wait(1) == [TICKET]
    assert "022099" not in caplog.text


class Broken:
    """A port whose driver fails in ways of its own, as termios does."""

    timeout: float | None = None
    in_waiting = 0

    def read(self, size: int) -> bytes:
        raise termios.error(5, "Input/output error")

    def close(self) -> None:
        raise OSError(5, "Input/output error")


def test_no_error_of_a_port_ends_the_reading(line: Line) -> None:
    faulty: list[Exception | Broken] = [termios.error(22, "Invalid argument"), Broken()]
    whole = threading.Event()

    def opened(address: str) -> Port:
        if not faulty:
            port = open_port(address)
            whole.set()
            return port
        fault = faulty.pop(0)
        if isinstance(fault, Exception):
            raise fault
        return fault

    heard = Heard()
    scanner = Scanner(str(line.name), heard.take, opened=opened)
    scanner.start()
    try:
        assert whole.wait(HANG_SECONDS)
        line.send(TICKET + "\r")
        assert heard.wait(1) == [TICKET]
    finally:
        scanner.stop()


def test_a_kiosk_without_a_serial_scanner_reads_none() -> None:
    scanner = Scanner("none", print)
    scanner.start()
    scanner.stop()
    assert (scanner.state, Scanner("", print).state) == ("none", "none")


def test_of_a_card_only_a_mark_is_kept_and_only_for_a_while(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    now = 100.0
    scans = Scans(lambda number: f"mark of {number[-3:]}", lambda: now)
    scans.take(CARD)
    told = scans.after(0, 0)
    [scan] = told.scans
    assert (scan.n, scan.kind, scan.text) == (1, "card", None)
    assert scan.card is not None
    assert scans.mark_of(scan.card) == "mark of 123"
    assert scans.mark_of("another") is None
    now += CARD_SECONDS + 1
    assert scans.mark_of(scan.card) is None
    assert all(part not in f"{told} {caplog.text}" for part in ("022099", "Mẫu", "05061999"))


def test_the_page_is_told_what_else_was_scanned_and_a_second_look_is_one_scan() -> None:
    scans = Scans(lambda number: None, lambda: 100.0)
    for text in (RECEIPT, RECEIPT, TICKET, "https://example.org/menu", CARD):
        scans.take(text)
    assert [(one.kind, one.text, one.card) for one in scans.after(0, 0).scans] == [
        ("receipt", RECEIPT, None),
        ("ticket", TICKET, None),
        ("other", "https://example.org/menu", None),
        ("card", None, None),
    ]
    assert scans.after(3, 0).last == 4
    # A page that was just opened, and one that is older than this program, begin with the next scan.
    assert (scans.after(-1, 5), scans.after(99, 5)) == (answers.Scans(last=4, scans=[]),) * 2


def test_marks_are_the_days_own_and_need_its_key() -> None:
    day = "2026-06-12"
    persons = CardMarks(lambda: day)
    assert (persons.asked, persons.mark("022099000123")) == (False, None)
    persons.learn(DayKey(day="2026-06-12", key="00" * 32))
    first = persons.mark("022099000123")
    assert (persons.asked, len(first or "")) == (True, 32)
    assert (persons.mark("022099000123"), persons.mark("022099000124") == first) == (first, False)
    day = "2026-06-13"
    assert (persons.asked, persons.mark("022099000123")) == (False, None)
    persons.learn(DayKey(day="2026-06-13", key="11" * 32))
    assert persons.mark("022099000123") != first
    persons.learn(None)
    assert persons.asked is False
