"""The simulation's loop: things to do in order of time, the tokens of those who do them, and counts of what was done."""

import heapq
import itertools
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Any

from queue_server.simulation.api import Api, Refused, must

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cast:
    """The bearer tokens of those who play."""

    kiosk: str
    """Takes numbers for citizens; an integration's, which has no limit a minute."""
    supervisor: str
    officers: dict[int, str]
    """By counter."""


@dataclass(slots=True)
class Stage:
    """The centre as the players see it."""

    api: Api
    cast: Cast
    chance: random.Random
    zone: tzinfo
    procedures: dict[str, Json]
    tally: Counter[str] = field(default_factory=Counter)
    _todo: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    _order: "itertools.count[int]" = field(default_factory=itertools.count)

    def at(self, moment: datetime, what: Callable[[], None]) -> None:
        """Something to do at a moment of the centre's time."""
        heapq.heappush(self._todo, (moment, next(self._order), what))

    def later(self, span: timedelta, what: Callable[[], None]) -> None:
        """Something to do after a while."""
        self.at(self.api.now() + span, what)

    def play(self, until: datetime) -> None:
        """Does everything that falls before a moment, in its order."""
        while self._todo and self._todo[0][0] < until:
            moment, _, what = heapq.heappop(self._todo)
            self.api.wait_until(moment)
            what()

    def ask(self, method: str, path: str, token: str, body: object = None) -> Any:
        """The body of a request that must succeed."""
        return must(self.api, method, path, token, body)

    def from_phone(self, path: str, body: object) -> bool:
        """A citizen's own request, which must succeed unless the server turns too many away; whether it did."""
        answer = self.api.from_phone(path, body)
        if answer.status >= 300 and answer.status != 429:
            raise Refused(answer, path)
        return answer.status < 300

    def send_file(self, path: str, token: str, name: str, data: bytes) -> None:
        """A file that must be taken."""
        answer = self.api.send_file(path, token, name, data)
        if answer.status >= 300:
            raise Refused(answer, path)
