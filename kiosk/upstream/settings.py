"""This kiosk's table of the centre's configuration, as the server last gave it; kept on disk."""

import logging
from pathlib import Path

from kiosk.printer.escpos_job import WIDTHS, PaperKind
from kiosk.upstream import local_copy
from kiosk.upstream.server import Refused, Server, Unreachable, fitting
from shared.wire.access import DayKey, DeviceSettings, KioskPrinter, KioskSettings

_LOG = logging.getLogger(__name__)


class Settings:
    """Name and paper of this kiosk. A changed paper takes effect at the next start."""

    def __init__(self, file: Path, ident: str) -> None:
        self._file = file
        self._ident = ident
        self._kept = local_copy.load(file)
        self._known = (None if self._kept is None else fitting(KioskSettings, self._kept)) or KioskSettings()
        self.person_key: DayKey | None = None
        """The day's key for cards as the server sent it (card_marks.py); never kept on disk."""

    def refresh(self, server: Server) -> None:
        """Asks the server; if it does not answer, the known settings stay."""
        try:
            told = server.get("/devices/me", timeout=3.0).read(DeviceSettings)
        except (Unreachable, Refused) as error:
            _LOG.info("settings not refreshed: %s", error)
            return
        self.person_key = told.person_key
        fresh = fitting(KioskSettings, told.settings)
        if fresh is not None and told.settings != self._kept:
            self._known, self._kept = fresh, told.settings
            local_copy.save(self._file, told.settings)

    @property
    def name(self) -> str:
        """What people call this kiosk."""
        return self._known.name or self._ident

    @property
    def paper(self) -> PaperKind:
        """The roll and the printer's profile; 80 mm if nothing is known."""
        # The server gives the printer's keys beside the name; a nested table is read as well.
        nested = KioskPrinter() if self._known.printer is None else self._known.printer
        width = self._known.paper_mm if nested.paper_mm is None else nested.paper_mm
        cut = self._known.cut if nested.cut is None else nested.cut
        return PaperKind(
            width if width in WIDTHS else 80,
            nested.profile or self._known.profile or "TM-T20II",
            cut is None or cut,
        )
