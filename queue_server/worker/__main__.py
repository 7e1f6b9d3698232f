"""The worker process: reads tasks from the socket it was handed and answers them until the server is gone."""

import logging
import os
import signal
import socket
import sys
from pathlib import Path
from time import perf_counter

from queue_server.http.worker.wire import Channel
from queue_server.worker.tasks import TASKS, Workshop
from shared.logs import journal as logs

_LOG = logging.getLogger("motcua.worker")
_NICE = 5
"""Lowers the priority, so that the server's loop comes first on a small machine."""


def main(arguments: list[str]) -> int:
    """Serves tasks on the file descriptor named by the only argument."""
    # Ctrl-C goes to the whole group; the server says when to stop by closing its end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(_NICE)
    channel = Channel(socket.socket(fileno=int(arguments[0])))
    try:
        context = channel.receive()[0]["context"]
        logs.start("worker", Path(context["data_dir"]) / "logs")
        scratch = Path(context["data_dir"]) / "worker"
        scratch.mkdir(parents=True, exist_ok=True)
        # matplotlib keeps its list of fonts there; a service account may have no home.
        os.environ["MPLCONFIGDIR"] = str(scratch)
        workshop = Workshop(context["database"], Path(context["config_dir"]), Path(context["data_dir"]))
        while True:
            message, _ = channel.receive()
            began = perf_counter()
            try:
                value, data = TASKS[message["task"]](workshop, message["payload"])
            except Exception as error:
                # The server reports what became of it. Only the kind is logged here, since a form holds personal data.
                _LOG.error("%s failed: %s", message["task"], type(error).__name__)
                channel.send({"error": f"{type(error).__name__}: {error}"})
            else:
                took = round((perf_counter() - began) * 1000, 1)
                logs.event("task", "debug", task=message["task"], ms=took)
                channel.send({"value": value}, data)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
