"""`GET /local/alive`: when the touch page last asked for anything, for the watchdog that restarts the browser."""

from collections.abc import Callable

from flask import Blueprint, Response, jsonify


def alive(silent: Callable[[], float]) -> Blueprint:
    """The blueprint; `silent()` is the seconds since the page last spoke, or since the agent's start if it never did."""
    blueprint = Blueprint("alive", __name__)

    @blueprint.get("/local/alive")
    def told() -> Response:
        return jsonify({"page_silent_seconds": round(silent(), 1)})

    return blueprint
