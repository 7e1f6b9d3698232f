"""Runs the server on eventlet, in one thread; what releases the interpreter goes to eventlet's thread pool."""

import logging
from collections.abc import Callable
from typing import Any

import eventlet
import eventlet.tpool
import eventlet.wsgi

from queue_server.app import Application

# eventlet serves 1,024 connections by default, WebSockets included, and past that hangs without a word.
_MOST_CONNECTIONS = 10_000


def offload(work: Callable[..., Any], *arguments: Any) -> Any:
    """Runs `work` in a real thread while other greenlets go on."""
    return eventlet.tpool.execute(work, *arguments)


def _in_turn(inner: Any) -> Any:
    """Lets the other connections go on after each answer: a fast client's next request must not overtake them all."""

    def outer(environ: Any, start_response: Any) -> Any:
        answer = inner(environ, start_response)
        eventlet.sleep(0)
        return answer

    return outer


def run(application: Application, host: str, port: int) -> None:
    """Serves until interrupted."""
    family = eventlet.green.socket.AF_INET6 if ":" in host else eventlet.green.socket.AF_INET
    listener = eventlet.listen((host, port), family=family, backlog=1024)
    eventlet.wsgi.server(
        listener,
        _in_turn(application.app),
        max_size=_MOST_CONNECTIONS,
        log_output=False,
        log=logging.getLogger("motcua.http"),
        socket_timeout=60,
    )
