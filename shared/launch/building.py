"""`motcua run`: the whole building on one machine, for trying it and for demonstrations.

It starts the server, two kiosks with virtual printers and a lobby display, each as a process of its own,
makes their tokens and the demonstration accounts the first time, prints every address and stops it all.
"""

import argparse
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from shared.launch import file_lock
from shared.launch.command import speak_utf8
from shared.launch.processes import Part, command_line, end_all, environment, free_port
from shared.launch.systemd import RESTART_STATUS
from shared.text.messages import LANGUAGES, say

_CHECKOUT = Path(__file__).resolve().parents[2]
_READY_WITHIN = 60.0
_DEVICES_WITHIN = 20.0
_LOOK_EVERY = 0.3
_ADMIN_LINE = "one-time password:"
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without letters that people confuse


class CannotRun(Exception):
    """The building cannot be started; the message is for the terminal, in both languages."""


@dataclass(frozen=True)
class Account:
    """A demonstration account."""

    name: str
    role: str
    counters: tuple[int, ...]
    password: str

    @property
    def line(self) -> str:
        """As `motcua user import` reads it."""
        return f"{self.name}\t{self.role}\t{','.join(map(str, self.counters))}\t{self.password}\n"


@dataclass
class Building:
    """The parts that run, and their addresses."""

    data_dir: Path
    config_dir: Path
    server: str
    """The address by which programs on this machine reach the server."""
    parts: list[Part] = field(default_factory=list)
    admin: list[str] = field(default_factory=list)
    """The first administrator's line as the server printed it; empty after the first start."""
    addresses: list[tuple[str, str]] = field(default_factory=list)
    """The message's text in both languages, and the address."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the building until Ctrl-C, SIGTERM or SIGHUP; returns the exit status."""
    speak_utf8()
    options = _options(arguments)
    stop = threading.Event()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: stop.set())
    try:
        with _alone(options.data_dir):
            return _run(options, stop)
    except CannotRun as error:
        print(f"\n{error}", file=sys.stderr)
        return 1


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    def both(key: str) -> str:
        return " / ".join(say(f"command.run.{key}", lang) for lang in LANGUAGES)

    parser = argparse.ArgumentParser(prog="motcua run", description=both("description"))
    parser.add_argument(
        "--data-dir", type=Path, default=_CHECKOUT / "data", metavar="D", help=both("data_dir")
    )
    parser.add_argument(
        "--config", type=Path, default=_CHECKOUT / "config", metavar="DIR", help=both("config")
    )
    parser.add_argument("--host", default="127.0.0.1", metavar="H", help=both("host"))
    parser.add_argument("--port", type=int, default=8080, metavar="P", help=both("port"))
    parser.add_argument("--headless", action="store_true", help=both("headless"))
    options = parser.parse_args(arguments)
    options.data_dir, options.config = options.data_dir.resolve(), options.config.resolve()
    return options


def _run(options: argparse.Namespace, stop: threading.Event) -> int:
    kiosks, displays, counters = _config_ids(options.config)
    _tell("starting", folder=options.data_dir)
    taken: set[int] = set()
    port = _port(options.host, options.port, taken)
    local = "127.0.0.1" if options.host in ("0.0.0.0", "::", "") else options.host
    shown = f"[{local}]" if ":" in local else local
    building = Building(options.data_dir, options.config, f"http://{shown}:{port}")
    try:
        _start_server(building, options.host, port, stop)
        if stop.is_set():
            return 0
        devices = [(name, "kiosk") for name in kiosks] + [(name, "display") for name in displays]
        accounts, tokens = _first_time(building, counters, devices)
        for name in kiosks:
            _start_kiosk(building, name, tokens[name], _port("127.0.0.1", max(taken) + 1, taken))
        for name in displays:
            screen = _port("127.0.0.1", max(taken) + 1, taken)
            _start_display(
                building, name, tokens[name], screen, windowed=_has_screen() and not options.headless
            )
        _wait_for_devices(building, stop)
        _print_all(building, accounts, counters)
        _watch(building, stop)
    except CannotRun:
        # The server prints this only once, so it must not be lost if something else fails afterwards.
        print("\n".join(building.admin))
        raise
    finally:
        if building.parts:
            _tell("stopping")
            end_all(building.parts)
            _tell("stopped", folder=options.data_dir)
    return 0


