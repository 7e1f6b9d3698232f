"""Runs the server on plain threads: slower, and proof that nothing depends on eventlet."""

from collections.abc import Callable
from typing import Any

from queue_server.app import Application


def offload(work: Callable[..., Any], *arguments: Any) -> Any:
    """Runs `work` here: this request has a thread of its own."""
    return work(*arguments)


def run(application: Application, host: str, port: int) -> None:
    """Serves until interrupted."""
    application.sockets.run(application.app, host, port, allow_unsafe_werkzeug=True, log_output=False)
