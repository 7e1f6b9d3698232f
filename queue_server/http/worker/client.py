"""The server's side of the worker: one child process, one task at a time, started again when it died.

Works with threads and under eventlet, whose patched sockets let other greenlets run while a form is made.
Never runs a task in the server's own process.
"""

import contextlib
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from time import monotonic
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from queue_server.http.worker.wire import Bounds, Channel, Header, Task

_LOG = logging.getLogger("motcua.worker")
MOST_SECONDS = 30.0
"""How much of the processor's time a paper or a table may need; ours need a second or two."""
PATIENCE_SECONDS = 120.0
"""Ends a task that hangs. The worker gives way to everything else, so on a busy machine it is slow and not broken."""
_STOP_SECONDS = 2.0
_Answer = TypeVar("_Answer", bound=BaseModel)


class WorkerFailed(Exception):
    """The task could not be done: it failed, took too long, or the worker could not be started."""


class Worker:
    """Hands tasks to the child; each new one is told `context`: `database`, `config_dir`, `data_dir`."""

    def __init__(self, context: Mapping[str, str]) -> None:
        self._context = dict(context)
        self._turn = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._channel: Channel | None = None
        self._closed = False
        self.counted: dict[tuple[str, str], int] = {}
        """How many tasks of each kind were done or failed, for whoever watches the server."""
        self.broken = False
        """Whether the child was lost at the last task: it died, hung or could not be started."""

    @property
    def pid(self) -> int | None:
        """The child's process id, or None while there is none."""
        return None if self._child is None else self._child.pid

    def call(self, task: Task, answer: type[_Answer], timeout: float = PATIENCE_SECONDS) -> _Answer:
        """What the task answers. Raises WorkerFailed."""
        return self.call_for_bytes(task, answer, timeout)[0]

    def call_for_bytes(
        self,
        task: Task,
        answer: type[_Answer],
        timeout: float = PATIENCE_SECONDS,
        most: float | None = None,
    ) -> tuple[_Answer, bytes]:
        """The task's answer and the file it made, empty if it makes none. Raises WorkerFailed.

        The seconds of `timeout` include the time until the worker is free. A child that takes longer is killed, so that
        the next task finds a fresh one. `most` are seconds of the processor's time for this task alone, which mean the
        same on a busy machine; a child that needs more of them is ended too, and the failure's cause is a TimeoutError.
        Where it needed more memory than its task may, the cause is a MemoryError.
        """
        try:
            bounds = Bounds(seconds=most, memory=task.most_memory).model_dump()
            message: Header = {"task": task.name, "payload": task.model_dump(mode="json"), "bounds": bounds}
            value, data = self._in_turn(message, timeout)
            answered = answer.model_validate(value)
        except WorkerFailed:
            self._count(task.name, "failed")
            raise
        except ValidationError as error:
            self._count(task.name, "failed")
            raise WorkerFailed(f"{task.name}: its answer is no {answer.__name__}") from error
        self._count(task.name, "done")
        return answered, data

    def _count(self, task: str, outcome: str) -> None:
        self.counted[task, outcome] = self.counted.get((task, outcome), 0) + 1

    def _in_turn(self, message: Header, timeout: float) -> tuple[object, bytes]:
        task, until = message["task"], monotonic() + timeout
        if not self._turn.acquire(timeout=timeout):
            raise WorkerFailed(f"{task}: the worker is busy")
        try:
            if self._closed:
                raise WorkerFailed(f"{task}: the worker is closed")
            try:
                header, data = self._ask(message, until)
            except WorkerFailed:
                self.broken = True
                raise
            self.broken = False
        finally:
            self._turn.release()
        if "memory" in header:
            raise WorkerFailed(f"{task}: needed too much memory") from MemoryError()
        if "error" in header:
            raise WorkerFailed(f"{task}: {header['error']}")
        return header["value"], data

    def _ask(self, message: Header, until: float) -> tuple[Header, bytes]:
        task = message["task"]
        for fresh in (False, True):
            channel = self._running()
            try:
                channel.send(message)
                return channel.receive(max(0.0, until - monotonic()))
            except (OSError, EOFError) as error:
                ended = self._end()
                if isinstance(error, TimeoutError):
                    raise WorkerFailed(f"{task}: took too long") from error
                if ended == -signal.SIGPROF:
                    raise WorkerFailed(f"{task}: needed too much of the processor") from TimeoutError()
                if fresh:
                    raise WorkerFailed(f"{task}: the worker died") from error
                # It may have been killed while idle. Tasks only read, so one more try is safe.
                _LOG.warning("the worker was gone; starting another")
            except BaseException:
                # The request itself was cut off: what the child still answers belongs to nobody.
                self._end()
                raise
        raise AssertionError("unreachable")

    def _running(self) -> Channel:
        if self._channel is not None and self._child is not None and self._child.poll() is None:
            return self._channel
        self._end()
        ours, theirs = socket.socketpair()
        try:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "queue_server.worker", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )
        except OSError as error:
            ours.close()
            raise WorkerFailed(f"the worker does not start: {error}") from error
        finally:
            theirs.close()
        self._channel = Channel(ours)
        self._channel.send({"context": self._context})
        return self._channel

    def _end(self) -> int | None:
        """Ends the child if there is one; returns how it ended, or minus the signal that ended it."""
        channel, self._channel = self._channel, None
        child, self._child = self._child, None
        if channel is not None:
            channel.close()
        if child is not None:
            with contextlib.suppress(OSError):
                child.kill()
            return child.wait()
        return None

    def close(self) -> None:
        """Ends the child and refuses further tasks; a task under way is cut off after two seconds."""
        self._closed = True
        free = self._turn.acquire(timeout=_STOP_SECONDS)
        try:
            self._end()
        finally:
            if free:
                self._turn.release()
