"""Officers as well-behaved clients: they call, serve and move tickets, one deed at a time.

The server decides what they may do.
"""

import random
import threading
from collections.abc import Mapping, Sequence

from tests.torture.clients import Caller, Ear
from tests.torture.history import Json, UnitOfWork

_GROUPS = ("elderly", "pregnant", None)
_PLACES = ("arrival", "first", "last")
# What becomes of a called ticket, and how often out of a hundred.
_WAYS: tuple[tuple[str, int], ...] = (
    ("serve", 62),
    ("no_show", 7),
    ("undo", 4),
    ("put_back", 6),
    ("hold", 5),
    ("hold_serving", 3),
    ("transfer_queue", 5),
    ("transfer_counter", 3),
    ("cancel", 2),
    ("finish_at_once", 3),
)


class Officer(threading.Thread):
    """One officer at one counter."""

    def __init__(
        self,
        number: int,
        centre: Mapping[int, Sequence[str]],
        caller: Caller,
        ear: Ear,
        seed: int,
        speed: float,
    ) -> None:
        super().__init__(name=f"officer-{number}", daemon=True)
        self.number = number
        self.caller = caller
        self.ear = ear
        self.stopping = threading.Event()
        self._centre = centre
        self._queues = sorted({queue for queues in centre.values() for queue in queues})
        self._chance = random.Random(f"{seed}/officer/{number}")
        self._speed = speed

    def run(self) -> None:
        """Works until stopped; a ticket that was begun is brought to its end."""
        self._at_counter("open")
        while not self.stopping.is_set():
            chance = self._chance.random()
            if chance < 0.02:
                self._at_counter("pause", {"reason": "nghỉ"})
                self._think(0.2, 0.8)
                self._at_counter("open")
            elif chance < 0.05:
                self._change_somebody()
            called = self._call_chosen() if chance > 0.97 else self._call_next()
            if called is not None:
                self._work(called)
        self.caller.leave()

    def _call_next(self) -> Json | None:
        self.ear.woken.clear()
        done = self._at_counter("call-next")
        if done.status == 200:
            return self._mine(done)
        if done.code == "counter_closed":
            # Midnight closes every counter.
            self._at_counter("open")
        # Nobody waits: look again when somebody comes, or after a while.
        self.ear.woken.wait(self._chance.uniform(0.5, 1.5))
        return None

    def _call_chosen(self) -> Json | None:
        waiting = self._waiting()
        if not waiting:
            return None
        chosen = self._chance.choice(waiting)["id"]
        return self._mine(self._at_counter("call", {"ticket": chosen, "reason": "xử lý gấp"}))

    def _change_somebody(self) -> None:
        waiting = self._waiting()
        if waiting:
            chosen = self._chance.choice(waiting)["id"]
            body = {"group": self._chance.choice(_GROUPS), "reason": "xem giấy tờ"}
            self._on_ticket("priority", chosen, body)

    def _waiting(self) -> list[Json]:
        queue = self._chance.choice(self._centre[self.number])
        found = self.caller.ask("GET", f"/queues/{queue}/waiting")
        return list(found[1]) if found is not None and found[0] == 200 else []

    def _work(self, ticket: Json) -> None:
        ident = int(ticket["id"])
        (way,) = self._chance.choices([way for way, _ in _WAYS], [weight for _, weight in _WAYS])
        if self._chance.random() < 0.12:
            self._think(0.05, 0.2)
            self._on_ticket("recall", ident)
        self._think(0.05, 0.3)
        if way in ("no_show", "undo"):
            self._on_ticket("no-show", ident)
            if way == "undo":
                self._on_ticket("undo", ident)
        elif way == "put_back":
            self._on_ticket("put-back", ident)
        elif way == "cancel":
            self._on_ticket("cancel", ident, {"reason": "công dân xin thôi"})
        elif way == "finish_at_once":
            self._finish(ident)
        elif way == "transfer_queue":
            queue = self._chance.choice(self._queues)
            self._on_ticket("transfer", ident, {"queue": queue, "place": self._chance.choice(_PLACES)})
        else:
            self._serve(ident, way)

    def _serve(self, ident: int, way: str) -> None:
        if way == "hold":
            self._hold(ident)
        self._on_ticket("start", ident)
        self._think(0.1, 0.8)
        if way == "hold_serving":
            self._hold(ident)
        if way == "transfer_counter":
            other = self._chance.choice([number for number in self._centre if number != self.number])
            moved = self._on_ticket(
                "transfer", ident, {"counter": other, "place": self._chance.choice(_PLACES), "note": "chuyển"}
            )
            if moved.status == 200:
                return
        self._finish(ident)

    def _hold(self, ident: int) -> None:
        self._on_ticket("hold", ident, {"reason": "chờ bản gốc"})
        self._think(0.1, 0.4)
        self._on_ticket("resume", ident)

    def _finish(self, ident: int) -> None:
        self._on_ticket("finish", ident, {"outcome": "other"})

    def _mine(self, done: UnitOfWork) -> Json | None:
        return done.answer if done.status == 200 and isinstance(done.answer, dict) else None

    def _at_counter(self, verb: str, body: Json | None = None) -> UnitOfWork:
        return self.caller.deed(verb, f"/counters/{self.number}/{verb}", body)

    def _on_ticket(self, verb: str, ident: int, body: Json | None = None) -> UnitOfWork:
        return self.caller.deed(verb, f"/tickets/{ident}/{verb}", body, ident)

    def _think(self, least: float, most: float) -> None:
        if not self.stopping.is_set():
            self.stopping.wait(self._chance.uniform(least, most) / self._speed)
