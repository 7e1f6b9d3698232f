"""One child process of the worker, with the channel to it; started again when it died."""

import contextlib
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from time import monotonic

from queue_server.http.worker.wire import Channel, Header

_LOG = logging.getLogger("motcua.worker")


class WorkerFailed(Exception):
    """The task could not be done: it failed, took too long, or the worker could not be started."""


class TaskTooHeavy(WorkerFailed):
    """The task itself is to blame: it needed more of the processor or of memory than it may, or brought its process down."""


_BY_THE_TASK = frozenset({-signal.SIGPROF, -signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS})
"""How a process ends of which a task needs too much: by its clock, or by a library that gets no memory."""


def launched(channel: socket.socket) -> "subprocess.Popen[bytes]":
    """A new process that serves what is asked on its end of a channel. Raises OSError where it cannot be started."""
    return subprocess.Popen(
        [sys.executable, "-m", "queue_server.worker", str(channel.fileno())],
        pass_fds=[channel.fileno()],
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )


class Child:
    """Asks one thing after another of a process that is started with the first; a new one is told `context`."""

    def __init__(self, context: Mapping[str, object]) -> None:
        self._context = dict(context)
        self._child: subprocess.Popen[bytes] | None = None
        self._channel: Channel | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The process id, or None while there is none."""
        child = self._child
        return None if child is None or child.returncode is not None else child.pid

    def reap(self) -> None:
        """Takes note of a process that has ended by itself, so that nothing of it is left in the system's list."""
        child = self._child
        if child is not None:
            child.poll()

    def ask(self, message: Header, until: float, file: bytes = b"") -> tuple[Header, bytes]:
        """What the process answers to the message with its file, and the file that it made.

        Raises WorkerFailed or TaskTooHeavy.
        """
        task = message["task"]
        for fresh in (False, True):
            try:
                channel = self._running()
                channel.send(message, file)
                return channel.receive(max(0.0, until - monotonic()))
            except (OSError, EOFError) as error:
                ended = self.end()
                if isinstance(error, TimeoutError):
                    raise WorkerFailed(f"{task}: took too long") from error
                if ended == -signal.SIGPROF:
                    raise TaskTooHeavy(f"{task}: needed too much of the processor") from error
                if fresh:
                    failure = TaskTooHeavy if ended in _BY_THE_TASK else WorkerFailed
                    raise failure(f"{task}: the worker died") from error
                # It may have been killed while idle. Tasks only read, so one more try is safe.
                _LOG.warning("the worker was gone; starting another")
            except BaseException:
                # The request itself was cut off: what the child still answers belongs to nobody.
                self.end()
                raise
        raise AssertionError("unreachable")

    def _running(self) -> Channel:
        if self._channel is not None and self._child is not None and self._child.poll() is None:
            return self._channel
        self.end()
        if self._closed:
            raise WorkerFailed("the worker is closed")
        ours, theirs = socket.socketpair()
        try:
            self._child = launched(theirs)
        except OSError as error:
            ours.close()
            raise WorkerFailed(f"the worker does not start: {error}") from error
        finally:
            theirs.close()
        self._channel = Channel(ours)
        self._channel.send({"context": self._context})
        return self._channel

    def close(self) -> None:
        """Ends the process for good: what is still asked of it fails."""
        self._closed = True
        self.end()

    def end(self) -> int | None:
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
