"""Whatever goes wrong with a printer: nothing is called printed that is not, and the next paper comes out whole."""

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from kiosk.printer import Printer, PrinterStatus, PrintResult, open_printer
from kiosk.printer.escpos_job import PaperKind
from kiosk.virtual_printer import Roll, VirtualDevice
from tests.waiting import eventually

TICKET = Image.new("1", (576, 500), 0)
"""Three slices of a picture and some 36 kB."""
OFFLINE = PrinterStatus("offline")


@pytest.fixture
def device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[VirtualDevice]:
    monkeypatch.setattr("kiosk.virtual_printer.device.BOOT", 0.8)
    started = VirtualDevice(Roll(tmp_path / "papers"))
    started.start()
    yield started
    started.stop()


@pytest.fixture
def printer(device: VirtualDevice) -> Printer:
    return open_printer(f"tcp://127.0.0.1:{device.port}", PaperKind())


def heights(device: VirtualDevice) -> list[int]:
    """The papers on the roll, oldest first, by their rows."""
    found = []
    for number in reversed(device.roll.numbers()):
        path = device.roll.path(number)
        assert path is not None
        with Image.open(path) as paper:
            found.append(paper.height)
    return found


def back(printer: Printer) -> None:
    """Waits until the printer is ready again."""
    eventually(printer.status, lambda found: found == PrinterStatus("ready"))


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("paper_out", PrinterStatus("ready", "out")),
        ("cover_open", PrinterStatus("cover_open")),
        ("offline", OFFLINE),
        ("off", OFFLINE),
        ("silent", OFFLINE),
        ("garbage", OFFLINE),
    ],
)
def test_nothing_is_sent_to_a_printer_that_does_not_say_that_it_can_print(
    device: VirtualDevice, printer: Printer, fault: str, status: PrinterStatus
) -> None:
    device.simulate(**{fault: True})
    # Said while the fault goes on: whoever waited for its end would wait for ever.
    assert printer.print(TICKET) == PrintResult("failed", status)
    assert heights(device) == []
    device.simulate(**{fault: False})
    back(printer)
    assert printer.print(TICKET).outcome == "printed"
    assert heights(device) == [500]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no answer comes, a fifth of a second is waited for it."""
    monkeypatch.setattr("kiosk.printer.answering.ASK_WITHIN", 0.2)


@pytest.mark.usefixtures("impatient")
def test_a_printer_that_never_answers_is_found_out_and_its_papers_come_out_unconfirmed(
    device: VirtualDevice, printer: Printer
) -> None:
    device.simulate(silent=True)
    looks = [printer.status() for _ in range(3)]
    assert looks == [OFFLINE, OFFLINE, PrinterStatus("unknown")]
    assert [printer.print(TICKET) for _ in range(2)] == [PrintResult("sent", PrinterStatus("unknown"))] * 2
    eventually(lambda: heights(device) == [500, 500])
    assert not printer.answers
    device.simulate(off=True)
    assert printer.print(TICKET) == PrintResult("failed", OFFLINE)


@pytest.mark.usefixtures("impatient")
def test_after_a_job_that_was_swallowed_on_the_way_to_a_mute_printer_the_next_paper_is_whole(
    device: VirtualDevice, printer: Printer
) -> None:
    device.simulate(silent=True)
    for _ in range(3):
        printer.status()
    assert printer.print(TICKET).outcome == "sent"
    eventually(lambda: heights(device) == [500])
    device.simulate(swallow=20_000)
    assert printer.print(TICKET).outcome == "sent"
    eventually(lambda: device._decoder.waiting and device._connection is None)
    device.simulate(swallow=None)
    assert printer.print(TICKET).outcome == "sent"
    whole, half, after = eventually(lambda: heights(device), lambda found: len(found) == 3)
    assert (whole, half < 500, after) == (500, True, 500)


@pytest.mark.usefixtures("impatient")
def test_one_byte_shows_that_a_printer_answers_and_from_then_on_its_silence_is_a_fault(
    device: VirtualDevice, printer: Printer
) -> None:
    device.simulate(silent=True)
    for _ in range(4):
        printer.status()
    device.simulate(silent=False)
    back(printer)
    assert printer.answers
    eventually(lambda: printer.print(TICKET).outcome == "printed")
    printed = heights(device)
    device.simulate(silent=True)
    assert [printer.status() for _ in range(4)] == [OFFLINE] * 4
    assert printer.print(TICKET) == PrintResult("failed", OFFLINE)
    assert heights(device) == printed


@pytest.mark.usefixtures("impatient")
def test_a_printer_that_says_nonsense_or_is_not_there_is_never_taken_for_one_that_cannot_speak(
    device: VirtualDevice, printer: Printer
) -> None:
    for fault in ("off", "garbage"):
        device.simulate(off=False, garbage=False)
        device.simulate(**{fault: True})
        for _ in range(4):
            assert printer.status() == OFFLINE
        assert printer.print(TICKET) == PrintResult("failed", OFFLINE)
    assert heights(device) == []


def test_little_paper_prints_and_is_said(device: VirtualDevice, printer: Printer) -> None:
    device.simulate(paper_low=True)
    assert printer.print(TICKET) == PrintResult("printed", PrinterStatus("ready", "low"))


def test_a_roll_that_ends_in_the_middle_has_not_printed(device: VirtualDevice, printer: Printer) -> None:
    device.simulate(runs_out=300)
    assert printer.print(TICKET) == PrintResult("failed", PrinterStatus("ready", "out"), begun=True)
    assert heights(device) == []
    device.simulate(paper_out=False)
    assert printer.print(TICKET) == PrintResult("printed", PrinterStatus("ready"))
    assert heights(device) == [500]


def test_a_power_cut_in_the_middle_forgets_the_half_and_the_next_paper_is_whole(
    device: VirtualDevice, printer: Printer
) -> None:
    device.simulate(power_cycle=20_000)
    assert printer.print(TICKET) == PrintResult("failed", OFFLINE, begun=True)
    assert printer.status() == OFFLINE  # it takes its time to come up again
    back(printer)
    assert printer.print(TICKET) == PrintResult("printed", PrinterStatus("ready"))
    assert heights(device) == [500]


def test_a_network_that_swallows_half_a_job_has_not_printed_and_the_next_paper_is_whole(
    device: VirtualDevice, printer: Printer
) -> None:
    device.simulate(swallow=20_000)
    assert printer.print(TICKET) == PrintResult("failed", OFFLINE, begun=True)
    device.simulate(swallow=None)
    assert printer.print(TICKET) == PrintResult("printed", PrinterStatus("ready"))
    half, whole = heights(device)
    assert half < 500
    assert whole == 500


def test_a_half_job_from_before_a_restart_does_not_eat_the_first_paper(device: VirtualDevice) -> None:
    address = f"tcp://127.0.0.1:{device.port}"
    device.simulate(swallow=20_000)
    assert open_printer(address, PaperKind()).print(TICKET).outcome == "failed"
    device.simulate(swallow=None)
    assert open_printer(address, PaperKind()).print(TICKET).outcome == "printed"
    assert heights(device)[-1] == 500


def test_an_answer_that_comes_late_counts_for_nothing(device: VirtualDevice, printer: Printer) -> None:
    device.simulate(late=1.2)
    assert printer.print(TICKET) == PrintResult("failed", OFFLINE)
    # Its answer "ready" comes while the next question is open: by now there is no paper.
    device.simulate(late=None, paper_out=True)
    assert printer.status() == PrinterStatus("ready", "out")
    device.simulate(paper_out=False)
    back(printer)
    assert printer.print(TICKET).outcome == "printed"


class Peer:
    """A printer that follows a script: `answers(question, nth)` gives the bytes for each question, None to hang up."""

    def __init__(self, answers: Callable[[int, int], bytes | None]) -> None:
        self._answers = answers
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"
        self.asked = self.received = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                pending = b""
                while data := connection.recv(65536):
                    pending += data
                    self.received += len(data)
                    while (at := pending.find(b"\x10\x04")) >= 0 and len(pending) > at + 2:
                        question, pending = pending[at + 2], pending[at + 3 :]
                        answer = self._answers(question, self.asked)
                        self.asked += 1
                        if answer is None:
                            break
                        connection.sendall(answer)
                    else:
                        pending = pending[-2:]
                        continue
                    break

    def close(self) -> None:
        self._listener.close()


@pytest.fixture
def peer() -> Iterator[Callable[[Callable[[int, int], bytes | None]], Peer]]:
    made: list[Peer] = []

    def make(answers: Callable[[int, int], bytes | None]) -> Peer:
        made.append(Peer(answers))
        return made[-1]

    yield make
    for one in made:
        one.close()


MakePeer = Callable[[Callable[[int, int], bytes | None]], Peer]


def test_a_printer_that_confirms_at_once_is_asked_again_when_the_paper_has_moved(peer: MakePeer) -> None:
    # Before the job and right after it all is well; what lies in its memory by then runs into the end of the roll.
    one = peer(lambda question, nth: b"\x72" if question == 4 and nth > 6 else b"\x12")
    printer = open_printer(one.address, PaperKind())
    assert printer.print(TICKET) == PrintResult("failed", PrinterStatus("ready", "out"), begun=True)


def test_dots_that_look_like_a_question_make_no_wrong_answer(peer: MakePeer) -> None:
    # A real printer answers DLE EOT wherever it comes, among a picture's dots too.
    picture = Image.frombytes("1", (576, 240), bytes(byte ^ 0xFF for byte in b"\x10\x04\x01" * 24 * 240))
    one = peer(lambda question, nth: b"\x12")
    assert open_printer(one.address, PaperKind()).print(picture).outcome == "printed"
    assert one.asked > 24 * 240


def test_a_printer_that_answers_is_sent_nothing_before_it_can_print(peer: MakePeer) -> None:
    # Without paper it would keep what it is sent until its memory is full, and then take no question any more.
    one = peer(lambda question, nth: b"\x72" if question == 4 else b"\x12")
    printer = open_printer(one.address, PaperKind())
    for _ in range(3):
        assert printer.status() == PrinterStatus("ready", "out")
    assert printer.print(TICKET) == PrintResult("failed", PrinterStatus("ready", "out"))
    assert one.received == one.asked * 3


def test_a_printer_that_hangs_up_at_a_question_is_offline(peer: MakePeer) -> None:
    one = peer(lambda question, nth: None)
    assert open_printer(one.address, PaperKind()).status() == OFFLINE


def test_status_bits_of_every_trouble_are_read_from_a_peer(peer: MakePeer) -> None:
    answers = {1: b"\x1a", 2: b"\x16", 4: b"\x12"}
    one = peer(lambda question, nth: answers[question])
    assert open_printer(one.address, PaperKind()).status() == PrinterStatus("cover_open")
