"""Order within a queue is never broken without a recorded reason: every call is checked with `hall.rules.ordering`.

The lines are rebuilt from the diary alone; only the moment at which a citizen came to a kiosk that was alone is the table's.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from queue_server.configuration.values import Policy
from queue_server.hall.rules import ordering
from queue_server.hall.rules.ordering import Waiting
from tests.torture.checks.violation import Violation, short
from tests.torture.history import History, Json


def check(history: History) -> list[Violation]:
    """The violations of the order's rule."""
    lines = _Lines(history)
    return [violation for event in history.database.events for violation in lines.take(event)]


@dataclass
class _Shadow:
    """A ticket as the order sees it, waiting or not."""

    id: int
    queue: str
    arrival: int
    priority: bool
    issued: int
    counter: int | None = None
    sent_to: int | None = None
    first_at: int | None = None
    put_back_at: int | None = None
    returns: int = 0
    waits: bool = True

    def waiting(self) -> Waiting:
        """The same as the rules' value."""
        return Waiting(
            self.id,
            self.queue,
            self.arrival,
            self.priority,
            sent_to=self.sent_to,
            first_at=self.first_at,
            put_back_at=self.put_back_at,
            returned=self.returns > 0,
        )


@dataclass
class _Lines:
    history: History
    day: str = ""
    closed: set[int] = field(default_factory=set)
    turns: dict[str, int] = field(default_factory=dict)
    tickets: dict[int, _Shadow] = field(default_factory=dict)

    def __post_init__(self) -> None:
        mode, p, n = self.history.centre.policy
        self.policy = Policy("strict" if mode == "strict" else "interleave", p, n)
        self.zone = ZoneInfo(self.history.centre.timezone)
        self.rows = {ticket["id"]: ticket for ticket in self.history.database.tickets}
        self.closed = set(self.history.centre.counters)

    def take(self, event: Json) -> Iterator[Violation]:
        """The lines after an event, and what is wrong with it."""
        data, kind, at = json.loads(event["data"]), str(event["type"]), int(event["at"])
        day = max(self.day, datetime.fromtimestamp(at / 1000, UTC).astimezone(self.zone).date().isoformat())
        if day != self.day:
            self.day, self.turns = day, {}
        if kind == "ticket_issued":
            self._issued(data, at)
        elif kind.startswith("counter_"):
            (self.closed.add if kind == "counter_closed" else self.closed.discard)(data["number"])
        elif kind.startswith("ticket_") and data["id"] in self.tickets:
            if kind == "ticket_called" and "order" in data:
                yield from self._called(event, data, at)
            self._moved(self.tickets[data["id"]], kind, data, at)

    def _issued(self, data: Json, at: int) -> None:
        row = self.rows.get(data["id"])
        arrival = at
        if data.get("offline") and row is not None:
            # Delivered later: the citizen came when the paper was printed, never before the kiosk's previous one.
            earlier = [
                s.issued
                for i, s in self.tickets.items()
                if i in self.rows and self._same_kiosk(row, self.rows[i])
            ]
            arrival = max([row["issued_at"], *earlier])
        shadow = _Shadow(data["id"], data["queue"], arrival, data.get("priority") is not None, arrival)
        if data.get("offline") and row is not None:
            shadow.issued = row["issued_at"]
            shadow.waits = row["day"] >= self.day
        self.tickets[data["id"]] = shadow

    @staticmethod
    def _same_kiosk(one: Json, other: Json) -> bool:
        return bool(one["kiosk"] == other["kiosk"] and one["day"] == other["day"])

    def _called(self, event: Json, data: Json, now: int) -> Iterator[Violation]:
        counter = data["counter"]
        queues = self.history.centre.counters[counter]
        waiting = [shadow.waiting() for shadow in self.tickets.values() if shadow.waits]
        line = ordering.eligible(waiting, queues, counter, now)
        if data["order"] == "chosen":
            if not data.get("reason"):
                sentence = f"Counter {counter} called {data['number']} out of turn without a reason."
                yield Violation("order_without_reason", sentence, short(event))
            released = tuple(t.id for t in line if t.put_back_at is not None and t.id != data["id"])
        else:
            choice = ordering.next_ticket(line, self.turns, self.policy, now)
            if choice is None or (choice.ticket.id, choice.reason) != (data["id"], data["order"]):
                due = "nobody" if choice is None else f"ticket {choice.ticket.id} ({choice.reason})"
                sentence = f"Counter {counter} called {data['number']} ({data['order']}); next was {due}."
                yield Violation("order_broken", sentence, short(event, self._told(line, choice, data["id"])))
            released = () if choice is None else choice.released
            self.turns = self.turns if choice is None else dict(choice.turn)
        for ident in released:
            self.tickets[ident].put_back_at = None

    @staticmethod
    def _told(line: list[Waiting], choice: ordering.Choice | None, called: int) -> Json:
        wanted = {called} | ({choice.ticket.id} if choice is not None else set())
        return {"waiting": len(line), **{str(t.id): str(t) for t in line if t.id in wanted}}

    def _moved(self, shadow: _Shadow, kind: str, data: Json, at: int) -> None:
        if kind == "ticket_priority":
            shadow.priority = data["priority"] is not None
        elif kind == "ticket_renumbered":
            row = self.rows.get(shadow.id)
            # The server's own clock may have read the request long after the citizen had the paper.
            if row is not None and shadow.arrival == shadow.issued:
                shadow.arrival = shadow.issued = min(shadow.issued, row["issued_at"])
        elif kind == "ticket_transferred":
            shadow.waits, shadow.queue, shadow.sent_to = True, data["to_queue"], data["to_counter"]
            shadow.put_back_at, shadow.counter = None, None
            self._place(shadow, data["place"], at)
        elif kind == "ticket_waiting":
            shadow.waits = True
            self._waits_again(shadow, data["why"], at)
        else:
            shadow.waits = False
            if kind == "ticket_called":
                shadow.first_at = shadow.put_back_at = None
            if data["counter"] is not None:
                shadow.counter = data["counter"]

    def _waits_again(self, shadow: _Shadow, why: str, at: int) -> None:
        if why == "put_back":
            shadow.put_back_at = at
        elif why == "undone":
            shadow.first_at = at if shadow.counter is not None else None
            shadow.sent_to = shadow.counter if shadow.counter is not None else shadow.sent_to
            shadow.returns += 1
        elif why == "counter_closed":
            shadow.sent_to = shadow.first_at = None
        if shadow.sent_to in self.closed:
            shadow.sent_to = None
        shadow.counter = None

    @staticmethod
    def _place(shadow: _Shadow, place: str, at: int) -> None:
        shadow.first_at = at if place == "first" else None
        if place == "last":
            shadow.arrival = at