def _config_ids(config: Path) -> tuple[list[str], list[str], list[int]]:
    """Kiosks, displays and counters by id. The server checks the files; here only ids are read from them."""
    found: list[list[object]] = []
    for part, key in (("kiosk", "id"), ("display", "id"), ("counter", "number")):
        path = config / f"{part}s.toml"
        try:
            tables = tomllib.loads(path.read_text("utf-8-sig")).get(part, [])
            found.append([table[key] for table in tables if key in table])
        except OSError:
            raise CannotRun(_both("no_config", folder=config)) from None
        except (ValueError, TypeError, AttributeError):
            found.append([])  # a mistake in the file: the server is about to report it with its line
    kiosks, displays, counters = found
    numbers = [number for number in counters if isinstance(number, int)]
    return [str(name) for name in kiosks], [str(name) for name in displays], numbers


def _start_server(building: Building, host: str, port: int, stop: threading.Event) -> None:
    log = building.data_dir / "logs" / "server.log"

    def listen(line: str) -> bool:
        if _ADMIN_LINE not in line:
            return False
        building.admin.append(line.strip())
        return True

    arguments = ["--host", host, "--port", str(port), "--data-dir", str(building.data_dir)]
    server = Part(
        "server", command_line("serve", *arguments, "--config", str(building.config_dir)), log, listen
    )
    begin = log.stat().st_size if log.exists() else 0
    server.start()
    building.parts.append(server)
    deadline = time.monotonic() + _READY_WITHIN
    while not stop.is_set() and not _is_ready(building.server):
        if server.exit_code() is not None:
            server.end(time.monotonic())
            print(log.read_bytes()[begin:].decode("utf-8", "replace"), file=sys.stderr)
            raise CannotRun(_both("server_failed", log=log))
        if time.monotonic() > deadline:
            raise CannotRun(_both("server_slow", log=log, seconds=int(_READY_WITHIN)))
        stop.wait(0.1)


def _is_ready(server: str) -> bool:
    """Whether the server answers, even if a part of it fails, because the other parts can be used."""
    try:
        with urllib.request.urlopen(f"{server}/healthz", timeout=2):
            return True
    except urllib.error.HTTPError as error:
        return error.code == 503
    except OSError:
        return False


