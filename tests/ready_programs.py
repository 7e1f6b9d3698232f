"""Servers, kiosks and displays for tests without their second of loading: copies of programs that wait loaded.

A copy is a process of its own, with its own arguments, environment, output, session and end; all that it did not do itself
is the loading of modules. Tests of how a command starts, and systems other than Linux, start the command instead.
"""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from shared.launch.command import PARENT
from shared.launch.processes import Part, environment
from tests.waiting import HANG_SECONDS

AVAILABLE = sys.platform == "linux"
_PROGRAM = Path(__file__).with_name("ready_program.py")


class Copy:
    """A copy of a waiting program, with what we use of `subprocess.Popen`."""

    def __init__(self, program: "WaitingProgram", pid: int, stdout: IO[str] | None) -> None:
        self._program = program
        self.pid = pid
        self.stdout = stdout

    @property
    def returncode(self) -> int | None:
        """The exit status as far as it is known: below 0 for a signal, None while it runs."""
        return self._program.ended.get(self.pid)

    def poll(self) -> int | None:
        """The exit status now."""
        self._program.listen(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The exit status, once there is one. Raises TimeoutExpired."""
        end = time.monotonic() + (HANG_SECONDS if timeout is None else timeout)
        while (status := self.poll()) is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or HANG_SECONDS)
            time.sleep(0.01)
        return status

    def send_signal(self, number: int) -> None:
        """Sends a signal, unless it has ended: its number may be another's by then."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """SIGTERM."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL."""
        self.send_signal(signal.SIGKILL)


class WaitingProgram:
    """A program that has loaded its modules, and the copies that were made of it."""

    def __init__(self, words: Sequence[str]) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", str(_PROGRAM), str(theirs.fileno()), *words],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env=_environment(),
            )
        self._ordering = threading.Lock()
        self._listening = threading.Lock()
        self._began: list[int] = []
        self.ended: dict[int, int] = {}

    def copy(self, arguments: Sequence[str], output: int, *handed: int) -> int:
        """Makes a copy whose output goes to that file; returns its process id.

        Files that it is `handed` are its last arguments, by the numbers that they have there.
        """
        order = {"arguments": list(arguments), "environment": _environment()}
        with self._ordering:
            socket.send_fds(self._socket, [json.dumps(order).encode()], [output, *handed])
            while not self._began:
                self.listen(HANG_SECONDS)
            return self._began.pop()

    def listen(self, seconds: float) -> None:
        """Takes in what the program says, waiting at most so long for it to say anything."""
        with self._listening:
            while select.select([self._socket], [], [], seconds)[0]:
                said = self._socket.recv(1000)
                assert said, f"{self._process.args} ended: {self._process.wait(HANG_SECONDS)}"
                message = json.loads(said)
                if "began" in message:
                    self._began.append(message["began"])
                    # The number may have been an earlier copy's.
                    self.ended.pop(message["began"], None)
                else:
                    self.ended[message["ended"]] = message["status"]
                seconds = 0

    def end(self) -> None:
        """Ends the waiting program."""
        self._socket.close()
        self._process.wait(HANG_SECONDS)


@dataclass
class CopiedPart(Part):
    """A part of a building that is a copy of a waiting program; its command is what follows `motcua`."""

    def _launch(self, output: int) -> Copy:  # type: ignore[override]  # it is used like a Popen
        program, arguments = _waiting(self.command)
        if output != subprocess.PIPE:
            return Copy(program, program.copy(arguments, output), None)
        reading, writing = os.pipe()
        try:
            pid = program.copy(arguments, writing)
        finally:
            os.close(writing)
        return Copy(program, pid, os.fdopen(reading, encoding="utf-8", errors="replace"))


def launched_worker(channel: socket.socket) -> Copy:
    """What `queue_server.http.worker.child.launched` does, with a copy; what it prints goes to this process's errors."""
    program, _ = _waiting(["worker"])
    return Copy(program, program.copy((), sys.__stderr__.fileno(), channel.fileno()), None)


_programs: dict[tuple[str, ...], WaitingProgram] = {}


def _waiting(command: Sequence[str]) -> tuple[WaitingProgram, Sequence[str]]:
    """The waiting program of a command, started at the first call, and the arguments for a copy of it."""
    name, *arguments = command
    words = [name]
    if name == "serve":
        # These two decide what it loads (queue_server/__main__.py).
        if "threading" in arguments:
            words += ["--async-mode", "threading"]
        if "--database" in arguments:
            words += ["--database", ""]
        arguments = command
    if tuple(words) not in _programs:
        _programs[tuple(words)] = WaitingProgram(words)
    return _programs[tuple(words)], arguments


def end_programs() -> None:
    """Ends every waiting program of this process."""
    while _programs:
        _programs.popitem()[1].end()


def _environment() -> dict[str, str]:
    """What `motcua` gives to a part; the waiting program itself sees to it that none outlives it."""
    told = {**environment(), "PYTHONUTF8": "1"}
    del told[PARENT]
    return told
