"""Injects the schedule's faults into a building, each for its time, and ends them again.

Each lane is a thread of its own, so that faults of different parts overlap as in reality.
"""

import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import fields
from functools import partial
from typing import Any

from kiosk.virtual_printer.condition import Condition
from tests.torture.building import Building
from tests.torture.disk import Disk
from tests.torture.proxy import Line
from tests.torture.schedule import Step

# What each kind of fault is called by the virtual printer.
_PRINTER = {
    "paper_out": "paper_out",
    "cover_open": "cover_open",
    "runs_out": "runs_out",
    "power_cycle": "power_cycle",
    "half_job": "swallow",
    "printer_off": "off",
    "printer_silent": "silent",
    "printer_garbage": "garbage",
    "printer_late": "late",
}
MENDED: dict[str, Any] = {field.name: field.default for field in fields(Condition)}
"""A printer without a fault."""
_AIM_WITHIN = 1.5
"""Seconds until a kill that waits for its moment comes anyway."""


class Faults:
    """What goes wrong in one run."""

    def __init__(
        self,
        building: Building,
        kiosks: list[str],
        displays: list[str],
        disk: Disk | None = None,
        more: dict[str, Callable[[Step], None]] | None = None,
    ) -> None:
        self.injected: Counter[str] = Counter()
        self.log: list[tuple[float, str, str]] = []
        self.complaints: list[str] = []
        self.ready_seconds: list[float] = []
        self.ready_at: list[float] = []
        self.stopping = threading.Event()
        self._building = building
        self._kiosks, self._displays = kiosks, displays
        self._disk = disk
        self._lanes: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._kinds: dict[str, Callable[[Step], None]] = {
            "kill_server": self._kill_server,
            "kill_both": self._kill_both,
            "freeze_server": lambda step: self._freeze(self._server(step), step.lasts),
            "stop_server": self._stop_server,
            "disk_full": self._disk_full,
            "kill_kiosk": lambda step: self._kill(self._kiosks[step.target], step.lasts),
            "freeze_kiosk": lambda step: self._freeze(self._kiosks[step.target], step.lasts),
            "kill_display": lambda step: self._kill(self._displays[step.target], step.lasts),
            "freeze_display": lambda step: self._freeze(self._displays[step.target], step.lasts),
            "cut_line": lambda step: self._line(step).cut(),
            "hold_line": self._hold_line,
            "slow_line": self._slow_line,
            "lost_answers": self._lost_answers,
            **{kind: partial(self._printer, what) for kind, what in _PRINTER.items()},
            "printer_away": self._printer_away,
            "printer_cut": lambda step: self._printer_line(step).cut(),
            **(more or {}),
        }

    def lane(self, name: str, steps: Iterator[Step]) -> None:
        """Begins an endless lane."""
        thread = threading.Thread(target=self._run, args=(steps,), name=f"lane-{name}", daemon=True)
        self._lanes.append(thread)
        thread.start()

    def servers(self, steps: Iterable[Step], until: Callable[[], bool]) -> None:
        """Goes through the servers' lane, here; returns at its end, or when `until` says so."""
        for step in steps:
            if until() or self.stopping.is_set() or self.complaints:
                return
            self.stopping.wait(step.after)
            self._inject(step)

    def stop(self) -> None:
        """Ends every lane; what was broken by it is mended."""
        self.stopping.set()
        for thread in self._lanes:
            thread.join(60.0)

    @property
    def kills(self) -> int:
        """Servers killed so far."""
        return self.injected["kill_server"] + 2 * self.injected["kill_both"]

    def _run(self, steps: Iterator[Step]) -> None:
        for step in steps:
            self.stopping.wait(step.after)
            if self.stopping.is_set():
                return
            self._inject(step)

    def _inject(self, step: Step) -> None:
        with self._lock:
            self.injected[step.kind] += 1
            self.log.append((self._building.now(), step.kind, f"{step}"))
        try:
            self._kinds[step.kind](step)
        except (OSError, TimeoutError) as error:
            self.complaints.append(f"{self._building.now():.1f} s, {step.kind}: {error}")

    def _server(self, step: Step) -> str:
        return self._building.servers[step.target % len(self._building.servers)]

    def _kill_server(self, step: Step) -> None:
        name = self._server(step)
        self._shoot(name, step)
        self._again(name, step.lasts)

    def _kill_both(self, step: Step) -> None:
        self._shoot(self._server(step), step)
        names = self._building.servers
        for name in names:
            self._building.kill(name)
        self.stopping.wait(step.lasts)
        for name in names:
            self._building.start(name)
        self._await_server(*names)

    def _shoot(self, name: str, step: Step) -> None:
        """kill -9 at the moment that the step names."""
        building = self._building
        program = building.programs[name]
        program.meant_to_run = False
        index = building.servers.index(name)
        pid = program.pid
        if step.aim != "any" and pid is not None:
            done = threading.Event()

            def shoot(_port: int) -> None:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                done.set()

            delay = step.share * 0.008 if step.aim.endswith("request") else 0.0
            building.proxy.aim(step.aim, building.server_port(index), delay, shoot)
            done.wait(_AIM_WITHIN)
            building.proxy.lower()
        building.kill(name)

    def _again(self, name: str, after: float) -> None:
        self.stopping.wait(after)
        self._building.start(name)
        self._await_server(name)

    def _await_server(self, *names: str) -> None:
        for name in names:
            self.ready_seconds.append(self._building.wait_ready(name))
            self.ready_at.append(self._building.now())

    def _stop_server(self, step: Step) -> None:
        """An orderly end, as systemd asks for it."""
        name = self._server(step)
        self._building.programs[name].meant_to_run = False
        self._building.signal(name, signal.SIGTERM)
        self._building.reap(name, within=10.0)
        self._again(name, step.lasts)

    def _freeze(self, name: str, seconds: float) -> None:
        self._building.signal(name, signal.SIGSTOP)
        self.stopping.wait(seconds)
        self._building.signal(name, signal.SIGCONT)

    def _disk_full(self, step: Step) -> None:
        """No more room, at times with a kill in the middle; the server must work again when there is."""
        if self._disk is None:
            return
        name = self._server(step)
        self._disk.fill()
        try:
            self.stopping.wait(step.lasts)
            if step.share < 0.3:
                self._building.kill(name)
                self._building.start(name)
                self.stopping.wait(1.5)
        finally:
            self._disk.free()
        try:
            self._await_server(name)
        except TimeoutError:
            # It could not start on a full disk, and systemd tries again.
            self._building.reap(name)
            self._building.start(name)
            self._await_server(name)

    def _kill(self, name: str, after: float) -> None:
        self._building.kill(name)
        self.stopping.wait(after)
        self._building.start(name)
        self._building.wait_ready(name)

    def _line(self, step: Step) -> Line:
        lines = [line for name, line in self._building.proxy.lines.items() if not name.startswith("printer")]
        return lines[int(step.share * len(lines)) % len(lines)]

    def _hold_line(self, step: Step) -> None:
        self._line(step).hold(step.lasts * 2)

    def _slow_line(self, step: Step) -> None:
        self._line(step).slow(step.lasts, 0.02 + 0.2 * step.share)

    def _lost_answers(self, step: Step) -> None:
        self._line(step).mute(min(step.lasts, 1.0))

    def _printer_line(self, step: Step) -> Line:
        lines = [line for name, line in self._building.proxy.lines.items() if name.startswith("printer")]
        return lines[step.target % len(lines)]

    def _printer(self, what: str, step: Step) -> None:
        device = self._building.devices[step.target % len(self._building.devices)]
        value: object = True
        if what in ("swallow", "power_cycle"):
            value = int(2000 + step.share * 50_000)
        elif what == "runs_out":
            value = int(100 + step.share * 700)
        elif what == "late":
            value = 0.5 + step.share * 2
        device.simulate(**{what: value})
        self.stopping.wait(step.lasts)
        device.simulate(**MENDED)

    def _printer_away(self, step: Step) -> None:
        self._printer_line(step).hold(step.lasts)
