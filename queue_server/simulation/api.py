"""The two ways to the real API: over HTTP to a running server, or inside this process with a clock that is moved."""

import json
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from flask import Flask
from flask.testing import FlaskClient
from pydantic import BaseModel, JsonValue

_Message = TypeVar("_Message", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and parsed body; None where there is none."""

    status: int
    body: JsonValue


class Refused(Exception):
    """The server said no: the status, and the problem's code."""

    def __init__(self, answer: Answer, path: str) -> None:
        self.status = answer.status
        self.code = str(answer.body.get("code", "")) if isinstance(answer.body, dict) else ""
        super().__init__(f"{path}: {answer.status} {self.code}")


class Api(Protocol):
    """What a player needs of a centre."""

    def now(self) -> datetime:
        """The centre's time."""

    def wait_until(self, moment: datetime) -> None:
        """Lets time pass; does nothing when the moment is over."""

    def ask(self, method: str, path: str, token: str | None = None, body: object = None) -> Answer:
        """A request under `/api/v1`; each deed has a key of its own."""

    def from_phone(self, path: str, body: object) -> Answer:
        """A citizen's own POST, without a token and from an address of their own."""

    def send_file(self, path: str, token: str, name: str, data: bytes) -> Answer:
        """A POST whose body is a file of this name."""


def must(api: Api, method: str, path: str, token: str | None = None, body: object = None) -> JsonValue:
    """The body of an answer that has to be good; raises Refused."""
    answer = api.ask(method, path, token, body)
    if answer.status >= 300:
        raise Refused(answer, path)
    return answer.body


def found(api: Api, kind: type[_Message], path: str, token: str | None = None) -> _Message:
    """What stands at an address, read as the wire says it; raises Refused."""
    return kind.model_validate(must(api, "GET", path, token))


class OverHttp:
    """A running server. The players' time begins at `start` and passes `speed` times as fast as the server's own."""

    def __init__(self, url: str, speed: float, start: datetime) -> None:
        self._url = url.rstrip("/")
        self._speed = speed
        self._began_at, self._began = start, time.monotonic()

    def now(self) -> datetime:
        return self._began_at + timedelta(seconds=(time.monotonic() - self._began) * self._speed)

    def wait_until(self, moment: datetime) -> None:
        time.sleep(max(0.0, (moment - self.now()).total_seconds() / self._speed))

    def ask(self, method: str, path: str, token: str | None = None, body: object = None) -> Answer:
        data = None if body is None else json.dumps(body).encode()
        return self._send(method, path, _headers(method, token), data)

    def from_phone(self, path: str, body: object) -> Answer:
        # One machine has one address here: the server may find that too many phones speak from it.
        return self.ask("POST", path, None, body)

    def send_file(self, path: str, token: str, name: str, data: bytes) -> Answer:
        return self._send("POST", path, _file_headers(token, name), data)

    def _send(self, method: str, path: str, headers: dict[str, str], data: bytes | None) -> Answer:
        request = urllib.request.Request(
            f"{self._url}/api/v1{path}", data=data, headers=headers, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return _answer(answer.status, answer.read())
        except urllib.error.HTTPError as problem:
            with problem:
                return _answer(problem.code, problem.read())


class InProcess:
    """The same API without a socket, at a time that only the player moves: half a year in minutes."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._client: FlaskClient | None = None
        self._phones = 0

    def open(self, app: Flask) -> None:
        """The centre to play in; its clock is `now`."""
        self._client = app.test_client(use_cookies=False)

    def now(self) -> datetime:
        return self._now

    def wait_until(self, moment: datetime) -> None:
        self._now = max(self._now, moment)

    def ask(self, method: str, path: str, token: str | None = None, body: object = None) -> Answer:
        data = None if body is None else json.dumps(body).encode()
        return self._send(method, path, _headers(method, token), data)

    def from_phone(self, path: str, body: object) -> Answer:
        self._phones += 1
        address = f"100.64.{self._phones >> 8 & 255}.{self._phones & 255}"
        return self._send("POST", path, _headers("POST", None), json.dumps(body).encode(), address)

    def send_file(self, path: str, token: str, name: str, data: bytes) -> Answer:
        return self._send("POST", path, _file_headers(token, name), data)

    def _send(
        self, method: str, path: str, headers: dict[str, str], data: bytes | None, address: str = "127.0.0.1"
    ) -> Answer:
        assert self._client is not None
        answer = self._client.open(
            f"/api/v1{path}",
            method=method,
            data=data,
            headers=headers,
            environ_overrides={"REMOTE_ADDR": address},
        )
        return _answer(answer.status_code, answer.get_data())


def _headers(method: str, token: str | None) -> dict[str, str]:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    if method == "POST":
        headers["Idempotency-Key"] = str(uuid.uuid4())
    return headers


def _file_headers(token: str, name: str) -> dict[str, str]:
    return {
        **_headers("POST", token),
        "Content-Type": "application/octet-stream",
        "X-File-Name": urllib.parse.quote(name),
    }


def _answer(status: int, raw: bytes) -> Answer:
    try:
        return Answer(status, json.loads(raw) if raw else None)
    except ValueError:
        return Answer(status, None)
