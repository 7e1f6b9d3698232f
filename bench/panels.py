"""Eighteen counter panels in a process of their own, which behave towards the server as the page's scripts do.

`python -m bench.panels` reads a JSON line `{"servers": [PORT…], "tokens": {COUNTER: TOKEN}, "kiosk": TOKEN}` and prints
`ready`; then each line `{"counter": N, "queue": ID}` makes one whole visit there: issued, called, started, finished. After
it a line says how many times the panels asked for anything.
"""

import json
import sys
import uuid
from http.client import HTTPConnection
from typing import Any

import eventlet
import eventlet.tpool

eventlet.monkey_patch()

from bench.sockets import Client  # noqa: E402  # after the patch

_GATHER = 0.06
"""Seconds in which the page gathers facts before it asks (counter_panel/static/sync.js)."""
_PAUSE = 0.25
"""Seconds between two deeds of a visit: the answers to all that they caused have come by then."""


class _Line:
    """One kept-alive connection, one request at a time."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._turn = eventlet.semaphore.Semaphore()

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The answer's JSON; None where it has none."""
        headers = {**self._headers, "Idempotency-Key": str(uuid.uuid4())}
        with self._turn:
            self._connection.request(
                method, f"/api/v1{path}", None if body is None else json.dumps(body), headers
            )
            answer = self._connection.getresponse()
            data = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {data[:200]!r}")
        return json.loads(data) if data else None


class Panel:
    """One panel's link and what it knows of its counter; of those who wait only whose rows it has."""

    asked = 0
    """How often any panel fetched its state."""

    def __init__(self, port: int, token: str, number: int) -> None:
        self.number = number
        self.line = _Line(port, token)
        self.state: Any = None
        self._rows: set[int] = set()
        self._order: list[int] = []
        self._seq = 0
        self._wanted = 0
        self._running = False
        self._again = False
        self._planned = False
        self._client = Client(f"ws://127.0.0.1:{port}", {"token": token}, board=False)
        self.ready = False
        eventlet.spawn(self._listen)

    def deed(self, path: str, body: Any = None) -> Any:
        """A deed as the page does it: its answer is followed by a fetch at once."""
        answer = self.line.ask("POST", path, body or {})
        self.now()
        return answer

    def _listen(self) -> None:
        for name, data in self._client.messages():
            if name == "snapshot":
                self._client.say("watch_counter", {"counter": self.number})
                self.now()
                self.ready = True
            elif name == "line" and data["seq"] >= self._seq:
                self._take(data)
                if self._lacks():
                    self._soon()
            elif name == "fact" and self.state is not None and self._must_fetch(data):
                self._wanted = data["seq"]
                self._soon()

    def _soon(self) -> None:
        if not self._planned:
            self._planned = True
            eventlet.spawn_after(_GATHER, self._gathered)

    def _gathered(self) -> None:
        self._planned = False
        if self._wanted > self.state["seq"] or self._lacks():
            self.now()

    def now(self) -> None:
        """Fetches, and once more where that was asked for meanwhile."""
        self._planned = False
        if self._running:
            self._again = True
            return
        self._running = True
        try:
            while True:
                self._again = False
                Panel.asked += 1
                lacks = f"?lacks={','.join(map(str, self._lacks()))}" if self.state is not None else ""
                self.state = self.line.ask("GET", f"/counters/{self.number}/panel{lacks}")
                self._rows.update(row["id"] for row in self.state["waiting"])
                if self.state["seq"] >= self._seq:
                    self._take(self.state)
                if not self._again and not self._lacks():
                    return
        finally:
            self._running = False

    def _take(self, line: Any) -> None:
        self._seq, self._order = line["seq"], [ident for ident, _ in line["order"]]

    def _lacks(self) -> list[int]:
        return [ident for ident in self._order if ident not in self._rows]

    def _must_fetch(self, fact: Any) -> bool:
        """As in counter_panel/static/picture.js, as far as a visit goes."""
        data, kind = fact.get("data") or {}, fact["type"]
        if fact["seq"] <= self.state["seq"]:
            return False
        if kind.startswith("counter_"):
            return bool(data["number"] == self.number)
        if kind == "ticket_issued":
            self._rows.add(data["id"])
            return False
        return kind.startswith("ticket_") and data.get("counter") == self.number


def main() -> None:
    """Connects the panels, then makes the visits that it is told."""
    told = json.loads(sys.stdin.readline())
    ports = told["servers"]
    panels = {
        int(number): Panel(ports[place % len(ports)], token, int(number))
        for place, (number, token) in enumerate(told["tokens"].items())
    }
    kiosks = [_Line(port, told["kiosk"]) for port in ports]
    for panel in panels.values():
        panel.deed(f"/counters/{panel.number}/open")
    while not all(panel.ready for panel in panels.values()):
        eventlet.sleep(0.05)
    print("ready", flush=True)
    # In a thread: the sockets must be heard while nothing is asked for.
    for place, text in enumerate(iter(lambda: eventlet.tpool.execute(sys.stdin.readline), "")):
        visit = json.loads(text)
        before = Panel.asked
        panel = panels[visit["counter"]]
        kiosks[place % len(kiosks)].ask("POST", "/tickets", {"queue": visit["queue"]})
        eventlet.sleep(_PAUSE)
        ticket = panel.deed(f"/counters/{panel.number}/call-next")["id"]
        eventlet.sleep(_PAUSE)
        panel.deed(f"/tickets/{ticket}/start")
        eventlet.sleep(_PAUSE)
        panel.deed(f"/tickets/{ticket}/finish", {"outcome": "advised"})
        eventlet.sleep(_PAUSE)
        print(json.dumps({"asked": Panel.asked - before}), flush=True)


if __name__ == "__main__":
    main()
