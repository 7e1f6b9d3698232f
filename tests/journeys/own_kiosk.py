"""A kiosk's local API as its page asks it, and how tests freeze a process: what several journeys without the server need."""

import json
import os
import signal
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.journeys.centre import Answer, Centre
from tests.waiting import HANG_SECONDS, eventually


def ask(address: str, method: str, path: str, body: object = None) -> Answer:
    """Asks a kiosk as its own page does. Raises OSError where it is not running."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Origin": address, "Content-Type": "application/json"}
    request = urllib.request.Request(f"{address}{path}", data=data, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=HANG_SECONDS) as answer:
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


def learned(address: str) -> None:
    """Waits until the kiosk can give numbers alone and knows the hall's queues."""
    eventually(
        lambda: ask(address, "GET", "/local/state").body,
        lambda state: state["alone"]["ready"] and state["queues"],
    )


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
