"""The status bits of DLE EOT, and a printer's answer before and after a job."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from kiosk.printer import PrinterStatus, PrinterUnknown, PrintResult, open_printer
from kiosk.printer.escpos_job import PaperKind
from kiosk.printer.status_bits import is_status, meaning, read_status
from kiosk.virtual_printer import Roll, VirtualDevice
from kiosk.virtual_printer.device import Condition

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
    ],
)
def test_each_condition_is_read_back_from_its_bits(condition: Condition, expected: PrinterStatus) -> None:
    bytes_ = [condition.status_byte(number) for number in (1, 2, 4)]
    assert all(is_status(byte) for byte in bytes_)
    assert meaning(*bytes_) == expected


def test_a_printer_that_is_off_line_for_no_said_reason_is_off_line() -> None:
    assert meaning(0x1A, 0x12, 0x12) == PrinterStatus("offline", "ok")


def test_no_answer_in_time_is_offline_and_not_enough_paper() -> None:
    asked: list[bytes] = []
    assert read_status(asked.append, lambda seconds: b"", 0.05) == PrinterStatus("offline")
    assert asked == [b"\x10\x04\x01"]


def test_stray_bytes_before_the_answer_are_passed_over() -> None:
    answers = iter([b"\x00\xff\x12", b"\x12", b"\x1e"])
    assert read_status(lambda data: None, lambda seconds: next(answers), 1.0) == PrinterStatus("ready", "low")


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
