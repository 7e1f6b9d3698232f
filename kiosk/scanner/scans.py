"""Tells the page what was scanned: a receipt, a ticket, an identity card, but never the text of a card.

Of a card only a mark is kept, for a minute or two in memory; its text is not logged, stored or sent, not even to the page.
"""

import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.answers.scans import Kind, NumberedScan, Scan
from kiosk.answers.scans import Scans as Told
from kiosk.scanner import receipts
from shared.text.appointment_code import read_code
from shared.text.cards import read_card

CARD_SECONDS = 90.0
"""For how many seconds a scanned card can be used to take a number: about as long as its holder stands there."""
_REMEMBERED = 8
_REPEATED = 1.5
"""If a scanner reads the same code again within this many seconds, it counts as one scan."""


@dataclass(frozen=True)
class _Card:
    mark: str
    until: float


class Scans:
    """The last scans with their running numbers; safe to use from several threads."""

    def __init__(
        self, mark: Callable[[str], str | None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._mark = mark
        self._clock = clock
        self._told = threading.Condition()
        self._last: deque[NumberedScan] = deque(maxlen=_REMEMBERED)
        self._number = 0
        self._cards: dict[str, _Card] = {}
        self._before: tuple[int, float] = (0, -_REPEATED)
        self._ended = False

    def take(self, text: str) -> None:
        """Takes a scan from the serial port, which the page then gets from `after`."""
        found = self.read(text)
        with self._told:
            # Python's hash has another key in each process: it distinguishes two scans, but does not reveal their text.
            name = hash(text)
            now = self._clock()
            if name == self._before[0] and now - self._before[1] < _REPEATED:
                return
            self._before = (name, now)
            self._number += 1
            self._last.append(NumberedScan(n=self._number, kind=found.kind, text=found.text, card=found.card))
            self._told.notify_all()

    def read(self, text: str) -> Scan:
        """What a scanner read. For a card `text` is None, and `card` names its mark for a short time."""
        card = read_card(text)
        if card is not None:
            mark = self._mark(card.number)
            return Scan(kind="card", text=None, card=None if mark is None else self._keep(mark))
        return Scan(kind=_kind(text), text=text, card=None)

    def after(self, number: int, within: float) -> Told:
        """The scans after that number; if there are none yet, it waits for one, up to `within` seconds.

        If this program has not given that number, because the page was just opened or is older than the program, the answer
        comes at once, and the page begins with the next scan.
        """
        with self._told:
            if not 0 <= number <= self._number:
                return Told(last=self._number, scans=[])
            self._told.wait_for(lambda: self._ended or self._number > number, within)
            return Told(last=self._number, scans=[scan for scan in self._last if scan.n > number])

    def mark_of(self, card: str) -> str | None:
        """The mark of a card that was scanned a moment ago, or None."""
        with self._told:
            self._forget()
            kept = self._cards.get(card)
            return None if kept is None else kept.mark

    def end(self) -> None:
        """Ends the wait of every request for a scan."""
        with self._told:
            self._ended = True
            self._cards.clear()
            self._told.notify_all()

    def _keep(self, mark: str) -> str:
        name = secrets.token_urlsafe(12)
        with self._told:
            self._forget()
            self._cards[name] = _Card(mark, self._clock() + CARD_SECONDS)
        return name

    def _forget(self) -> None:
        now = self._clock()
        self._cards = {name: card for name, card in self._cards.items() if card.until > now}


def _kind(text: str) -> Kind:
    if receipts.is_ticket(text):
        return "ticket"
    if "/appointments/" in text and read_code(text) is not None:
        return "appointment"
    return "other" if receipts.read(text) is None else "receipt"
