"""This kiosk's table of the centre's configuration, as the server last gave it; kept on disk. Changes nothing there."""

import json
import logging
import os
from pathlib import Path
from typing import Any

from kiosk.printer.escpos_job import WIDTHS, PaperKind
from kiosk.server import Refused, Server, Unreachable

_LOG = logging.getLogger(__name__)


class Settings:
    """Name and paper of this kiosk. A changed paper takes effect at the next start."""

    def __init__(self, file: Path, ident: str) -> None:
        self._file = file
        self._ident = ident
        self._known: dict[str, Any] = {}
        try:
            self._known = dict(json.loads(file.read_text("utf-8")))
        except FileNotFoundError:
            pass
        except (OSError, ValueError, TypeError):
            _LOG.warning("the saved settings cannot be read; waiting for the server's")

    def refresh(self, server: Server) -> None:
        """Asks the server; keeps what is known where it cannot answer."""
        try:
            fresh = server.get("/devices/me", timeout=3.0).body["settings"]
        except (Unreachable, Refused, KeyError, TypeError) as error:
            _LOG.info("settings not refreshed: %s", error)
            return
        if isinstance(fresh, dict) and fresh != self._known:
            self._known = fresh
            self._save()

    @property
    def name(self) -> str:
        """What people call this kiosk."""
        return str(self._known.get("name") or self._ident)

    @property
    def paper(self) -> PaperKind:
        """The roll and the printer's profile; 80 mm where nothing is known."""
        # The server gives the printer's keys beside the name; a nested table is read as well.
        table = {**self._known, **(self._known.get("printer") or {})}
        width = table.get("paper_mm")
        return PaperKind(
            width if width in WIDTHS else 80,
            str(table.get("profile") or "TM-T20II"),
            bool(table.get("cut", True)),
        )

    def _save(self) -> None:
        fresh = self._file.with_suffix(".new")
        try:
            fresh.write_text(json.dumps(self._known, ensure_ascii=False), "utf-8")
            os.replace(fresh, self._file)
        except OSError as error:
            _LOG.warning("the settings could not be saved: %s", error)
