"""The security headers on every answer, pages, files and errors alike."""

from collections.abc import Callable, Iterable
from types import TracebackType
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

ErrorInHand = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]
"""The error that an answer is about, as `sys.exc_info` tells it."""
Write = Callable[[bytes], object]
"""The old way to send a body, which nobody here uses and every server must offer."""

_CONTENT_POLICY = (
    "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "font-src 'self'; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


# The browsable API document is a library's page with inline scripts; it shows no data of the centre.
_DOCS_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)


_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
)


_UNKEPT = ("Cache-Control", "no-store")


_DOCS = ("/api/docs", "/api/swagger")


def with_headers(inner: WSGIApplication) -> WSGIApplication:
    """The security headers on every answer, static files and errors included; added to the finished list, which is cheap."""

    def outer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path: str = environ.get("PATH_INFO", "")
        docs = path == "/api/" or path.startswith(_DOCS)
        added = [("Content-Security-Policy", _DOCS_POLICY if docs else _CONTENT_POLICY), *_HEADERS]
        private = path.startswith("/api/v1/")
        if private:
            added.append(_UNKEPT)

        def start(status: str, headers: list[tuple[str, str]], *error: ErrorInHand | None) -> Write:
            if not private and _is_page(headers):
                return start_response(status, [*headers, *added, _UNKEPT], *error)
            return start_response(status, headers + added, *error)

        return inner(environ, start)

    return outer


def _is_page(headers: list[tuple[str, str]]) -> bool:
    """Whether this is a page or an error.

    A browser must keep neither: pages hold a token, and the next person could go back.
    """
    kinds = ("text/html", "application/problem+json")
    names = {name.lower(): value for name, value in headers}
    return names.get("content-type", "").startswith(kinds) and "cache-control" not in names
