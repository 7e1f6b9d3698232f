"""Looks whether the keys that this server seals with are still where the next start will look for them.

A running server has its keys in memory, so it notices nothing when their file is deleted or replaced. The next start would
fail, and what was sealed meanwhile could be opened by nobody.
"""

import logging
from dataclasses import dataclass

from queue_server.centre.deeds import doubts
from queue_server.ledger.actor import SYSTEM
from queue_server.ledger.database import Database
from queue_server.ledger.reading import reading
from queue_server.ledger.storage import sealing
from queue_server.ledger.storage.offload import Offload
from queue_server.ledger.unit_of_work import UnitOfWork
from queue_server.recovery.key_file import KeyFile, KeyFileUnreadable
from shared.text.messages import LANGUAGES, say
from shared.wire.vocabulary import DoubtKind

_LOG = logging.getLogger("motcua.key")


@dataclass(slots=True)
class KeyWatch:
    """The watch over one server's key file."""

    book: Database
    file: KeyFile
    offload: Offload
    gone: bool = False
    """Whether a key in use was not in the file at the last look."""
    _told: bool | None = None

    def look(self) -> None:
        """Reads the file; what it finds is a doubt until the file is back, when the doubt goes by itself."""
        self.gone = self.offload(self._is_gone)
        if self.gone == self._told:
            return
        if self.gone:
            for lang in LANGUAGES:
                _LOG.critical(say("faults.log.key_gone", lang, file=self.file.path))
            self.book.perform(SYSTEM, self._raise)
        else:
            with reading(self.book) as now:
                known = DoubtKind.KEY in doubts.kinds(now)
            if known:
                self.book.perform(SYSTEM, lambda deed: doubts.settle(deed, DoubtKind.KEY))
        self._told = self.gone

    def failing(self) -> list[str]:
        """`["key"]` while a key is missing."""
        return ["key"] if self.gone else []

    def _raise(self, deed: UnitOfWork) -> None:
        doubts.raise_doubt(deed, DoubtKind.KEY, file=str(self.file.path))

    def _is_gone(self) -> bool:
        try:
            return bool(sealing.seal_of(self.book.engine).lost())
        except KeyFileUnreadable:
            return True
