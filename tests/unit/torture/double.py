"""A centre in memory that makes complete histories, honest ones and such with one planted bug. Never the product's own code.

Only the order of calling is the product's own (`hall.rules.ordering`): the checker must agree with it. Each bug has a name
that is asked for at the place where a real system would have it.
"""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from queue_server.configuration.values import Policy
from queue_server.hall.rules import ordering
from queue_server.hall.rules.ordering import Waiting
from queue_server.ledger.audiences import render
from tests.torture.checks import boards
from tests.torture.clients import as_json, digest
from tests.torture.history import Centre, Database, Heard, History, Json, Paper, UnitOfWork, Wish

ZONE = timezone(timedelta(hours=7))
MORNING = datetime(2026, 6, 15, 8, 0, tzinfo=ZONE)
DAY = "2026-06-15"
COUNTERS = {1: ("ho-tich",), 2: ("ho-tich", "dat-dai"), 3: ("dat-dai",)}
CENTRE = Centre(
    timezone="Asia/Ho_Chi_Minh",
    policy=("interleave", 2, 1),
    counters=COUNTERS,
    prefixes={"ho-tich": "A", "dat-dai": "C"},
    ranges=(
        ("kiosk-1", "ho-tich", 5000, 5999),
        ("kiosk-1", "dat-dai", 5000, 5999),
        ("kiosk-2", "ho-tich", 7000, 7999),
        ("kiosk-2", "dat-dai", 7000, 7999),
    ),
)


def snapshot(seq: int = 0) -> Json:
    """What the hall is told before anything happened."""
    counter = {"state": "closed", "reason": None, "ticket": None}
    return {
        "seq": seq,
        "now": MORNING.isoformat(),
        "centre": {"name": "Trung tâm"},
        "queues": [{"id": queue, "name": queue, "colour": "#000000"} for queue in CENTRE.prefixes],
        "counters": [
            {"number": number, "name": f"Quầy {number}", "queues": list(queues), **counter}
            for number, queues in COUNTERS.items()
        ],
        "calls": [],
    }


