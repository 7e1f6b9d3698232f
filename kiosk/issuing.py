"""Asking the server for a number: one fresh key a wish, kept through every try, so that it never gives two.

It prints nothing and shows nothing. Numbers are the server's alone here: without its answer there is none.
"""

import secrets
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.server import Answer, Refused, Unreachable

Json = dict[str, Any]
Post = Callable[[str, Mapping[str, object], str, float], Answer]

ANSWER_WITHIN = 6.0
"""Seconds until the citizen is told that no number was taken."""
_ONE_TRY = 3.0
_PAUSES = (0.1, 0.3, 0.6)
_DOUBLE_TAP = 3.0
_KEPT = 600.0


@dataclass
class NotTaken(Exception):
    """There is no number. `code` is the server's, or `server_away`; `title` is a Vietnamese sentence or empty."""

    code: str
    title: str = ""


@dataclass(frozen=True)
class _Open:
    """A wish without an answer so far: it may have been fulfilled, so it is only repeated under its own key."""

    key: str
    body: Json
    since: float


class Issuer:
    """Takes numbers, one at a time."""

    def __init__(self, post: Post, clock: Callable[[], float] = time.monotonic) -> None:
        self._post = post
        self._clock = clock
        self._one_at_a_time = threading.Lock()
        self._open: dict[str, _Open] = {}
        self._last: tuple[str, float, Json] | None = None

    def take(self, wish: Mapping[str, object]) -> Json:
        """The new ticket as the server answers it.

        The same wish again within three seconds is a finger that tapped twice and gets the same ticket. Raises
        NotTaken; a wish that got no answer is repeated under the same key when it is tried again.
        """
        name = repr(sorted(wish.items(), key=lambda item: item[0]))
        with self._one_at_a_time:
            now = self._clock()
            if self._last is not None and self._last[0] == name and now - self._last[1] < _DOUBLE_TAP:
                return self._last[2]
            self._open = {known: one for known, one in self._open.items() if now - one.since < _KEPT}
            attempt = self._open.get(name) or _Open(str(uuid.uuid4()), _body(wish), now)
            try:
                ticket = self._until_answered(attempt)
            except Unreachable:
                self._open[name] = attempt
                raise NotTaken("server_away") from None
            except Refused as refused:
                self._open.pop(name, None)
                raise NotTaken(refused.code, refused.title) from None
            self._open.pop(name, None)
            self._last = (name, self._clock(), ticket)
            return ticket

    def _until_answered(self, attempt: _Open) -> Json:
        deadline = self._clock() + ANSWER_WITHIN
        tries = 0
        while True:
            try:
                left = max(0.5, min(_ONE_TRY, deadline - self._clock()))
                answer: Json = self._post("/tickets", attempt.body, attempt.key, left).body
                return answer
            except Unreachable:
                if self._clock() >= deadline:
                    raise
            except Refused as refused:
                if refused.status != 503:
                    raise
                if self._clock() >= deadline:
                    raise Unreachable(refused.code) from None
            time.sleep(_PAUSES[min(tries, len(_PAUSES) - 1)])
            tries += 1


def _body(wish: Mapping[str, object]) -> Json:
    """The request: the kiosk mints the follow page's secret (144 bits), so that its QR code never waits for us."""
    return {**wish, "follow_secret": secrets.token_urlsafe(18)}
