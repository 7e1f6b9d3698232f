"""Whoever floods the server, in a process of its own: `python -m bench.flood_clients` with a JSON line on its input.

The line is `{"port", "secret", "supervisor", "admin", "kinds": [KIND…]}`. Prints `ready` when all are connected; ended from
outside. Strangers have addresses of their own on the loopback, since the server trusts its own machine more.
"""

import itertools
import json
import sys
import uuid
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import quote

import eventlet

eventlet.monkey_patch()

import websocket  # noqa: E402  # after the patch
from eventlet.green import socket  # noqa: E402

from bench.sockets import Client  # noqa: E402

RESUMING, SLEEPING = 60, 12
_EVERY = 0.4
"""Seconds between two messages of a socket: a little less than what the server allows."""
_SAID = ("giấy khai sinh", "ket hon", "dat dai", "cap lai", "ho khau", "dang ky", "xac nhan", "chung thuc")
_SHEET = ("field;name\n" + "".join(f"Hộ tịch;Thủ tục thử nghiệm số {at}\n" for at in range(20_000))).encode()


class _Phone(Client):
    """A phone's socket from an address of its own."""

    def __init__(self, port: int, address: str, secret: str, *, buffer: int = 0) -> None:
        raw = socket.socket()
        if buffer:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        raw.bind((address, 0))
        raw.connect(("127.0.0.1", port))
        raw.settimeout(60)
        url = f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket"
        self.socket = websocket.create_connection(url, timeout=60, socket=raw)
        self.socket.recv()
        self.socket.send("40" + json.dumps({"follow": secret}))


def _again(begin: Callable[[], None]) -> None:
    """Begins anew whenever the server ends it, as a stubborn client does."""
    while True:
        try:
            begin()
        except (OSError, HTTPException, websocket.WebSocketException):
            eventlet.sleep(0.2)


def _resuming(told: dict[str, Any], number: int) -> None:
    phone = _Phone(told["port"], f"127.0.1.{number % 3 + 1}", told["secret"])

    def ask() -> None:
        while True:
            phone.say("resume", {"after": 1})
            eventlet.sleep(_EVERY)

    asking = eventlet.spawn(ask)
    try:
        for _ in phone.messages():
            pass
    finally:
        asking.kill()


def _sleeping(told: dict[str, Any], number: int) -> None:
    phone = _Phone(told["port"], f"127.0.2.{number % 3 + 1}", told["secret"], buffer=4_096)
    while True:
        phone.say("resume", {"after": 1})
        eventlet.sleep(_EVERY)


def _asking(told: dict[str, Any], address: str, who: str, requests: list[tuple[str, str, bytes]]) -> None:
    connection = HTTPConnection("127.0.0.1", told["port"], timeout=120, source_address=(address, 0))
    token = {"Authorization": f"Bearer {told[who]}"} if who else {}
    for method, path, body in itertools.cycle(requests):
        headers = {**token, "Idempotency-Key": str(uuid.uuid4())}
        connection.request(method, f"/api/v1{path}", body or None, headers)
        connection.getresponse().read()


def _kinds(told: dict[str, Any]) -> dict[str, list[Callable[[], None]]]:
    """The clients of each flood."""
    lists = [
        "/tickets?limit=500",
        "/queues/ho-tich/waiting?limit=500",
        "/events?limit=1000",
        "/dossiers?q=ng",
    ]
    searches = [f"/procedures?q={quote(words)}" for words in _SAID]

    def http(count: int, address: str, who: str, *requests: tuple[str, str, bytes]) -> list[Any]:
        return [lambda: _asking(told, address, who, list(requests)) for _ in range(count)]

    return {
        "resume": [lambda n=n: _resuming(told, n) for n in range(RESUMING)],  # type: ignore[misc]
        "no reading": [lambda n=n: _sleeping(told, n) for n in range(SLEEPING)],  # type: ignore[misc]
        "lists": http(8, "127.0.3.1", "supervisor", *(("GET", path, b"") for path in lists)),
        "searches": http(8, "127.0.4.1", "", *(("GET", path, b"") for path in searches)),
        "reports": http(3, "127.0.5.1", "supervisor", ("GET", "/reports/day", b"")),
        "uploads": http(2, "127.0.6.1", "admin", ("POST", "/imports/catalogue?dry_run=true", _SHEET)),
    }


def main() -> None:
    """Floods until it is ended."""
    told = json.loads(sys.stdin.readline())
    kinds = _kinds(told)
    for kind in told["kinds"]:
        for begin in kinds[kind]:
            eventlet.spawn(_again, begin)
            eventlet.sleep(0)
    eventlet.sleep(2)
    print("ready", flush=True)
    eventlet.sleep(600)


if __name__ == "__main__":
    main()