@dataclass
class Double:
    """The server, its kiosks, officers and wires, in one."""

    bug: str = ""
    now: int = int(MORNING.timestamp() * 1000)
    events: list[Json] = field(default_factory=list)
    tickets: dict[int, Json] = field(default_factory=dict)
    counters: dict[int, Json] = field(default_factory=dict)
    voided: list[Json] = field(default_factory=list)
    kept_answers: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    papers: list[Paper] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    deeds: list[UnitOfWork] = field(default_factory=list)
    turns: dict[str, int] = field(default_factory=dict)
    last: dict[tuple[str, str], int] = field(default_factory=dict)
    skipped: int = 0
    born: int = 0

    def __post_init__(self) -> None:
        self.counters = {
            number: {"number": number, "state": "closed", "ticket_id": None} for number in COUNTERS
        }

    def has(self, bug: str) -> bool:
        """Whether this is the bug that was planted."""
        return self.bug == bug

    # The kiosks.

    def take(self, kiosk: str, queue: str, priority: str | None = None, *, alone: bool = False) -> Json:
        """A citizen asks for a number and gets it on paper; `alone`: while the server is away."""
        self.now += 700
        mark = f"{kiosk}-{len(self.wishes)}"
        value = self._value(kiosk if alone else "", queue, 7000 if kiosk == "kiosk-2" else 5000)
        ticket = self._issue(kiosk, queue, priority, value, mark, alone=alone)
        if self.has("two tickets for one wish") and len(self.wishes) == 2:
            self._issue(kiosk, queue, priority, self._value("", queue, 0), mark, alone=False)
        if self.has("a fact without its ticket") and len(self.wishes) == 2:
            del self.tickets[ticket["id"]]
        if self.has("paper before the commit") and len(self.wishes) == 2:
            del self.tickets[ticket["id"]]
            self.events.pop()
        self.print(ticket)
        self.wishes.append(Wish(mark, kiosk, queue, 0.0, 1.0, 201, "", ticket["number"]))
        return ticket

    def print(self, ticket: Json) -> None:
        """The ticket on paper."""
        self.papers.append(Paper(0.0, "printer-1", ticket["number"], ticket["follow_secret"]))

    def renumber(self, ticket: Json, kiosk: str) -> None:
        """The kiosk had no answer: its own number is on paper, and the server's is voided."""
        self.now += 300
        old, gone = ticket["number"], ticket["number_value"]
        value = self._value(kiosk, ticket["queue"], 5000)
        if not self.has("voided number not written down"):
            row = {
                "day": DAY,
                "queue": ticket["queue"],
                "value": ticket["number_value"],
                "ticket_id": ticket["id"],
            }
            self.voided.append(row)
        ticket.update({"number": self._text(ticket["queue"], value), "number_value": value, "offline": 1})
        self._record("ticket_renumbered", ticket, kiosk, old=old, new=ticket["number"], served=False)
        self.wishes = [replace(w, number=ticket["number"]) if w.number == old else w for w in self.wishes]
        if not self.has("old number stays on paper"):
            self.papers = [replace(p, number=ticket["number"]) if p.number == old else p for p in self.papers]
        if self.has("voided number is given again"):
            self.last["", ticket["queue"]] = gone - 1

    # The officers.

    def open(self, counter: int) -> None:
        """An officer sits down."""

        def work() -> Json:
            self.counters[counter]["state"] = "open"
            data = {"number": counter, "name": f"Quầy {counter}", "state": "open", "reason": None}
            data["queues"] = list(COUNTERS[counter])
            self._event("counter_opened", data, None, f"canbo-{counter}")
            return data

        self._deed(counter, "open", None, {}, work)

    def call_next(self, counter: int) -> Json | None:
        """Calls whom the order names."""
        found: list[Json] = []

        def work() -> Json | None:
            queues = COUNTERS[counter]
            line = ordering.eligible(
                [self._waiting(t) for t in self.tickets.values() if t["state"] == "waiting"],
                queues,
                counter,
                self.now,
            )
            choice = ordering.next_ticket(line, self.turns, Policy(), self.now)
            if choice is None:
                return None
            if self.has("newest first") and len(line) > 1:
                choice = replace(choice, ticket=max(line, key=lambda waiting: waiting.id))
            self.turns = dict(choice.turn)
            if self.has("turns are forgotten"):
                self.turns = {}
            for ident in choice.released:
                self.tickets[ident]["put_back_at"] = None
            ticket = self.tickets[choice.ticket.id]
            found.append(ticket)
            return self._call(ticket, counter, {"order": choice.reason.value, "reason": None})

        self._deed(counter, "call-next", None, {}, work)
        return found[0] if found else None

    def call_chosen(self, counter: int, ticket: Json) -> None:
        """Calls somebody out of turn, and says why."""
        reason = "" if self.has("out of turn without a reason") else "xử lý gấp"
        extra = {"order": "chosen", "reason": reason}
        self._deed(
            counter, "call", None, {"ticket": ticket["id"]}, lambda: self._call(ticket, counter, extra)
        )

    def _call(self, ticket: Json, counter: int, extra: Json) -> Json:
        ticket.update({"state": "called", "counter": counter, "calls": ticket["calls"] + 1})
        ticket.update({"first_at": None, "put_back_at": None})
        self.counters[counter]["ticket_id"] = ticket["id"]
        self._record("ticket_called", ticket, f"canbo-{counter}", at=self._iso(), **extra)
        if self.has("called by two counters") and counter == 1:
            self._record("ticket_called", ticket | {"counter": 2}, "canbo-1", at=self._iso())
        return dict(ticket)

    def move(self, counter: int, verb: str, ticket: Json) -> None:
        """One of the simple moves of a called or served ticket."""
        kind, state = {
            "start": ("ticket_serving", "serving"),
            "finish": ("ticket_done", "done"),
            "no-show": ("ticket_no_show", "no_show"),
            "put-back": ("ticket_waiting", "waiting"),
            "recall": ("ticket_called", "called"),
        }[verb]

        def work() -> Json:
            ticket["state"] = state
            extra: Json = {"at": self._iso()} if verb == "recall" else {}
            if verb == "recall":
                ticket["calls"] += 1
            if state in ("done", "no_show", "waiting"):
                self.counters[counter]["ticket_id"] = None
            if verb == "put-back":
                ticket.update({"counter": None, "put_back_at": self.now})
                extra = {"why": "put_back", "from_counter": counter}
            self._record(kind, ticket, f"canbo-{counter}", **extra)
            if verb == "finish" and self.has("a repeated deed is done again") and ticket["id"] == 2:
                self._record(kind, ticket, f"canbo-{counter}")
            return dict(ticket)

        self._deed(counter, verb, ticket["id"], {}, work)

    def transfer(self, counter: int, ticket: Json, queue: str, place: str) -> None:
        """To another queue."""

        def work() -> Json:
            before = ticket["queue"]
            ticket.update(
                {"state": "waiting", "queue": queue, "counter": None, "put_back_at": None, "calls": 0}
            )
            ticket["first_at"] = self.now if place == "first" else None
            if place == "last":
                ticket["arrival"] = self.now
            self.counters[counter]["ticket_id"] = None
            extra = {
                "why": "transferred",
                "from_queue": before,
                "to_queue": queue,
                "to_counter": None,
                "place": place,
            }
            self._record("ticket_transferred", ticket, f"canbo-{counter}", **extra)
            return dict(ticket)

        self._deed(counter, "transfer", ticket["id"], {"queue": queue, "place": place}, work)

    def _deed(
        self, counter: int, verb: str, ident: int | None, body: Json, work: Callable[[], Json | None]
    ) -> None:
        self.now += 400
        client, key = f"canbo-{counter}", f"key-{len(self.deeds)}"
        before = len(self.events)
        answer = work()
        status = 204 if answer is None else 200
        self.kept_answers[f"officer:{client}", key] = (status, "" if answer is None else json.dumps(answer))
        if self.has("acknowledged before the commit") and verb == "start":
            self.kept_answers.popitem()
            del self.events[before:]
        elif self.has("commit loses its facts") and verb == "start":
            del self.events[before:]
        elif self.has("stored answer differs") and verb == "start":
            self.kept_answers[f"officer:{client}", key] = (200, "{}")
        done = UnitOfWork(client, counter, key, verb, ident, body, 0.0, 1.0, 1, status, "", answer)
        if self.has("the repetition is refused") and verb == "finish":
            done = replace(done, status=409, code="illegal_move", answer={"code": "illegal_move"})
        self.deeds.append(done)
        if (
            self.has("two officers are told the same")
            and verb == "call-next"
            and counter == 1
            and ident is None
        ):
            twin = replace(done, client="canbo-3", counter=3, key=f"twin-{key}")
            self.kept_answers["officer:canbo-3", twin.key] = self.kept_answers[f"officer:{client}", key]
            self.deeds.append(twin)

    # The tables and the diary.

    def _value(self, kiosk: str, queue: str, first: int) -> int:
        start = first - 1 if kiosk else 0
        value = self.last.get((kiosk, queue), start) + 1
        if not (self.has("a number is given twice") and self.born == 1):
            self.last[kiosk, queue] = value
        if self.has("kiosk leaves its range") and kiosk:
            value += 1000
        if self.has("server takes a number of a kiosk") and not kiosk and value == 3:
            value = 5003
        return value

    def _text(self, queue: str, value: int) -> str:
        return f"{CENTRE.prefixes[queue]}{value:03d}"

    def _issue(
        self, kiosk: str, queue: str, priority: str | None, value: int, mark: str, *, alone: bool
    ) -> Json:
        self.born += 1
        ident = self.born
        ticket = {
            "id": ident,
            "day": DAY,
            "lap": 0,
            "queue": queue,
            "number": self._text(queue, value),
            "number_value": value,
            "state": "waiting",
            "priority": priority,
            "arrival": self.now,
            "issued_at": self.now,
            "counter": None,
            "sent_to": None,
            "first_at": None,
            "put_back_at": None,
            "calls": 0,
            "follow_secret": "secret-2"
            if self.has("two tickets share a secret") and ident == 3
            else f"secret-{ident}",
            "documents": json.dumps([mark]),
            "kiosk": kiosk,
            "offline": int(alone),
        }
        self.tickets[ident] = ticket
        if not (self.has("a ticket without its fact") and ident == 3):
            self._record("ticket_issued", ticket, kiosk, kiosk=kiosk, offline=alone)
        if self.has("a ticket is issued again") and ident == 3:
            self._record("ticket_issued", ticket | {"number": "A800"}, kiosk, kiosk=kiosk, offline=alone)
        return ticket

    @staticmethod
    def _waiting(ticket: Json) -> Waiting:
        return Waiting(
            ticket["id"],
            ticket["queue"],
            ticket["arrival"],
            ticket["priority"] is not None,
            sent_to=ticket["sent_to"],
            first_at=ticket["first_at"],
            put_back_at=ticket["put_back_at"],
        )

    def _record(self, kind: str, ticket: Json, actor: str, **extra: Any) -> None:
        names = ("id", "number", "queue", "counter", "state", "calls", "priority")
        self._event(kind, {**{name: ticket[name] for name in names}, **extra}, ticket["id"], actor)

    def _event(self, kind: str, data: Json, ticket: int | None, actor: str) -> None:
        if self.has("a rollback leaves a gap") and len(self.events) == 5:
            self.skipped = 1
        seq = len(self.events) + 1 + self.skipped
        text = json.dumps(data, ensure_ascii=False)
        self.events.append(
            {"seq": seq, "type": kind, "at": self.now, "actor": actor, "ticket_id": ticket, "data": text}
        )

    def _iso(self, ms: int | None = None) -> str:
        moment = datetime.fromtimestamp((self.now if ms is None else ms) / 1000, UTC)
        return moment.astimezone(ZONE).isoformat(timespec="milliseconds")

    # What was seen.

    def history(self) -> History:
        """Everything, as the harness would have gathered it."""
        feed = tuple(
            dict(
                render(
                    {
                        "seq": e["seq"],
                        "type": e["type"],
                        "at": self._iso(e["at"]),
                        "data": json.loads(e["data"]),
                    },
                    "staff",
                )
            )
            for e in self.events
        )
        if self.has("feed tells it otherwise"):
            feed = (*feed[:4], {**feed[4], "type": "hidden"}, *feed[5:])
        tickets = [dict(ticket) for ticket in self.tickets.values()]
        if self.has("table falls behind the diary"):
            tickets[0]["state"] = "waiting"
        wishes = list(self.wishes)
        if self.has("a kiosk says another number than it prints"):
            wishes[1] = replace(wishes[1], number="A899")
        if self.has("a citizen is sent away"):
            wishes[1] = replace(wishes[1], status=503, number=None)
        seq = self.events[-1]["seq"]
        found = History(
            centre=CENTRE,
            start=snapshot(),
            papers=tuple(self.papers),
            wishes=tuple(wishes),
            deeds=tuple(self.deeds),
            feed=feed,
            database=Database(
                seq,
                tuple(tickets),
                tuple(self.voided),
                tuple(self.events),
                dict(self.kept_answers),
                tuple(self.counters.values()),
                "row 7 missing from index" if self.has("a torn page") else "ok",
            ),
            heard=(self._heard("canbo-1", "desk", feed), self._heard("tv-1", "hall", feed)),
        )
        if self.has("a program ends by itself"):
            found = replace(found, complaints=("tv-1 ended by itself",))
        board = as_json(boards.computed(found))
        if self.has("a display misses a call"):
            fewer = replace(found, feed=tuple(fact for fact in feed if fact["type"] != "ticket_called"))
            board = as_json(boards.computed(fewer)) | {"seq": seq}
        return replace(found, boards={"tv-1": board})

    def _heard(self, client: str, audience: Any, feed: tuple[Json, ...]) -> Heard:
        """The wire: a snapshot, facts, and one break in the middle after which a snapshot has the rest."""
        facts = [("fact", fact["seq"], digest(render(fact, audience))) for fact in feed]
        half = len(facts) // 2
        messages = [
            ("snapshot", 0, 0),
            *facts[:half],
            ("snapshot", facts[half + 2][1], 0),
            *facts[half + 3 :],
        ]
        if self.has("a fact is lost on the wire"):
            del messages[3]
        elif self.has("a fact comes twice"):
            messages.insert(4, messages[3])
        elif self.has("facts change places"):
            messages[3], messages[4] = messages[4], messages[3]
        elif self.has("a snapshot is old"):
            messages[half + 1] = ("snapshot", 2, 0)
        elif self.has("no snapshot at first"):
            del messages[0]
        elif self.has("the last fact never comes"):
            del messages[-1]
        elif self.has("the hall hears what staff hear") and audience == "hall":
            messages[5] = ("fact", feed[4]["seq"], digest(feed[4]))
        return Heard(client, audience, tuple(messages))


