"""Which browser files the pages may ask for: our own shared ones and a short list of libraries from npm.

The libraries are installed by `make setup` and served from here, since kiosks have no internet. Nothing else in
`node_modules` can be reached.
"""

from pathlib import Path

from flask import Blueprint, Response, abort, send_file, send_from_directory

_ROOT = Path(__file__).resolve().parents[2]
_STATIC = _ROOT / "shared" / "static"
_NODE = _ROOT / "node_modules"
_WEIGHTS = (400, 500, 600, 700, 800)
# These files import each other by relative addresses, so they keep their folders.
_LIT_HTML = (
    "lit-html.js",
    "directive.js",
    "directive-helpers.js",
    "directives/keyed.js",
    "directives/live.js",
    "directives/repeat.js",
)

VENDOR = {
    "socket.io.js": _NODE / "socket.io-client/dist/socket.io.min.js",
    "socket.io.esm.js": _NODE / "socket.io-client/dist/socket.io.esm.min.js",
    "html-to-image.js": _NODE / "html-to-image/dist/html-to-image.js",
    **{f"lit-html/{name}": _NODE / "lit-html" / name for name in _LIT_HTML},
    **{
        f"be-vietnam-pro-{subset}-{weight}.woff2": _NODE
        / f"@fontsource/be-vietnam-pro/files/be-vietnam-pro-{subset}-{weight}-normal.woff2"
        for subset in ("vietnamese", "latin", "latin-ext")
        for weight in _WEIGHTS
    },
}


def icon(name: str) -> str:
    """The SVG of a Lucide icon, for use inside a page. Raises FileNotFoundError for an unknown name."""
    text = (_NODE / f"lucide-static/icons/{name}.svg").read_text("utf-8")
    svg = text[text.index("<svg") :]
    return svg.replace("<svg", '<svg aria-hidden="true" focusable="false"', 1)


def blueprint() -> Blueprint:
    """`/assets/…`: the shared style, scripts, fonts and libraries."""
    assets = Blueprint("assets", __name__, url_prefix="/assets")

    @assets.get("/vendor/<path:name>")
    def vendor(name: str) -> Response:
        path = VENDOR.get(name)
        if path is None or not path.exists():
            abort(404)
        return send_file(path, max_age=86400)

    @assets.get("/<path:name>")
    def own(name: str) -> Response:
        return send_from_directory(_STATIC, name, max_age=3600)

    return assets
