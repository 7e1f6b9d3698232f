"""This kiosk's table of the centre's configuration, as the server last gave it; kept on disk."""

import logging
from pathlib import Path
from typing import Any

from kiosk.printer.escpos_job import WIDTHS, PaperKind
from kiosk.upstream import local_copy
from kiosk.upstream.server import Refused, Server, Unreachable

_LOG = logging.getLogger(__name__)


class Settings:
    """Name and paper of this kiosk. A changed paper takes effect at the next start."""

    def __init__(self, file: Path, ident: str) -> None:
        self._file = file
        self._ident = ident
        kept = local_copy.load(file)
        self._known: dict[str, Any] = kept if isinstance(kept, dict) else {}
        self.person_key: Any = None
        """The day's key for cards as the server sent it (card_marks.py); never kept on disk."""

    def refresh(self, server: Server) -> None:
        """Asks the server; if it does not answer, the known settings stay."""
        try:
            told = server.get("/devices/me", timeout=3.0).body
            fresh = told["settings"]
            self.person_key = told.get("person_key")
        except (Unreachable, Refused, KeyError, TypeError) as error:
            _LOG.info("settings not refreshed: %s", error)
            return
        if isinstance(fresh, dict) and fresh != self._known:
            self._known = fresh
            local_copy.save(self._file, fresh)

    @property
    def name(self) -> str:
        """What people call this kiosk."""
        return str(self._known.get("name") or self._ident)

    @property
    def paper(self) -> PaperKind:
        """The roll and the printer's profile; 80 mm if nothing is known."""
        # The server gives the printer's keys beside the name; a nested table is read as well.
        table = {**self._known, **(self._known.get("printer") or {})}
        width = table.get("paper_mm")
        return PaperKind(
            width if width in WIDTHS else 80,
            str(table.get("profile") or "TM-T20II"),
            bool(table.get("cut", True)),
        )
