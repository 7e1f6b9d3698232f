"""A little queue server for the display's tests: deeds in, facts and snapshots out, as the contract words them.

It follows the documented wire, not the server's code, and draws or speaks nothing.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

NOW = datetime(2026, 6, 12, 9, 31, 5, 250_000, tzinfo=timezone(timedelta(hours=7)))
QUEUES = {"ho-tich": ("A", "Hộ tịch", "#DB1B06"), "dat-dai": ("C", "Đất đai", "#4D3819")}
Fact = dict[str, Any]


@dataclass
class Ticket:
    """A ticket as the server keeps it."""

    id: int
    number: str
    queue: str
    state: str = "waiting"
    counter: int | None = None
    calls: int = 0


@dataclass
class Hall:
    """Tickets, counters and the diary; every deed returns the fact that it emits, or None when it is refused."""

    counters: int = 4
    seq: int = 0
    now: datetime = NOW
    tickets: dict[int, Ticket] = field(default_factory=dict)
    states: dict[int, tuple[str, str | None]] = field(default_factory=dict)
    called: list[tuple[int, int, int, int, datetime]] = field(default_factory=list)
    centre: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.states = dict.fromkeys(range(1, self.counters + 1), ("open", None))

    def issue(self, queue: str = "ho-tich") -> Fact:
        """A citizen takes a number."""
        ident = len(self.tickets) + 1
        ticket = Ticket(ident, f"{QUEUES[queue][0]}{ident:03}", queue)
        self.tickets[ident] = ticket
        return self._of("ticket_issued", ticket, kiosk="kiosk-1")

    def call(self, ident: int, counter: int) -> Fact | None:
        """A free counter calls a waiting ticket."""
        ticket = self.tickets.get(ident)
        if (
            ticket is None
            or ticket.state != "waiting"
            or self.held(counter)
            or self.states[counter][0] != "open"
        ):
            return None
        ticket.state, ticket.counter = "called", counter
        return self._call(ticket)

    def recall(self, ident: int) -> Fact | None:
        """The same number once more."""
        ticket = self.tickets.get(ident)
        return self._call(ticket) if ticket is not None and ticket.state == "called" else None

    def move(self, ident: int, kind: str) -> Fact | None:
        """Any other fact about a ticket at a counter: `ticket_serving`, `ticket_done`, …"""
        ticket = self.tickets.get(ident)
        if ticket is None or ticket.state not in ("called", "serving"):
            return None
        if kind == "ticket_serving" and ticket.state == "serving":
            return None
        after = {"ticket_transferred": "waiting"}.get(kind, kind.removeprefix("ticket_"))
        ticket.state = after
        if after == "waiting":
            ticket.counter, ticket.calls = None, 0
        return self._of(kind, ticket)

    def undo(self, ident: int) -> Fact | None:
        """A finished ticket is served again at its counter."""
        ticket = self.tickets.get(ident)
        if ticket is None or ticket.state != "done" or ticket.counter is None or self.held(ticket.counter):
            return None
        ticket.state = "serving"
        return self._of("ticket_serving", ticket, why="undone")

    def renumber(self, ident: int) -> Fact | None:
        """The paper wins: the ticket takes the number that was printed."""
        ticket = self.tickets.get(ident)
        if ticket is None:
            return None
        old, ticket.number = ticket.number, f"{ticket.number[0]}{900 + self.seq}"
        return self._of("ticket_renumbered", ticket, old=old, new=ticket.number)

    def set_counter(self, number: int, state: str, reason: str | None = None) -> Fact:
        """A counter opens, pauses or closes."""
        self.states[number] = (state, reason)
        kind = {"open": "counter_opened", "paused": "counter_paused", "closed": "counter_closed"}[state]
        return self._fact(kind, self._counter(number))

    def hide(self) -> Fact:
        """Something that the hall may not see."""
        self.seq += 1
        return {"seq": self.seq, "type": "hidden"}

    def midnight(self) -> None:
        """The next service day begins; tickets at counters stay where they are."""
        self.now = (self.now + timedelta(days=1)).replace(hour=7, minute=0)

    def held(self, counter: int) -> Ticket | None:
        """The ticket that the counter holds."""
        return next(
            (t for t in self.tickets.values() if t.counter == counter and t.state in ("called", "serving")),
            None,
        )

    def snapshot(self) -> dict[str, Any]:
        """All that the hall may see now."""
        calls: dict[int, dict[str, Any]] = {}
        for seq, ident, counter, count, at in reversed(self.called):
            ticket = self.tickets[ident]
            if ident not in calls and at.date() == self.now.date():
                calls[ident] = {
                    "seq": seq,
                    "id": ident,
                    "number": ticket.number,
                    "counter": counter,
                    "queue": ticket.queue,
                    "calls": count,
                    "at": at.isoformat(timespec="seconds"),
                }
        return {
            "seq": self.seq,
            "now": self.now.isoformat(timespec="milliseconds"),
            "centre": {"name": "Trung tâm", "subtitle": "Phường Hạ Long", "open_now": True, **self.centre},
            "queues": [{"id": i, "name": name, "colour": colour} for i, (_, name, colour) in QUEUES.items()],
            "counters": [self._counter(number) for number in self.states],
            "calls": list(calls.values())[:6],
        }

    def _counter(self, number: int) -> dict[str, Any]:
        state, reason = self.states[number]
        held = self.held(number)
        queue = list(QUEUES)[number % len(QUEUES)]
        ticket = held and {"id": held.id, "number": held.number, "queue": held.queue, "state": held.state}
        shown = {
            "number": number,
            "name": f"Quầy {number}",
            "state": state,
            "reason": reason,
            "queues": [queue],
        }
        return {**shown, "ticket": ticket}

    def _call(self, ticket: Ticket) -> Fact:
        ticket.calls += 1
        fact = self._of("ticket_called", ticket)
        assert ticket.counter is not None
        self.called.append((self.seq, ticket.id, ticket.counter, ticket.calls, self.now))
        return fact

    def _of(self, kind: str, ticket: Ticket, **more: Any) -> Fact:
        return self._fact(kind, {**vars(ticket), **more})

    def _fact(self, kind: str, data: dict[str, Any]) -> Fact:
        self.seq += 1
        self.now += timedelta(seconds=7, milliseconds=13)
        data.pop("ticket", None)
        return {
            "seq": self.seq,
            "type": kind,
            "at": self.now.isoformat(timespec="milliseconds"),
            "data": data,
        }
