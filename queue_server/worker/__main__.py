"""The worker process: reads tasks from the socket it was handed and answers them until the server is gone."""

import logging
import os
import signal
import socket
import sys
from pathlib import Path
from time import perf_counter

from pydantic import BaseModel

from queue_server.http.worker import bounds
from queue_server.http.worker.wire import Bounds, Channel
from queue_server.worker import scratch
from queue_server.worker.tasks import SKILLS, Workshop
from shared.logs import journal as logs

_LOG = logging.getLogger("motcua.worker")
_NICE = 5
"""Lowers the priority, so that the server's loop comes first on a small machine."""


class Workplace(BaseModel):
    """Where the worker finds the centre: the first thing that it is told."""

    database: str
    config_dir: Path
    data_dir: Path
    log: str
    """The name of its log; two children that run beside each other have one each."""
    idle_seconds: float | None = None
    """After how long without a task it ends; None: never."""


def main(arguments: list[str]) -> int:
    """Serves tasks on the file descriptor named by the only argument."""
    # Ctrl-C goes to the whole group; the server says when to stop by closing its end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(_NICE)
    channel = Channel(socket.socket(fileno=int(arguments[0])))
    try:
        context = Workplace.model_validate(channel.receive()[0]["context"])
        logs.start(context.log, context.data_dir / "logs")
        folder = context.data_dir / "worker"
        scratch.prepare(folder)
        # matplotlib keeps its list of fonts there; a service account may have no home.
        os.environ["MPLCONFIGDIR"] = str(folder)
        workshop = Workshop(context.database, context.config_dir, context.data_dir)
        while True:
            message, handed_in = channel.receive(context.idle_seconds)
            channel.take_time()
            task, began = str(message["task"]), perf_counter()
            try:
                asked = Bounds.model_validate(message["bounds"])
                with bounds.seconds(asked.seconds), bounds.memory(asked.memory):
                    value, data = SKILLS[task].run(workshop, message["payload"], handed_in)
            except MemoryError:
                _LOG.error("%s needed too much memory", task)
                channel.send({"error": "MemoryError", "memory": True})
            except Exception as error:
                # The server reports what became of it. Only the kind is logged here, since a form holds personal data.
                _LOG.error("%s failed: %s", task, type(error).__name__)
                channel.send({"error": f"{type(error).__name__}: {error}"})
            else:
                took = round((perf_counter() - began) * 1000, 1)
                logs.event("task", "debug", task=task, ms=took)
                channel.send({"value": value.model_dump(mode="json", exclude_unset=True)}, data)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return 0
    except TimeoutError:
        # Nobody has needed it for a while.
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
