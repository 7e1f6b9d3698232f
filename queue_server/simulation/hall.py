"""A simulated hall: citizens take numbers, officers call and serve them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from pydantic import JsonValue

from queue_server.simulation import citizens
from queue_server.simulation.afterwards import Afterwards
from queue_server.simulation.citizens import Citizen
from queue_server.simulation.stage import Stage, Wish
from shared.wire.tickets import Ticket
from shared.wire.vocabulary import TicketState

_REACTION = timedelta(seconds=8)
_BETWEEN_CALLS = timedelta(seconds=20)
_CALLS_BEFORE_ABSENT = 3


class Errand(Protocol):
    """What a citizen's visit is about, once at the counter."""

    def served(self, ticket: int, counter: int, procedure: str | None) -> str | None:
        """Does the counter's work on the ticket being served; the outcome, or None when a dossier stands for it."""


@dataclass(slots=True)
class Visit:
    """A citizen with a number: how the visit goes, and what it is about."""

    walks: timedelta
    takes: list[timedelta]
    absent: bool
    errand: Errand
    procedures: tuple[str, ...]
    stop: int = 0
    secret: str = ""
    """What the follow page is known by."""

    @property
    def procedure(self) -> str | None:
        """What the present stop is for."""
        return self.procedures[self.stop] if self.stop < len(self.procedures) else None


@dataclass(slots=True)
class Desk:
    """A counter and what its officer is doing."""

    number: int
    queues: frozenset[str]
    open: bool = False
    busy: bool = False


@dataclass(slots=True)
class Hall:
    """The counters, and the visits by ticket."""

    stage: Stage
    desks: dict[int, Desk]
    afterwards: Afterwards
    visits: dict[int, Visit] = field(default_factory=dict)

    def open(self) -> None:
        """Every officer begins, or comes back from lunch."""
        for desk in self.desks.values():
            desk.open = True
            if not desk.busy:
                self._set(desk, "open")
                desk.busy = True
                self._soon(partial(self._call, desk))

    def lunch(self) -> None:
        """Each counter pauses when its citizen is served."""
        for desk in self.desks.values():
            desk.open = False
            if not desk.busy:
                self._set(desk, "pause", {"reason": "Nghỉ trưa"})

    def close(self) -> None:
        """Nobody is left in the hall: the counters close."""
        for desk in self.desks.values():
            desk.open = False
            self._set(desk, "close")

    def crowded(self) -> bool:
        """Whether anybody still waits or is served."""
        return bool(self.visits)

    def arrive(self, citizen: Citizen, errand: Errand) -> None:
        """A citizen takes a number for what they came for."""
        body = {"procedures": list(citizen.procedures), **citizen.wish()}
        visit = Visit(citizen.walks, list(citizen.takes), citizen.absent, errand, citizen.procedures)
        self.take_number(body, visit)

    def take_number(self, body: Wish, visit: Visit) -> None:
        """A number at the kiosk; whoever is free and serves its queue looks up."""
        visit.secret = f"{self.stage.chance.getrandbits(160):040x}"
        body = {**body, "follow_secret": visit.secret}
        ticket = self.stage.post(Ticket, "/tickets", self.stage.cast.kiosk, body)
        self.stage.tally["issued"] += 1
        self.visits[ticket.id] = visit
        self._look_up(ticket.queue)

    def _look_up(self, queue: str) -> None:
        for desk in self.desks.values():
            if desk.open and not desk.busy and queue in desk.queues:
                desk.busy = True
                self._soon(partial(self._call, desk))
                return

    def _soon(self, what: Callable[[], None]) -> None:
        self.stage.later(_REACTION * (0.5 + self.stage.chance.random()), what)

    def _call(self, desk: Desk) -> None:
        if not desk.open:
            desk.busy = False
            self._set(desk, "pause", {"reason": "Nghỉ trưa"})
            return
        called = self._set(desk, "call-next")
        if called is None:
            desk.busy = False
            return
        ticket = Ticket.model_validate(called)
        self.stage.tally["called"] += 1
        visit = self.visits[ticket.id]
        if visit.absent:
            self.stage.later(_BETWEEN_CALLS, lambda: self._call_again(desk, ticket.id, 1))
        else:
            self.stage.later(visit.walks, lambda: self._start(desk, ticket.id))

    def _call_again(self, desk: Desk, ticket: int, calls: int) -> None:
        if calls < _CALLS_BEFORE_ABSENT:
            self._deed(desk, ticket, "recall")
            self.stage.later(_BETWEEN_CALLS, lambda: self._call_again(desk, ticket, calls + 1))
            return
        self._deed(desk, ticket, "no-show")
        self.stage.tally["no_show"] += 1
        del self.visits[ticket]
        self._call(desk)

    def _start(self, desk: Desk, ticket: int) -> None:
        self._deed(desk, ticket, "start")
        visit = self.visits[ticket]
        self.stage.later(visit.takes[visit.stop], lambda: self._finish(desk, ticket))

    def _finish(self, desk: Desk, ticket: int) -> None:
        visit = self.visits[ticket]
        outcome = visit.errand.served(ticket, desk.number, visit.procedure)
        after = self._deed(desk, ticket, "finish", {"outcome": outcome} if outcome else {})
        self.stage.tally["services"] += 1
        if after.state is TicketState.WAITING:
            visit.stop += 1
            visit.walks = citizens.walking(self.stage.chance)
            self._look_up(after.queue)
        else:
            self.stage.tally["done"] += 1
            del self.visits[ticket]
            self.afterwards.served(ticket, visit.secret)
        self._call(desk)

    def _set(self, desk: Desk, what: str, body: Wish | None = None) -> JsonValue:
        token = self.stage.cast.officers[desk.number]
        return self.stage.tell(f"/counters/{desk.number}/{what}", token, body or {})

    def _deed(self, desk: Desk, ticket: int, what: str, body: Wish | None = None) -> Ticket:
        token = self.stage.cast.officers[desk.number]
        return self.stage.post(Ticket, f"/tickets/{ticket}/{what}", token, body or {})


def until_empty(hall: Hall, no_later_than: datetime) -> None:
    """Plays on after closing time until the last citizen is served."""
    step = timedelta(minutes=5)
    while hall.crowded() and hall.stage.api.now() < no_later_than:
        target = hall.stage.api.now() + step
        hall.stage.play(target)
        hall.stage.api.wait_until(target)
