"""Every acknowledged deed is in the database, once: in the stored answers and, in the officer's own order, in the diary."""

import json
from collections import defaultdict
from collections.abc import Iterator

from tests.torture.checks.violation import Violation, short
from tests.torture.history import History, Json, UnitOfWork

_FACTS: dict[str, tuple[str, ...]] = {
    "open": ("counter_opened",),
    "pause": ("counter_paused",),
    "close": ("counter_closed",),
    "call-next": ("ticket_called",),
    "call": ("ticket_called",),
    "recall": ("ticket_called",),
    "start": ("ticket_serving",),
    # A visit with a later stop elsewhere goes on there.
    "finish": ("ticket_done", "ticket_transferred"),
    "no-show": ("ticket_no_show",),
    "undo": ("ticket_serving", "ticket_waiting"),
    "put-back": ("ticket_waiting",),
    "hold": ("ticket_held",),
    "resume": ("ticket_called", "ticket_serving", "ticket_waiting"),
    "transfer": ("ticket_transferred",),
    "cancel": ("ticket_cancelled",),
    "priority": ("ticket_priority",),
}
# What a well-behaved client may be refused, because somebody else was faster or a minute has passed.
_MAY_BE_REFUSED: dict[str, tuple[str, ...]] = {
    "call": ("not_waiting", "illegal_move", "not_your_counter"),
    "priority": ("illegal_move", "not_your_counter"),
    "transfer": ("counter_closed", "queue_closed"),
    "undo": ("too_late_to_undo", "number_taken"),
}
_AFTER_MIDNIGHT = ("illegal_move", "another_day", "counter_closed", "counter_busy")
_AHEAD = 3


def check(history: History) -> list[Violation]:
    """The violations of the deeds' rules."""
    return [*_answers(history), *_refusals(history), *_diary(history)]


def _answers(history: History) -> Iterator[Violation]:
    stored: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for (_, key), answer in history.database.kept_answers.items():
        stored[key].append(answer)
    for deed in history.deeds:
        if deed.status is None or not 200 <= deed.status < 300:
            continue
        name = f"{deed.client}'s {deed.verb} under the key {deed.key}"
        kept = stored.get(deed.key, [])
        if not kept:
            sentence = f"{name} was acknowledged with {deed.status} and is not in the database."
            yield Violation("acknowledged_deed_lost", sentence, short(deed.answer))
        elif (
            kept[0] != (deed.status, kept[0][1])
            or (json.loads(kept[0][1]) if kept[0][1] else None) != deed.answer
        ):
            sentence = f"{name} was answered unlike what is stored."
            yield Violation("answer_unlike_stored", sentence, short(deed.answer, kept[0]))


def _refusals(history: History) -> Iterator[Violation]:
    """Whoever waits for each answer gets no unexpected refusal: one shows that a deed was lost or done twice."""
    midnight = len({ticket["day"] for ticket in history.database.tickets}) > 1
    for deed in history.deeds:
        if deed.status is None or deed.status < 400:
            continue
        if deed.code in _MAY_BE_REFUSED.get(deed.verb, ()) or (midnight and deed.code in _AFTER_MIDNIGHT):
            continue
        sentence = (
            f"{deed.client}'s {deed.verb} was refused with {deed.status} {deed.code} against all expectation."
        )
        yield Violation("refused", sentence, short(deed.answer, {"tries": deed.tries, "ticket": deed.ticket}))


def _diary(history: History) -> Iterator[Violation]:
    """Each officer's facts, in the diary's order, are that officer's acknowledged deeds in theirs."""
    facts: dict[str, list[Json]] = defaultdict(list)
    for event in history.database.events:
        facts[event["actor"]].append(event)
    deeds: dict[str, list[UnitOfWork]] = defaultdict(list)
    for deed in history.deeds:
        deeds[deed.client].append(deed)
    for client, done in deeds.items():
        yield from _compare(
            client, done, [event for event in facts[client] if event["type"] != "administration"]
        )


def _compare(client: str, done: list[UnitOfWork], events: list[Json]) -> Iterator[Violation]:
    place = 0
    for deed in done:
        if deed.status is not None and (deed.status >= 400 or deed.status == 204):
            continue
        ahead = next(
            (
                step
                for step in range(_AHEAD)
                if place + step < len(events) and _is(events[place + step], deed)
            ),
            None,
        )
        if ahead is None or (deed.status is None and ahead > 0):
            if deed.status is not None:
                sentence = f"{client}'s {deed.verb} was acknowledged and has no fact in the diary."
                yield Violation(
                    "acknowledged_deed_without_fact", sentence, short(deed.answer, events[place : place + 2])
                )
            continue
        for event in events[place : place + ahead]:
            yield _extra(client, event)
        place += ahead + 1
    for event in events[place:]:
        yield _extra(client, event)


def _extra(client: str, event: Json) -> Violation:
    sentence = (
        f"The diary has a {event['type']} by {client} that {client} did not do, or did once and has twice."
    )
    return Violation("deed_done_twice", sentence, short(event))


def _is(event: Json, deed: UnitOfWork) -> bool:
    """Whether this fact is what that deed brings about."""
    if event["type"] not in _FACTS[deed.verb]:
        return False
    if event["type"].startswith("counter_"):
        return True
    if deed.ticket is not None:
        return bool(event["ticket_id"] == deed.ticket)
    return deed.answer is None or bool(event["ticket_id"] == deed.answer["id"])
