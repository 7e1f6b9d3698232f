"""The other tables: call to board, followers, search, stalls of the loop, start to ready, and the display's cost."""

import csv
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.centre import ROOT, Process, Server, free_port
from queue_server.configuration.folder import load
from shared.search.matcher import Matcher

_NATIONAL = ROOT.parent / "shared" / "data" / "national-procedures.csv"
_SAID = ROOT / "tests" / "unit" / "shared" / "search" / "said"


class _Clients:
    """`bench.sockets` in a process of its own."""

    def __init__(self, port: int, kind: str, count: int, secret: str = "") -> None:
        arguments = [f"ws://127.0.0.1:{port}", kind, str(count), secret]
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "bench.sockets", *arguments],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        if self.process.stdout is None or self.process.stdout.readline().strip() != "ready":
            raise RuntimeError(f"{kind}: not connected")

    def heard(self) -> dict[str, Any]:
        """The next time at which the last client had a call."""
        if self.process.stdout is None:
            raise RuntimeError("no output")
        return dict(json.loads(self.process.stdout.readline()))

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


def _quantiles(times: Sequence[float]) -> str:
    ordered = sorted(times)
    return f"p50 {statistics.median(ordered):.1f} ms · p99 {ordered[int(len(ordered) * 0.99) - 1]:.1f} ms"


def board(folder: Path, seconds: float) -> None:
    """Call to board: request sent → the board applied in the last of 20 displays, with 18 panels connected."""
    folder.mkdir(parents=True)
    server = Server(folder, "--no-worker")
    try:
        supervisor = server.token("supervisor", "bench")
        displays = _Clients(server.port, "displays", 20, server.token("display", "tv"))
        panels = _Clients(server.port, "panels", 18, server.token("officer", "panel", range(1, 19)))
        for number in range(1, 19):
            server.call("POST", f"/api/v1/counters/{number}/open", supervisor, {})
        print("\ncall to board, 20 displays and 18 panels connected")
        for name, pause in (("5 a second", 0.2), ("saturated", 0.0)):
            calls = max(20, int(seconds * (5 if pause else 60)))
            for _ in range(calls):
                server.call("POST", "/api/v1/tickets", supervisor, {"queue": "ho-tich"})
            times = []
            for call in range(calls):
                began = time.time()
                number = call % 18 + 1
                ticket = server.call("POST", f"/api/v1/counters/{number}/call-next", supervisor, {})
                times.append((displays.heard()["at"] - began) * 1000)
                panels.heard()
                server.call(
                    "POST", f"/api/v1/tickets/{ticket['id']}/finish", supervisor, {"outcome": "advised"}
                )
                time.sleep(pause)
            print(f"  {name:<12}{_quantiles(times)}  ({calls} calls)")
        displays.stop()
        panels.stop()
    finally:
        server.stop()


def followers(folder: Path, rounds: int) -> None:
    """Emit to the last of 500 and 2,000 follow pages, against bare Flask-SocketIO with as many clients."""
    folder.mkdir(parents=True)
    print("\nemit to the last follower, against bare Flask-SocketIO")
    for count in (500, 2000):
        part = folder / str(count)
        part.mkdir()
        server = Server(part, "--no-worker")
        port = free_port()
        bare_server = Process(["bench.floor", str(port), str(part)], part / "floor.log")
        try:
            supervisor = server.token("supervisor", "bench")
            server.call("POST", "/api/v1/counters/1/open", supervisor, {})
            secret = "bench-follow-secret-0123456789"
            server.call(
                "POST", "/api/v1/tickets", supervisor, {"queue": "chung-thuc", "follow_secret": secret}
            )
            time.sleep(1)
            bare = _Clients(port, "bare", count)
            ours = _Clients(server.port, "followers", count, secret)
            ours_times, bare_times = [], []
            ticket = server.call("POST", "/api/v1/tickets", supervisor, {"queue": "ho-tich"})
            server.call(
                "POST", "/api/v1/counters/1/call", supervisor, {"ticket": ticket["id"], "reason": "bench"}
            )
            ours.heard()
            for _ in range(rounds * 4):
                began = time.time()
                request = urllib.request.Request(f"http://127.0.0.1:{port}/emit", method="POST", data=b"")
                urllib.request.urlopen(request, timeout=30).read()
                bare_times.append((bare.heard()["at"] - began) * 1000)
                began = time.time()
                server.call("POST", f"/api/v1/tickets/{ticket['id']}/recall", supervisor, {})
                ours_times.append((ours.heard()["at"] - began) * 1000)
            ratio = statistics.median(ours_times) / statistics.median(bare_times)
            print(
                f"  {count:>5}: ours {statistics.median(ours_times):.0f} ms · "
                f"bare {statistics.median(bare_times):.0f} ms · ratio {ratio:.2f}"
            )
            bare.stop()
            ours.stop()
        finally:
            bare_server.stop()
            server.stop()


