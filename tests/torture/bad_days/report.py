"""What a run of bad days prints."""

from collections import Counter

from tests.torture.bad_days.seen import Seen
from tests.torture.checks.violation import Violation


def text(seed: int, engine: str, seen: Seen, violations: list[Violation]) -> str:
    """The report of one engine."""
    kinds = Counter(day.fault for day in seen.days)
    lost = sum(len(day.lost) for day in seen.days)
    return "\n".join(
        [
            f"== bad days {engine}: seed {seed}",
            f"days       {len(seen.days)}: " + ", ".join(f"{kind} {n}" for kind, n in sorted(kinds.items())),
            f"papers     {len(seen.papers)}; {lost} of them were in files that were taken away",
            f"violations {len(violations)}",
            *(f"   {violation}" for violation in violations),
        ]
    )
