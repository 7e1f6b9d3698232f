"""`motcua watchdog`: starts the kiosk's browser anew when its page has fallen silent, and the agent when it does not answer.

It reads one address of this machine and runs the two commands that it was given.
"""

import argparse
import json
import shlex
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from http.client import HTTPException
from typing import Literal

from shared.logs import journal as logs
from shared.text.messages import LANGUAGES, say

LOOK_EVERY = 10.0
PAGE_SILENT = 45.0
"""The page asks the agent every second; after this many seconds without a question the browser is restarted."""
MISSES = 3
"""How many looks in a row the agent may leave unanswered before it is restarted."""
FIRST_PATIENCE, LONGEST_PATIENCE = 60.0, 600.0
"""Seconds that a browser has to start, doubled after each failure, so that a broken browser is not restarted all the time."""
_ANSWER_WITHIN = 5.0

Verdict = Literal["fine", "wait", "restart_page", "restart_agent"]


@dataclass(frozen=True, slots=True)
class Watch:
    """What is remembered between two looks; times are monotonic seconds."""

    misses: int = 0
    acted: float = float("-inf")
    patience: float = FIRST_PATIENCE


def judge(watch: Watch, silent: float | None, now: float) -> tuple[Verdict, Watch]:
    """What to do after a look: `silent` are the page's silent seconds, None where the agent did not answer."""
    waiting = now - watch.acted < watch.patience
    if silent is None:
        missed = replace(watch, misses=watch.misses + 1)
        if missed.misses < MISSES or waiting:
            return "wait", missed
        return "restart_agent", _acted(missed, now)
    heard = replace(watch, misses=0)
    if silent < PAGE_SILENT:
        return "fine", replace(heard, patience=FIRST_PATIENCE)
    return ("wait", heard) if waiting else ("restart_page", _acted(heard, now))


def _acted(watch: Watch, now: float) -> Watch:
    again = now - watch.acted < 2 * watch.patience
    patience = min(watch.patience * 2, LONGEST_PATIENCE) if again else FIRST_PATIENCE
    return Watch(acted=now, patience=patience)


def look(port: int) -> float | None:
    """For how many seconds the page has been silent, by the agent's answer; None without an answer."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/local/alive", timeout=_ANSWER_WITHIN) as answer:
            return float(json.loads(answer.read(1000))["page_silent_seconds"])
    except (OSError, HTTPException, ValueError, KeyError, TypeError):
        return None


def run(port: int, commands: dict[Verdict, str], stop: threading.Event, every: float = LOOK_EVERY) -> None:
    """Looks and acts until stopped."""
    watch = Watch()
    while not stop.wait(every):
        silent = look(port)
        verdict, watch = judge(watch, silent, time.monotonic())
        if verdict in commands:
            logs.event(verdict, "warning", page_silent_seconds=silent)
            _act(commands[verdict])


def _act(command: str) -> None:
    try:
        done = subprocess.run(shlex.split(command), check=False, timeout=60)
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        logs.event("restart_failed", "error", error=type(error).__name__)
    else:
        if done.returncode:
            logs.event("restart_failed", "error", status=done.returncode)


def main(arguments: Sequence[str] | None = None) -> int:
    """Watches until SIGTERM or Ctrl-C; returns the exit status."""
    parser = argparse.ArgumentParser(prog="motcua watchdog", description=_both("about"))
    parser.add_argument("--port", type=int, required=True, metavar="P", help=_both("port"))
    parser.add_argument("--restart-page", required=True, metavar="COMMAND", help=_both("restart_page"))
    parser.add_argument("--restart-agent", required=True, metavar="COMMAND", help=_both("restart_agent"))
    parser.add_argument("--every", type=float, default=LOOK_EVERY, metavar="S", help=_both("every"))
    logs.add_option(parser)
    given = parser.parse_args(arguments)
    logs.start("watchdog", None, given.log_format)
    stop = threading.Event()
    for name in ("SIGINT", "SIGTERM"):
        signal.signal(getattr(signal, name), _stopper(stop))
    commands: dict[Verdict, str] = {"restart_page": given.restart_page, "restart_agent": given.restart_agent}
    run(given.port, commands, stop, given.every)
    return 0


def _stopper(stop: threading.Event) -> Callable[..., None]:
    return lambda *_: stop.set()


def _both(key: str) -> str:
    return " / ".join(say(f"logs.watchdog.{key}", lang) for lang in LANGUAGES)


if __name__ == "__main__":
    sys.exit(main())
