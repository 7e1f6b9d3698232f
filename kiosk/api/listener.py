"""The agent's HTTP listener: on the loopback address only, with a thread for each connection, and HTTP/1.1."""

import json
from http import HTTPStatus

from flask import Flask
from werkzeug.serving import BaseWSGIServer, ThreadedWSGIServer, WSGIRequestHandler, make_server

from kiosk.api import guard
from shared.web import head


class _Quiet(WSGIRequestHandler):
    """Keeps connections open for the page's questions, and keeps what people search for out of the log."""

    protocol_version = "HTTP/1.1"
    # A browser's spare connections must not hold a thread for ever.
    timeout = 60

    def parse_request(self) -> bool:
        """Reads the head of a request as every other program reads it."""
        return head.parse_request(self, super().parse_request)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answers what never reaches the application, in the form of all our refusals."""
        self.close_connection = True
        status = HTTPStatus.BAD_REQUEST if code == HTTPStatus.HTTP_VERSION_NOT_SUPPORTED else HTTPStatus(code)
        body = json.dumps({"code": "invalid", "title": status.phrase}).encode()
        lines = [
            f"HTTP/1.1 {status.value} {status.phrase}",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
            *(f"{name}: {value}" for name, value in guard.HEADERS.items()),
            "Cache-Control: no-store",
            "Connection: close",
        ]
        self.wfile.write("\r\n".join(lines).encode("ascii") + b"\r\n\r\n" + body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Logs nothing: malformed requests must not fill a log."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Logs nothing."""

    def version_string(self) -> str:
        """Does not reveal the libraries."""
        return "motcua"


def listen(app: Flask, port: int) -> BaseWSGIServer:
    """Opens the port on 127.0.0.1; call `serve_forever` on a thread. Raises OSError if the port is taken."""
    try:
        server: BaseWSGIServer = make_server("127.0.0.1", port, app, threaded=True, request_handler=_Quiet)
    except SystemExit:
        # werkzeug ends the process if the port is taken, but our caller has to decide that.
        raise OSError(f"port {port} is taken") from None
    if isinstance(server, ThreadedWSGIServer):
        server.daemon_threads = True
    return server
