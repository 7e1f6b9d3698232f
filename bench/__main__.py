"""`make bench`: every figure that has a target, in one run, as tables with the ratios that the targets are about.

Sizes can be cut for a quick look: `python -m bench --rounds 1 --seconds 1`.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

from bench import big, deeds, estimates, floods, rest, visits


def main() -> None:
    """Runs all tables, or the ones named."""
    parser = argparse.ArgumentParser(prog="bench", description="Bảng đo / benchmark tables")
    parser.add_argument("--rounds", type=int, default=5, help="vòng xen kẽ / interleaved rounds")
    parser.add_argument("--seconds", type=float, default=2.0, help="giây mỗi vòng / seconds a round")
    parser.add_argument(
        "--tickets", type=int, default=1_000_000, help="lượt của bảng big / visits of the table big"
    )
    parser.add_argument(
        "--dossiers", type=int, default=200_000, help="hồ sơ của bảng big / dossiers of the table big"
    )
    parser.add_argument(
        "--days", type=int, default=1, help="ngày mỗi trung tâm của bảng estimates / days a centre"
    )
    parser.add_argument(
        "--visits",
        type=int,
        default=36,
        help="lượt mỗi dòng của bảng visits / visits a line of the table visits",
    )
    parser.add_argument(
        "tables",
        nargs="*",
        help="issue board followers search stall start display estimates big visits floods",
    )
    arguments = parser.parse_args()
    chosen = set(arguments.tables) or {
        "issue",
        "board",
        "followers",
        "search",
        "stall",
        "start",
        "display",
        "estimates",
        "big",
        "visits",
        "floods",
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"fsync: {_fsync_ms(folder):.2f} ms · {os.cpu_count()} cores")
        if "issue" in chosen:
            deeds.table(folder / "issue", arguments.rounds, arguments.seconds)
        if "board" in chosen:
            rest.board(folder / "board", arguments.seconds)
        if "followers" in chosen:
            rest.followers(folder / "followers", arguments.rounds)
        if "search" in chosen:
            rest.search()
        if "stall" in chosen:
            rest.stall(folder / "stall")
        if "start" in chosen:
            rest.start(folder / "start")
        if "display" in chosen:
            rest.display(folder / "display")
        if "estimates" in chosen:
            estimates.table(folder / "estimates", arguments.days)
        if "big" in chosen:
            big.table(folder / "big", arguments.tickets, arguments.dossiers)
        if "visits" in chosen:
            visits.table(folder / "visits", arguments.visits)
        if "floods" in chosen:
            floods.table(folder / "floods", arguments.seconds)


def _fsync_ms(folder: Path) -> float:
    times = []
    with (folder / "fsync").open("wb") as file:
        for _ in range(200):
            file.write(b"x" * 4096)
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            times.append(time.perf_counter() - began)
    return sorted(times)[100] * 1000


if __name__ == "__main__":
    main()
