"""The status bits of DLE EOT, and a printer's answer before and after a job."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kiosk.printer import PrinterStatus, PrinterUnknown, PrintResult, open_printer
from kiosk.printer.escpos_job import PaperKind
from kiosk.printer.status_bits import is_status, meaning, read_status
from kiosk.virtual_printer import Roll, VirtualDevice
from kiosk.virtual_printer.condition import Condition
from tests.examples import many

PICTURE = Image.new("1", (576, 40), 0)


@pytest.fixture
def device(tmp_path: Path) -> Iterator[VirtualDevice]:
    started = VirtualDevice(Roll(tmp_path / "papers"))
    started.start()
    yield started
    started.stop()


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition(), PrinterStatus("ready", "ok")),
        (Condition(paper_low=True), PrinterStatus("ready", "low")),
        (Condition(paper_out=True), PrinterStatus("ready", "out")),
        (Condition(cover_open=True), PrinterStatus("cover_open", "ok")),
        (Condition(paper_out=True, cover_open=True), PrinterStatus("cover_open", "out")),
        (Condition(offline=True), PrinterStatus("offline", "ok")),
    ],
)
def test_each_condition_is_read_back_from_its_bits(condition: Condition, expected: PrinterStatus) -> None:
    bytes_ = [condition.status_byte(number) for number in (1, 2, 4)]
    assert all(is_status(byte) for byte in bytes_)
    assert meaning(*bytes_) == expected


def test_a_printer_that_is_off_line_for_no_said_reason_is_off_line() -> None:
    assert meaning(0x1A, 0x12, 0x12) == PrinterStatus("offline", "ok")


class Line:
    """A line to a printer as a list: what is sent, and after how many questions which bytes come back."""

    def __init__(self, *answers: bytes) -> None:
        self.asked: list[bytes] = []
        self._answers = list(answers)
        self._waiting = b""

    def send(self, data: bytes) -> None:
        self.asked.append(data)
        self._waiting += self._answers.pop(0) if self._answers else b""

    def receive(self, seconds: float) -> bytes:
        if not self._waiting:
            time.sleep(seconds)
        received, self._waiting = self._waiting, b""
        return received

    def comes(self, data: bytes) -> None:
        """Something arrives that was not asked for just now."""
        self._waiting += data


def test_no_answer_in_time_is_none_and_not_enough_paper() -> None:
    line = Line()
    assert read_status(line.send, line.receive, 0.1) is None
    assert line.asked == [b"\x10\x04\x01"]


def test_stray_bytes_around_the_answers_are_passed_over() -> None:
    line = Line(b"\x00\xff\x12", b"\x12\x11", b"\x1e\x14\x00\x00\x0f")
    assert read_status(line.send, line.receive, 1.0) == PrinterStatus("ready", "low")
    assert len(line.asked) == 3


def test_an_answer_that_waited_from_before_is_not_taken_for_this_one() -> None:
    line = Line(b"\x12", b"\x12", b"\x72")
    line.comes(b"\x12")
    assert read_status(line.send, line.receive, 1.0) == PrinterStatus("ready", "out")


def test_an_answer_that_comes_between_question_and_answer_makes_it_ask_again() -> None:
    # The late one answers the first question, so that each answer is taken for the next one's: one is left over.
    line = Line(b"\x12\x12", b"\x12", b"\x72", b"\x12", b"\x12", b"\x72")
    assert read_status(line.send, line.receive, 1.0) == PrinterStatus("ready", "out")
    assert len(line.asked) == 6


def test_a_line_that_never_falls_silent_says_nothing() -> None:
    assert read_status(lambda data: None, lambda seconds: b"\x12", 0.2) is None


@settings(max_examples=many(60))
@given(answers=st.lists(st.binary(max_size=6), max_size=9), before=st.binary(max_size=6))
def test_any_answers_give_a_status_and_no_error(answers: list[bytes], before: bytes) -> None:
    line = Line(*answers)
    line.comes(before)
    status = read_status(line.send, line.receive, 0.02)
    if status is None:
        return
    assert status.printer in ("ready", "cover_open", "offline")
    assert status.paper in ("ok", "low", "out")


@given(data=st.tuples(*[st.integers(0, 255)] * 3))
def test_any_three_bytes_have_a_meaning(data: tuple[int, int, int]) -> None:
    status = meaning(*data)
    assert (status.trouble is None) == status.can_print


def test_a_job_is_printed_when_the_printer_says_so(device: VirtualDevice) -> None:
    printer = open_printer(f"tcp://127.0.0.1:{device.port}", PaperKind())
    assert printer.print(PICTURE) == PrintResult("printed", PrinterStatus("ready", "ok"))
    assert device.roll.numbers() == [1]
    path = device.roll.path(1)
    assert path is not None
    with Image.open(path) as paper:
        assert (paper.mode, paper.size, paper.tobytes()) == ("1", PICTURE.size, PICTURE.tobytes())


@pytest.mark.parametrize(
    ("condition", "trouble"), [({"paper_out": True}, "paper_out"), ({"cover_open": True}, "cover_open")]
)
def test_nothing_is_sent_to_a_printer_that_cannot_print(
    device: VirtualDevice, condition: dict[str, bool], trouble: str
) -> None:
    device.simulate(**condition)
    result = open_printer(f"tcp://127.0.0.1:{device.port}", PaperKind()).print(PICTURE)
    assert (result.outcome, result.status.trouble) == ("failed", trouble)
    assert device.roll.numbers() == []


def test_a_printer_that_takes_everything_and_says_nothing_has_not_printed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def swallow() -> None:
            connection, _ = listener.accept()
            with connection:
                while connection.recv(65536):
                    pass

        threading.Thread(target=swallow, daemon=True).start()
        printer = open_printer(f"tcp://127.0.0.1:{listener.getsockname()[1]}", PaperKind())
        assert printer.print(PICTURE) == PrintResult("failed", PrinterStatus("offline"))


def test_a_printer_that_is_switched_off_is_offline(free_port: object) -> None:
    printer = open_printer(f"tcp://127.0.0.1:{free_port()}", PaperKind())  # type: ignore[operator]
    assert printer.status() == PrinterStatus("offline")
    assert printer.print(PICTURE) == PrintResult("failed", PrinterStatus("offline"))


def test_a_file_takes_the_job_but_confirms_nothing(tmp_path: Path) -> None:
    printer = open_printer(f"file:{tmp_path / 'out'}", PaperKind())
    assert printer.print(PICTURE) == PrintResult("sent", PrinterStatus("unknown"))
    assert (tmp_path / "out").read_bytes().startswith(b"\x1b@\x1dv0\x00\x48\x00")
    assert not printer.answers


def test_a_device_that_takes_nothing_fails_in_time_and_never_hangs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.printer.silent._SEND_WITHIN", 0.2)
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    reader = os.open(
        pipe, os.O_RDONLY | os.O_NONBLOCK
    )  # as the printer's buffer: 64 kB, and nobody prints them
    try:
        printer = open_printer(f"file:{pipe}", PaperKind())
        tall = Image.effect_noise((576, 1200), 100).convert("1")
        assert printer.print(tall) == PrintResult("failed", PrinterStatus("offline"))
    finally:
        os.close(reader)


def test_a_file_that_cannot_be_written_is_a_failure(tmp_path: Path) -> None:
    printer = open_printer(f"file:{tmp_path / 'none' / 'out'}", PaperKind())
    assert printer.print(PICTURE) == PrintResult("failed", PrinterStatus("offline"))


@pytest.mark.parametrize("text", ["tcp://", "tcp://h:99999", "usb:1", "usb:x:y", "win:", "file:", "lp", ""])
def test_a_printer_that_is_none_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(PrinterUnknown):
        open_printer(text, PaperKind())


def test_no_printer_prints_nothing() -> None:
    assert open_printer("none", PaperKind()).print(PICTURE) == PrintResult("failed", PrinterStatus("unknown"))


def test_the_roll_keeps_fifty_papers_and_counts_on_after_a_restart(tmp_path: Path) -> None:
    from kiosk.virtual_printer.decoder import Paper

    roll = Roll(tmp_path)
    for _ in range(53):
        roll.add(Paper(576, (b"\xff" * 72,)))
    assert roll.numbers() == list(range(53, 3, -1))
    assert Roll(tmp_path).add(Paper(576, (b"\xff" * 72,))) == 54
