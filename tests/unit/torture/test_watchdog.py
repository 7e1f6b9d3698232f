"""The watchdog ends what a run has left, frozen processes too, and nothing that was waited for."""

import signal
import subprocess
import sys

from tests.torture.watchdog import Watchdog
from tests.waiting import HANG_SECONDS

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def test_what_is_left_is_killed_even_when_it_is_frozen() -> None:
    watchdog = Watchdog()
    left, waited_for = (subprocess.Popen(SLEEP, start_new_session=True) for _ in range(2))
    try:
        for process in (left, waited_for):
            watchdog.mind(process.pid)
        left.send_signal(signal.SIGSTOP)
        watchdog.forget(waited_for.pid)
        watchdog.close()
        assert left.wait(HANG_SECONDS) == -signal.SIGKILL
        assert waited_for.poll() is None
    finally:
        for process in (left, waited_for):
            process.kill()
            process.wait()
