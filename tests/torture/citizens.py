"""Citizens at a kiosk: they ask the agent for a number as its touch page does. Each wish has a mark and a name of its own."""

import http.client
import json
import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.torture.history import Json, Wish

_PATIENCE = 45.0
"""Seconds that the page goes on asking while nobody gives a number, or nobody answers at all."""
_ANSWER_WITHIN = 20.0
_GROUPS = ("elderly", "small_child", "merit")
_UNSURE = ("failed", "unconfirmed", "unsure")


@dataclass(frozen=True)
class Kiosk:
    """Where they stand, and what may be asked for there."""

    name: str
    address: str
    queues: Sequence[str]
    """The favourite ones first."""
    procedures: Sequence[str]


class Citizens(threading.Thread):
    """The people before one kiosk, one after the other; `pause` is the least and the longest time between two."""

    def __init__(
        self, kiosk: Kiosk, clock: Callable[[], float], seed: int, pause: tuple[float, float]
    ) -> None:
        super().__init__(name=f"citizens-{kiosk.name}", daemon=True)
        self.wishes: list[Wish] = []
        self.reprints = 0
        self.stopping = threading.Event()
        self._kiosk = kiosk
        self._host = kiosk.address.removeprefix("http://")
        self._clock = clock
        self._pause = pause
        self._chance = random.Random(f"{seed}/citizens/{kiosk.name}")
        self._seed = seed

    def run(self) -> None:
        """One citizen after the other until stopped."""
        while not self.stopping.is_set():
            self._one()
            # People come in bursts: a bus, then a pause.
            least, most = self._pause
            self.stopping.wait(self._chance.choice((least, least, self._chance.uniform(least, most), most)))

    def _one(self) -> None:
        mark = f"{self._kiosk.name}-{self._seed}-{len(self.wishes) + 1}"
        body = {**self._body(mark), "wish": mark}
        wish = Wish(mark, self._kiosk.name, str(body.get("queue", "")), self._clock(), self._clock())
        place = len(self.wishes)
        self.wishes.append(wish)
        answer: Json = {}
        while self._clock() - wish.began < _PATIENCE:
            found = self._ask("POST", "/local/tickets", body)
            if found is not None:
                status, answer = found
                wish = replace(
                    wish, status=status, code=str(answer.get("code", "")), number=answer.get("number")
                )
                if status != 503:
                    break
            # The kiosk is starting again, or has no number: the same wish, asked again by its name.
            self.stopping.wait(0.5)
        self.wishes[place] = replace(wish, ended=self._clock())
        if wish.status != 201:
            return
        chance = self._chance.random()
        if chance < 0.1:
            self._tap_twice(body, self.wishes[place])
        elif chance < 0.4:
            self._watch_the_paper(int(answer["id"]))

    def _tap_twice(self, body: Json, wish: Wish) -> None:
        """Taps twice: the same number, and no second ticket."""
        found = self._ask("POST", "/local/tickets", body)
        if found is not None and found[0] == 201:
            self.wishes.append(replace(wish, ended=self._clock(), number=found[1].get("number")))

    def _watch_the_paper(self, ident: int) -> None:
        """Stays until the paper is out, and has it printed again where the screen says that it may not be."""
        for _ in range(6):
            self.stopping.wait(0.7)
            found = self._ask("GET", f"/local/tickets/{ident}")
            if found is None or found[0] != 200 or found[1]["paper"] == "printed":
                return
            if found[1]["paper"] in _UNSURE:
                self.reprints += 1
                self._ask("POST", f"/local/tickets/{ident}/reprint", {})

    def _body(self, mark: str) -> Json:
        body: Json = {"documents": [mark], "lang": self._chance.choice(("vi", "vi", "vi", "en"))}
        if self._chance.random() < 0.2:
            many = 2 if self._chance.random() < 0.3 else 1
            body["procedures"] = self._chance.sample(list(self._kiosk.procedures), many)
        else:
            # A few queues get most of the people, so that lines form.
            queues = self._kiosk.queues
            body["queue"] = queues[min(int(self._chance.expovariate(0.45)), len(queues) - 1)]
        if self._chance.random() < 0.25:
            body["priority"] = self._chance.choice(_GROUPS)
        return body

    def _ask(self, method: str, path: str, body: Json | None = None) -> tuple[int, Any] | None:
        """Status and answer; None where the kiosk itself did not answer."""
        connection = http.client.HTTPConnection(self._host, timeout=_ANSWER_WITHIN)
        try:
            headers = {"Origin": f"http://{self._host}", "Content-Type": "application/json"}
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            connection.close()
