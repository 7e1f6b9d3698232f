"""The hall of a run of bad days: one server, two kiosks, and people whose numbers are remembered."""

import json
import shutil
import signal
import time
import urllib.error
import urllib.request
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psutil
from sqlalchemy import func, select

from queue_server.ledger import tables
from queue_server.ledger.storage.engine import open_engine
from tests.torture.bad_days.seen import Json, Look, Paper
from tests.torture.building import Building, wait_until
from tests.torture.engines import Engine
from tests.torture.tokens import tokens

KIOSKS = ("kiosk-1", "kiosk-2")
SERVER = "server-1"
_COUNTER = 3
_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_WITHIN = 90.0
"""Seconds until something counts as hung; nothing is measured by it."""
_APPLICANT = "Nguyễn Thị Ngọc Ánh"


class Hall:
    """One engine's hall, and everything that people were told in it."""

    def __init__(self, building: Building, engine: Engine, clock: Path) -> None:
        self.building, self.engine = building, engine
        self.data = building.data / SERVER
        self.day, self.after = 0, False
        self.papers: list[Paper] = []
        self._clock = clock
        self._tokens: dict[str, str] = {}
        self._pages: dict[str, str] = {}
        self.set_clock(0)
        part = building.programs[SERVER].part
        command = list(part.command)
        at = command.index("serve")
        part.command = [command[0], "-m", "tests.torture.bad_days.served", str(clock), *command[at:]]

    @property
    def url(self) -> str:
        """The server's address."""
        return self.building.address(0)

    @property
    def port(self) -> int:
        """The server's port."""
        return self.building.server_port(0)

    def open(self) -> None:
        """Starts everything for the first time; a dossier was returned, and somebody has an account."""
        self.start()
        wanted = [("lan", "supervisor", ()), ("quan-tri", "admin", ()), ("phan-mem", "integration", ())]
        wanted += [(name, "kiosk", ()) for name in KIOSKS] + [("canbo-3", "officer", (_COUNTER,))]
        self._tokens = tokens(self.engine.url, self.building.configuration, wanted)
        for index, name in enumerate(KIOSKS):
            self._pages[name] = self.building.add_kiosk(name, self._tokens[name], index)
            self.start_kiosk(name)
        self.deed("/counters/3/open", by="canbo-3")
        self.take(1)
        ticket = self.deed("/counters/3/call-next", by="canbo-3")
        self.deed(f"/tickets/{ticket['id']}/start", by="canbo-3")
        body = {"procedure": "dang-ky-khai-sinh", "applicant": {"name": _APPLICANT}, "outcome": "return"}
        self.deed(f"/tickets/{ticket['id']}/dossiers", body, by="canbo-3")
        self.deed(f"/tickets/{ticket['id']}/finish", by="canbo-3")
        # An orderly end writes all of it into the database's file, where no day's fault takes it from.
        self.building.signal(SERVER, signal.SIGTERM)
        self.building.reap(SERVER, within=_WITHIN)
        self.start()

    def start(self) -> None:
        """Starts the server; one that is in doubt answers too. Raises TimeoutError where it ends instead."""
        self.building.start(SERVER)
        self.await_server()

    def await_server(self) -> None:
        """Waits until the server answers. Raises TimeoutError where it has ended."""
        program = self.building.programs[SERVER]

        def answers() -> bool:
            if program.part.exit_code() is not None:
                raise TimeoutError(
                    f"the server ended with status {program.part.exit_code()} instead of starting"
                )
            return self.ask("GET", "/queues")[0] == 200

        if not wait_until(answers, _WITHIN):
            raise TimeoutError("the server does not answer")

    def kill(self) -> None:
        """kill -9 of the server."""
        self.building.kill(SERVER)

    def start_kiosk(self, name: str) -> None:
        """Starts a kiosk and waits for its page."""
        self.building.start(name)
        self.building.wait_ready(name)

    def clone(self, name: str) -> str:
        """A second machine with a copy of this kiosk's card; its name in the building. The kiosk has to be down."""
        clone = f"{name}-clone"
        folder = self.building.folder / clone
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.building.folder / name, folder)
        if clone not in self.building.programs:
            self._pages[clone] = self.building.add_kiosk(
                clone, self._tokens[name], KIOSKS.index(name), ident=name
            )
        return clone

    def delivered(self, name: str) -> bool:
        """Whether the server knows all numbers that the kiosk gave alone."""
        status, told = _ask(f"{self._pages[name]}/local/state", "GET", None, {})
        return status == 200 and not told["alone"]["undelivered"]

    def set_clock(self, seconds: float) -> None:
        """Puts the server's clock so many seconds ahead of the machine's, at once."""
        fresh = self._clock.with_suffix(".new")
        fresh.write_text(str(seconds), "utf-8")
        fresh.replace(self._clock)

    # What people do

    def take(self, count: int, queue: str = "ho-tich") -> None:
        """So many people take a number from the server, and leave their telephone number."""
        for index in range(count):
            body = {"queue": queue, "phone": f"0912345{index:03}"}
            status, answer = self.ask("POST", "/tickets", body, by="kiosk-1")
            if status != 201:
                raise TimeoutError(f"no number: {status} {answer}")
            self._remember(answer, answer["follow_url"], "server")

    def take_at_kiosk(self, name: str, count: int, queue: str = "ho-tich") -> int:
        """So many people ask this kiosk; returns how many of them got a number."""
        got = 0
        for _ in range(count):
            wish = uuid.uuid4().hex
            status, answer = self.ask_kiosk(
                name, {"queue": queue, "lang": "vi", "wish": wish, "documents": [wish]}
            )
            if status == 201:
                got += 1
                self._remember(answer, f"{name}-{answer['id']}", name)
        return got

    def ask_kiosk(self, name: str, body: Json) -> tuple[int, Any]:
        """What a kiosk answers to a wish; status 0 where it does not."""
        page = self._pages[name]
        return _ask(f"{page}/local/tickets", "POST", body, {"Origin": page})

    def deed(self, path: str, body: Json | None = None, *, by: str) -> Any:
        """A deed that must succeed."""
        status, answer = self.ask("POST", path, body or {}, by=by)
        if status not in (200, 201, 204):
            raise TimeoutError(f"{path}: {status} {answer}")
        return answer

    def ask(self, method: str, path: str, body: Json | None = None, *, by: str = "") -> tuple[int, Any]:
        """What the server answers; status 0 where it does not."""
        headers = {"Idempotency-Key": uuid.uuid4().hex} if method == "POST" else {}
        if by:
            headers["Authorization"] = f"Bearer {self._tokens[by]}"
        return _ask(f"{self.url}/api/v1{path}", method, body, headers)

    # What is looked at

    def megabytes(self) -> float:
        """The server's memory now."""
        pid = self.building.programs[SERVER].pid
        return 0.0 if pid is None else float(psutil.Process(pid).memory_info().rss) / 1e6

    def health(self) -> tuple[str, ...]:
        """What `/healthz` says does not work; `silent` where it says nothing."""
        status, answer = _ask(f"{self.url}/healthz", "GET", None, {})
        return ("silent",) if status == 0 else tuple(answer.get("failing", ()))

    def doubts(self) -> list[str]:
        """What the supervisor is asked to look into, by kind."""
        status, found = self.ask("GET", "/doubts", by="lan")
        return [doubt["kind"] for doubt in found] if status == 200 else []

    def look(self) -> Look:
        """What the server holds and says now."""
        engine = open_engine(self.engine.url)
        tickets, people = tables.tickets, tables.people
        try:
            with engine.connect() as connection:
                states = {row.follow_secret: row.state for row in connection.execute(select(tickets))}
                phones = select(func.count()).where(tickets.c.phone.is_not(None))
                held = int(connection.execute(phones).scalar_one())
                accounts = int(connection.execute(select(func.count()).select_from(people)).scalar_one())
        finally:
            engine.dispose()
        found = self.ask("GET", "/dossiers", by="lan")[1]
        names = tuple(sorted(item["applicant"]["name"] for item in found["items"] if item["applicant"]))
        return Look(states, held, names, accounts, self.health())

    def settle(self) -> None:
        """Somebody looks into every doubt; afterwards health is waited for."""
        for doubt in self.ask("GET", "/doubts", by="lan")[1]:
            self.deed("/doubts/settle", {"kind": doubt["kind"], "subject": doubt["subject"]}, by="lan")
        wait_until(lambda: not self.health(), _WITHIN)

    def wait_for_health(self, part: str) -> bool:
        """Whether `/healthz` comes to name this part."""
        return wait_until(lambda: part in self.health(), _WITHIN)

    def _remember(self, ticket: Json, address: str, kiosk: str) -> None:
        # A kiosk's answer does not say its date: no fault changes a kiosk's own clock.
        date = str(ticket.get("issued_at") or datetime.now(_ZONE))[:10]
        secret = address.rsplit("/", 1)[-1]
        self.papers.append(Paper(self.day, date, ticket["number"], secret, kiosk, self.after))


def _ask(address: str, method: str, body: Json | None, headers: dict[str, str]) -> tuple[int, Any]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        address, data, {"Content-Type": "application/json", **headers}, method=method
    )
    try:
        with urllib.request.urlopen(request, timeout=_WITHIN) as answer:
            return answer.status, _parsed(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, _parsed(error.read())
    except OSError:
        time.sleep(0.05)
        return 0, {}


def _parsed(data: bytes) -> Any:
    return json.loads(data) if data else {}
