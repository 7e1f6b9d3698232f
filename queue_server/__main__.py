"""`motcua serve`: the only file that knows the async library. eventlet must be patched before anything else is imported."""

import os
import sys
import warnings
from collections.abc import Callable
from contextlib import suppress

from shared.link.lean import without

_CLIENTS = ("aiohttp", "redis", "requests", "valkey", "websocket")
"""What the sockets' library loads for clients and for message queues of its own: 15 MB that this server never uses."""


def _async_mode(arguments: list[str]) -> str:
    """The async mode from the raw arguments: it decides what may be imported at all."""
    for index, argument in enumerate(arguments):
        if argument.startswith("--async-mode="):
            return argument.split("=", 1)[1]
        if argument == "--async-mode" and index + 1 < len(arguments):
            return arguments[index + 1]
    return "eventlet"


def _names_database(arguments: list[str]) -> bool:
    """Whether a database of its own is named, in full or as short as the parser takes it."""
    return any(argument.startswith("--datab") for argument in arguments)


def load(arguments: list[str]) -> Callable[[], int]:
    """Patches, and loads every module; returns what serves until SIGTERM or Ctrl-C and then gives the exit status."""
    mode = _async_mode(arguments)
    if mode == "eventlet":
        # Its authors are retiring it (docs/adr/one-setting-for-the-async-library.md); their notice would stand above every
        # log.
        warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
        # Its own resolver is 20 MB of memory, and this server looks up no name but its database's and message queue's.
        os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")
        import eventlet

        if _names_database(arguments):
            eventlet.monkey_patch()
        else:
            # PostgreSQL's driver is 4 MB that the embedded database does not need.
            eventlet.monkey_patch(psycopg=False)
    with without(*_CLIENTS):
        import flask_socketio  # noqa: F401  # for all that imports it afterwards
    from queue_server.server import start

    if mode == "eventlet":
        from queue_server.server.on_eventlet import offload, run
    else:
        from queue_server.ledger.storage.offload import at_once as offload
        from queue_server.server.on_threads import run
    own = arguments[1:] if arguments[:1] == ["serve"] else arguments
    return lambda: start.serve(start.parse(own), offload, run)


def main() -> None:
    """The command: serves, and ends the process."""
    status = load(sys.argv[1:])()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):  # a log on a full disk
            stream.flush()
    # Everything is closed and on the disk. A thread that hangs in a system call must not keep the process.
    os._exit(status)


if __name__ == "__main__":
    main()
