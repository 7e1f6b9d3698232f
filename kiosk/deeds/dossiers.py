"""Looks a dossier up for the citizen at the kiosk: asks the server once and puts its answer into words.

Nothing of it is kept, and no code is logged.
"""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from kiosk.scanner.receipts import read
from kiosk.upstream.hall import Hall
from kiosk.upstream.looking_up import look_up
from kiosk.upstream.server import Server
from shared.text.dates import clock, day_in_sentence, long_date
from shared.text.messages import LANGUAGES, say
from shared.text.money import dong_with_unit

Json = dict[str, Any]


class LookUp:
    """Looks dossiers up at the server, one question each."""

    def __init__(self, server: Server, hall: Hall) -> None:
        self._server = server
        self._hall = hall

    def look(self, text: str) -> Json:
        """`{"state","code","dossier"}` for a text that was typed or scanned.

        `state`: `found`, `unknown`, `too_many`, `away` (no answer now; `code` is what was read), or `no_receipt` for a text
        that does not come from a receipt and was not sent to the server.
        """
        receipt = read(text)
        if receipt is None:
            return {"state": "no_receipt", "code": None, "dossier": None}
        asked = {"code": receipt.code, **({"secret": receipt.secret} if receipt.secret else {})}
        state, found = look_up(self._server, f"/kiosk/dossiers?{urlencode(asked)}")
        if found is None:
            return {"state": state, "code": receipt.code, "dossier": None}
        return {"state": state, "code": found["code"], "dossier": self._shown(found)}

    def _shown(self, found: Json) -> Json:
        due = found["due_at"] and datetime.fromisoformat(found["due_at"]).astimezone(self._hall.now().tzinfo)
        return {
            **{key: found[key] for key in ("code", "receipt", "status", "status_name", "standing")},
            **{key: found[key] for key in ("overdue", "ready", "queue", "procedure_name", "asked")},
            "due": {lang: f"{clock(due)} · {long_date(due.date(), lang)}" for lang in LANGUAGES}
            if due
            else None,
            "due_said": {lang: _said(due, lang) for lang in LANGUAGES} if due else None,
            "owed": dong_with_unit(found["owed"]) if found["owed"] else None,
        }


def _said(due: datetime, lang: str) -> str:
    """The due moment in the words in which it stands in a sentence."""
    return say("kiosk.dossier.due_said", lang, time=clock(due), day=day_in_sentence(due.date(), lang))
