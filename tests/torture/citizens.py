"""Citizens at a kiosk: they ask the agent for a number as its touch page does. Each wish has a mark of its own."""

import http.client
import json
import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from tests.torture.history import Json, Wish

_PATIENCE = 20.0
"""Seconds that a citizen goes on asking while the kiosk says that it cannot."""
_ANSWER_WITHIN = 25.0
_GROUPS = ("elderly", "small_child", "merit")


class Citizens(threading.Thread):
    """The people before one kiosk, one after the other."""

    def __init__(
        self,
        kiosk: str,
        address: str,
        queues: Sequence[str],
        procedures: Sequence[str],
        generation: Callable[[], int],
        clock: Callable[[], float],
        seed: int,
        pause: tuple[float, float],
    ) -> None:
        super().__init__(name=f"citizens-{kiosk}", daemon=True)
        self.wishes: list[Wish] = []
        self.stopping = threading.Event()
        self._kiosk = kiosk
        self._host = address.removeprefix("http://")
        self._queues = queues
        self._procedures = procedures
        self._generation = generation
        self._clock = clock
        self._pause = pause
        self._chance = random.Random(f"{seed}/citizens/{kiosk}")
        self._seed = seed

    def run(self) -> None:
        """One citizen after the other until stopped."""
        while not self.stopping.is_set():
            self._one()
            # People come in bursts: a bus, then a pause.
            least, most = self._pause
            self.stopping.wait(self._chance.choice((least, least, self._chance.uniform(least, most), most)))

    def _one(self) -> None:
        mark = f"giấy {self._kiosk} {self._seed} {len(self.wishes) + 1}"
        body = self._body(mark)
        wish = Wish(mark, self._kiosk, str(body.get("queue", "")), self._clock(), self._clock())
        place, born = len(self.wishes), self._generation()
        self.wishes.append(wish)
        while True:
            found = self._ask(body)
            # Another life of the kiosk cannot know this wish: asking it again would be a second wish.
            if found is None or self._generation() != born:
                break
            status, answer = found
            wish = replace(wish, status=status, ended=self._clock(), number=answer.get("number"))
            self.wishes[place] = wish
            if status != 503 or self._clock() - wish.began > _PATIENCE or self.stopping.is_set():
                break
            self.stopping.wait(self._chance.uniform(0.3, 1.0))
        if wish.status == 201 and self._chance.random() < 0.1:
            self._tap_twice(body, wish)

    def _tap_twice(self, body: Json, wish: Wish) -> None:
        """The finger touched twice: the same number, and no second ticket."""
        found = self._ask(body)
        if found is not None and found[0] == 201 and found[1].get("number") != wish.number:
            self.wishes.append(replace(wish, ended=self._clock(), number=found[1].get("number")))

    def _body(self, mark: str) -> Json:
        body: Json = {"documents": [mark], "lang": self._chance.choice(("vi", "vi", "vi", "en"))}
        if self._chance.random() < 0.2:
            many = 2 if self._chance.random() < 0.3 else 1
            body["procedures"] = self._chance.sample(list(self._procedures), many)
        else:
            # A few queues get most of the people, so that lines form.
            body["queue"] = self._queues[min(int(self._chance.expovariate(0.45)), len(self._queues) - 1)]
        if self._chance.random() < 0.25:
            body["priority"] = self._chance.choice(_GROUPS)
        return body

    def _ask(self, body: Json) -> tuple[int, Any] | None:
        """Status and answer; None where the kiosk itself did not answer."""
        connection = http.client.HTTPConnection(self._host, timeout=_ANSWER_WITHIN)
        try:
            headers = {"Origin": f"http://{self._host}", "Content-Type": "application/json"}
            connection.request("POST", "/local/tickets", json.dumps(body), headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            connection.close()
