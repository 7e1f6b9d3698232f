"""What officers and citizens have in common: asking over HTTP without ever giving up, and hearing facts."""

import http.client
import json
import random
import threading
import uuid
import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from display.board import Board
from shared.link.client import Link
from tests.torture.history import Heard, Json, UnitOfWork
from tests.unit.display import told

TRY_WITHIN = 3.0
"""Seconds until an officer's page takes a request for lost and repeats it."""


def digest(fact: Json) -> int:
    """A short mark of a fact's content, whatever the order of its keys: a long run's facts would not fit in memory."""
    return zlib.crc32(json.dumps(fact, sort_keys=True, ensure_ascii=False).encode())


class Caller:
    """One person's connection to the server: each deed has one key and is repeated under it until it is answered."""

    def __init__(
        self, client: str, counter: int, address: str, token: str, clock: Callable[[], float], seed: str
    ) -> None:
        self.client = client
        self.deeds: list[UnitOfWork] = []
        self.end = threading.Event()
        """Set when nobody waits for answers any more."""
        self._counter = counter
        self._host = address.removeprefix("http://")
        self._token = token
        self._clock = clock
        self._chance = random.Random(seed)
        self._connection: http.client.HTTPConnection | None = None

    def deed(self, verb: str, path: str, body: Json | None = None, ticket: int | None = None) -> UnitOfWork:
        """Does it, however long it takes; the answer is also kept in `deeds`."""
        key, began, tries = str(uuid.UUID(int=self._chance.getrandbits(128), version=4)), self._clock(), 0
        status, answer = None, None
        while not self.end.is_set():
            tries += 1
            found = self.ask("POST", path, body or {}, key)
            if found is not None and found[0] < 500 and found[0] != 429:
                status, answer = found
                break
            self.end.wait(self._chance.uniform(0.1, 0.4))
        code = str(answer.get("code", "")) if status and status >= 400 and isinstance(answer, dict) else ""
        done = UnitOfWork(
            *(self.client, self._counter, key, verb, ticket, body or {}, began, self._clock(), tries),
            *(status, code, answer),
        )
        self.deeds.append(done)
        return done

    def ask(self, method: str, path: str, body: Json | None = None, key: str = "") -> tuple[int, Any] | None:
        """One try: status and parsed body, or None without an answer."""
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}
        data = None
        if body is not None:
            data = json.dumps(body)
            headers |= {"Content-Type": "application/json", "Idempotency-Key": key}
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection(self._host, timeout=TRY_WITHIN)
            self._connection.request(method, f"/api/v1{path}", data, headers)
            response = self._connection.getresponse()
            raw = response.read()
            return response.status, json.loads(raw) if raw else None
        except (OSError, http.client.HTTPException, ValueError):
            self.leave()
            return None

    def leave(self) -> None:
        """Closes the connection; the next request opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Ear:
    """A client of the sockets that writes down what it is handed, and keeps a board of its own as a screen would."""

    def __init__(
        self, client: str, audience: str, address: str, token: str, clock: Callable[[], float]
    ) -> None:
        self.client = client
        self.audience = audience
        self.woken = threading.Event()
        self.first: Json | None = None
        """The first snapshot."""
        self.back: list[tuple[float, str]] = []
        """When the link changed, and to what."""
        self._messages: list[tuple[str, int, int]] = []
        self._board: Board | None = None
        self._link = Link(
            address, token, self._snapshot, self._fact, lambda status, _: self.back.append((clock(), status))
        )

    def start(self) -> None:
        """Begins to connect."""
        self._link.start()

    def stop(self) -> None:
        """Ends the link."""
        self._link.stop()

    @property
    def seq(self) -> int:
        """The number of the last message; 0 before the first."""
        return self._messages[-1][1] if self._messages else 0

    def heard(self) -> Heard:
        """Everything in its order."""
        return Heard(self.client, self.audience, tuple(self._messages))

    def board(self) -> Json:
        """The board as it is now."""
        return {} if self._board is None else as_json(self._board)

    def cut_off(self, ready_at: Sequence[float]) -> list[float]:
        """Seconds of each time without a connection, counted from the server's last start where that was later."""
        found, lost = [], None
        for at, status in self.back:
            if status != "connected":
                lost = at if lost is None else lost
            elif lost is not None:
                found.append(at - max([lost, *(ready for ready in ready_at if lost <= ready <= at)]))
                lost = None
        return found

    def _snapshot(self, snapshot: Json) -> None:
        if self.first is None:
            self.first = snapshot
        self._messages.append(("snapshot", snapshot["seq"], 0))
        self._board = told.from_snapshot(snapshot)
        self.woken.set()

    def _fact(self, fact: Json) -> None:
        self._messages.append(("fact", fact["seq"], digest(fact)))
        if self._board is not None:
            self._board = told.apply(self._board, fact)
        if fact["type"] in ("ticket_issued", "ticket_waiting", "ticket_transferred"):
            self.woken.set()


def as_json(board: Board) -> Json:
    """A board in the form in which a display tells it."""
    found: Json = json.loads(json.dumps(asdict(board), default=plain))
    return found


def plain(value: object) -> object:
    """What JSON has no form for, as displays write it."""
    return sorted(value) if isinstance(value, frozenset) else str(value)
