"""One run on one engine: builds the building, lets people and faults loose, waits for calm, and gathers the history."""

import contextlib
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from queue_server.configuration.values import Configuration
from tests.torture import disk as disks
from tests.torture import reading, schedule
from tests.torture.building import OFFICER_LINES, Building, wait_until
from tests.torture.citizens import Citizens, Kiosk
from tests.torture.clients import Caller, Ear
from tests.torture.engines import Engine, Postgres, Sqlite
from tests.torture.faults import MENDED, Faults
from tests.torture.history import Heard, History, Json
from tests.torture.officers import Officer
from tests.torture.schedule import Step
from tests.torture.tokens import tokens
from tests.torture.watchdog import Watchdog

_KIOSKS, _DISPLAYS = ["kiosk-1", "kiosk-2"], ["tv-1", "tv-2"]
_CALM_WITHIN = 60.0


@dataclass(frozen=True)
class Plan:
    """What was asked for."""

    seed: int
    kills: int
    seconds: float
    port: int
    speed: float = 1.0


@dataclass(frozen=True)
class Outcome:
    """A finished run."""

    history: History
    faults: Counter[str]
    log: tuple[tuple[float, str, str], ...]
    kills: int
    seconds: float
    opened_in: float
    calm_after: float
    ready_seconds: tuple[float, ...]
    back_seconds: tuple[float, ...]
    """How long each client was cut off after its server was ready, or after its own line broke."""
    disk: str


def run(plan: Plan, engine_name: str, folder: Path) -> Outcome:
    """Tortures one engine's building in this folder. Whatever happens, nothing that was started is left."""
    with contextlib.ExitStack() as stack:
        data = folder / "data" / "server-1"
        pids: list[int] = []
        disk = disks.data_disk(data, lambda: pids) if engine_name == "sqlite" else None
        watchdog = Watchdog()
        stack.callback(watchdog.close)
        engine: Engine = Sqlite(folder)
        if engine_name == "postgres":
            engine = Postgres(folder, plan.port + 400, watchdog.mind)
        stack.callback(engine.stop)
        building = Building(folder, engine.url, engine.queue_url, engine.servers, plan.port, watchdog)
        stack.callback(building.stop)
        return _Run(plan, engine, building, disk, pids).whole()


