"""The print desk: one number, one paper; a second paper is marked; a failed one is not."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PIL import Image

from kiosk.paper import Ticket
from kiosk.printer import PrinterStatus, PrintResult
from kiosk.printer.print_desk import MOST_REPRINTS, Job, PrintDesk
from kiosk.upstream.reporting import OwnReport, report
from tests.waiting import HANG_SECONDS, eventually

NOW = datetime(2026, 6, 12, 9, 20, tzinfo=UTC)
TICKET = Ticket("A012", "Hộ tịch", (1,), 5, None, None, NOW, "Trung tâm", "Kiosk 1")


class Paperless:
    """A printer that answers as it is told, and a drawer that remembers what it was to draw."""

    answers = True

    def __init__(self) -> None:
        self.result = PrintResult("printed", PrinterStatus("ready"))
        self.drawn: list[list[str]] = []

    def print(self, image: Image.Image) -> PrintResult:
        return self.result

    def status(self) -> PrinterStatus:
        return self.result.status

    def close(self) -> None:
        pass

    def draw(self, words: dict[str, object], follow_url: str | None) -> Image.Image:
        self.drawn.append(list(words["boxes"]))  # type: ignore[call-overload]
        return Image.new("1", (576, 8))


@pytest.fixture
def printer() -> Paperless:
    return Paperless()


@pytest.fixture
def desk(printer: Paperless) -> Iterator[PrintDesk]:
    started = PrintDesk(printer, printer, lambda: NOW)  # type: ignore[arg-type]
    started.start()
    yield started
    started.stop()


def _outcome(desk: PrintDesk, ident: int = 7) -> tuple[str, str | None]:
    job = eventually(lambda: desk.job(ident), lambda found: found is not None and found.outcome != "printing")
    assert job is not None
    return job.outcome, job.trouble


def test_a_ticket_is_printed_once_however_often_it_is_handed_in(desk: PrintDesk, printer: Paperless) -> None:
    desk.print(7, TICKET)
    desk.print(7, TICKET)
    assert _outcome(desk) == ("printed", None)
    assert printer.drawn[1:] == [[]]  # the first drawing warms up


def test_a_second_paper_is_marked_and_only_so_many_are_given(desk: PrintDesk, printer: Paperless) -> None:
    desk.print(7, TICKET)
    _outcome(desk)
    for _ in range(MOST_REPRINTS):
        assert desk.reprint(7)
        assert _outcome(desk) == ("printed", None)
    assert not desk.reprint(7)
    assert printer.drawn[1:] == [[]] + [["IN LẠI 09:20"]] * MOST_REPRINTS


def test_a_paper_that_never_came_out_is_printed_unmarked_when_there_is_paper_again(
    desk: PrintDesk, printer: Paperless
) -> None:
    printer.result = PrintResult("failed", PrinterStatus("ready", "out"))
    desk.print(7, TICKET)
    assert _outcome(desk) == ("failed", "paper_out")
    assert desk.status == PrinterStatus("ready", "out")
    printer.result = PrintResult("printed", PrinterStatus("ready"))
    assert desk.reprint(7)
    assert _outcome(desk) == ("printed", None)
    assert printer.drawn[1:] == [[], []]


def test_half_a_paper_is_told_from_none(desk: PrintDesk, printer: Paperless) -> None:
    printer.result = PrintResult("failed", PrinterStatus("offline"), begun=True)
    desk.print(7, TICKET)
    assert _outcome(desk) == ("failed", "broken_off")
    printer.result = PrintResult("failed", PrinterStatus("ready", "out"), begun=True)
    desk.print(8, TICKET)
    assert _outcome(desk, 8) == ("failed", "paper_out")


def test_who_keeps_papers_is_told_of_each_that_came_out_and_may_fail(printer: Paperless) -> None:
    told: list[int] = []

    def note(ident: int) -> None:
        told.append(ident)
        raise OSError("the disk is full")

    desk = PrintDesk(printer, printer, lambda: NOW, note)  # type: ignore[arg-type]
    desk.start()
    printer.result = PrintResult("failed", PrinterStatus("cover_open"))
    desk.print(7, TICKET)
    _outcome(desk)
    printer.result = PrintResult("printed", PrinterStatus("ready"))
    desk.reprint(7)
    _outcome(desk)
    printer.result = PrintResult("sent", PrinterStatus("unknown"))
    desk.print(8, TICKET)
    _outcome(desk, 8)
    desk.stop()
    assert told == [7, 8]


def test_tickets_behind_a_stuck_one_are_all_printed_in_their_order() -> None:
    stuck, drawn = threading.Event(), []

    class Stuck(Paperless):
        def print(self, image: Image.Image) -> PrintResult:
            stuck.wait(HANG_SECONDS)
            return self.result

        def draw(self, words: dict[str, object], follow_url: str | None) -> Image.Image:
            drawn.append(words["number"])
            return super().draw(words, follow_url)

    printer = Stuck()
    desk = PrintDesk(printer, printer, lambda: NOW)  # type: ignore[arg-type]
    desk.start()
    numbers = [f"A{value:03}" for value in range(1, 61)]
    for ident, number in enumerate(numbers):
        desk.print(ident, replace(TICKET, number=number))
    first = desk.job(0)
    assert first is not None
    assert first.outcome == "printing"
    stuck.set()
    assert _outcome(desk, len(numbers) - 1) == ("printed", None)
    desk.stop()
    assert drawn[1:] == numbers


def test_a_driver_that_breaks_its_promise_does_not_end_the_desk() -> None:
    class Broken(Paperless):
        def status(self) -> PrinterStatus:
            raise AssertionError("no libusb")

    printer = Broken()
    desk = PrintDesk(printer, printer, lambda: NOW)  # type: ignore[arg-type]
    desk.start()
    desk.print(7, TICKET)
    assert _outcome(desk) == ("printed", None)
    desk.stop()


def test_an_unknown_ticket_is_not_printed(desk: PrintDesk) -> None:
    assert not desk.reprint(99)


NONE = OwnReport(alone=False, undelivered=0, set_aside=0, range_left=5)
ALONE = replace(NONE, alone=True, undelivered=2)
LEFT_OVER = replace(NONE, set_aside=1)


@pytest.mark.parametrize(
    ("status", "page_open", "own", "state"),
    [
        (PrinterStatus("ready"), True, NONE, "ok"),
        (PrinterStatus("unknown"), True, NONE, "ok"),
        (PrinterStatus("ready", "low"), True, NONE, "warning"),
        (PrinterStatus("ready"), False, NONE, "warning"),
        (PrinterStatus("ready"), True, ALONE, "warning"),
        (PrinterStatus("ready"), True, LEFT_OVER, "fault"),
        (PrinterStatus("ready", "out"), True, NONE, "fault"),
        (PrinterStatus("cover_open"), True, NONE, "fault"),
        (PrinterStatus("offline"), True, NONE, "fault"),
    ],
)
def test_the_report_tells_the_worst(
    status: PrinterStatus, page_open: bool, own: OwnReport, state: str
) -> None:
    body = report(status, True, "virtual", page_open, own)
    assert body.state == state
    assert body.detail == {
        "paper": status.paper,
        "printer": status.printer,
        "kind": "virtual",
        "confirms": True,
        "page": page_open,
        **own.detail(),
    }


@pytest.mark.parametrize(
    ("trouble", "tells"),
    [
        ("paper_out", True),
        ("cover_open", True),
        ("printer_offline", True),
        ("broken_off", False),
        ("no_paper", False),
        (None, False),
    ],
)
def test_of_some_troubles_the_printer_says_by_itself_when_they_are_over(
    trouble: str | None, tells: bool
) -> None:
    assert Job(TICKET, "failed", trouble).printer_tells == tells
