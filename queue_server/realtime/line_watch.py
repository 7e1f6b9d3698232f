"""Sends each panel the state of its counter's line whenever it has changed, so that panels need not ask after every fact."""

import json
from collections.abc import Callable

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.hall.deeds import counters as counter_deeds
from queue_server.ledger.database import Database
from queue_server.ledger.events import Event
from queue_server.ledger.reading import reading
from shared.wire.counters import CounterLine
from shared.wire.vocabulary import OrderReason

_QUEUES = ("queue", "from_queue", "to_queue")


class LineWatch:
    """The counters whose panels are connected to this process, and the state that was last sent to them."""

    def __init__(self, book: Database, emit: Callable[[CounterLine, str], None]) -> None:
        self._book = book
        self._emit = emit
        self._counters: dict[str, int] = {}
        self._told: dict[int, tuple[int, list[tuple[int, OrderReason]]]] = {}
        self._queues: set[str] = set()
        self._sent_to: set[int] = set()

    def watch(self, sid: str, number: int) -> CounterLine:
        """Adds a panel of this counter, which gets every change from now on. Returns the state of the line.

        Raises RuleBroken.
        """
        with reading(self._book) as now:
            centre_lookup.counter(now.centre, number)
            self._counters[sid] = number
            return counter_deeds.line(now, number, now.seq)

    def closed(self, sid: str) -> None:
        """Removes a panel that is gone."""
        number = self._counters.pop(sid, None)
        if number not in self._counters.values():
            self._told.pop(number, None)  # type: ignore[arg-type]  # None is no key

    def note(self, event: Event) -> None:
        """Notes which lines a fact that was emitted may have changed."""
        if not self._counters or not event.type.startswith("ticket_"):
            return
        data = json.loads(event.data)
        self._queues.update(data[key] for key in _QUEUES if data.get(key) is not None)
        if data.get("to_counter") is not None:
            self._sent_to.add(data["to_counter"])

    def tell(self) -> None:
        """Sends the changed lines to their panels; called when all facts that came together were emitted."""
        if not self._queues and not self._sent_to:
            return
        with reading(self._book) as now:
            for number in sorted(set(self._counters.values())):
                served = centre_lookup.counter(now.centre, number).queues
                if number not in self._sent_to and self._queues.isdisjoint(served):
                    continue
                line = counter_deeds.line(now, number, now.seq)
                stands = (line.waiting_total, line.order)
                if self._told.get(number) != stands:
                    self._told[number] = stands
                    self._emit(line, room(self._book, number))
        self._queues.clear()
        self._sent_to.clear()


def room(book: Database, number: int) -> str:
    """The room of a counter's panels in this centre."""
    return f"{book.centre.centre.id}:line:{number}"
