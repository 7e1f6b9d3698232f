"""Bare connections for tests of hostile clients: raw bytes, an address of one's own on the loopback, WebSocket frames."""

import base64
import json
import os
import re
import socket
import struct
import time
from contextlib import suppress
from urllib.parse import urlsplit

from tests.waiting import HANG_SECONDS

GUEST = "127.0.0.77"
"""A stranger's address: the server trusts only 127.0.0.1, where a reverse proxy would stand."""

_PING = b"\x81\x012"


def connect(url: str, source: str = GUEST, *, buffer: int = 0) -> socket.socket:
    """A connection from this loopback address, with a small receive buffer where one is wanted."""
    parts = urlsplit(url)
    client = socket.socket()
    client.settimeout(HANG_SECONDS)
    if buffer:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    client.bind((source, 0))
    client.connect((parts.hostname, parts.port))
    return client


def said(client: socket.socket) -> bytes:
    """Everything until the server closes or its answer is whole; b"" when it just closes."""
    heard = b""
    with suppress(ConnectionResetError):
        while not _is_whole(heard) and (part := client.recv(65_536)):
            heard += part
    return heard


def _is_whole(heard: bytes) -> bool:
    head, _, body = heard.partition(b"\r\n\r\n")
    length = re.search(rb"(?im)^content-length: (\d+)\r?$", head)
    return length is not None and len(body) >= int(length[1])


def closes(client: socket.socket) -> bool:
    """Whether the server ends the connection before the test must be hung; what it says meanwhile is thrown away."""
    end = time.monotonic() + HANG_SECONDS
    while time.monotonic() < end:
        client.settimeout(max(0.01, end - time.monotonic()))
        try:
            if not client.recv(65_536):
                return True
        except TimeoutError:
            return False
        except OSError:
            return True
    return False


def is_ended(client: socket.socket) -> bool:
    """Whether the server ends a connection that answers its pings, and that so no timer ends."""
    end = time.monotonic() + HANG_SECONDS
    while time.monotonic() < end:
        client.settimeout(max(0.01, end - time.monotonic()))
        try:
            heard = client.recv(65_536)
            if not heard:
                return True
            if _PING in heard:
                say(client, "3")
        except TimeoutError:
            return False
        except OSError:
            return True
    return False


def is_closed(client: socket.socket) -> bool:
    """Whether the server has ended the connection by now."""
    client.setblocking(False)
    try:
        while client.recv(65_536):
            continue
        return True
    except BlockingIOError:
        return False
    except OSError:
        return True
    finally:
        client.settimeout(HANG_SECONDS)


def request(url: str, data: bytes, source: str = GUEST) -> bytes:
    """The raw answer to raw bytes."""
    with connect(url, source) as client:
        client.sendall(data)
        return said(client)


def upgrade(url: str, *more: str, source: str = GUEST, buffer: int = 0) -> tuple[socket.socket, str]:
    """A web socket, opened by hand: the connection and the answer's head."""
    client = connect(url, source, buffer=buffer)
    key = base64.b64encode(os.urandom(16)).decode()
    host = urlsplit(url).netloc
    lines = [
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
        f"Host: {host}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
        *more,
    ]
    client.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
    head = b""
    while b"\r\n\r\n" not in head:
        part = client.recv(1)
        if not part:
            break
        head += part
    return client, head.decode("latin-1")


def frame(
    payload: bytes, opcode: int = 1, *, final: bool = True, length: int | None = None, rsv: int = 0
) -> bytes:
    """A masked frame; `length` lies about how long it is."""
    size = len(payload) if length is None else length
    first = (0x80 if final else 0) | rsv << 4 | opcode
    head = struct.pack("!BB", first, 0x80 | min(size, 127 if size > 65_535 else 126 if size > 125 else size))
    head += struct.pack("!Q", size) if size > 65_535 else struct.pack("!H", size) if size > 125 else b""
    return head + bytes(4) + payload


def say(client: socket.socket, text: str) -> None:
    """Sends one text message."""
    client.sendall(frame(text.encode("utf-8", "surrogatepass")))


def sign_in(client: socket.socket, auth: object) -> None:
    """The Socket.IO connect message."""
    say(client, "40" + json.dumps(auth))
