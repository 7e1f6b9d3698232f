"""Gives a citizen a number: the server's if it answers in time, else a number of this kiosk's own range.

Every wish is written to the journal first. A wish has one key and gets one number, however often it is sent.
"""

import logging
import secrets
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Protocol

from kiosk.offline.journal import NUMBERED, Entry, Journal, NotLearned, RangeSpent
from kiosk.offline.not_taken import NotTaken
from kiosk.offline.number_request import NumberRequest
from kiosk.upstream.server import Post, Refused, Unreachable
from shared.logs import journal as logs
from shared.wire.tickets import GivenTicket

ANSWER_WITHIN = 2.0
"""Seconds until the kiosk gives a number of its own. A busy server answers within a tenth of a second, so a server that takes
two seconds hangs; and after about two seconds a citizen at a screen begins to tap again."""
PATIENCE = 6.0
"""For how many seconds the kiosk goes on asking the server if it has no number of its own to give."""
_PAUSES = (0.1, 0.3, 0.6)
_DOUBLE_TAP = 3.0
_LOG = logging.getLogger(__name__)


class Alone(Protocol):
    """What the kiosk needs to know when it gives a number without the server."""

    def place(self, body: NumberRequest) -> str:
        """The queue of a request's number. Raises NotTaken if there can be no number, NotLearned before ranges are known."""
        ...

    def moment(self) -> datetime:
        """Now by the server's clock, in the centre's zone."""
        ...

    def day(self) -> str:
        """The service day, whose numbers are given now."""
        ...

    def given(self, entry: Entry) -> None:
        """Is called after a number was given alone, which has to be delivered."""
        ...


class Issuer:
    """Takes numbers, one at a time."""

    def __init__(
        self, post: Post, journal: Journal, alone: Alone, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._post = post
        self._journal = journal
        self._alone = alone
        self._clock = clock
        self._one_at_a_time = threading.Lock()
        self._last: tuple[str, float, Entry] | None = None

    def take(self, request: NumberRequest, wish: str | None = None, large: bool = False) -> Entry:
        """The wish's entry with its number in it. Raises NotTaken.

        `wish` is the page's own name for the wish. If the page asks again with the same name, also after a restart of this
        program, it gets the same number. The same request within three seconds counts as a finger that tapped twice.
        """
        name = repr((sorted(request.json_body().items()), large))
        with self._one_at_a_time:
            now = self._clock()
            if self._last is not None and self._last[0] == name and now - self._last[1] < _DOUBLE_TAP:
                return self._last[2]
            try:
                entry = self._number(self._begin(request, wish, large))
            except sqlite3.Error:
                # A wish that cannot be written to the journal gets no number.
                _LOG.exception("the journal cannot be written")
                raise NotTaken("journal") from None
            self._last = (name, self._clock(), entry)
            return entry

    def _begin(self, request: NumberRequest, wish: str | None, large: bool) -> Entry:
        body = request.model_copy(update={"follow_secret": secrets.token_urlsafe(18)})
        return self._journal.begin(
            wish or str(uuid.uuid4()), body, large, str(uuid.uuid4()), self._alone.moment()
        )

    def _number(self, entry: Entry) -> Entry:
        if entry.state in NUMBERED:
            return entry
        if entry.state == "refused":
            raise NotTaken(entry.reason or "other")
        if self._journal.undelivered():
            # The server was away a moment ago, and the numbers on paper have to be delivered before a new one is asked for.
            with suppress(NotLearned, RangeSpent):
                return self._give(entry)
        try:
            return self._asked(entry, ANSWER_WITHIN)
        except Unreachable as error:
            told = logs.about("server_silent", request=entry.key, entry=entry.id)
            _LOG.warning("no number from the server: %s", error, extra=told)
        try:
            return self._give(entry)
        except RangeSpent:
            raise NotTaken("range_full") from None
        except NotLearned:
            pass
        try:
            return self._asked(entry, PATIENCE - ANSWER_WITHIN)
        except Unreachable:
            raise NotTaken("server_away") from None

    def _asked(self, entry: Entry, within: float) -> Entry:
        """The entry with the server's number. Raises NotTaken for its refusal, Unreachable without an answer."""
        try:
            answer = self._until_answered(entry, within)
        except Refused as refused:
            self._journal.refused(entry, refused.code)
            raise NotTaken(refused.code, refused.title, refused.number) from None
        logs.event("number_from_server", request=entry.key, entry=entry.id, number=answer.number)
        return self._journal.answered(entry, answer)

    def _give(self, entry: Entry) -> Entry:
        queue, now = self._alone.place(entry.body), self._alone.moment()
        given = self._journal.give(entry, queue, self._alone.day(), now)
        told = logs.about("number_given_alone", request=entry.key, entry=entry.id, number=given.number)
        _LOG.warning("number %s given alone", given.number, extra=told)
        self._alone.given(given)
        return given

    def _until_answered(self, entry: Entry, within: float) -> GivenTicket:
        """The server's ticket. A kiosk that has numbers of its own asks once; a kiosk without them asks again and again."""
        deadline = self._clock() + within
        tries = 0
        while True:
            try:
                left = max(0.5, min(ANSWER_WITHIN, deadline - self._clock()))
                return self._post("/tickets", entry.body.json_body(), entry.key, left).read(GivenTicket)
            except Unreachable:
                if within <= ANSWER_WITHIN or self._clock() >= deadline:
                    raise
            except Refused as refused:
                if refused.status < 500:
                    raise
                if within <= ANSWER_WITHIN or self._clock() >= deadline:
                    raise Unreachable(refused.code) from None
            time.sleep(_PAUSES[min(tries, len(_PAUSES) - 1)])
            tries += 1
