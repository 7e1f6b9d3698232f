"""`motcua serve`: the only file that knows the async library. eventlet must be patched before anything else is imported."""

import os
import sys
import warnings
from contextlib import suppress


def _async_mode(arguments: list[str]) -> str:
    """The async mode from the raw arguments: it decides what may be imported at all."""
    for index, argument in enumerate(arguments):
        if argument.startswith("--async-mode="):
            return argument.split("=", 1)[1]
        if argument == "--async-mode" and index + 1 < len(arguments):
            return arguments[index + 1]
    return "eventlet"


def main() -> None:
    """Patches, then serves until SIGTERM or Ctrl-C."""
    mode = _async_mode(sys.argv[1:])
    if mode == "eventlet":
        # Its authors retire it slowly (design, decision 9); their notice would stand above every log.
        warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
        # Its own resolver is 20 MB of memory, and this server looks up no name but its database's and message queue's.
        os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")
        import eventlet

        eventlet.monkey_patch()
    from queue_server import serving

    arguments = serving.parse(sys.argv[2:] if sys.argv[1:2] == ["serve"] else sys.argv[1:])
    if mode == "eventlet":
        from queue_server.serving_eventlet import offload, run
    else:
        from queue_server.serving_threads import offload, run
    status = serving.serve(arguments, offload, run)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):  # a log on a full disk
            stream.flush()
    # Everything is closed and on the disk. A thread that hangs in a system call must not keep the process.
    os._exit(status)


if __name__ == "__main__":
    main()
