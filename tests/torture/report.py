"""What a run prints: its seed, the faults by kind, what was done, and every violation."""

from collections import Counter

from tests.torture.checks.violation import Violation
from tests.torture.history import History
from tests.torture.run import Outcome, Plan

_SHOWN = 12
"""Violations of one rule that are printed whole; all of them are in the run's folder."""


def text(plan: Plan, engine: str, outcome: Outcome, violations: list[Violation]) -> str:
    """The report of one engine."""
    history = outcome.history
    lines = [
        f"== torture {engine}: seed {plan.seed}, disk: {outcome.disk}; opened in {outcome.opened_in:.0f} s, "
        f"tortured for {outcome.seconds:.0f} s, calm and read after {outcome.calm_after:.0f} s",
        f"faults     {sum(outcome.faults.values())}: "
        + ", ".join(f"{k} {n}" for k, n in sorted(outcome.faults.items())),
        f"kills      {outcome.kills} of a server; ready again after {_spread(outcome.ready_seconds)}",
        f"clients    back after {_spread(outcome.back_seconds)} ({len(outcome.back_seconds)} times)",
        *_done(history),
        f"violations {len(violations)}",
    ]
    counted = Counter(violation.rule for violation in violations)
    for rule, count in counted.items():
        lines.append(f"-- {rule}: {count}")
        lines += [f"   {violation}" for violation in violations if violation.rule == rule][:_SHOWN]
    return "\n".join(lines)


def _done(history: History) -> list[str]:
    answered = sum(wish.number is not None for wish in history.wishes)
    offline = sum(bool(ticket["offline"]) for ticket in history.database.tickets)
    acknowledged = [deed for deed in history.deeds if deed.status is not None and deed.status < 400]
    repeated = sum(deed.tries > 1 for deed in acknowledged)
    refused = Counter(deed.code for deed in history.deeds if deed.code)
    torn = sum(paper.number is None or paper.secret is None for paper in history.papers)
    waits = tuple(wish.ended - wish.began for wish in history.wishes if wish.number is not None)
    facts = sum(len(heard.messages) for heard in history.heard)
    return [
        f"wishes     {len(history.wishes)}, answered with a number {answered}, after {_spread(waits)}",
        f"papers     {len(history.papers)}, of them torn {torn}",
        f"tickets    {len(history.database.tickets)}, given by a kiosk alone {offline}, "
        f"numbers voided {len(history.database.voided)}",
        f"deeds      {len(history.deeds)}, acknowledged {len(acknowledged)}, after a repetition {repeated}, "
        f"refused {sum(refused.values())} {dict(refused) or ''}",
        f"events     {history.database.seq}; handed to {len(history.heard)} clients: {facts} messages; "
        f"boards compared {len(history.boards)}",
    ]


def _spread(seconds: tuple[float, ...]) -> str:
    if not seconds:
        return "–"
    ordered = sorted(seconds)
    most = ordered[int(len(ordered) * 0.95)]
    return f"{ordered[len(ordered) // 2]:.1f} s (95 of 100 within {most:.1f} s, longest {ordered[-1]:.1f} s)"
