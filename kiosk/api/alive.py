"""`GET /local/alive`: the state of this kiosk, for the watchdog and for `motcua doctor`.

Asking it does not count as a sign of life of the page.
"""

from collections.abc import Callable

from flask import Blueprint, Response

from kiosk.answers.hall import Alive
from kiosk.api.bodies import answered


def alive(told: Callable[[], Alive]) -> Blueprint:
    """The blueprint."""
    blueprint = Blueprint("alive", __name__)

    @blueprint.get("/local/alive")
    def answer() -> Response:
        return answered(told())

    return blueprint
