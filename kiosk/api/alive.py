"""`GET /local/alive`: the state of this kiosk, for the watchdog and for `motcua doctor`.

Asking it does not count as a sign of life of the page.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, jsonify


def alive(told: Callable[[], dict[str, Any]]) -> Blueprint:
    """The blueprint; `told()` holds at least `page_silent_seconds`."""
    blueprint = Blueprint("alive", __name__)

    @blueprint.get("/local/alive")
    def answer() -> Response:
        return jsonify(told())

    return blueprint
