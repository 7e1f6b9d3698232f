"""`motcua serve` that kills itself with SIGKILL at a chosen moment of the deed whose idempotency key is `fatal`.

Run as `python dying_server.py MOMENT serve …`: `before_commit`, `before_announcement` (committed, nobody told) or
`before_answer` (committed and told, the client waits); or, for a scan, `half_file` (in the middle of its file). The
product itself is what runs; only the knife is put in here.
"""

import os
import signal
import sys
from typing import Any

MOMENTS = ("before_commit", "before_announcement", "before_answer")


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Serves until the fatal deed."""
    import eventlet

    eventlet.monkey_patch()
    from sqlalchemy import Connection

    from queue_server.__main__ import main as serve
    from queue_server.dossiers.rows.scans import Scans
    from queue_server.ledger.database import Database

    moment = sys.argv.pop(1)
    doomed: list[bool] = []
    perform, commit = Database.perform, Connection.commit

    def performing(self: Database, actor: Any, work: Any, **options: Any) -> Any:
        key = options.get("key")
        if key is None or key.key != "fatal":
            return perform(self, actor, work, **options)
        doomed.append(True)
        answer = perform(self, actor, work, **options)
        _die()
        return answer

    def committing(self: Connection) -> None:
        if doomed and moment == "before_commit":
            _die()
        commit(self)
        if doomed and moment == "before_announcement":
            _die()

    def tearing(self: Scans, data: bytes) -> str:
        def half(path: int, flags: int, mode: int) -> int:
            file = os_open(path, flags, mode)
            os.write(file, data[: len(data) // 2])
            _die()
            return file

        os_open, os.open = os.open, half  # type: ignore[assignment]
        return keep(self, data)

    if moment == "half_file":
        keep, Scans.keep = Scans.keep, tearing  # type: ignore[method-assign]
    Database.perform = performing  # type: ignore[method-assign]
    Connection.commit = committing  # type: ignore[method-assign]
    serve()


if __name__ == "__main__":
    main()
