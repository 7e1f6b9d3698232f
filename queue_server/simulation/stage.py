"""The simulation's loop: things to do in order of time, the tokens of those who do them, and counts of what was done."""

import heapq
import itertools
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import TypeVar

from pydantic import BaseModel, JsonValue

from queue_server.simulation.api import Api, Refused, found, must
from shared.wire.centre import WholeProcedure

_Message = TypeVar("_Message", bound=BaseModel)
Wish = Mapping[str, object]
"""What a request asks for."""


@dataclass(frozen=True, slots=True)
class Cast:
    """The bearer tokens of those who play."""

    kiosk: str
    """The token that takes numbers for citizens: that of an integration, which has no limit per minute."""
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
    procedures: dict[str, WholeProcedure]
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

    def find(self, kind: type[_Message], path: str, token: str) -> _Message:
        """What stands at an address."""
        return found(self.api, kind, path, token)

    def post(self, kind: type[_Message], path: str, token: str, body: object) -> _Message:
        """What a deed that must succeed answers."""
        return kind.model_validate(self.tell(path, token, body))

    def tell(self, path: str, token: str, body: object) -> JsonValue:
        """Has a deed done that must succeed; its answer as it came."""
        return must(self.api, "POST", path, token, body)

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