class _Run:
    """The parts of one run, and its order."""

    def __init__(
        self, plan: Plan, engine: Engine, building: Building, disk: disks.Disk | None, pids: list[int]
    ) -> None:
        self._plan, self._engine, self._building, self._disk, self._pids = plan, engine, building, disk, pids
        self._centre: Configuration = building.configuration
        self._tokens: dict[str, str] = {}
        self._officers: list[Officer] = []
        self._ears: list[Ear] = []
        self._citizens: list[Citizens] = []
        self._boards: dict[str, str] = {}
        self._watcher: Ear | None = None

    def whole(self) -> Outcome:
        """From the first start to the history."""
        building = self._building
        first = time.monotonic()
        for name in building.servers:
            building.start(name)
            building.wait_ready(name)
        self._make_tokens()
        self._open()
        faults = Faults(building, _KIOSKS, _DISPLAYS, self._disk, self._more())
        self._lanes(faults)
        keeper = threading.Thread(target=self._keep, args=(faults,), name="keeper", daemon=True)
        keeper.start()
        deadline = time.monotonic() + self._plan.seconds
        steps = schedule.servers(
            self._plan.seed, self._plan.kills, len(building.servers), disk=self._disk is not None
        )
        began = time.monotonic()
        faults.servers(steps, lambda: time.monotonic() > deadline)
        ended = time.monotonic()
        faults.stop()
        building.proxy.clear()
        # Where a part did not come back there is nothing to wait for.
        within = _CALM_WITHIN / 6 if faults.complaints else _CALM_WITHIN
        complaints = [*faults.complaints, *self._calm(within)]
        try:
            history = self._gather(complaints)
        except (OSError, LookupError) as error:
            # What is left of the building cannot be read: the complaints say why.
            raise RuntimeError("\n".join([*complaints, f"nothing could be gathered: {error}"])) from error
        disk = self._disk.name if self._disk is not None else "none"
        return Outcome(
            history,
            faults.injected,
            tuple(faults.log),
            faults.kills,
            seconds=ended - began,
            opened_in=began - first,
            calm_after=time.monotonic() - ended,
            ready_seconds=tuple(faults.ready_seconds),
            back_seconds=tuple(second for ear in self._ears for second in ear.cut_off(faults.ready_at)),
            disk=disk,
        )

    def _make_tokens(self) -> None:
        wanted: list[tuple[str, str, tuple[int, ...]]] = [("lan", "supervisor", ())]
        wanted += [(name, "kiosk", ()) for name in _KIOSKS]
        wanted += [(name, "display", ()) for name in _DISPLAYS]
        wanted += [(f"canbo-{c.number}", "officer", (c.number,)) for c in self._centre.counters]
        self._tokens = tokens(self._engine.url, self._centre, wanted)

    def _open(self) -> None:
        """Starts everything else, and waits until all of it hears the server."""
        building, plan = self._building, self._plan
        kiosks = {
            name: building.add_kiosk(name, self._tokens[name], index) for index, name in enumerate(_KIOSKS)
        }
        for index, name in enumerate(_DISPLAYS):
            self._boards[name] = building.add_display(name, self._tokens[name], index)
        for name in (*_KIOSKS, *_DISPLAYS):
            building.start(name)
        watcher = self._watcher = Ear(
            "giam-sat", "staff", building.address(0), self._tokens["lan"], building.now
        )
        self._ears.append(watcher)
        counters = {counter.number: counter.queues for counter in self._centre.counters}
        for number in counters:
            name = f"canbo-{number}"
            address = (
                f"http://127.0.0.1:{building.proxy.lines[f'officers-{number % OFFICER_LINES + 1}'].port}"
            )
            ear = Ear(name, "desk", address, self._tokens[name], building.now)
            caller = Caller(name, number, address, self._tokens[name], building.now, f"{plan.seed}/{name}")
            self._ears.append(ear)
            self._officers.append(Officer(number, counters, caller, ear, plan.seed, plan.speed))
        for ear in self._ears:
            ear.start()
        for name in (*_KIOSKS, *_DISPLAYS):
            building.wait_ready(name)
        if not wait_until(lambda: all(ear.first is not None for ear in self._ears), 30.0):
            raise TimeoutError("not every client got its first snapshot")
        queues = [queue.id for queue in self._centre.queues]
        for index, (name, address) in enumerate(kiosks.items()):
            # Each kiosk has its own favourites: its hall lies before other counters.
            mine = queues[index * 3 :] + queues[: index * 3]
            kiosk = Kiosk(name, address, mine, self._centre.centre.frequent)
            pause = (0.05 / plan.speed, 1.4 / plan.speed)
            self._citizens.append(Citizens(kiosk, building.now, plan.seed, pause))
        for person in (*self._officers, *self._citizens):
            person.start()

    def _lanes(self, faults: Faults) -> None:
        seed = self._plan.seed
        lanes: list[tuple[str, tuple[str, ...], int, tuple[float, float]]] = [
            ("kiosks", schedule.KIOSK_KINDS, len(_KIOSKS), (4.0, 12.0)),
            ("displays", schedule.DISPLAY_KINDS, len(_DISPLAYS), (5.0, 15.0)),
            ("lines", schedule.LINE_KINDS, 1, (1.5, 6.0)),
            ("printers", schedule.PRINTER_KINDS, len(_KIOSKS), (2.0, 7.0)),
        ]
        if isinstance(self._engine, Postgres):
            lanes.append(("database", schedule.QUEUE_KINDS, 1, (4.0, 10.0)))
        for name, kinds, targets, pause in lanes:
            faults.lane(name, schedule.lane(seed, name, kinds, targets, pause))

    def _more(self) -> dict[str, Callable[[Step], None]]:
        engine = self._engine
        if not isinstance(engine, Postgres):
            return {}

        def kill_valkey(step: Step) -> None:
            engine.kill_valkey()
            time.sleep(step.lasts)
            engine.start_valkey()

        return {"kill_valkey": kill_valkey, "cut_database": lambda step: engine.cut_connections()}

    def _keep(self, faults: Faults) -> None:
        """Notices programs that end although nobody ended them, and keeps the servers' ids for the disk."""
        while not faults.stopping.wait(0.2):
            self._pids[:] = [
                pid
                for name in self._building.servers
                if (pid := self._building.programs[name].pid) is not None
            ]
            for name, program in self._building.programs.items():
                if program.meant_to_run and program.part.exit_code() is not None and self._disk_is_free():
                    program.meant_to_run = False
                    faults.complaints.append(
                        f"{self._building.now():.1f} s: {name} ended by itself with status {program.part.exit_code()}"
                    )

    def _disk_is_free(self) -> bool:
        return self._disk is None or not self._disk.full

    def _calm(self, within: float) -> list[str]:
        """Everybody finishes what they began; then waits until every screen and client knows the last fact."""
        complaints = []
        for citizens in self._citizens:
            citizens.stopping.set()
        for officer in self._officers:
            officer.stopping.set()
            officer.ear.woken.set()
        everybody: list[threading.Thread] = [*self._citizens, *self._officers]
        deadline = time.monotonic() + within
        for person in everybody:
            person.join(max(0.0, deadline - time.monotonic()))
            if person.is_alive():
                complaints.append(f"{person.name} still waits for an answer long after the last fault")
        for officer in self._officers:
            officer.caller.end.set()
        for device in self._building.devices:
            device.simulate(**MENDED)
        if not wait_until(self._all_delivered, within, 0.5):
            complaints.append(
                "not every number given at a kiosk reached the database in time after the last fault"
            )
        # Their reports are facts too, and would go on for ever.
        for name in _KIOSKS:
            self._end(name)
        if not wait_until(self._all_heard, within, 0.5):
            complaints.append(f"not every client heard the last fact in time: {self._late()}")
        return complaints

    def _all_delivered(self) -> bool:
        with contextlib.suppress(OSError):
            return self._delivered()
        return False

    def _delivered(self) -> bool:
        secrets = {paper.secret for tray in self._building.trays for paper in tray.papers if paper.secret}
        found = reading.database(self._engine.url, self._centre.centre.id)
        if not secrets <= {ticket["follow_secret"] for ticket in found.tickets}:
            return False
        return not any(
            reading.get(self._building.programs[name].address)["alone"]["undelivered"] for name in _KIOSKS
        )

    def _all_heard(self) -> bool:
        with contextlib.suppress(OSError):
            return not self._behind()
        return False

    def _late(self) -> str:
        try:
            return ", ".join(self._behind())
        except OSError as error:
            return str(error)

    def _behind(self) -> list[str]:
        last = self._last_seq()
        late = [f"{ear.client} at {ear.seq} of {last}" for ear in self._ears if ear.seq != last]
        for name, address in self._boards.items():
            board = (reading.get(address)["board"] or {}).get("seq")
            if board != last:
                late.append(f"{name} at {board} of {last}")
        return late

    def _end(self, name: str) -> None:
        self._building.programs[name].meant_to_run = False
        self._building.signal(name, signal.SIGTERM)
        self._building.reap(name, within=10.0)

    def _gather(self, complaints: list[str]) -> History:
        building = self._building
        for tray in building.trays:
            tray.settle(10.0)
        boards, feeds, heard = self._looks()
        if any(len(feed) != len(feeds[0]) for feed in feeds):
            complaints.append(f"the servers tell feeds of different lengths: {[len(feed) for feed in feeds]}")
        for ear in self._ears:
            ear.stop()
        for name in building.servers:
            self._end(name)
        watcher = self._watcher
        if watcher is None or watcher.first is None:
            raise RuntimeError("the run was gathered before it was opened")
        return History(
            centre=reading.rules(self._centre),
            start=watcher.first,
            papers=tuple(paper for tray in building.trays for paper in tray.papers),
            wishes=tuple(wish for citizens in self._citizens for wish in citizens.wishes),
            deeds=tuple(deed for officer in self._officers for deed in officer.caller.deeds),
            feed=feeds[0],
            database=reading.database(self._engine.url, self._centre.centre.id),
            heard=tuple(heard),
            boards=boards,
            complaints=tuple(complaints),
        )

    def _looks(self) -> tuple[dict[str, Json], list[tuple[Json, ...]], list[Heard]]:
        """Boards, feeds and what was heard, all of the same moment: looked at again where a fact came between."""
        building = self._building
        for _ in range(10):
            before = self._last_seq()
            boards = {name: reading.get(address)["board"] or {} for name, address in self._boards.items()}
            boards |= {ear.client: ear.board() for ear in self._ears}
            heard = [ear.heard() for ear in self._ears]
            indexes = range(len(building.servers))
            feeds = [reading.feed(building.address(index), self._tokens["lan"]) for index in indexes]
            if self._last_seq() == before and not self._behind():
                break
            time.sleep(1.0)
        return boards, feeds, heard

    def _last_seq(self) -> int:
        return reading.database(self._engine.url, self._centre.centre.id).seq
