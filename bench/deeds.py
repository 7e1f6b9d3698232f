"""Issue and call-next against the floor, at 1, 16 and 64 clients, in interleaved rounds with no sockets connected."""

import itertools
import json
import statistics
import time
from pathlib import Path

from bench import load
from bench.centre import ROOT, Process, Server, free_port
from bench.load import Result
from queue_server.configuration.folder import load as load_centre

# In turn over all queues: a single one would run out of its day's numbers during the run.
_QUEUES = itertools.cycle(queue.id for queue in load_centre(ROOT / "config").queues)


def table(folder: Path, rounds: int, seconds: float) -> None:
    """Prints throughput and p50/p99 of the floor, of issue and of call-next, and the ratios to the floor."""
    folder.mkdir(parents=True)
    server = Server(folder, "--no-worker")
    port = free_port()
    floor = Process(["bench.floor", str(port), str(folder)], folder / "floor.log")
    try:
        token = server.token("integration", "bench")
        supervisor = server.token("supervisor", "bench-supervisor")
        for number in range(1, 65):
            server.call("POST", f"/api/v1/counters/{number}/open", supervisor, {})
        _wait_for(port)
        print("\nissue and call-next against one committed row (closed loop, no sockets)")
        print(f"{'clients':>8}{'':14}{'a second':>10}{'p50 ms':>9}{'p99 ms':>9}{'of floor':>10}")
        for clients in (1, 16, 64):
            found: dict[str, list[Result]] = {"floor": [], "issue": [], "call-next": []}
            for _ in range(rounds):
                found["floor"].append(load.run(port, clients, seconds, _floor))
                found["issue"].append(load.run(server.port, clients, seconds, _issue, token))
                found["call-next"].append(load.run(server.port, clients, seconds, _call_next, supervisor))
            floor_rate = statistics.median(result.rate for result in found["floor"])
            for name, results in found.items():
                rate = statistics.median(result.rate for result in results)
                p50 = statistics.median(result.quantile(0.5) for result in results)
                p99 = statistics.median(result.quantile(0.99) for result in results)
                failures = sum(result.failures for result in results)
                print(
                    f"{clients:>8}  {name:<12}{rate:>10.0f}{p50:>9.2f}{p99:>9.2f}{rate / floor_rate:>10.2f}"
                    + (f"  {failures} refused" if failures else "")
                )
        print(f"memory of the server after the load: {server.megabytes():.0f} MB")
    finally:
        floor.stop()
        server.stop()


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            load.run(port, 1, 0.05, _floor)
            return
        except OSError:
            time.sleep(0.1)


def _floor(_client: int) -> load.Turn:
    yield ("POST", "/row", ""), True


def _issue(_client: int) -> load.Turn:
    yield (
        ("POST", "/api/v1/tickets", load.json_body({"queue": next(_QUEUES)})),
        True,
    )


def _call_next(client: int) -> load.Turn:
    """A counter a client: it calls the next ticket, which is counted, and finishes it, which is not."""
    _, body = yield ("POST", f"/api/v1/counters/{client + 1}/call-next", ""), True
    if body:
        ticket = json.loads(body)["id"]
        yield ("POST", f"/api/v1/tickets/{ticket}/finish", load.json_body({"outcome": "advised"})), False
