"""Only this machine's own page may speak to the agent: Host, Origin and content policy."""

from flask import Flask, Response, abort, request

_POLICY = (
    "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_READING = frozenset({"GET", "HEAD"})


def install(app: Flask, port: int) -> None:
    """Refuses with 403 every request that does not come from our own page.

    The Host must be ours: a foreign name that resolves to 127.0.0.1 (DNS rebinding) is refused. The Origin, where a
    browser sends one, must be ours too, and every change must carry it: another site's page cannot take numbers.
    """
    hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
    origins = {f"http://{host}" for host in hosts}

    @app.before_request
    def only_our_page() -> None:
        origin = request.headers.get("Origin")
        if request.headers.get("Host") not in hosts:
            abort(403)
        if origin not in origins and (origin is not None or request.method not in _READING):
            abort(403)
        try:
            _ = request.args
        except UnicodeDecodeError:
            abort(400)
        # A browser calls a page of another port of this machine "same-site", but such a page is not ours.
        if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none") and not _navigation():
            abort(403)

    def _navigation() -> bool:
        """Whether the request opens our page through a link of another page, which changes nothing."""
        return request.method == "GET" and request.headers.get("Sec-Fetch-Mode") == "navigate"

    @app.after_request
    def headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.path.startswith(("/local/", "/paper")):
            response.headers["Cache-Control"] = "no-store"
        return response
