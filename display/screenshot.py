"""`GET /screen.png`, `/state.json` and `/healthz` on 127.0.0.1: what the TV shows now.

The loop only copies a frame when somebody asks; encoding happens in the asking thread.
"""

import io
import json
import logging
import threading
from collections.abc import Callable
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pygame

from display.state import State
from shared.web import head

_LOG = logging.getLogger("motcua.display")
_PATIENCE = 3.0


class Frames:
    """Hands copies of the picture from the loop to other threads."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._changed = threading.Condition()
        self._wanted = False
        self._frame: pygame.Surface | None = None

    def get(self) -> pygame.Surface | None:
        """A copy of the picture as it is now; None when the loop does not answer. For threads."""
        with self._changed:
            self._wanted, self._frame = True, None
            self._wake()
            self._changed.wait_for(lambda: self._frame is not None, _PATIENCE)
            return self._frame

    def offer(self, surface: pygame.Surface) -> None:
        """Copies the picture if somebody waits for one. For the loop, after each frame."""
        if not self._wanted:
            return
        with self._changed:
            self._frame, self._wanted = surface.copy(), False
            self._changed.notify_all()


def png(surface: pygame.Surface, width: int | None = None) -> bytes:
    """The picture as PNG, scaled down to a width where one is given."""
    if width is not None and surface.get_width() > width:
        height = round(surface.get_height() * width / surface.get_width())
        surface = pygame.transform.smoothscale(surface, (width, height))
    file = io.BytesIO()
    pygame.image.save(surface, file, "screen.png")
    return file.getvalue()


def serve(port: int, frames: Frames, state: Callable[[], State]) -> ThreadingHTTPServer:
    """Starts to answer on 127.0.0.1, in threads. Raises OSError when the port is taken."""
    handler = type("Handler", (_Handler,), {"frames": frames, "state": staticmethod(state)})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="screenshot", daemon=True).start()
    return server


class _Handler(BaseHTTPRequestHandler):
    frames: Frames
    state: Callable[[], State]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/screen.png":
            frame = self.frames.get()
            if frame is None:
                self._answer(503, "application/json", b'{"status":"starting"}')
            else:
                self._answer(200, "image/png", png(frame))
        elif path == "/state.json":
            text = json.dumps(asdict(self.state()), default=_plain, ensure_ascii=False)
            self._answer(200, "application/json", text.encode())
        elif path == "/healthz":
            self._answer(200, "application/json", b'{"status":"ok"}')
        else:
            self._answer(404, "application/json", b'{"status":"not found"}')

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def parse_request(self) -> bool:
        return head.parse_request(self, super().parse_request)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        self.close_connection = True
        self._answer(code, "application/json", b'{"status":"refused"}')

    def version_string(self) -> str:
        """Does not reveal the libraries."""
        return "motcua"

    def log_message(self, format: str, *args: object) -> None:
        _LOG.debug(format, *args)


def _plain(value: object) -> object:
    """What JSON has no form for: sets become lists, moments and spans text."""
    return sorted(value) if isinstance(value, frozenset) else str(value)
