"""What passes between the server and its worker: a line of JSON, then the raw bytes it announces."""

import json
import socket
from collections.abc import Mapping
from enum import IntEnum
from time import monotonic
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

LONGEST_LINE = 64 * 1024 * 1024
"""Bytes; a message beyond it is a bug and not a report."""

Table = Literal["csv", "xlsx", "pdf"]
"""The kinds of files in which the worker gives a table."""

Picture = Literal["svg", "png"]
"""The kinds of files in which the worker gives a picture."""

Header = dict[str, object]
"""One message as JSON: a task's name with its payload, or what the task answers."""


class Urgency(IntEnum):
    """What goes before what in the worker; of the same, what came first."""

    CITIZEN = 0
    """Somebody stands waiting for it: a receipt, a slip."""
    HALL = 1
    """What the hall is run by: estimates and proposals."""
    OFFICE = 2
    """Reports, tables, imports, copies: they may take long."""


class Task(BaseModel):
    """What the worker is asked to do: each kind is a class, in the topic that asks, which holds what the worker needs."""

    # An error is logged by the server, and a form holds personal data.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
    name: ClassVar[str]
    """By which name the worker knows it."""
    most_memory: ClassVar[int | None] = None
    """Bytes that it may need beyond what the worker has: for a task that reads what somebody handed in."""
    handed_in: bytes = Field(default=b"", exclude=True, repr=False)
    """A file that goes along as it is: as JSON, ten megabytes would take the server's loop a third of a second."""

    @property
    def urgency(self) -> Urgency:
        """What it goes before."""
        return Urgency.OFFICE


class Bounds(BaseModel):
    """What one piece of work may need; None for as much as it likes."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    seconds: float | None
    """Of the processor's time."""
    memory: int | None
    """Bytes beyond what the worker has."""


class OnlyFile(BaseModel):
    """What a task answers that makes a file and says nothing beside it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Channel:
    """One end of the pair of sockets; messages in both directions, one after the other."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._read = bytearray()

    def send(self, header: Mapping[str, object], data: bytes = b"") -> None:
        """Sends one message. Raises OSError when the other side is gone."""
        line = json.dumps({**header, "bytes": len(data)}, ensure_ascii=False).encode()
        self._end.sendall(line + b"\n" + data)

    def receive(self, timeout: float | None = None) -> tuple[Header, bytes]:
        """The next message. TimeoutError if it does not come in time, EOFError if the other side is gone."""
        until = None if timeout is None else monotonic() + timeout
        while (end := self._read.find(b"\n")) < 0:
            self._more(until)
        header: Header = json.loads(self._read[:end])
        del self._read[: end + 1]
        size = int(str(header.pop("bytes")))
        while len(self._read) < size:
            self._more(until)
        data = bytes(self._read[:size])
        del self._read[:size]
        return header, data

    def take_time(self) -> None:
        """Lets this end wait as long as it needs again, after a message that had to come in time."""
        self._end.settimeout(None)

    def close(self) -> None:
        """Closes this end; the other side reads an end of file."""
        self._end.close()

    def _more(self, until: float | None) -> None:
        if len(self._read) > LONGEST_LINE:
            raise EOFError("message too long")
        if until is None:
            self._end.settimeout(None)
        else:
            left = until - monotonic()
            if left <= 0:
                raise TimeoutError
            self._end.settimeout(left)
        got = self._end.recv(256 * 1024)
        if not got:
            raise EOFError
        self._read += got
