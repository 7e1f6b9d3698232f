"""What the listener itself answers when a request never reaches the application: a problem without a word on the program."""

from functools import cache
from http import HTTPStatus

from queue_server.http.problems import problem

_CODES = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
    HTTPStatus.SERVICE_UNAVAILABLE: "unavailable",
}
_RETRY_SECONDS = 5


@cache
def refusal(status: int) -> bytes:
    """A whole answer as it goes over the wire; the connection ends after it."""
    if status == HTTPStatus.HTTP_VERSION_NOT_SUPPORTED:
        # A request in an unknown version is mostly no HTTP at all; the server has not failed.
        status = HTTPStatus.BAD_REQUEST.value
    code = _CODES.get(HTTPStatus(status), "bad_request" if status < 500 else "failed")
    body = problem(code, status).get_data()
    lines = [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        "Content-Type: application/problem+json; charset=utf-8",
        f"Content-Length: {len(body)}",
        "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
        "X-Content-Type-Options: nosniff",
        "Cache-Control: no-store",
        "Connection: close",
    ]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        lines.append(f"Retry-After: {_RETRY_SECONDS}")
    return "\r\n".join(lines).encode("ascii") + b"\r\n\r\n" + body
