"""A small closed-loop HTTP client: N connections kept alive, each sends its next request when the last was answered.

Runs in a process of its own, bounded in time and count, against loopback only.
"""

import asyncio
import json
import time
import uuid
from collections.abc import Callable, Generator
from dataclasses import dataclass, field

Request = tuple[str, str, str]
"""Method, path, body."""

Turn = Generator[tuple[Request, bool], tuple[int, bytes], None]
"""One turn of a client: it yields requests, with whether each is counted, and is sent the status and the body."""


@dataclass(slots=True)
class Result:
    """What one run measured; times in milliseconds."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    failures: int = 0

    @property
    def rate(self) -> float:
        """Answered requests a second."""
        return len(self.times) / self.seconds if self.seconds else 0.0

    def quantile(self, share: float) -> float:
        """The time below which this share of the requests stayed."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


async def _client(
    port: int, headers: str, turn: Callable[[int], Turn], who: int, until: float, result: Result
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        while time.perf_counter() < until:
            requests = turn(who)
            answer: tuple[int, bytes] | None = None
            while True:
                try:
                    (method, path, body), counted = (
                        next(requests) if answer is None else requests.send(answer)
                    )
                except StopIteration:
                    break
                data = body.encode()
                head = (
                    f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}"
                    f"Idempotency-Key: {uuid.uuid4()}\r\n"
                    f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
                )
                began = time.perf_counter()
                writer.write(head.encode() + data)
                answer = await _answer(reader)
                if counted:
                    result.times.append((time.perf_counter() - began) * 1000)
                if answer[0] >= 300:
                    result.failures += 1
    finally:
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            return status, await reader.readexactly(int(line.split(b":")[1]))
    return status, b""


def run(
    port: int, clients: int, seconds: float, turn: Callable[[int], Turn], token: str | None = None
) -> Result:
    """Runs the closed loop with so many clients for so long."""
    headers = f"Authorization: Bearer {token}\r\n" if token else ""
    result = Result()

    async def all_clients() -> None:
        began = time.perf_counter()
        until = began + seconds
        await asyncio.gather(*(_client(port, headers, turn, who, until, result) for who in range(clients)))
        result.seconds = time.perf_counter() - began

    asyncio.run(all_clients())
    return result


def json_body(value: object) -> str:
    """A compact JSON text."""
    return json.dumps(value, separators=(",", ":"))
