"""No ticket stands at two counters and no counter has two tickets; every move is one that the rules know."""

from collections.abc import Iterator

from queue_server.hall.rules.ticket_moves import AT_COUNTER, MOVES
from shared.wire.vocabulary import TicketState as S
from tests.torture.checks.violation import Violation, short
from tests.torture.history import History, Json

_KEEPING = ("ticket_issued", "ticket_priority", "ticket_renumbered")


def check(history: History) -> list[Violation]:
    """The violations of the calls' rules."""
    return [*_replayed(history), *_answers(history), *_rows(history)]


def _replayed(history: History) -> Iterator[Violation]:
    states: dict[int, S] = {}
    at: dict[int, int] = {}
    holds: dict[int, int] = {}
    for event in history.feed:
        data = event.get("data") or {}
        if not event["type"].startswith("ticket_"):
            continue
        ident, target, counter = data["id"], S(data["state"]), data["counter"]
        origin = states.get(ident)
        if origin is not None and event["type"] not in _KEEPING and target not in MOVES[origin] | {origin}:
            sentence = f"Ticket {ident} went from {origin} to {target}, which no rule allows."
            yield Violation("illegal_move", sentence, short(event))
        states[ident] = target
        if target not in AT_COUNTER:
            if ident in at:
                holds.pop(at.pop(ident), None)
            continue
        if at.get(ident, counter) != counter:
            sentence = f"Ticket {data['number']} is called by counter {counter} while it stands at counter {at[ident]}."
            yield Violation("called_by_two_counters", sentence, short(event))
            holds.pop(at[ident], None)
        if holds.get(counter, ident) != ident:
            sentence = f"Counter {counter} calls {data['number']} while it has ticket {holds[counter]}."
            yield Violation("counter_with_two_tickets", sentence, short(event))
            at.pop(holds[counter], None)
        at[ident], holds[counter] = counter, ident


def _answers(history: History) -> Iterator[Violation]:
    """What officers were told: the same call of the same ticket may only ever be one officer's."""
    told: dict[tuple[int, int], tuple[int, str]] = {}
    for deed in history.deeds:
        if deed.verb in ("call-next", "call") and deed.status == 200 and isinstance(deed.answer, dict):
            name = (deed.answer["id"], deed.answer["calls"])
            if name in told and told[name] != (deed.counter, deed.key):
                sentence = (
                    f"Counters {told[name][0]} and {deed.counter} were both given {deed.answer['number']}."
                )
                # A put-back ticket counts its calls on; a transferred one starts anew and may come to the same count.
                if not _began_anew(history, deed.answer["id"]):
                    yield Violation("given_to_two_counters", sentence, short(deed.answer))
            told[name] = (deed.counter, deed.key)


def _began_anew(history: History, ident: int) -> bool:
    return any(
        event["type"] in ("ticket_transferred", "ticket_waiting")
        for event in history.feed
        if (event.get("data") or {}).get("id") == ident
    )


def _rows(history: History) -> Iterator[Violation]:
    """The tables say the same as the diary's last word on each ticket."""
    last: dict[int, Json] = {}
    for event in history.feed:
        if event["type"].startswith("ticket_"):
            last[event["data"]["id"]] = event
    for ticket in history.database.tickets:
        if ticket["id"] not in last:
            continue
        event = last[ticket["id"]]
        data = event["data"]
        late = event["type"] == "ticket_issued" and ticket["state"] == S.EXPIRED
        if data["state"] != ticket["state"] and not late:
            sentence = (
                f"Ticket {ticket['id']} is {ticket['state']}; the diary's last word is {data['state']}."
            )
            yield Violation("row_unlike_diary", sentence, short(event, ticket))
        if data["number"] != ticket["number"]:
            sentence = (
                f"Ticket {ticket['id']} is {ticket['number']}; the diary's last word is {data['number']}."
            )
            yield Violation("row_unlike_diary", sentence, short(event, ticket))
    rows = {ticket["id"]: ticket for ticket in history.database.tickets}
    for counter in history.database.counters:
        held = counter["ticket_id"]
        if held is not None and (held not in rows or rows[held]["counter"] != counter["number"]):
            sentence = f"Counter {counter['number']} holds ticket {held}, which stands elsewhere."
            yield Violation("row_unlike_diary", sentence, short(counter, rows.get(held)))
