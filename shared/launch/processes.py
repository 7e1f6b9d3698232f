"""The processes of `motcua run`: each has its own log and process group and is started again when it dies.

`shared.launch.building` says which parts there are.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from shared.launch.command import PARENT

GRACE = 5.0  # seconds that a part has to stop by itself
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
_LARGEST_LOG = 20 * 1024 * 1024
_STEADY = 60.0  # seconds after which an earlier failure no longer counts


def command_line(name: str, *arguments: str) -> list[str]:
    """`motcua NAME …`, run by this Python."""
    return [sys.executable, "-P", "-m", "shared.launch.command", name, *arguments]


def environment() -> dict[str, str]:
    """The environment of a part, with which it ends when we end, and writes its output to the log at once."""
    return {**os.environ, PARENT: str(os.getpid()), "PYTHONUNBUFFERED": "1"}


@dataclass
class Part:
    """One program of the building."""

    name: str
    command: Sequence[str]
    log: Path
    listen: Callable[[str], bool] | None = None
    """Called with each line of output. A line for which it returns True, such as a password, is kept out of the log."""
    process: subprocess.Popen[str] | None = None
    next_start: float = 0.0
    _pause: float = _FIRST_PAUSE
    _started: float = field(default=0.0, repr=False)
    _copier: threading.Thread | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start the program in a process group of its own, so that Ctrl-C reaches it only through us."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > _LARGEST_LOG:
            # Only the latest output is kept here; the programs' own logs (shared/logs/journal.py) go further back.
            self.log.replace(self.log.with_suffix(".log.1"))
        log = self.log.open("a", encoding="utf-8")
        log.write(f"--- {time.strftime('%Y-%m-%d %H:%M:%S')} {self.name}\n")
        log.flush()
        self.process = self._launch(subprocess.PIPE if self.listen else log.fileno())
        self._started = time.monotonic()
        if self.listen:
            arguments = (self.process.stdout, log, self.listen)
            self._copier = threading.Thread(target=_copy, args=arguments, daemon=True)
            self._copier.start()
        else:
            log.close()

    def _launch(self, output: int) -> subprocess.Popen[str]:
        group = {"start_new_session": True} if os.name == "posix" else {"creationflags": 0x200}
        return subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment(),
            encoding="utf-8",
            errors="replace",
            **group,
        )

    def exit_code(self) -> int | None:
        """The exit code of a program that has ended; None while it runs."""
        return None if self.process is None else self.process.poll()

    def pause(self) -> float:
        """Seconds until the next start: one at first, doubling while the part keeps dying soon."""
        if time.monotonic() - self._started > _STEADY:
            self._pause = _FIRST_PAUSE
        pause, self._pause = self._pause, min(self._pause * 2, _LONGEST_PAUSE)
        self.next_start = time.monotonic() + pause
        return pause

    def signal(self, number: int) -> None:
        """Send a signal to the program alone, unless it has ended."""
        if self.process is not None and self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(number)

    def end(self, deadline: float) -> None:
        """Wait until the deadline (monotonic seconds), then kill whatever is left of the program's group."""
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, deadline - time.monotonic()))
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
        elif self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self._copier is not None:
            self._copier.join(1.0)  # the last lines reach the log; the pipe closes with the group


def end_all(parts: Sequence[Part]) -> None:
    """Stop every part, the last started first; together they have `GRACE` seconds to stop by themselves."""
    for part in reversed(parts):
        part.signal(signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    for part in reversed(parts):
        part.end(deadline)


def free_port(host: str, wanted: int, taken: set[int]) -> int:
    """The wanted port, or the next one that nobody listens on and that is not in `taken`; adds it there."""
    for port in range(wanted, 65536):
        if port not in taken and _is_free(host, port):
            taken.add(port)
            return port
    raise OSError(f"no free port from {wanted} on")


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        if os.name == "posix":
            # Servers set this too, so that a port counts as free while its old connections are being closed.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _copy(lines: IO[str], log: IO[str], listen: Callable[[str], bool]) -> None:
    with log, lines:
        for line in lines:
            if not listen(line.rstrip("\n")):
                log.write(line)
                log.flush()
