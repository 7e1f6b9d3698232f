"""What every printer can be asked, and the values that it answers with."""

from dataclasses import dataclass
from typing import Literal, Protocol

from PIL import Image

PrinterState = Literal["ready", "cover_open", "offline", "unknown"]
Paper = Literal["ok", "low", "out"]


@dataclass(frozen=True)
class PrinterStatus:
    """How a printer is. `unknown` is for one that cannot be asked: it may well print."""

    printer: PrinterState
    paper: Paper = "ok"

    @property
    def can_print(self) -> bool:
        """Whether sending a job makes sense."""
        return self.printer in ("ready", "unknown") and self.paper != "out"

    @property
    def trouble(self) -> Literal["paper_out", "cover_open", "printer_offline"] | None:
        """Why it cannot print, or None."""
        if self.printer == "offline":
            return "printer_offline"
        if self.paper == "out":
            return "paper_out"
        return "cover_open" if self.printer == "cover_open" else None


@dataclass(frozen=True)
class PrintResult:
    """What became of a job: `printed` is said by the printer itself after the job, `sent` is all that a device
    without a voice allows, `failed` means that no paper is to be expected."""

    outcome: Literal["printed", "sent", "failed"]
    status: PrinterStatus
    begun: bool = False
    """Whether a failed job was under way: half a paper may hang out of the printer."""


class Printer(Protocol):
    """A ticket printer. Calls come from one thread at a time and take a few seconds at most."""

    @property
    def answers(self) -> bool:
        """Whether the device can tell its state; a spooler cannot."""

    def print(self, image: Image.Image) -> PrintResult:
        """Prints the picture, one bit a dot and as wide as the paper. Raises nothing: trouble is in the result."""

    def status(self) -> PrinterStatus:
        """How the device is now. Raises nothing."""

    def close(self) -> None:
        """Gives up what it holds open."""
