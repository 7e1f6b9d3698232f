"""The agent's HTTP listener: on the loopback address only, with a thread for each connection, and HTTP/1.1."""

from flask import Flask
from werkzeug.serving import BaseWSGIServer, ThreadedWSGIServer, WSGIRequestHandler, make_server


class _Quiet(WSGIRequestHandler):
    """Keeps connections open for the page's questions, and keeps what people search for out of the log."""

    protocol_version = "HTTP/1.1"
    # A browser's spare connections must not hold a thread for ever.
    timeout = 60

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
