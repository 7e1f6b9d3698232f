"""Ends every process group of a run when the run itself has ended in any way. A program of its own.

It reads `+PID` and `-PID` lines; at the end of its input it kills whatever is left. SIGKILL also ends frozen processes,
which a parent's death signal does not.
"""

import os
import signal
import subprocess
import sys
import threading


class Watchdog:
    """The run's end of the pipe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-I", __file__], stdin=subprocess.PIPE, text=True, start_new_session=True
        )

    def mind(self, pid: int) -> None:
        """This process leads a group that must not outlive the run."""
        self._say(f"+{pid}")

    def forget(self, pid: int) -> None:
        """This process has ended and was waited for: another process may have its number soon."""
        self._say(f"-{pid}")

    def close(self) -> None:
        """Ends what is left."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait(10)

    def _say(self, line: str) -> None:
        with self._lock:
            if self._process.stdin is not None:
                self._process.stdin.write(line + "\n")
                self._process.stdin.flush()


def main() -> None:
    """Keeps track of process groups until the input ends."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    minded: set[int] = set()
    for line in sys.stdin:
        pid = int(line[1:])
        if line[0] == "+":
            minded.add(pid)
        else:
            minded.discard(pid)
    for pid in minded:
        for end in (os.killpg, os.kill):
            try:
                end(pid, signal.SIGKILL)
            except OSError:
                continue


if __name__ == "__main__":
    main()
