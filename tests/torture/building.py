"""The building under torture: servers, kiosks with printers, displays, and the proxy before them, as real processes.

Every process is started by one thread that lives as long as the run, since the parts end with the thread that started
them; and the watchdog ends what is left after that.
"""

import http.client
import shutil
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.virtual_printer import VirtualDevice
from queue_server.configuration import folder as configuration
from queue_server.configuration.values import Configuration
from shared.launch.processes import Part, command_line, free_port
from tests.torture.proxy import Line, Proxy
from tests.torture.tray import Tray
from tests.torture.watchdog import Watchdog

CONFIG = Path(__file__).resolve().parents[2] / "config"
OFFICER_LINES = 3
READY_WITHIN = 60.0
_SECOND_TV = '\n[[display]]\nid = "tv-2"\nname = "TV 2"\nqueues = ["*"]\nvoice = ""\nvolume = 0\n'


@dataclass
class Program:
    """One program of the building: how to start it and how it is now."""

    name: str
    part: Part
    address: str
    """Answers 200 when the program is ready."""
    generation: int = 0
    meant_to_run: bool = False
    """False from before a planned end to after the next start."""

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        process = self.part.process
        return process.pid if process is not None and process.poll() is None else None


class Building:
    """One engine's building; `stop` ends all of it."""

    def __init__(
        self,
        folder: Path,
        database: str,
        queue_url: str | None,
        server_count: int,
        port: int,
        watchdog: Watchdog,
    ) -> None:
        self.folder = folder
        self.began = time.monotonic()
        self.database = database
        self.proxy = Proxy()
        self.programs: dict[str, Program] = {}
        self.devices: list[VirtualDevice] = []
        self.trays: list[Tray] = []
        self.data = folder / "data"
        self._taken: set[int] = set()
        self._next_port = port
        self._watchdog = watchdog
        self._starter = ThreadPoolExecutor(1, "starter")
        self._config = _configured(folder / "config")
        self.configuration: Configuration = configuration.load(self._config)
        self.servers = [f"server-{index + 1}" for index in range(server_count)]
        ports = [self.free_port() for _ in self.servers]
        self.line("officers-1", ports)
        self.public = f"http://127.0.0.1:{self.proxy.lines['officers-1'].port}"
        shared_options = ["--message-queue", queue_url] if queue_url else []
        for name, own_port in zip(self.servers, ports, strict=True):
            # Each server has its own data directory, except that the embedded database is one server's alone.
            data = self.data / name
            arguments = ["--host", "127.0.0.1", "--port", str(own_port), "--data-dir", str(data)]
            arguments += ["--config", str(self._config), "--public-address", self.public, "--no-worker"]
            # What one server seals the other opens: all have the same keys to personal data.
            arguments += ["--key-file", str(self.data / "personal-data.key")]
            arguments += ["--database", database, *shared_options]
            self._program(name, f"http://127.0.0.1:{own_port}/healthz", "serve", *arguments)
        self._server_ports = ports
        for index in range(1, OFFICER_LINES):
            self.line(f"officers-{index + 1}", self._turned(index))

    def now(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self.began

    def free_port(self) -> int:
        """A port below those that the system gives to outgoing connections, so that nobody takes it while a part is down."""
        found = free_port("127.0.0.1", self._next_port, self._taken)
        self._next_port = found + 1
        return found

    def line(self, name: str, targets: list[int]) -> Line:
        """A line of the proxy."""
        return self.proxy.line(name, self.free_port(), targets)

    def server_line(self, name: str, index: int) -> str:
        """A line to the servers, preferring one by its index; returns its address."""
        return f"http://127.0.0.1:{self.line(name, self._turned(index)).port}"

    def server_port(self, index: int) -> int:
        """The port on which a server listens behind the proxy."""
        return self._server_ports[index]

    def address(self, index: int) -> str:
        """A server's own address, past the proxy."""
        return f"http://127.0.0.1:{self._server_ports[index]}"

    def add_kiosk(self, name: str, token: str, index: int, *, ident: str | None = None) -> str:
        """A kiosk, with the id `ident` or its name, and its printer behind the proxy; returns the address of its page."""
        tray = Tray(f"printer-{name}", self.now)
        device: Any = VirtualDevice(tray, 576, port=self.free_port())  # type: ignore[arg-type]  # a tray is all it needs
        device.start()
        self.trays.append(tray)
        self.devices.append(device)
        printer = self.line(f"printer-{name}", [device.port])
        url = self.server_line(name, index)
        port = self.free_port()
        arguments = [
            "--id",
            ident or name,
            "--server",
            url,
            "--token-file",
            self._token(name, token),
            "--port",
            str(port),
        ]
        arguments += ["--data-dir", str(self.folder / name), "--printer", f"tcp://127.0.0.1:{printer.port}"]
        self._program(name, f"http://127.0.0.1:{port}/local/state", "kiosk", *arguments)
        return f"http://127.0.0.1:{port}"

    def add_display(self, name: str, token: str, index: int) -> str:
        """A headless display; returns the address of its state."""
        port = self.free_port()
        url = self.server_line(name, index)
        arguments = [
            "--id",
            name,
            "--server",
            url,
            "--token-file",
            self._token(name, token),
            "--headless",
            "--mute",
        ]
        arguments += ["--screenshot-port", str(port), "--data-dir", str(self.folder / name)]
        self._program(name, f"http://127.0.0.1:{port}/healthz", "display", *arguments)
        return f"http://127.0.0.1:{port}/state.json"

    def start(self, name: str) -> None:
        """Starts a program; returns at once."""
        program = self.programs[name]
        self._starter.submit(program.part.start).result(10.0)
        program.generation += 1
        program.meant_to_run = True
        if program.part.process is not None:
            self._watchdog.mind(program.part.process.pid)

    def wait_ready(self, name: str, within: float = READY_WITHIN) -> float:
        """Waits for the program's 200; returns the seconds it took. Raises TimeoutError, also when the program has ended."""
        program, began, said = self.programs[name], time.monotonic(), ""
        while time.monotonic() - began < within:
            try:
                with urllib.request.urlopen(program.address, timeout=2.0):
                    return time.monotonic() - began
            except urllib.error.HTTPError as error:
                with error:
                    said = f"{error.code} {error.read(500).decode(errors='replace')}"
            except (OSError, http.client.HTTPException) as error:
                said = str(error)
            if program.part.exit_code() is not None:
                raise TimeoutError(f"{name} ended with status {program.part.exit_code()} instead of starting")
            time.sleep(0.03)
        raise TimeoutError(f"{name} was not ready within {within:.0f} s: {said}")

    def signal(self, name: str, number: signal.Signals) -> None:
        """Sends a signal to the program alone."""
        self.programs[name].part.signal(number)

    def kill(self, name: str) -> None:
        """kill -9, and waits for the end."""
        self.programs[name].meant_to_run = False
        self.signal(name, signal.SIGKILL)
        self.reap(name)

    def reap(self, name: str, within: float = 5.0) -> None:
        """Waits for a program that was told to end, and kills what is left of its group."""
        part = self.programs[name].part
        process = part.process
        part.end(time.monotonic() + within)
        if process is not None:
            self._watchdog.forget(process.pid)

    def stop(self) -> None:
        """Ends everything; safe to call at any moment and twice."""
        for name, program in self.programs.items():
            program.meant_to_run = False
            self.signal(name, signal.SIGCONT)
            self.signal(name, signal.SIGTERM)
        for name, program in self.programs.items():
            if program.part.process is not None:
                self.reap(name)
        for device in self.devices:
            device.stop()
        self.proxy.stop()
        self._starter.shutdown(wait=False)

    def _turned(self, index: int) -> list[int]:
        start = index % len(self._server_ports)
        return [*self._server_ports[start:], *self._server_ports[:start]]

    def _token(self, name: str, token: str) -> str:
        file = self.folder / f"{name}.token"
        file.touch(mode=0o600)
        file.write_text(token + "\n", "utf-8")
        return str(file)

    def _program(self, name: str, address: str, command: str, *arguments: str) -> None:
        log = self.folder / "logs" / f"{name}.log"
        self.programs[name] = Program(name, Part(name, command_line(command, *arguments), log), address)


def wait_until(true: Callable[[], bool], within: float, every: float = 0.1) -> bool:
    """Whether it became true in time."""
    deadline = time.monotonic() + within
    while not true():
        if time.monotonic() >= deadline:
            return False
        time.sleep(every)
    return True


def _configured(folder: Path) -> Path:
    """The shipped configuration with room for a long run: many tickets a minute, long ranges, a second display."""
    shutil.copytree(CONFIG, folder)
    _change(folder / "centre.toml", "tickets_per_minute = 60", "tickets_per_minute = 6000")
    # The small disk of a run that fills it has not much more room than this when it is empty.
    _change(folder / "centre.toml", "least_free_mb = 100", "least_free_mb = 1")
    _change(folder / "kiosks.toml", "[800, 849]", "[5000, 6999]")
    _change(folder / "kiosks.toml", "[850, 899]", "[7000, 8999]")
    with (folder / "displays.toml").open("a", encoding="utf-8") as file:
        file.write(_SECOND_TV)
    return folder


def _change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    if old not in text:
        raise ValueError(f"{file.name} does not say {old!r} any more")
    file.write_text(text.replace(old, new), "utf-8")
