"""The floor that issuing is measured against: the same app server, a POST that commits one row, and nothing else."""

import sys
from pathlib import Path
from typing import Any

import eventlet

eventlet.monkey_patch()

import eventlet.wsgi  # noqa: E402  # after the patch
from flask import Flask  # noqa: E402  # after the patch
from flask_socketio import SocketIO  # noqa: E402  # after the patch
from sqlalchemy import Column, Integer, MetaData, Table, Text, insert  # noqa: E402  # after the patch

from queue_server.ledger.storage.engine import open_engine  # noqa: E402  # after the patch

# The same payload as a follower of the real server is sent.
_FACT = {
    "seq": 4711,
    "type": "ticket_called",
    "at": "2026-06-15T09:12:03.123+07:00",
    "data": {
        "id": 4711,
        "number": "A001",
        "queue": "ho-tich",
        "counter": 1,
        "state": "called",
        "calls": 2,
        "at": "2026-06-15T09:12:03.123+07:00",
    },
}


def main() -> None:
    """`python -m bench.floor PORT DIRECTORY`."""
    port, directory = int(sys.argv[1]), Path(sys.argv[2])
    engine = open_engine(f"sqlite:///{directory / 'floor.sqlite3'}")
    metadata = MetaData()
    rows = Table("rows", metadata, Column("id", Integer, primary_key=True), Column("text", Text))
    metadata.create_all(engine)
    statement = insert(rows)
    app = Flask("floor")
    # Bare Flask-SocketIO: what `followers` is measured against.
    sockets = SocketIO(app, async_mode="eventlet", transports=["websocket"])

    @app.post("/row")
    def row() -> dict[str, Any]:
        with engine.connect().execution_options(writes=True) as connection:
            found = connection.execute(statement, {"text": "một hàng"})
            key = found.inserted_primary_key
            connection.commit()
        return {"id": key[0] if key else None}

    @app.post("/emit")
    def emit() -> dict[str, Any]:
        sockets.emit("fact", _FACT)
        return {}

    @sockets.on("connect")
    def connect(_auth: Any = None) -> None:
        return None

    eventlet.wsgi.server(
        eventlet.listen(("127.0.0.1", port), backlog=1024), app, max_size=10_000, log_output=False
    )


if __name__ == "__main__":
    main()
