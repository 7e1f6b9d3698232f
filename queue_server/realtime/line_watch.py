"""Tells each panel how the line of its counter stands whenever it changed, so that no panel has to ask after every fact."""

import json
from collections.abc import Callable
from typing import Any

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.hall.deeds import counters as counter_deeds
from queue_server.ledger.database import Database
from queue_server.ledger.events import Event
from queue_server.ledger.reading import reading

_QUEUES = ("queue", "from_queue", "to_queue")


class LineWatch:
    """The counters whose panels are connected to this process, and what they were told last."""

    def __init__(self, book: Database, emit: Callable[[dict[str, Any], str], None]) -> None:
        self._book = book
        self._emit = emit
        self._counters: dict[str, int] = {}
        self._told: dict[int, dict[str, Any]] = {}
        self._queues: set[str] = set()
        self._sent_to: set[int] = set()

    def watch(self, sid: str, number: int) -> dict[str, Any]:
        """A panel of this counter is here: it is told from now on. Returns how the line stands. Raises RuleBroken."""
        with reading(self._book) as now:
            centre_lookup.counter(now.centre, number)
            self._counters[sid] = number
            return {"seq": now.seq, "counter": number, **counter_deeds.line(now, number)}

    def closed(self, sid: str) -> None:
        """The panel is gone."""
        number = self._counters.pop(sid, None)
        if number not in self._counters.values():
            self._told.pop(number, None)  # type: ignore[arg-type]  # None is no key

    def note(self, event: Event) -> None:
        """A fact was emitted: which lines may it have changed?"""
        if not self._counters or not event.type.startswith("ticket_"):
            return
        data = json.loads(event.data)
        self._queues.update(data[key] for key in _QUEUES if data.get(key) is not None)
        if data.get("to_counter") is not None:
            self._sent_to.add(data["to_counter"])

    def tell(self) -> None:
        """Tells the panels of the lines that changed since; called after all facts that came together were emitted."""
        if not self._queues and not self._sent_to:
            return
        with reading(self._book) as now:
            for number in sorted(set(self._counters.values())):
                served = centre_lookup.counter(now.centre, number).queues
                if number not in self._sent_to and self._queues.isdisjoint(served):
                    continue
                line = counter_deeds.line(now, number)
                if self._told.get(number) != line:
                    self._told[number] = line
                    self._emit({"seq": now.seq, "counter": number, **line}, room(self._book, number))
        self._queues.clear()
        self._sent_to.clear()


def room(book: Database, number: int) -> str:
    """The room of a counter's panels in this centre."""
    return f"{book.centre.centre.id}:line:{number}"
