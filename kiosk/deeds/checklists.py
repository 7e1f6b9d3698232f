"""A list of papers instead of a number: what the citizen has and lacks, printed and counted once."""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence

from kiosk.answers.base import Lang
from kiosk.answers.numbers import List
from kiosk.offline.outbox import Outbox
from kiosk.paper.checklist import Checklist
from kiosk.printer.print_desk import PrintDesk
from kiosk.upstream.catalogue import Catalogue
from kiosk.upstream.hall import Hall
from shared.hours.wording import WrittenHours

_DOUBLE_TAP = 3.0
_LOG = logging.getLogger(__name__)


class Checklists:
    """Prints lists and reports them to the server to be counted; safe to use from several threads."""

    def __init__(
        self,
        desk: PrintDesk,
        outbox: Outbox,
        catalogue: Catalogue,
        hall: Hall,
        kiosk: Callable[[], str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._desk = desk
        self._outbox = outbox
        self._catalogue = catalogue
        self._hall = hall
        self._kiosk = kiosk
        self._clock = clock
        self._lock = threading.Lock()
        self._last: tuple[str, float, int] | None = None

    def give(self, procedure: str, missing: Sequence[str], lang: Lang, large: bool) -> List | None:
        """Prints the list, counts it, and answers as `state` does; None for a procedure that is not known.

        If the same list is asked for again within three seconds, a finger has tapped twice, and it is printed once.
        """
        slip = self.slip(procedure, missing, lang, large)
        if slip is None:
            return None
        name = repr((procedure, sorted(missing), lang, large))
        with self._lock:
            now = self._clock()
            if self._last is not None and self._last[0] == name and now - self._last[1] < _DOUBLE_TAP:
                return self.state(self._last[2])
            ident = self._desk.name()
            self._last = (name, now, ident)
        try:
            at = self._hall.now().isoformat()
            self._outbox.put(
                "/checklists", {"procedure": procedure, "missing": list(missing), "given_at": at}
            )
        except sqlite3.Error:
            # The list is not counted then, but the citizen gets it all the same.
            _LOG.exception("a list could not be written down")
        self._desk.print(ident, slip)
        return self.state(ident)

    def print(self, procedure: str, missing: Sequence[str], lang: Lang) -> None:
        """Prints a list that was counted already, for a greeter."""
        slip = self.slip(procedure, missing, lang, large=False)
        if slip is not None:
            self._desk.print(self._desk.name(), slip)

    def state(self, ident: int) -> List:
        """What became of a list's paper."""
        job = self._desk.job(ident)
        if job is None:
            return List(id=ident, paper="failed", trouble="no_paper")
        return List(id=ident, paper=job.outcome, trouble=job.trouble)

    def slip(self, procedure: str, missing: Sequence[str], lang: Lang, large: bool) -> Checklist | None:
        """The list as it is printed; None for a procedure that is not known."""
        known = self._catalogue.procedure(procedure)
        if known is None:
            return None
        centre, wanted = self._hall.centre(), set(missing)
        documents = self._catalogue.documents([procedure])
        places = [str(place) for place, one in enumerate(known.documents) if one.name in wanted]
        address = centre.public_address
        return Checklist(
            centre=centre.name,
            subtitle=centre.subtitle,
            matter=known.title,
            documents=documents,
            missing=frozenset(wanted),
            time_limit=known.time.said(lang),
            fee=known.fee.said(lang),
            hours=[WrittenHours(tuple(one.days), one.first, one.last) for one in centre.hours],
            given_at=self._hall.now(),
            kiosk=self._kiosk(),
            url=f"{address}/papers/{procedure}?missing={'.'.join(places)}" if address else None,
            lang=lang,
            large=large,
        )
