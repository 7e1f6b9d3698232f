"""Messages between a program and what started it (systemd, `motcua run`): ready, alive, "start me again".

Without systemd the messages (sd_notify(3)) go nowhere, and every call does nothing.
"""

import os
import socket
from contextlib import suppress

RESTART_STATUS = 75
"""The exit status of a program that was asked to restart, and that has to be started again at once."""


def notify(state: str) -> bool:
    """Sends one message such as "READY=1"; returns whether it could be sent. Never raises."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address or not hasattr(socket, "AF_UNIX"):
        return False
    if address.startswith("@"):
        address = "\0" + address[1:]
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sending:
        sending.connect(address)
        sending.send(state.encode())
        return True
    return False


def watchdog_seconds() -> float | None:
    """After how many seconds without a message systemd restarts this program (`WatchdogSec=`); None if it does not."""
    if os.environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    given = os.environ.get("WATCHDOG_USEC", "")
    return int(given) / 1_000_000 if given.isdecimal() and int(given) > 0 else None
