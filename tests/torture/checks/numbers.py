"""Every printed number exists exactly once: papers, citizens' answers, tickets, voided numbers and the diary agree."""

import json
from collections import defaultdict
from collections.abc import Iterator

from tests.torture.checks.violation import Violation, short
from tests.torture.history import History, Json


def check(history: History) -> list[Violation]:
    """The violations of the numbers' rules."""
    return [*_tickets(history), *_voided(history), *_papers(history), *_wishes(history), *_diary(history)]


def _tickets(history: History) -> Iterator[Violation]:
    known: dict[tuple[str, str, int], Json] = {}
    secrets: dict[str, Json] = {}
    for ticket in history.database.tickets:
        name = (ticket["day"], ticket["number"], ticket["lap"])
        if name in known:
            sentence = f"Number {ticket['number']} of {ticket['day']} belongs to two tickets."
            yield Violation("number_twice", sentence, short(known[name], ticket))
        if ticket["follow_secret"] in secrets:
            sentence = f"Tickets {secrets[ticket['follow_secret']]['id']} and {ticket['id']} share a secret."
            yield Violation("secret_twice", sentence, short(secrets[ticket["follow_secret"]], ticket))
        known[name] = secrets[ticket["follow_secret"]] = ticket
        yield from _range(history, ticket)


def _range(history: History, ticket: Json) -> Iterator[Violation]:
    """A number given without the server is in its kiosk's range; one that the server gave is in no range."""
    letters = ticket["number"].rstrip("0123456789")
    inside = [
        kiosk
        for kiosk, queue, first, last in history.centre.ranges
        if history.centre.prefixes.get(queue) == letters and first <= ticket["number_value"] <= last
    ]
    if ticket["offline"] and ticket["kiosk"] not in inside:
        sentence = f"{ticket['kiosk']} gave {ticket['number']} alone, which is not in its range."
        yield Violation("number_out_of_range", sentence, short(ticket))
    if not ticket["offline"] and inside:
        sentence = f"The server gave {ticket['number']}, which only {inside[0]} may give."
        yield Violation("number_out_of_range", sentence, short(ticket))


def _voided(history: History) -> Iterator[Violation]:
    numbers = {(ticket["day"], ticket["number"]): ticket for ticket in history.database.tickets}
    for row in history.database.voided:
        number = f"{history.centre.prefixes[row['queue']]}{row['value']:03d}"
        ticket = numbers.get((row["day"], number))
        if ticket is not None:
            sentence = f"Number {number} was voided and was given to ticket {ticket['id']} all the same."
            yield Violation("voided_number_given", sentence, short(row, ticket))
    written = {
        (row["ticket_id"], f"{history.centre.prefixes[row['queue']]}{row['value']:03d}")
        for row in history.database.voided
    }
    for event in history.feed:
        if (
            event["type"] == "ticket_renumbered"
            and (event["data"]["id"], event["data"]["old"]) not in written
        ):
            sentence = f"Number {event['data']['old']} was replaced and is not written down as voided."
            yield Violation("number_not_voided", sentence, short(event))


def _papers(history: History) -> Iterator[Violation]:
    by_secret = {ticket["follow_secret"]: ticket for ticket in history.database.tickets}
    numbers = {ticket["number"] for ticket in history.database.tickets}
    of_secret: dict[str, set[str]] = defaultdict(set)
    of_number: dict[tuple[str, str], set[str]] = defaultdict(set)
    for paper in history.papers:
        if paper.number is None:
            continue
        if paper.secret is None:
            # Torn before the code: the number was still read by somebody.
            if paper.number not in numbers:
                yield Violation(
                    "paper_without_ticket",
                    f"A torn paper says {paper.number}; no ticket has it.",
                    short(str(paper)),
                )
            continue
        ticket = by_secret.get(paper.secret)
        if ticket is None:
            yield Violation(
                "paper_without_ticket",
                f"A paper says {paper.number}; its ticket does not exist.",
                short(str(paper)),
            )
            continue
        if ticket["number"] != paper.number:
            sentence = (
                f"A paper says {paper.number}, its ticket {ticket['id']} has the number {ticket['number']}."
            )
            yield Violation("paper_with_another_number", sentence, short(str(paper), ticket))
        of_secret[paper.secret].add(paper.number)
        of_number[ticket["day"], paper.number].add(paper.secret)
    for secret, said in of_secret.items():
        if len(said) > 1:
            sentence = f"One citizen was given papers with {len(said)} numbers: {', '.join(sorted(said))}."
            yield Violation("two_numbers_for_one_wish", sentence, short(by_secret[secret]))
    for (day, number), holders in of_number.items():
        if len(holders) > 1:
            sentence = f"{len(holders)} citizens hold papers with the number {number} of {day}."
            yield Violation(
                "number_on_two_papers", sentence, short([by_secret[secret] for secret in sorted(holders)])
            )


def _wishes(history: History) -> Iterator[Violation]:
    by_mark: dict[str, list[Json]] = defaultdict(list)
    for ticket in history.database.tickets:
        for mark in json.loads(ticket["documents"]):
            by_mark[mark].append(ticket)
    for wish in history.wishes:
        found = by_mark.get(wish.mark, [])
        if len(found) > 1:
            sentence = f"One wish at {wish.kiosk} made {len(found)} tickets."
            yield Violation("two_tickets_for_one_wish", sentence, short(str(wish), found))
        if wish.number is None:
            sentence = f"{wish.kiosk} gave a citizen no number in {wish.ended - wish.began:.0f} s of asking."
            yield Violation("wish_without_number", sentence, short(str(wish)))
        elif not found:
            sentence = (
                f"{wish.kiosk} told a citizen the number {wish.number}; no ticket was made of that wish."
            )
            yield Violation("answer_without_ticket", sentence, short(str(wish)))
        elif wish.number not in {ticket["number"] for ticket in found}:
            sentence = f"{wish.kiosk} told a citizen {wish.number}, the ticket has {found[0]['number']}."
            yield Violation("answer_with_another_number", sentence, short(str(wish), found))


def _diary(history: History) -> Iterator[Violation]:
    """Each ticket was issued once, and each number was given once, whoever had it later."""
    issued: dict[int, Json] = {}
    given: dict[tuple[str, str], Json] = {}
    days = {ticket["id"]: ticket["day"] for ticket in history.database.tickets}
    for event in history.feed:
        data = event.get("data") or {}
        if event["type"] not in ("ticket_issued", "ticket_renumbered"):
            continue
        number = data["number"] if event["type"] == "ticket_issued" else data["new"]
        name = (days.get(data["id"], ""), number)
        if name in given:
            sentence = f"The diary gives the number {number} twice."
            yield Violation("number_given_twice", sentence, short(given[name], event))
        given[name] = event
        if event["type"] == "ticket_issued":
            if data["id"] in issued:
                sentence = f"Ticket {data['id']} was issued twice."
                yield Violation("ticket_issued_twice", sentence, short(issued[data["id"]], event))
            issued[data["id"]] = event
    for ident in issued.keys() - days.keys():
        yield Violation(
            "issued_without_ticket", f"The diary issued ticket {ident}; there is none.", short(issued[ident])
        )
    for ident in days.keys() - issued.keys():
        yield Violation("ticket_without_fact", f"Ticket {ident} exists; the diary never issued it.")
