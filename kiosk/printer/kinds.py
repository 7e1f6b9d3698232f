"""What every printer can be asked, and the values that it answers with."""

from dataclasses import dataclass
from typing import Literal, Protocol, get_args

from PIL import Image

PrinterState = Literal["ready", "cover_open", "offline", "unknown"]
Paper = Literal["ok", "low", "out"]
Trouble = Literal["paper_out", "cover_open", "printer_offline"]
"""What a printer tells by itself, and also when it is over."""
TROUBLES: tuple[Trouble, ...] = get_args(Trouble)


@dataclass(frozen=True)
class PrinterStatus:
    """The state of a printer. `unknown` is for a printer that cannot be asked; it may well be able to print."""

    printer: PrinterState
    paper: Paper = "ok"

    @property
    def can_print(self) -> bool:
        """Whether sending a job makes sense."""
        return self.printer in ("ready", "unknown") and self.paper != "out"

    @property
    def trouble(self) -> Trouble | None:
        """Why the printer cannot print, or None if it can."""
        if self.printer == "offline":
            return "printer_offline"
        if self.paper == "out":
            return "paper_out"
        return "cover_open" if self.printer == "cover_open" else None


@dataclass(frozen=True)
class PrintResult:
    """What became of a job. `printed`: the printer confirmed it after the job. `sent`: the job was sent to a device that
    cannot confirm anything. `failed`: no paper is to be expected."""

    outcome: Literal["printed", "sent", "failed"]
    status: PrinterStatus
    begun: bool = False
    """Whether a job had begun before it failed, so that half a paper may hang out of the printer."""


class Printer(Protocol):
    """A ticket printer. Calls come from one thread at a time and take a few seconds at most."""

    @property
    def answers(self) -> bool:
        """Whether the device can report its state; a spooler cannot."""

    def print(self, image: Image.Image) -> PrintResult:
        """Prints the picture, with one bit per dot and as wide as the paper. Raises nothing; errors are in the result."""

    def status(self) -> PrinterStatus:
        """The present state of the device. Raises nothing."""

    def close(self) -> None:
        """Closes whatever the printer holds open."""
