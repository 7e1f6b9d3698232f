"""The last fifty papers as PNG files in a folder, numbered on for ever. All its state is in that folder."""

import os
import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from kiosk.virtual_printer.decoder import Paper

KEPT = 50
_NAME = re.compile(r"(\d{6,})\.png")


class Roll:
    """Papers that came out of the printer."""

    def __init__(self, folder: Path, on_paper: Callable[[int], None] = lambda number: None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for unfinished in folder.glob(".*.new"):
            # The program ended in the middle of a paper.
            unfinished.unlink(missing_ok=True)
        self._folder = folder
        self._lock = threading.Lock()
        self._on_paper = on_paper
        self._last = max(self.numbers(), default=0)

    def add(self, paper: Paper) -> int:
        """Saves the paper and deletes the oldest if there are more than fifty; returns the paper's number."""
        picture = image(paper)
        with self._lock:
            self._last += 1
            number = self._last
            fresh = self._folder / f".{number}.new"
            try:
                picture.save(fresh, format="PNG", dpi=(203, 203))
                os.replace(fresh, self._path(number))
            except OSError:
                fresh.unlink(missing_ok=True)
                raise
            for old in self.numbers()[KEPT:]:
                self._path(old).unlink(missing_ok=True)
        self._on_paper(number)
        return number

    def numbers(self) -> list[int]:
        """The papers that are kept, newest first."""
        found = (_NAME.fullmatch(path.name) for path in self._folder.iterdir())
        return sorted((int(match[1]) for match in found if match), reverse=True)

    def path(self, number: int) -> Path | None:
        """The file with the paper's picture, or None if it was deleted."""
        path = self._path(number)
        return path if path.is_file() else None

    def printed_at(self, number: int) -> datetime:
        """When the paper came out, in UTC."""
        return datetime.fromtimestamp(self._path(number).stat().st_mtime, UTC)

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:06}.png"


def image(paper: Paper) -> Image.Image:
    """The paper as a one-bit picture, dot for dot: black where the printer burned."""
    raw = bytes(byte ^ 0xFF for row in paper.rows for byte in row)
    return Image.frombytes("1", (paper.width, len(paper.rows)), raw)
