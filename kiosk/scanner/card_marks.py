"""Turns the number of an identity card into a mark of the day, where a person may hold only one number in each field.

The number itself is neither kept nor written. The key of the marks comes from the server, which has another one every day and
gives it to kiosks only, and stays in memory. So marks of different days cannot be tied together, and a stolen kiosk does not
show who was there.
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass

from shared.wire.access import DayKey

_MARK_CHARS = 32


@dataclass(frozen=True)
class _DayKey:
    day: str
    key: bytes


class CardMarks:
    """Makes marks with the day's key, which the server has sent."""

    def __init__(self, today: Callable[[], str]) -> None:
        self._today = today
        self._known: _DayKey | None = None

    def learn(self, told: DayKey | None) -> None:
        """Takes the key from `GET /devices/me`; None means that the centre does not have this rule."""
        try:
            self._known = None if told is None else _DayKey(told.day, bytes.fromhex(told.key))
        except ValueError:
            self._known = None

    @property
    def asked(self) -> bool:
        """Whether a number needs a card now; not while the kiosk has no key of the day, without which it can make no mark."""
        return self._known is not None and self._known.day == self._today()

    def mark(self, card_number: str) -> str | None:
        """The day's mark of a card; None where no card is asked for."""
        known = self._known
        if known is None or known.day != self._today():
            return None
        return hmac.digest(known.key, card_number.encode(), hashlib.sha256).hex()[:_MARK_CHARS]
