"""The checker: pure functions over a complete history, one file a subject. Each violation is a sentence with evidence."""

from tests.torture.checks import boards, calls, deeds, facts, numbers, order
from tests.torture.checks.violation import Violation
from tests.torture.history import History

RULES = (numbers.check, calls.check, deeds.check, facts.check, boards.check, order.check)


def check(history: History) -> list[Violation]:
    """Everything that this history breaks; an empty list is the proof."""
    found = [Violation("run", complaint) for complaint in history.complaints]
    if history.database.sound != "ok":
        found.append(
            Violation("database_corrupt", f"The database's own check says: {history.database.sound}")
        )
    for rule in RULES:
        found += rule(history)
    return found