def search() -> None:
    """p99 of the procedure matcher over the centre's catalogue and over the national list where it is at hand.

    What is asked is all that the relevance suite has people say and type, the groups of the answer included. The times are
    the processor's, since the search waits for nothing and a busy machine says nothing of it.
    """
    queries = [
        line.split(" | ")[1]
        for file in sorted(_SAID.glob("*.txt"))
        for line in file.read_text("utf-8").splitlines()
        if " | " in line and not line.startswith("#")
    ]
    if not queries:
        raise RuntimeError(f"{_SAID}: no queries")
    print("\nsearch")
    shipped = [
        {
            "id": p.id,
            "code": p.code,
            "name": p.name,
            "short_name": p.short_name,
            "field": p.field,
            "synonyms": p.synonyms,
        }
        for p in load(ROOT / "config").procedures
    ]
    lists: list[tuple[str, list[dict[str, Any]]]] = [(f"{len(shipped)} procedures", shipped)]
    if _NATIONAL.exists():
        with _NATIONAL.open(encoding="utf-8-sig", newline="") as file:
            national = [
                {"id": row["code"] or str(i), "code": row["code"], "name": row["name"], "field": row["field"]}
                for i, row in enumerate(csv.DictReader(file))
            ]
        lists.append((f"{len(national)} procedures", national))
    for name, procedures in lists:
        matcher = Matcher(procedures)
        times = []
        for query in queries:
            began = time.thread_time()
            matcher.groups(query, matcher.search(query)[0])
            times.append((time.thread_time() - began) * 1000)
        print(f"  {name:<18}{_quantiles(times)}")


def stall(folder: Path) -> None:
    """The longest gap between answers to a request that does nothing, while a report and a form are made."""
    folder.mkdir(parents=True)
    server = Server(folder)
    try:
        supervisor = server.token("supervisor", "bench")
        server.call("POST", "/api/v1/counters/1/open", supervisor, {})
        ticket = server.call("POST", "/api/v1/tickets", supervisor, {"procedures": ["dang-ky-khai-sinh"]})
        server.call("POST", "/api/v1/counters/1/call-next", supervisor, {})
        server.call("POST", f"/api/v1/tickets/{ticket['id']}/start", supervisor, {})
        dossier = server.call(
            "POST",
            f"/api/v1/tickets/{ticket['id']}/dossiers",
            supervisor,
            {"procedure": "dang-ky-khai-sinh", "applicant": {"name": "Nguyễn Thị Bình"}, "documents": []},
        )
        quiet = _longest_gap(server, 3.0, [])
        busy = _longest_gap(
            server,
            5.0,
            [
                f"/api/v1/dossiers/{dossier['code']}/receipt.pdf",
                "/api/v1/reports/day.xlsx",
                "/api/v1/reports/day/plot.svg",
            ],
            supervisor,
        )
        print(
            f"\nlongest stall of the loop: {quiet:.1f} ms quiet · {busy:.1f} ms with a form, a workbook and a plot"
        )
        print(
            f"memory: server {server.megabytes():.0f} MB · worker {server.children_megabytes():.0f} MB apart"
        )
    finally:
        server.stop()


def _longest_gap(server: Server, seconds: float, paths: Sequence[str], token: str = "") -> float:
    """The slowest of many bare requests, in ms, while others ask for the given files."""
    script = (
        "import sys,time,urllib.request\n"
        "for path in sys.argv[3:]*3:\n"
        " r=urllib.request.Request(sys.argv[1]+path,headers={'Authorization':'Bearer '+sys.argv[2]})\n"
        " urllib.request.urlopen(r,timeout=60).read()\n"
    )
    base = f"http://127.0.0.1:{server.port}"
    asking = subprocess.Popen([sys.executable, "-c", script, base, token, *paths]) if paths else None
    slowest = 0.0
    until = time.perf_counter() + seconds
    while time.perf_counter() < until or (asking is not None and asking.poll() is None):
        began = time.perf_counter()
        with urllib.request.urlopen(base + "/api/v1/fields", timeout=30) as answer:
            answer.read()
        slowest = max(slowest, (time.perf_counter() - began) * 1000)
        time.sleep(0.002)
    return slowest


def start(folder: Path) -> None:
    """From the command to the first healthy answer: the first start sets up, the second finds everything."""
    folder.mkdir(parents=True)
    first = Server(folder)
    first.stop()
    second = Server(folder)
    memory = second.megabytes()
    second.stop()
    print(
        f"\nstart to ready: first {first.ready_seconds:.1f} s · second {second.ready_seconds:.1f} s · {memory:.0f} MB"
    )


def display(folder: Path) -> None:
    """Processor share and memory of the lobby TV over some seconds with calls, without a GPU."""
    folder.mkdir(parents=True)
    server = Server(folder, "--no-worker")
    try:
        token = folder / "tv.token"
        token.write_text(server.token("display", "tv-1"), "utf-8")
        supervisor = server.token("supervisor", "bench")
        server.call("POST", "/api/v1/counters/1/open", supervisor, {})
        port = free_port()
        os.environ["SDL_AUDIODRIVER"] = "dummy"
        arguments = [
            "--id",
            "tv-1",
            "--server",
            f"http://127.0.0.1:{server.port}",
            "--token-file",
            str(token),
        ]
        tv = Process(
            ["display", *arguments, "--headless", "--screenshot-port", str(port), "--data-dir", str(folder)],
            folder / "tv.log",
        )
        try:
            time.sleep(8)
            before, began = tv.cpu_seconds(), time.perf_counter()
            for _ in range(3):
                ticket = server.call("POST", "/api/v1/tickets", supervisor, {"queue": "ho-tich"})
                server.call("POST", "/api/v1/counters/1/call-next", supervisor, {})
                time.sleep(5)
                server.call(
                    "POST", f"/api/v1/tickets/{ticket['id']}/finish", supervisor, {"outcome": "advised"}
                )
            share = (tv.cpu_seconds() - before) / (time.perf_counter() - began)
            print(
                f"\ndisplay: {share * 100:.1f} % of a core over 15 s with three calls · {tv.megabytes():.0f} MB"
            )
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/state.json", timeout=5) as answer:
                state = json.loads(answer.read())
            if "frame_ms" in state:
                print(f"board frame: {state['frame_ms']}")
        finally:
            tv.stop()
    finally:
        server.stop()
