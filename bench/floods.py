"""How long a call takes while strangers and staff flood the server, and how much memory the server then has."""

import json
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.centre import ROOT, Server

KINDS = ("resume", "no reading", "lists", "searches", "reports", "uploads")
SECRET = "bench-floods-secret-0123456789"
_WAITING = 2_000
_PAUSE = 0.03


@contextmanager
def _flooded(told: dict[str, Any], kinds: Iterable[str]) -> Any:
    """The clients of these floods, in a process that leaves the processor to the server where both want it."""
    arguments = ["nice", "-n", "10", sys.executable, "-W", "ignore", "-m", "bench.flood_clients"]
    clients = subprocess.Popen(arguments, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert clients.stdin is not None
    assert clients.stdout is not None
    try:
        clients.stdin.write(json.dumps({**told, "kinds": list(kinds)}) + "\n")
        clients.stdin.flush()
        if clients.stdout.readline().strip() != "ready":
            raise RuntimeError("the floods did not begin")
        yield
    finally:
        clients.kill()
        clients.communicate()


def _calls(
    server: Server, officer: str, kiosk: str, seconds: float
) -> tuple[list[float], list[float], float]:
    """The milliseconds of each call, those that the loop worked meanwhile, both in order of length, and the most memory.

    What the loop worked is the same on a busy machine, on which a call also waits for other programs.
    """
    times: list[float] = []
    worked: list[float] = []
    most = 0.0
    until = time.perf_counter() + seconds
    while time.perf_counter() < until or len(times) < 100:
        server.call("POST", "/api/v1/tickets", kiosk, {"queue": "ho-tich"})
        before, began = server.loop_seconds(), time.perf_counter()
        ticket = server.call("POST", "/api/v1/counters/1/call-next", officer, {})
        times.append((time.perf_counter() - began) * 1000)
        worked.append((server.loop_seconds() - before) * 1000)
        server.call("POST", f"/api/v1/tickets/{ticket['id']}/finish", officer, {"outcome": "advised"})
        most = max(most, server.megabytes())
        time.sleep(_PAUSE)
    return sorted(times), sorted(worked), most


def _share(ordered: list[float], share: float) -> float:
    return ordered[max(0, int(len(ordered) * share) - 1)]


def table(folder: Path, seconds: float) -> None:
    """Each flood alone, and all at once, with 2,000 people waiting."""
    folder.mkdir(parents=True)
    server = Server(folder)
    try:
        officer = server.token("officer", "officer", [1])
        portal = server.token("integration", "portal")
        told = {
            "port": server.port,
            "secret": SECRET,
            "supervisor": server.token("supervisor", "flood"),
            "admin": server.token("admin", "flood-admin"),
        }
        server.call("POST", "/api/v1/counters/1/open", officer, {})
        server.call("POST", "/api/v1/tickets", portal, {"queue": "chung-thuc", "follow_secret": SECRET})
        for _ in range(_WAITING):
            server.call("POST", "/api/v1/tickets", portal, {"queue": "ho-tich"})
        print(f"\ncall-next under floods, {_WAITING} people waiting (aim: p99 <= 50 ms, memory <= 200 MB)")
        for name, kinds in (("quiet", ()), *((kind, (kind,)) for kind in KINDS), ("all at once", KINDS)):
            with _flooded(told, kinds):
                times, worked, most = _calls(server, officer, portal, seconds * 4)
            print(
                f"  {name:<12}p50 {_share(times, 0.5):.1f} ms · p99 {_share(times, 0.99):.1f} ms · the loop worked "
                f"p50 {_share(worked, 0.5):.1f} ms, p99 {_share(worked, 0.99):.1f} ms · {most:.0f} MB  ({len(times)} calls)",
                flush=True,
            )
    finally:
        server.stop()