def day(bug: str = "", seed: int = 0) -> History:
    """A morning: numbers from both kiosks, one of them alone for a while, and three officers at work."""
    chance, double = random.Random(seed), Double(bug)
    for counter in COUNTERS:
        double.open(counter)
    for _ in range(4):
        double.take("kiosk-1", "ho-tich")
        double.take("kiosk-2", "ho-tich", "elderly")
        double.take("kiosk-1", "dat-dai")
    double.renumber(double.tickets[7], "kiosk-1")
    double.take("kiosk-2", "dat-dai", alone=True)
    double.take("kiosk-1", "ho-tich")
    double.print(double.tickets[1])
    if bug == "printed again with a new number":
        double.papers.append(Paper(0.0, "printer-1", "A900", double.tickets[1]["follow_secret"]))
    if bug == "a torn paper with a number of nobody":
        double.papers.append(Paper(0.0, "printer-1", "A900", None))
    double.papers.append(Paper(0.0, "printer-1", None, None))
    for _ in range(8):
        for counter in COUNTERS:
            _serve(double, counter, chance)
    return double.history()


def _serve(double: Double, counter: int, chance: random.Random) -> None:
    ticket = double.call_next(counter)
    if ticket is None:
        return
    if double.has("a busy counter calls again"):
        ticket = double.call_next(counter) or ticket
    way = chance.choice(("serve", "serve", "put-back", "no-show", "transfer", "recall", "chosen"))
    if way in ("put-back", "no-show"):
        double.move(counter, way, ticket)
    elif way == "transfer":
        double.transfer(
            counter,
            ticket,
            chance.choice(("ho-tich", "dat-dai")),
            chance.choice(("arrival", "first", "last")),
        )
    else:
        if way == "recall":
            double.move(counter, "recall", ticket)
        double.move(counter, "start", ticket)
        double.move(counter, "finish", ticket)
        if double.has("a finished ticket is called again"):
            double.move(counter, "recall", ticket)
    waiting = [
        t for t in double.tickets.values() if t["state"] == "waiting" and t["queue"] in COUNTERS[counter]
    ]
    if way == "chosen" and waiting:
        chosen = chance.choice(waiting)
        double.call_chosen(counter, chosen)
        double.move(counter, "start", chosen)
        double.move(counter, "finish", chosen)
