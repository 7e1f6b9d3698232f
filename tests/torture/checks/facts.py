"""Events have no gaps, and each client was handed every one exactly once, in order, as its audience may see it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from queue_server.ledger.audiences import render
from shared.wire.facts.base import AUDIENCES, Audience
from tests.torture.checks.violation import Violation, short
from tests.torture.clients import digest
from tests.torture.history import Heard, History


def check(history: History) -> list[Violation]:
    """The violations of the facts' rules."""
    found = [*_gaps(history), *_feed(history)]
    marks = {name: {fact["seq"]: digest(render(fact, name)) for fact in history.feed} for name in AUDIENCES}
    for client in history.heard:
        found += _heard(history, client, marks)
    return found


def _gaps(history: History) -> Iterator[Violation]:
    expected = 1
    for event in history.database.events:
        if event["seq"] != expected:
            sentence = f"Event {expected} is missing: {event['seq']} follows on {expected - 1}."
            yield Violation("gap_in_events", sentence, short(event))
        expected = event["seq"] + 1
    if history.database.seq != expected - 1:
        sentence = f"The centre counts {history.database.seq} events; the last one is {expected - 1}."
        yield Violation("gap_in_events", sentence)


def _feed(history: History) -> Iterator[Violation]:
    """`GET /events` tells what lies in the table, event for event, as far as a supervisor may see it."""
    table = {event["seq"]: (event["type"], _as_told(event)) for event in history.database.events}
    told = {event["seq"]: (event["type"], event.get("data")) for event in history.feed}
    if [event["seq"] for event in history.feed] != sorted(told):
        yield Violation("feed_unlike_events", "The feed is not in order, or tells an event twice.")
    for seq in sorted(table.keys() | told.keys()):
        if table.get(seq) != told.get(seq):
            sentence = f"The feed tells event {seq} unlike the table."
            yield Violation("feed_unlike_events", sentence, short(table.get(seq), told.get(seq)))


def _as_told(event: Mapping[str, Any]) -> object:
    return render(
        {"seq": event["seq"], "type": event["type"], "data": json.loads(event["data"])}, "staff"
    ).get("data")


def _heard(
    history: History, client: Heard, marks: Mapping[Audience, Mapping[int, int]]
) -> Iterator[Violation]:
    mine: Mapping[int, int] = marks[client.audience]  # type: ignore[index]  # histories hold the name as text
    last: int | None = None
    for kind, seq, mark in client.messages:
        if kind == "snapshot":
            if last is not None and seq < last:
                sentence = f"{client.client} was handed a snapshot of {seq} after it knew {last}."
                yield Violation("went_back", sentence)
        elif last is None:
            yield Violation(
                "fact_before_snapshot", f"{client.client} was handed fact {seq} before any snapshot."
            )
        elif seq <= last:
            yield Violation("fact_twice", f"{client.client} was handed fact {seq} again after {last}.")
        elif seq > last + 1:
            sentence = f"{client.client} was handed fact {seq} after {last}: {seq - last - 1} are missing."
            yield Violation("fact_missed", sentence)
        if kind == "fact" and mine.get(seq) != mark:
            sentence = (
                f"{client.client} was handed a fact {seq} that the diary tells otherwise, or not at all."
            )
            yield Violation("fact_unlike_diary", sentence)
        last = max(seq, last or 0)
    if last != history.database.seq:
        yield Violation(
            "fact_missed", f"{client.client} ended at {last}; the diary goes on to {history.database.seq}."
        )
