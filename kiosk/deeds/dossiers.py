"""Looks a dossier up for the citizen at the kiosk: asks the server once and puts its answer into words.

Nothing of it is kept, and no code is logged.
"""

from datetime import datetime
from urllib.parse import urlencode

from kiosk.answers.base import in_both
from kiosk.answers.lookups import Dossier, DossierFound, NoDossier
from kiosk.scanner.receipts import read
from kiosk.upstream.hall import Hall
from kiosk.upstream.looking_up import look_up
from kiosk.upstream.server import Server
from shared.text.dates import clock, day_in_sentence, long_date
from shared.text.messages import say
from shared.text.money import dong_with_unit
from shared.wire.visitors import KioskDossier
from shared.wire.vocabulary import Purpose, Standing

_PURPOSES = {
    Standing.READY: Purpose.COLLECT,
    Standing.PAPERS: Purpose.COLLECT,
    Standing.SUPPLEMENT: Purpose.SUPPLEMENT,
}
"""What a dossier's citizen takes a number for."""


class LookUp:
    """Looks dossiers up at the server, one question each."""

    def __init__(self, server: Server, hall: Hall) -> None:
        self._server = server
        self._hall = hall

    def look(self, text: str) -> DossierFound | NoDossier:
        """The dossier for a text that was typed or scanned.

        `state`: `found`, `unknown`, `too_many`, `away` (no answer now; `code` is what was read), or `no_receipt` for a text
        that does not come from a receipt and was not sent to the server.
        """
        receipt = read(text)
        if receipt is None:
            return NoDossier(state="no_receipt", code=None, dossier=None)
        asked = {"code": receipt.code, **({"secret": receipt.secret} if receipt.secret else {})}
        found = look_up(self._server, f"/kiosk/dossiers?{urlencode(asked)}", KioskDossier)
        if not isinstance(found, KioskDossier):
            state = "unknown" if found == "invalid" else found
            return NoDossier(state=state, code=receipt.code, dossier=None)
        return DossierFound(state="found", code=found.code, dossier=self._shown(found))

    def _shown(self, found: KioskDossier) -> Dossier:
        due = self._local(found.due_at) if found.due_at else None
        standing = found.standing or _standing_of(found)
        return Dossier(
            code=found.code,
            receipt=found.receipt,
            status=found.status,
            status_name=found.status_name,
            standing=standing,
            purpose=_PURPOSES.get(standing),
            overdue=found.overdue,
            ready=found.ready,
            queue=found.queue,
            procedure_name=found.procedure_name,
            asked=found.asked,
            due=in_both(lambda lang: f"{clock(due)} · {long_date(due.date(), lang)}") if due else None,
            due_said=in_both(lambda lang: _said(due, lang)) if due else None,
            owed=dong_with_unit(found.owed) if found.owed else None,
        )

    def _local(self, text: str) -> datetime:
        return datetime.fromisoformat(text).astimezone(self._hall.now().tzinfo)


def _standing_of(found: KioskDossier) -> Standing:
    """Where a dossier stands by what an older server says of it, which names neither payments nor endings."""
    if found.ready:
        return Standing.READY
    return Standing.SUPPLEMENT if found.asked else Standing.WORKING


def _said(due: datetime, lang: str) -> str:
    """The due moment in the words in which it stands in a sentence."""
    return say("kiosk.dossier.due_said", lang, time=clock(due), day=day_in_sentence(due.date(), lang))
