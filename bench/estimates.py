"""How well the told ranges hold: simulated days, each of another centre, against people ahead × mean ÷ counters."""

from pathlib import Path

from bench.waiting_days import Found, play

SEEDS = (301, 302, 303, 304, 305, 306)
"""None of them was looked at while the estimate was written."""


def table(folder: Path, days: int) -> None:
    """Prints for each centre, and for all together, the share within p90 and the errors in minutes."""
    print(
        "\nestimates: simulated days (12 queues, 18 counters, lunch, pauses, no-shows, priority, late counters)"
    )
    print(
        f"{'seed':>6}{'given':>8}{'judged':>8}{'waited':>8}{'within p90':>12}{'error':>8}{'plain':>8}", end=""
    )
    print(f"{'+ lunch':>9}{'lower by':>10}")
    whole = Found()
    for seed in SEEDS:
        found = play(folder, seed, days)
        _row(str(seed), found)
        whole.waits += found.waits
        whole.given += found.given
    _row("all", whole)
    print(
        "error: of the told median; plain: of people ahead × mean ÷ counters; + lunch: the same with lunch put in"
    )


def _row(name: str, found: Found) -> None:
    waited = sum(wait.waited for wait in found.waits) / len(found.waits)
    print(
        f"{name:>6}{found.given:>8}{len(found.waits):>8}{waited:>8.1f}{found.within():>12.1%}{found.error():>8.2f}"
        f"{found.plain_error():>8.2f}{found.broken_error():>9.2f}{1 - found.error() / found.plain_error():>10.0%}"
    )
