"""Answers that the worker process makes: files to open or to save. Makes nothing itself."""

import logging
from collections.abc import Mapping
from typing import Any

from flask import Response

from queue_server.domain.errors import RuleBroken
from queue_server.web.guard import parts
from queue_server.worker.client import WorkerFailed

_LOG = logging.getLogger("motcua.web")
_RETRY_SECONDS = 5


def file_of(media: str) -> dict[int, Any]:
    """The OpenAPI description of an answer that is a file of this media type."""
    schema = {"type": "string", "format": "binary"}
    return {200: {"description": "File", "content": {media: {"schema": schema}}}}


def ask_worker(
    task: str, payload: Mapping[str, Any], *, seconds: float = 30.0, overstayed: str | None = None
) -> tuple[dict[str, Any], bytes]:
    """The worker's answer and file. Raises RuleBroken `unavailable` (503) when it cannot give one.

    `overstayed` is the rule (422) that a task breaks which took longer than that, or more memory than there is.
    """
    worker = parts().worker
    if worker is None:
        raise RuleBroken("unavailable", 503, retry_after=_RETRY_SECONDS)
    try:
        answer: tuple[dict[str, Any], bytes] = worker.call_for_bytes(task, payload, seconds)
    except WorkerFailed as failed:
        if overstayed is not None and isinstance(failed.__cause__, TimeoutError | OSError | EOFError):
            raise RuleBroken(overstayed, 422, seconds=round(seconds)) from failed
        _LOG.error("worker: %s", failed)
        raise RuleBroken("unavailable", 503, retry_after=_RETRY_SECONDS) from failed
    return answer


def from_worker(
    task: str, payload: Mapping[str, Any], media: str, name: str, *, save: bool = False
) -> Response:
    """The file that the worker makes, to be opened in the browser or saved under its name."""
    _, data = ask_worker(task, payload)
    return file_answer(data, media, name, save=save)


def file_answer(data: bytes, media: str, name: str, *, save: bool = False) -> Response:
    """A file to be opened in the browser or saved under its name."""
    response = Response(data, content_type=media)
    response.headers["Content-Disposition"] = f'{"attachment" if save else "inline"}; filename="{name}"'
    return response
