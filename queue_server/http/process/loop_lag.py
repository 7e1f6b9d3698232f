"""Measures how late the server's loop runs, and gives systemd the sign of life that it waits for.

A loop that hangs gives no sign, so systemd restarts the server after `WatchdogSec`.
"""

import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from queue_server.http.process.process_metrics import ProcessMetrics
from shared.launch import systemd

BEAT_SECONDS = 0.5
_REMEMBERED = 120
"""From how many rounds the longest lag is reported; they take a minute or more."""


class LoopLag:
    """Runs beside the requests, on the same loop."""

    def __init__(
        self, metrics: ProcessMetrics, sleep: Callable[[float], None], stopping: threading.Event
    ) -> None:
        self._metrics = metrics
        self._sleep = sleep
        self._stopping = stopping
        self._lags: deque[float] = deque(maxlen=_REMEMBERED)

    def run(self) -> None:
        """Measures, round after round, until the server stops."""
        watched = systemd.watchdog_seconds()
        every = None if watched is None else watched / 3
        signed = float("-inf")
        while not self._stopping.is_set():
            began = time.monotonic()
            if every is not None and began - signed >= every:
                signed = began
                systemd.notify("WATCHDOG=1")
            self._sleep(BEAT_SECONDS)
            self._note(max(0.0, time.monotonic() - began - BEAT_SECONDS))

    def _note(self, lag: float) -> None:
        self._lags.append(lag)
        self._metrics.loop_lag = lag
        self._metrics.loop_lag_most = max(self._lags)

    def tell_ready(self, host: str, port: int) -> None:
        """Notifies systemd when the port takes connections."""
        while not self._stopping.is_set() and not _accepts(host, port):
            self._sleep(0.05)
        if not self._stopping.is_set():
            systemd.notify("READY=1")


def _accepts(host: str, port: int) -> bool:
    """Whether somebody listens on that port; for a host that means every address, the loopback address is tried."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    with suppress(OSError), socket.create_connection((reached, port), timeout=1):
        return True
    return False
