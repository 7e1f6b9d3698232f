"""`make mutation`: mutates each area's code, runs its tests against each mutant, and lists those that nobody noticed.

The same `--seed` takes the same mutants of the same code. It fails where fewer than `--least` percent were noticed.
"""

import argparse
import sys
import time
from pathlib import Path

from tests.mutation.areas import AREAS, ROOT
from tests.mutation.equivalent import why_equivalent
from tests.mutation.workspace import Mutant, Workspace


def main() -> int:
    """Runs the chosen areas one after the other; returns 0 when each noticed enough."""
    given = _arguments()
    lines = ["| Area | Mutants | Equivalent | Noticed | Survived | Share |", "|---|---|---|---|---|---|"]
    details: list[str] = []
    enough = True
    for area in AREAS:
        if given.areas and area.name not in given.areas:
            continue
        began = time.monotonic()
        workspace = Workspace(area, given.folder / area.name)
        names = None if given.all else workspace.sample(given.sample, given.seed)
        mutants = workspace.run(names, given.children)
        noticed = [mutant for mutant in mutants if mutant.noticed]
        left = [mutant for mutant in mutants if not mutant.noticed]
        equivalent = [mutant for mutant in left if why_equivalent(mutant)]
        survived = [mutant for mutant in left if not why_equivalent(mutant)]
        share = 100 * len(noticed) / max(1, len(noticed) + len(survived))
        enough = enough and share >= given.least
        numbers = f"{len(mutants)} | {len(equivalent)} | {len(noticed)} | {len(survived)}"
        lines.append(f"| {area.title} | {numbers} | {share:.1f} % |")
        details += ["", f"## {area.title}, {time.monotonic() - began:.0f} s", ""]
        details += _told("survived", survived) + _told("equivalent", equivalent)
        slow = [mutant for mutant in noticed if mutant.status != "killed"]
        details += _told("noticed by hanging or crashing", slow)
        report = "\n".join([*lines, *details]) + "\n"
        (given.folder / "report.md").write_text(report, "utf-8")
        print("\n".join(lines[-1:]), flush=True)
    print(report)
    return 0 if enough else 1


def _told(word: str, mutants: list[Mutant]) -> list[str]:
    lines = []
    for mutant in mutants:
        lines += [f"- {word} ({mutant.status}): `{mutant.name}`", "  ```diff"]
        lines += [f"  - {line}" for line in mutant.was.splitlines()]
        lines += [f"  + {line}" for line in mutant.becomes.splitlines()]
        lines += ["  ```"]
    return lines


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.mutation", description=__doc__)
    parser.add_argument("areas", nargs="*", help="only these: " + ", ".join(area.name for area in AREAS))
    parser.add_argument("--all", action="store_true", help="every mutant, which takes hours")
    parser.add_argument("--sample", type=int, default=100, help="how many mutants an area")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--children", type=int, default=2, help="how many mutants at a time")
    parser.add_argument("--least", type=float, default=90.0, help="the least share noticed, in percent")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "mutation")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
