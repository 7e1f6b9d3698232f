"""A kiosk's local API as its page asks it, and how tests freeze a process: what several journeys without the server need."""

import json
import os
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from tests.journeys.centre import Answer, Centre

T = TypeVar("T")


def ask(address: str, method: str, path: str, body: object = None, within: float = 20.0) -> Answer:
    """Asks a kiosk as its own page does. Raises OSError where it is not running, or does not answer in time."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Origin": address, "Content-Type": "application/json"}
    request = urllib.request.Request(f"{address}{path}", data=data, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=within) as answer:
            return Answer(answer.status, {}, json.loads(answer.read()))
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, {}, json.loads(error.read()))


def take(address: str, queue: str = "ho-tich", wish: str | None = None, **more: object) -> Any:
    """A number taken at the kiosk, as the page is told of it."""
    body = {"queue": queue, "purpose": "collect", **({"wish": wish} if wish else {}), **more}
    answer = ask(address, "POST", "/local/tickets", body)
    assert answer.status == 201, answer
    return answer.body


def until(look: Callable[[], T], good: Callable[[T], bool], within: float = 20.0) -> T:
    """What `look` returns once it is good; the last one shows why it never was."""
    deadline = time.monotonic() + within
    while True:
        found = look()
        if good(found):
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.1)


def learned(address: str) -> None:
    """Waits until the kiosk can give numbers alone."""
    until(lambda: ask(address, "GET", "/local/state").body, lambda state: state["alone"]["ready"])


def waiting(centre: Centre, queue: str = "ho-tich") -> list[str]:
    """The queue's numbers in the order in which they would be called now."""
    answer = centre.request(
        "GET", f"/queues/{queue}/waiting", token=centre.token("supervisor-1", "supervisor")
    )
    return [ticket["number"] for ticket in answer.body]


def tickets(centre: Centre) -> list[str]:
    """Every number of the day, whatever became of it."""
    answer = centre.request("GET", "/tickets?limit=500", token=centre.token("supervisor-1", "supervisor"))
    return sorted(ticket["number"] for ticket in answer.body)


@contextmanager
def frozen(centre: Centre, name: str) -> Iterator[None]:
    """A process that neither answers nor ends, as one that hangs does."""
    process = centre.parts[name].process
    assert process is not None
    os.kill(process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process.pid, signal.SIGCONT)
