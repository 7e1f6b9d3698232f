"""Bad days alone: `python -m tests.torture.bad_days --days 5 --only log_deleted`. `make torture` has them too."""

import argparse
import random
import shutil
import sys
import tempfile
from pathlib import Path

from tests.torture.bad_days import checks, report
from tests.torture.bad_days.faults import FAULTS
from tests.torture.bad_days.run import run


def main() -> int:
    """Runs one engine; returns 0 when nothing was violated."""
    parser = argparse.ArgumentParser(prog="tests.torture.bad_days", description=__doc__)
    parser.add_argument("--seed", type=int, help="the days' seed; a new one where none is given")
    parser.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--only", choices=sorted(FAULTS), action="append", help="only these faults")
    parser.add_argument("--port", type=int, default=26500, help="the first port that may be used")
    given = parser.parse_args()
    seed = random.SystemRandom().randrange(1_000_000) if given.seed is None else given.seed
    folder = Path(tempfile.mkdtemp(prefix=f"bad-days-{given.engine}-{seed}-"))
    seen = run(seed, given.days, given.engine, folder, given.port, tuple(given.only or ()))
    violations = checks.check(seen)
    print(report.text(seed, given.engine, seen, violations))
    if violations:
        print(f"kept: {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
