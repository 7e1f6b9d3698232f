"""What views need of the running centre that answers, each with its type; the wiring hands it to the application."""

from typing import Generic, Protocol, TypeVar, cast

from flask import Flask, current_app

from queue_server.access.identity import Identities
from queue_server.configuration.settings import Settings
from queue_server.http.limits import Limits
from queue_server.http.price.door import Door
from queue_server.http.worker.client import Worker
from queue_server.ledger.database import Database
from queue_server.ledger.storage.offload import Offload

_T = TypeVar("_T")


class Handed(Generic[_T]):
    """A part of a running centre that views need. Each application is given one of its own, and views call this for it."""

    def __init__(self, name: str) -> None:
        self._key = f"motcua.{name}"

    def give(self, app: Flask, part: _T) -> None:
        """Gives the part to an application, before its first request."""
        app.extensions[self._key] = part

    def __call__(self) -> _T:
        """The part of the application that answers the request at hand."""
        return cast(_T, current_app.extensions[self._key])


class ViewServices(Protocol):
    """What the views of any topic may need; a part that only one topic needs stands with the views of that topic."""

    settings: Settings
    book: Database
    identities: Identities
    limits: Limits
    door: Door
    offload: Offload
    worker: Worker | None

    def recheck(self) -> None:
        """Disconnects clients whose token or session has ended."""

    def connected_names(self) -> set[str]:
        """Who is connected, by name."""


services = Handed[ViewServices]("services")
