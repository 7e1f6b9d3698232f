"""The print desk: one number, one paper; a second paper is marked; a failed one is not."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PIL import Image

from kiosk.paper import Ticket
from kiosk.printer import PrinterStatus, PrintResult
from kiosk.printing import MOST_REPRINTS, PrintDesk
from kiosk.reporting import report

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
    until = time.monotonic() + 5
    while time.monotonic() < until:
        job = desk.job(ident)
        if job is not None and job.outcome != "printing":
            return job.outcome, job.trouble
        time.sleep(0.005)
    raise AssertionError("nothing was printed")


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


def test_an_unknown_ticket_is_not_printed(desk: PrintDesk) -> None:
    assert not desk.reprint(99)


@pytest.mark.parametrize(
    ("status", "page_open", "state"),
    [
        (PrinterStatus("ready"), True, "ok"),
        (PrinterStatus("unknown"), True, "ok"),
        (PrinterStatus("ready", "low"), True, "warning"),
        (PrinterStatus("ready"), False, "warning"),
        (PrinterStatus("ready", "out"), True, "fault"),
        (PrinterStatus("cover_open"), True, "fault"),
        (PrinterStatus("offline"), True, "fault"),
    ],
)
def test_the_report_tells_the_worst(status: PrinterStatus, page_open: bool, state: str) -> None:
    body = report(status, True, "virtual", page_open)
    assert body["state"] == state
    assert body["detail"] == {
        "paper": status.paper,
        "printer": status.printer,
        "kind": "virtual",
        "confirms": True,
        "page": page_open,
    }
