"""Delivers the numbers that were given without the server, in their order, each under the key of its first request."""

import logging
from collections.abc import Callable
from datetime import datetime

from kiosk.offline.journal import Entry, Journal
from kiosk.offline.retrying_sender import BROUGHT_WITHIN, Later, RetryingSender, comes_later
from kiosk.upstream.server import Post, Refused, Unreachable
from shared.logs import journal as logs
from shared.wire.tickets import GivenTicket

_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 2.0
"""Seconds before trying again, so short that a server that is back has all papers within three seconds."""
_LOG = logging.getLogger(__name__)


class NumberDelivery(RetryingSender):
    """Delivers numbers from the start on; call `wake` when there is a new one or the server is back."""

    def __init__(
        self, post: Post, journal: Journal, printed_at: Callable[[Entry], datetime], done: Callable[[], None]
    ) -> None:
        super().__init__("courier", _FIRST_PAUSE, _LONGEST_PAUSE)
        self._post = post
        self._journal = journal
        self._printed_at = printed_at
        self._done = done

    def bring(self) -> bool:
        """Delivers the oldest number; False if every number is delivered. Raises Later."""
        entry = self._journal.next_to_deliver()
        if entry is None:
            return False
        body = {
            **entry.body.json_body(),
            "printed_number": entry.number,
            "printed_at": self._printed_at(entry).isoformat(),
        }
        try:
            ticket = self._post("/tickets", body, entry.key, BROUGHT_WITHIN).read(GivenTicket)
        except (Unreachable, Refused) as error:
            why = error.code if isinstance(error, Refused) else str(error)
            if comes_later(error):
                told = logs.about("not_delivered_yet", request=entry.key, number=entry.number)
                _LOG.info("number %s not delivered yet: %s", entry.number, why, extra=told)
                raise Later from None
            told = logs.about("set_aside", request=entry.key, number=entry.number, code=why)
            _LOG.error("number %s is set aside: %s", entry.number, why, extra=told)
            self._journal.set_aside(entry, why)
        else:
            told = logs.about("delivered", request=entry.key, number=entry.number)
            _LOG.info("number %s delivered", entry.number, extra=told)
            self._journal.delivered(entry, ticket)
        self._done()
        return True
