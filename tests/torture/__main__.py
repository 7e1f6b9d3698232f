"""`make torture`: the whole centre under faults, on each engine, and the verdict. All of it stays on loopback.

The same `--seed` gives the same schedule. A run with violations keeps its folder, with logs and history, and prints it.
"""

import argparse
import ctypes
import faulthandler
import logging
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

ENGINES = ("sqlite", "postgres")
_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux's prctl(2)
_OPENING_AND_CALM = 200.0
"""Seconds that a run may take beside its torture before it counts as hung."""
_LONGEST_DAY = 600.0
"""Seconds after which a bad day counts as hung."""
_PORTS = 450
"""Ports that one run may use, from its first one on."""
_ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Runs the chosen engines one after the other; returns 0 when nothing was violated."""
    given = _arguments()
    if given.inner:
        return _inner(given)
    seed = random.SystemRandom().randrange(1_000_000) if given.seed is None else given.seed
    status = 0
    for engine in ENGINES if given.engine == "both" else (given.engine,):
        status = max(status, _outer(given, engine, seed))
    return status


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.torture", description=__doc__)
    parser.add_argument("--seed", type=int, help="the schedule's seed; a new one where none is given")
    parser.add_argument("--engine", choices=(*ENGINES, "both"), default="both")
    parser.add_argument("--kills", type=int, default=200, help="server kills per engine")
    parser.add_argument("--days", type=int, default=60, help="bad days per engine, after the kills")
    parser.add_argument(
        "--seconds", type=float, default=3600.0, help="end earlier, after so many seconds per engine"
    )
    parser.add_argument("--speed", type=float, default=1.0, help="how fast people are")
    parser.add_argument("--port", type=int, default=22500, help="the first port that may be used")
    parser.add_argument("--folder", type=Path, help="where the run's folder is made")
    parser.add_argument("--keep", action="store_true", help="keep the folder of a good run too")
    parser.add_argument("--inner", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _outer(given: argparse.Namespace, engine: str, seed: int) -> int:
    """One engine in a process of its own: with the embedded database it gets mounts of its own, for the small disk."""
    from tests.torture.disk import unshared

    parent = None if given.folder is None else given.folder.mkdir(parents=True, exist_ok=True) or given.folder
    folder = Path(tempfile.mkdtemp(prefix=f"torture-{engine}-{seed}-", dir=parent))
    command = [sys.executable, "-m", "tests.torture", "--inner", "--engine", engine, "--seed", str(seed)]
    command += ["--kills", str(given.kills), "--days", str(given.days)]
    command += ["--seconds", str(given.seconds), "--speed", str(given.speed)]
    guard, port = _own_ports(given.port)
    command += ["--port", str(port + 1), "--folder", str(folder)]
    before = unshared() if engine == "sqlite" else None
    environment = {
        **os.environ,
        "TORTURE_UNSHARED": "1" if before else "0",
        "TORTURE_PARENT": str(os.getpid()),
    }
    process = subprocess.Popen([*(before or []), *command], cwd=_ROOT, env=environment)
    # Ctrl-C too, which a shell's background job ignores from its start.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: process.send_signal(signal.SIGINT))
    status = process.wait()
    guard.close()
    if status == 0 and not given.keep:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        again = f"--engine {engine} --seed {seed} --kills {given.kills} --days {given.days}"
        print(f"kept: {folder}\nagain: python -m tests.torture {again}")
    return 0 if status == 0 else 1


def _interrupted(_number: int, _frame: object) -> None:
    # Only once, so that a second Ctrl-C does not interrupt the ending of what was started.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def _own_ports(wanted: int) -> tuple[socket.socket, int]:
    """The first of several hundred ports that no other run uses, and the socket that says so for us."""
    for port in range(wanted, wanted + 8 * _PORTS, _PORTS):
        guard = socket.socket()
        try:
            guard.bind(("127.0.0.1", port))
            guard.listen()
        except OSError:
            guard.close()
        else:
            return guard, port
    raise SystemExit(f"no free ports from {wanted} on")


def _inner(given: argparse.Namespace) -> int:
    """The run itself."""
    signal.signal(signal.SIGINT, _interrupted)
    # A run that hangs must say where, and end.
    signal.signal(signal.SIGALRM, _interrupted)
    limit = given.seconds + _OPENING_AND_CALM + given.days * _LONGEST_DAY
    signal.alarm(int(limit))
    stacks = (given.folder / "stacks.log").open("w")
    faulthandler.dump_traceback_later(limit - 5, file=stacks)
    ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGINT)
    if os.environ.get("TORTURE_PARENT") != str(os.getppid()):
        return 1  # it was gone before the line above could take hold
    # Not needed for a look at --help, and slow.
    from tests.torture import checks, reading, report
    from tests.torture.bad_days import checks as day_checks
    from tests.torture.bad_days import report as day_report
    from tests.torture.bad_days.run import run as bad_days
    from tests.torture.run import Plan, run

    # The clients' own complaints of broken connections belong to the logs: they are what the run is about.
    logging.basicConfig(
        filename=given.folder / "clients.log", level=logging.INFO, format="%(asctime)s %(message)s"
    )
    for name in ("engineio.client", "socketio.client"):
        # Given a level, the library does not print to the terminal by itself.
        logging.getLogger(name).setLevel(logging.ERROR)
    plan = Plan(given.seed, given.kills, given.seconds, given.port, given.speed)
    try:
        outcome = run(plan, given.engine, given.folder)
        seen = bad_days(given.seed, given.days, given.engine, given.folder / "bad-days", given.port)
    except KeyboardInterrupt:
        print("interrupted, or out of time; everything that was started has been ended")
        return 130
    signal.alarm(0)
    faulthandler.cancel_dump_traceback_later()
    violations = checks.check(outcome.history)
    print(report.text(plan, given.engine, outcome, violations), flush=True)
    broken = day_checks.check(seen)
    print(day_report.text(given.seed, given.engine, seen, broken), flush=True)
    reading.save_history(
        given.folder, outcome.history, outcome.log, [str(violation) for violation in violations]
    )
    return 1 if violations or broken else 0


if __name__ == "__main__":
    sys.exit(main())
