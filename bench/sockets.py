"""Connected clients for measuring, in a process of their own: `python -m bench.sockets URL KIND COUNT [TOKEN|SECRET]`.

Prints `ready`, then for each fact that matters the time at which the last client had it, as JSON lines.
"""

import json
import os
import sys
import time
import traceback
from typing import Any

import eventlet

eventlet.monkey_patch()

import websocket  # noqa: E402  # after the patch
from eventlet.green.ssl import create_default_context  # noqa: E402,F401  # loads the patched module first

from display.board import Board, apply, from_snapshot  # noqa: E402  # after the patch
from shared.wire.facts import happened  # noqa: E402
from shared.wire.light import plain  # noqa: E402
from shared.wire.light.board import Snapshot  # noqa: E402


class Client:
    """One WebSocket speaking just enough Engine.IO 4 to hear facts."""

    def __init__(self, url: str, auth: dict[str, str], board: bool) -> None:
        self.socket = websocket.create_connection(url + "/socket.io/?EIO=4&transport=websocket", timeout=60)
        self.socket.recv()
        self.socket.send("40" + json.dumps(auth))
        self.board: Board | None = None
        self.keeps_board = board

    def say(self, event: str, data: Any) -> None:
        """Sends an event."""
        self.socket.send("42" + json.dumps([event, data]))

    def messages(self) -> Any:
        """Yields event names with their data, until the connection ends."""
        while True:
            text = self.socket.recv()
            if text == "2":
                self.socket.send("3")
            elif text.startswith("42"):
                name, *data = json.loads(text[2:])
                yield name, data[0] if data else None


def main() -> None:
    """Connects the clients and reports."""
    url, kind, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    auth: dict[str, str] = {}
    if len(sys.argv) > 4 and sys.argv[4]:
        auth = {"follow" if kind == "followers" else "token": sys.argv[4]}
    boards = kind == "displays"
    arrived: dict[str, int] = {}
    done = {"ready": 0}

    def serve(client: Client) -> None:
        for name, data in client.messages():
            if name == "snapshot":
                done["ready"] += 1
                if client.keeps_board:
                    client.board = from_snapshot(plain.read(Snapshot, data))
            elif name == "fact":
                # A fact may overtake the snapshot, which holds it then.
                if client.board is not None and data["seq"] > client.board.seq:
                    client.board = apply(client.board, happened(data))
                key = f"{data['type']}:{data.get('data', {}).get('id')}:{data['seq']}"
                arrived[key] = arrived.get(key, 0) + 1
                if data["type"] == "ticket_called" and arrived[key] == count:
                    print(json.dumps({"id": data["data"].get("id"), "at": time.time()}), flush=True)
                    arrived.clear()

    def ended(thread: Any) -> None:
        """Ends the whole process when a client fails, because the bench would measure too little without it."""
        try:
            thread.wait()
        except Exception:
            traceback.print_exc()
            os._exit(1)

    for _ in range(count):
        client = Client(url, auth, boards)
        if kind == "bare":
            done["ready"] += 1
        eventlet.spawn(serve, client).link(ended)
        eventlet.sleep(0)
    while done["ready"] < count:
        eventlet.sleep(0.05)
    print("ready", flush=True)
    eventlet.sleep(300)


if __name__ == "__main__":
    main()