def _first_time(
    building: Building, counters: Sequence[int], devices: Sequence[tuple[str, str]]
) -> tuple[list[Account], dict[str, Path]]:
    """Make what is missing: accounts at the first start only, and token files for each new database.

    Returns the new accounts and the token files by device. Every command takes a second or two to import its
    libraries, so they run side by side; their changes are put in order by the database.
    """
    folder = building.data_dir / "tokens"
    folder.mkdir(mode=0o700, exist_ok=True)
    files = {name: folder / f"{name}.token" for name, _ in devices}
    missing = [(name, role) for name, role in devices if building.admin or not files[name].exists()]
    jobs: list[tuple[Sequence[str], str]]
    jobs = [(("token", "create", "--role", role, "--name", name), "") for name, role in missing]
    made = building.data_dir / "demonstration-accounts"
    accounts = [] if made.exists() else _accounts(counters)
    if accounts:
        jobs.append((("user", "import"), "".join(account.line for account in accounts)))
    outputs = _motcua(building, jobs)
    for (name, _), output in zip(missing, outputs, strict=False):
        descriptor = os.open(files[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(output.strip().splitlines()[-1] + "\n")
    if accounts:
        made.write_text("".join(f"{account.name}\n" for account in accounts), "utf-8")
    return accounts, files


def _accounts(counters: Sequence[int]) -> list[Account]:
    """An officer for each counter and a supervisor."""
    officers = [Account(f"canbo{number}", "officer", (number,), _password()) for number in counters]
    return [*officers, Account("giamsat", "supervisor", (), _password())]


def _start_kiosk(building: Building, name: str, token: Path, port: int) -> None:
    data = building.data_dir / name
    arguments = ["--id", name, "--server", building.server, "--token-file", str(token), "--port", str(port)]
    _start(building, name, "kiosk", *arguments, "--data-dir", str(data), "--printer", "virtual")
    address = f"http://127.0.0.1:{port}"
    building.addresses.append((_page("kiosk", name=name), f"{address}/"))
    building.addresses.append((_page("paper", name=name), f"{address}/paper"))


def _start_display(building: Building, name: str, token: Path, port: int, *, windowed: bool) -> None:
    arguments = ["--id", name, "--server", building.server, "--token-file", str(token)]
    mode = "--windowed" if windowed else "--headless"
    _start(building, name, "display", *arguments, mode, "--screenshot-port", str(port))
    building.addresses.append((_page("screen", name=name), f"http://127.0.0.1:{port}/screen.png"))


def _start(building: Building, name: str, command: str, *arguments: str) -> None:
    log = building.data_dir / "logs" / f"{name}.log"
    part = Part(name, command_line(command, *arguments), log)
    part.start()
    building.parts.append(part)


def _wait_for_devices(building: Building, stop: threading.Event) -> None:
    """Wait a while until every device's page answers: an address is printed when it can be opened."""
    waiting = {address for _, address in building.addresses}
    deadline = time.monotonic() + _DEVICES_WITHIN
    while waiting and not stop.wait(0.1) and time.monotonic() < deadline:
        waiting = {address for address in waiting if not _answers(address)}
        if any(part.exit_code() is not None for part in building.parts):
            return  # `_watch` reports the part that has ended, and starts it again


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2):
            return True
    except OSError:
        return False


def _watch(building: Building, stop: threading.Event) -> None:
    """Start parts that have ended again, after a pause that gets longer each time, until told to stop."""
    waiting: set[str] = set()
    while not stop.wait(_LOOK_EVERY):
        for part in building.parts:
            if part.name in waiting:
                if time.monotonic() >= part.next_start:
                    part.start()
                    waiting.discard(part.name)
            elif (code := part.exit_code()) is not None:
                part.end(time.monotonic())
                if code == RESTART_STATUS:
                    _tell("part_restarts", name=part.name)
                    part.start()
                    continue
                seconds = f"{part.pause():.0f}"
                _tell("part_died", name=part.name, code=code, seconds=seconds, log=part.log)
                waiting.add(part.name)


def _print_all(building: Building, accounts: Sequence[Account], counters: Sequence[int]) -> None:
    """Print the addresses, and at the first start the passwords."""
    server = building.server
    pages = [
        *building.addresses,
        (_page("sign_in"), f"{server}/sign-in"),
        (_page("panel", last=max(counters, default=1)), f"{server}/panel/1"),
        (_page("supervisor"), f"{server}/supervisor"),
        (_page("dossiers"), f"{server}/dossiers"),
        (_page("administration"), f"{server}/administration"),
        (_page("board"), f"{server}/board"),
        (_page("docs"), f"{server}/api/docs"),
    ]
    width = max(len(address) for _, address in pages) + 2
    rule = "═" * 78
    print(f"\n{rule}\n{_both('ready', between='  ·  ')}\n{rule}")
    for text, address in pages:
        print(f"  {address:<{width}}{text}")
    print()
    if accounts or building.admin:
        print(_both("passwords", between="  ·  "))
        for line in building.admin:
            print(f"  {line}")
        for account in accounts:
            print(f"  {account.name:<10}{account.password}")
    else:
        print(_both("no_passwords"))
    print(f"{rule}\n{_both('how_to_stop')}\n", flush=True)


def _motcua(building: Building, jobs: Sequence[tuple[Sequence[str], str]]) -> list[str]:
    """Run `motcua` commands side by side on the building's data, each with its input; returns what each printed."""
    common = ["--data-dir", str(building.data_dir), "--config", str(building.config_dir)]
    running = [
        subprocess.Popen(
            [*command_line(*command), *common],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            env=environment(),
        )
        for command, _ in jobs
    ]
    done = [process.communicate(given) for process, (_, given) in zip(running, jobs, strict=True)]
    for process, (command, _), (_, errors) in zip(running, jobs, done, strict=True):
        if process.returncode:
            reason = errors.strip() or f"exit status {process.returncode}"
            raise CannotRun(_both("command_failed", command=" ".join(command[:2]), reason=reason))
    return [output for output, _ in done]


@contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    """Hold the data folder's lock, so that two buildings never share one."""
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (data_dir / "building.lock").open("w")
    except OSError as error:
        raise CannotRun(_both("no_folder", folder=data_dir, reason=error.strerror)) from None
    with lock:
        try:
            file_lock.lock(lock)
        except OSError:
            raise CannotRun(_both("already", folder=data_dir)) from None
        yield


def _port(host: str, wanted: int, taken: set[int]) -> int:
    port = free_port(host, wanted, taken)
    if port != wanted:
        _tell("port_taken", wanted=wanted, port=port)
    return port


def _has_screen() -> bool:
    return sys.platform in ("win32", "darwin") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def _password() -> str:
    """Twelve letters in groups of four, about 59 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def _both(key: str, /, between: str = "\n", **values: object) -> str:
    return between.join(say(f"command.run.{key}", lang, **values) for lang in LANGUAGES)


def _page(key: str, /, **values: object) -> str:
    return " / ".join(say(f"command.pages.{key}", lang, **values) for lang in LANGUAGES)


def _tell(key: str, /, **values: object) -> None:
    print(_both(key, between=" / ", **values), flush=True)


if __name__ == "__main__":
    sys.exit(main())
