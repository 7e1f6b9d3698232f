"""A program of ours that has loaded its modules and waits: each time it is asked, a copy of it goes on as if just started.

Run as a process by `tests/ready_programs.py`. It loads what the program itself loads first, opens nothing, and forks for
each message on the socket that it was handed; it says when a copy ended, and ends itself with the socket.
"""

import ctypes
import gc
import importlib
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress

_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux's prctl(2)
_LONGEST_ORDER = 1 << 20
_MOST_FILES = 2


def load(words: list[str]) -> Callable[[], object]:
    """The program's `main`, with everything loaded that it loads before it begins to work."""
    name = {"serve": "queue_server", "worker": "queue_server.worker"}.get(words[0], words[0])
    module = importlib.import_module(f"{name}.__main__")
    if words[0] == "serve":
        module.load(words)
    if words[0] == "worker":
        return lambda: module.main(sys.argv[1:])
    return module.main  # type: ignore[no-any-return]


class Ready:
    """The waiting program and its socket."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        signal.signal(signal.SIGCHLD, self._tell_ended)

    def wait_for_order(self) -> list[str] | None:
        """In each copy: its arguments, then the numbers of the files that it was handed.

        In the waiting program itself: None, once nobody can ask any more.
        """
        while True:
            message, files, _, _ = socket.recv_fds(self._control, _LONGEST_ORDER, _MOST_FILES)
            if not message:
                return None
            if os.fork() == 0:
                order = json.loads(message)
                self._begin(order["environment"], files[0])
                return [*order["arguments"], *map(str, files[1:])]
            for file in files:
                os.close(file)

    def _begin(self, environment: dict[str, str], output: int) -> None:
        """Makes of a copy what a process of its own is: session, signals, files, environment; then says that it is there."""
        os.setsid()
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for number in (1, 2):
            os.dup2(output, number)
        os.close(output)
        os.environ.clear()
        os.environ.update(environment)
        time.tzset()
        self._say({"began": os.getpid()})
        self._control.close()

    def _tell_ended(self, *_: object) -> None:
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                self._say({"ended": ended[0], "status": os.waitstatus_to_exitcode(ended[1])})

    def _say(self, message: dict[str, int]) -> None:
        with suppress(BrokenPipeError):
            self._control.send(json.dumps(message).encode())


if __name__ == "__main__":
    descriptor, *words = sys.argv[1:]
    # Made before the server's library puts its own sockets in the place of these.
    ready = Ready(socket.socket(fileno=int(descriptor)))
    # What is loaded stays: neither loading nor a copy looks through it for garbage.
    gc.disable()
    main = load(words)
    gc.freeze()
    gc.enable()
    arguments = ready.wait_for_order()
    if arguments is not None:
        sys.argv = [words[0], *arguments]
        sys.exit(main())
