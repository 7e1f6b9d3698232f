"""Requests from the kiosk to the queue server, over plain HTTP with short time-outs. A failed request is not tried again."""

import json
import logging
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from queue import Empty, SimpleQueue
from typing import TypeVar

from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)
_LOG = logging.getLogger(__name__)
_LARGEST = 32 * 1024 * 1024
_MOST_NAMED = 5


class Unreachable(Exception):
    """There was no usable answer: the server is down or hangs, or something else answers in its place."""


@dataclass
class Refused(Exception):
    """The server answered with a problem document."""

    status: int
    code: str
    title: str
    detail: str
    retry_after: int | None = None
    number: str | None = None
    """The number because of which the server refused, if it names one."""


@dataclass(frozen=True)
class Answer:
    """A good answer: its status (200, 201, 204, 304), parsed body and entity tag."""

    status: int
    body: object
    etag: str | None

    def read(self, kind: type[Model]) -> Model:
        """The body as that message of the wire. Raises Unreachable for one that does not fit: it is as good as no answer."""
        found = fitting(kind, self.body)
        if found is None:
            raise Unreachable(f"the answer is no {kind.__name__}")
        return found


def fitting(kind: type[Model], told: object) -> Model | None:
    """What the server told as that message of the wire; None, with a line in the log, where it does not fit."""
    try:
        return kind.model_validate(told)
    except ValidationError as error:
        # Only where and how: what stands there may be about a person.
        wrong = [
            f"{'.'.join(map(str, one['loc']))}: {one['type']}" for one in error.errors(include_input=False)
        ]
        _LOG.warning("the server told no %s: %s", kind.__name__, ", ".join(wrong[:_MOST_NAMED]))
        return None


Post = Callable[[str, Mapping[str, object], str, float], Answer]
"""`Server.post` for code that only sends: path, body, key and time-out."""


class Server:
    """The queue server's API as one device uses it."""

    def __init__(self, url: str, token: str) -> None:
        self.url = url.rstrip("/")
        self._token = token

    def get(self, path: str, *, etag: str | None = None, timeout: float = 5.0) -> Answer:
        """`GET /api/v1…`; with an entity tag, unchanged is a 304 without a body."""
        headers = {"If-None-Match": etag} if etag else {}
        return self._ask("GET", path, None, headers, timeout)

    def get_png(self, path: str, timeout: float) -> bytes:
        """`GET /api/v1…` of a picture, which is not saved anywhere."""
        return self._fetch("GET", path, None, {"Accept": "image/png"}, timeout)[1]

    def post(self, path: str, body: Mapping[str, object], key: str, timeout: float) -> Answer:
        """`POST /api/v1…` under an idempotency key; the time-out is for all of it, a slow name server included."""
        # The key names the request in both logs, on every try and in a delivery hours later.
        headers = {"Content-Type": "application/json", "Idempotency-Key": key, "X-Request-Id": key}
        data = json.dumps(body).encode()
        answers: SimpleQueue[Answer | Exception] = SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._ask("POST", path, data, headers, timeout))
            except Exception as error:
                answers.put(error)

        # The socket's own time-out is for each piece of an answer: a server that sends slowly, piece by piece, would make a
        # citizen wait.
        threading.Thread(target=ask, name="ask", daemon=True).start()
        try:
            answer = answers.get(timeout=timeout)
        except Empty:
            raise Unreachable(f"no answer within {timeout:g} s") from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def put_json(self, path: str, body: Mapping[str, object], timeout: float = 5.0) -> Answer:
        """`PUT /api/v1…` with a JSON body."""
        return self._ask(
            "PUT", path, json.dumps(body).encode(), {"Content-Type": "application/json"}, timeout
        )

    def put_png(self, path: str, picture: bytes, timeout: float = 10.0) -> Answer:
        """`PUT /api/v1…` with a picture."""
        return self._ask("PUT", path, picture, {"Content-Type": "image/png"}, timeout)

    def _ask(
        self, method: str, path: str, data: bytes | None, headers: Mapping[str, str], timeout: float
    ) -> Answer:
        status, raw, etag = self._fetch(method, path, data, headers, timeout)
        try:
            return Answer(status, json.loads(raw) if raw else None, etag)
        except (ValueError, RecursionError) as error:
            raise Unreachable(str(error)) from None

    def _fetch(
        self, method: str, path: str, data: bytes | None, headers: Mapping[str, str], timeout: float
    ) -> tuple[int, bytes, str | None]:
        request = urllib.request.Request(
            f"{self.url}/api/v1{path}",
            data=data,
            method=method,
            headers={"Accept": "application/json", "Authorization": f"Bearer {self._token}", **headers},
        )
        try:
            with urllib.request.urlopen(request, timeout=timeout) as response:
                return response.status, response.read(_LARGEST), response.headers.get("ETag")
        except urllib.error.HTTPError as error:
            with error:
                if error.code == 304:
                    return 304, b"", error.headers.get("ETag")
                raise _refused(error) from None
        except (OSError, HTTPException, ValueError) as error:
            raise Unreachable(str(error)) from None


def _refused(error: urllib.error.HTTPError) -> Exception:
    try:
        problem = json.loads(error.read(_LARGEST))
        code, title = str(problem["code"]), str(problem["title"])
    except (OSError, HTTPException, ValueError, RecursionError, KeyError, TypeError):
        # A gateway's page, not our server's answer.
        return Unreachable(f"HTTP {error.code}")
    seconds = error.headers.get("Retry-After", "")
    number = problem.get("number")
    return Refused(
        error.code,
        code,
        title,
        str(problem.get("detail", "")),
        int(seconds) if seconds.isdecimal() else None,
        number if isinstance(number, str) else None,
    )
