"""Answers that the worker process makes: files to open or to save."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Response
from flask_openapi.models.response import Response as OpenApiResponse
from pydantic import BaseModel

from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.guard import needs
from queue_server.http.permissions import Permission
from queue_server.http.services import services
from queue_server.http.worker.child import TaskTooHeavy, WorkerFailed
from queue_server.http.worker.client import MOST_SECONDS
from queue_server.http.worker.wire import OnlyFile, Picture, Table, Task
from queue_server.ledger.errors import RuleBroken

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "svg": "image/svg+xml",
    "png": "image/png",
}
"""The media types of what the worker makes, by the ending of the address."""
TABLES: tuple[Table, ...] = ("csv", "xlsx", "pdf")
PICTURES: tuple[Picture, ...] = ("svg", "png")
_SAVED = ("csv", "xlsx")
"""What a browser saves; the others it shows."""

_LOG = logging.getLogger("motcua.web")
_RETRY_SECONDS = 5

Query = TypeVar("Query", bound=BaseModel)
Ending = TypeVar("Ending", bound=str)
Answer = TypeVar("Answer", bound=BaseModel)
Responses = dict[str | int | HTTPStatus, type[BaseModel] | OpenApiResponse | dict[str, Any] | None]
"""How the OpenAPI library types the answers of a view."""


def file_of(media: str) -> Responses:
    """The OpenAPI description of an answer that is a file of this media type."""
    schema = {"type": "string", "format": "binary"}
    return {200: {"description": "File", "content": {media: {"schema": schema}}}}


def serve_files(
    api: ApiBlueprint,
    address: str,
    query: type[Query],
    endings: tuple[Ending, ...],
    made: Callable[[Query, Ending], Response],
    what: str,
    permission: Permission = Permission.READ_REPORTS,
) -> None:
    """Adds `GET {address}.{ending}` for each ending to a blueprint; `what` is what the document calls it."""
    for ending in endings:

        def view(query: Query, ending: Ending = ending) -> Response:
            return made(query, ending)

        view.__name__ = f"{address.strip('/').replace('/', '_')}_{ending}"
        view.__doc__ = f"{what} ({ending})."
        # The library reads the query's shape from the annotation.
        view.__annotations__["query"] = query
        api.get(f"{address}.{ending}", responses=file_of(MEDIA[ending].split(";")[0]))(
            needs(permission)(view)
        )


def ask_worker(
    task: Task,
    answer: type[Answer],
    *,
    most: float = MOST_SECONDS,
    overstayed: str | None = None,
    file: str = "",
) -> tuple[Answer, bytes]:
    """The worker's answer and file. Raises RuleBroken `unavailable` (503) when it cannot give one.

    `overstayed` is the rule (422) that a task breaks which needs more than `most` seconds of the processor's time, or more
    memory than it may; `file` is the name of what somebody handed in.
    """
    worker = services().worker
    if worker is None:
        raise RuleBroken("unavailable", 503, retry_after=_RETRY_SECONDS)
    try:
        return worker.call_for_bytes(task, answer, most=most)
    except WorkerFailed as failed:
        if overstayed is not None and isinstance(failed, TaskTooHeavy):
            raise RuleBroken(overstayed, 422, seconds=round(most), file=file) from failed
        _LOG.error("worker: %s", failed)
        raise RuleBroken("unavailable", 503, retry_after=_RETRY_SECONDS) from failed


def from_worker(task: Task, name: str, ending: str) -> Response:
    """The file of this ending that the worker makes: tables to be saved, others to be looked at."""
    _, data = ask_worker(task, OnlyFile)
    return file_answer(data, MEDIA[ending], f"{name}.{ending}", save=ending in _SAVED)


def json_from_worker(task: Task) -> Response:
    """The JSON text that the worker makes, passed on as it is: the server's loop reads no long report."""
    _, data = ask_worker(task, OnlyFile)
    return Response(data, content_type="application/json")


def file_answer(data: bytes, media: str, name: str, *, save: bool = False) -> Response:
    """A file to be opened in the browser or saved under its name."""
    response = Response(data, content_type=media)
    response.headers["Content-Disposition"] = f'{"attachment" if save else "inline"}; filename="{name}"'
    return response
