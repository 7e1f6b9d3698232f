"""`motcua doctor`: looks at a server's or a kiosk's machine and says in plain words what is well and what is not.

It only reads; nothing is repaired or restarted.
"""

import argparse
import json
import os
import shutil
import signal
import sqlite3
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPException
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from pydantic import JsonValue, ValidationError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from queue_server.access import rows
from queue_server.centre.deeds import devices
from queue_server.configuration import folder as configuration
from queue_server.configuration.reader import ConfigurationInvalid
from queue_server.configuration.settings import (
    RememberedUnreadable,
    remembered,
    remembered_key_file,
    sqlite_url,
)
from queue_server.configuration.values import Configuration
from queue_server.ledger import schema
from queue_server.ledger.database import Database
from queue_server.ledger.reading import reading
from queue_server.ledger.storage.engine import address_of, open_engine
from queue_server.recovery import key_file
from queue_server.recovery.nightly import newest_backup
from queue_server.upkeep import day_end
from shared.logs import journal as logs
from shared.text.alphabet import comparable
from shared.text.messages import LANGUAGES, say
from shared.wire.access import Device
from shared.wire.base import Message

Mark = Literal["ok", "look", "bad"]
_SIGNS: dict[Mark, str] = {"ok": "✓", "look": "!", "bad": "✗"}
_CONFIG = Path(__file__).resolve().parents[2] / "config"
_ANSWER_WITHIN, _CHECK_SECONDS = 5.0, 10.0
_SILENT, _PAGE_SILENT = 60.0, 30.0
_OLD_BACKUP = 36 * 3600.0
_TAIL = 400_000
"""Bytes of the log's end that are looked through for errors."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: "ok", "look" (somebody should) or "bad" (citizens notice, or soon will)."""

    mark: Mark
    key: str
    values: dict[str, object] = field(default_factory=dict)

    def line(self, lang: str) -> str:
        """The finding as a sentence behind its sign."""
        return f"{_SIGNS[self.mark]} {say(f'operate.{self.key}', lang, **self.values)}"


def _found(mark: Mark, key: str, **values: object) -> Finding:
    return Finding(mark, f"doctor.{key}", values)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints every finding; 0 when nothing is bad, 1 otherwise."""
    given = _parser().parse_args(arguments)
    findings: list[Finding] = []
    for finding in of_kiosk(given.kiosk) if given.kiosk else of_server(given):
        print(finding.line(given.lang), flush=True)
        findings.append(finding)
    bad = sum(finding.mark == "bad" for finding in findings)
    look = sum(finding.mark == "look" for finding in findings)
    print(
        "\n" + _found("bad" if bad else "look" if look else "ok", "sum", bad=bad, look=look).line(given.lang)
    )
    return 1 if bad else 0


def _parser() -> argparse.ArgumentParser:
    def both(key: str) -> str:
        return " / ".join(say(f"operate.doctor.{key}", lang) for lang in LANGUAGES)

    parser = argparse.ArgumentParser(prog="motcua doctor", description=both("about"))
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--data-dir", type=Path, metavar="D", help=both("data_dir"))
    where.add_argument("--kiosk", metavar="URL", help=both("kiosk"))
    parser.add_argument("--server", default="http://127.0.0.1:8080", metavar="URL", help=both("server"))
    parser.add_argument("--config", type=Path, metavar="DIR", help=both("config"))
    parser.add_argument("--lang", choices=LANGUAGES, default="vi", help=both("lang"))
    return parser


def of_server(given: argparse.Namespace) -> Iterator[Finding]:
    """Everything on the server's machine, one after the other."""
    data_dir: Path = given.data_dir
    yield _found("ok", "version", version=version("motcua"), python=sys.version.split()[0])
    if not data_dir.is_dir():
        yield _found("bad", "no_data_dir", folder=data_dir)
        return
    try:
        known_config, known_database = remembered(data_dir)
    except RememberedUnreadable as error:
        # Whatever was looked at now might be another centre's.
        yield _found("bad", "remembered", file=error.file, reason=error.reason)
        yield _answers(given.server)
        return
    folder = given.config or known_config or _CONFIG
    centre = None
    try:
        centre = configuration.load(folder)
        yield _found(
            "ok", "config_good", folder=folder, counters=len(centre.counters), queues=len(centre.queues)
        )
    except ConfigurationInvalid as invalid:
        yield _found("bad", "config_bad", folder=folder)
        for mistake in invalid.mistakes:
            yield _found("bad", "mistake", mistake=f"{mistake.file}:{mistake.line}: {mistake.text}")
    yield _answers(given.server)
    database = known_database or sqlite_url(data_dir)
    yield _database(database)
    newer = _newer(database)
    if newer is not None:
        yield newer
    yield _key(data_dir)
    yield _disk(data_dir, 100 if centre is None else centre.centre.least_free_mb)
    yield _backup(data_dir, centre)
    yield _errors(data_dir / "logs" / "server.jsonl")
    if centre is not None and newer is None:
        yield from _people_and_devices(database, centre)


def _ask(address: str) -> tuple[int, JsonValue] | str:
    """Status and JSON body of an address, or in words why there are none."""
    try:
        with urllib.request.urlopen(address, timeout=_ANSWER_WITHIN) as answer:
            return int(answer.status), json.loads(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            try:
                return error.code, json.loads(error.read())
            except (OSError, ValueError, HTTPException):
                return f"HTTP {error.code}"
    except (OSError, ValueError, HTTPException) as error:
        return str(getattr(error, "reason", error))


def _answers(server: str) -> Finding:
    answer = _ask(f"{server.rstrip('/')}/healthz")
    if isinstance(answer, str):
        return _found("bad", "server_silent", server=server, reason=answer)
    status, body = answer
    if status == 200:
        return _found("ok", "server_up", server=server)
    told = body.get("failing") if isinstance(body, dict) else None
    failing = ", ".join(map(str, told)) if isinstance(told, list) else ""
    return _found("bad", "server_degraded", server=server, failing=failing or status)


def _database(database: str) -> Finding:
    url = make_url(database)
    if url.get_backend_name() != "sqlite" or not url.database:
        return _found("ok", "database_other", engine=url.get_backend_name())
    file = Path(url.database)
    if _is_missing(database):
        return _found("bad", "database_missing", file=file)
    try:
        connection = sqlite3.connect(address_of(file, "mode=ro"), uri=True, timeout=5)
    except sqlite3.Error as error:
        return _found("bad", "database_bad", file=file, reason=error)
    until = time.monotonic() + _CHECK_SECONDS
    # A big database is read for some seconds only; the nightly backup reads all of it.
    connection.set_progress_handler(lambda: int(time.monotonic() > until), 20_000)
    try:
        says = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.OperationalError as error:
        says = "ok" if "interrupted" in str(error) else str(error)
    except sqlite3.Error as error:
        says = str(error)
    finally:
        connection.close()
    if says != "ok":
        return _found("bad", "database_bad", file=file, reason=says)
    return _found("ok", "database_ok", file=file, megabytes=f"{file.stat().st_size / 1e6:.1f}")


def _is_missing(database: str) -> bool:
    """Whether there is no SQLite file, or an empty one, which opening it would make into a database."""
    url = make_url(database)
    file = Path(url.database or "")
    return url.get_backend_name() == "sqlite" and not (file.is_file() and file.stat().st_size > 0)


def _newer(database: str) -> Finding | None:
    """That a newer program made this database; None where it did not, or where the database cannot be read."""
    if _is_missing(database):
        return None
    engine = open_engine(database)
    try:
        with engine.connect() as connection:
            revision = schema.revision(connection)
    except SQLAlchemyError:
        return None
    finally:
        engine.dispose()
    if revision is None or schema.knows(revision):
        return None
    return _found("bad", "database_newer", revision=revision)


def _key(data_dir: Path) -> Finding:
    named = os.environ.get(key_file.VARIABLE)
    file = Path(named) if named else remembered_key_file(data_dir) or data_dir / key_file.NAME
    return _found("ok", "key", file=file) if file.is_file() else _found("bad", "no_key", file=file)


def _disk(data_dir: Path, least: int) -> Finding:
    free = shutil.disk_usage(data_dir).free / 1e6
    mark: Mark = "bad" if free < least else "look" if free < 10 * least else "ok"
    return _found(mark, "disk", folder=data_dir, free=f"{free:,.0f}".replace(",", "."), least=least)


def _backup(data_dir: Path, centre: Configuration | None) -> Finding:
    folder = data_dir / (Path("backups") if centre is None else centre.centre.backup.folder)
    now = time.time()
    newest = newest_backup(folder, now)
    if newest is None:
        return _found("look", "no_backup", folder=folder)
    age = now - newest.stat().st_mtime
    return _found("look" if age > _OLD_BACKUP else "ok", "backup", file=newest, hours=f"{age / 3600:.0f}")


def _errors(file: Path) -> Finding:
    """The errors of the last day at the log's end, and the last of them."""
    if not file.exists():
        return _found("look", "no_log", file=file)
    with file.open("rb") as log:
        log.seek(max(0, file.stat().st_size - _TAIL))
        lines = log.read().decode("utf-8", "replace").splitlines()
    since = datetime.fromtimestamp(time.time() - 86_400).astimezone()
    errors = [line for line in map(_parsed, lines) if _is_error_since(line, since)]
    if not errors:
        return _found("ok", "no_errors", file=file)
    return _found(
        "look", "errors", count=len(errors), last=logs.as_text(errors[-1]).splitlines()[0], file=file
    )


def _parsed(line: str) -> dict[str, object]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _is_error_since(line: Mapping[str, object], since: datetime) -> bool:
    if line.get("level") != "error":
        return False
    try:
        return datetime.fromisoformat(str(line.get("time"))) >= since
    except (ValueError, TypeError):
        return False


def _people_and_devices(database: str, centre: Configuration) -> Iterator[Finding]:
    if _is_missing(database):
        return
    book = Database(open_engine(database), centre, lambda: datetime.now(UTC), day_end.end_day)
    try:
        with reading(book) as now:
            yield from _twins([person.name for person in rows.everyone(now.connection, now.centre_id)])
            for device in devices.every(now, ()):
                yield _device(Device.model_validate(device), now.now)
    except (SQLAlchemyError, LookupError) as error:  # LookupError: the database holds another centre
        yield _found("bad", "devices_unread", reason=type(error).__name__)
    finally:
        book.engine.dispose()


def _twins(names: Sequence[str]) -> Iterator[Finding]:
    """Accounts whose names differ in their spelling only, from before such a name was refused."""
    spellings: dict[str, list[str]] = {}
    for name in names:
        spellings.setdefault(comparable(name), []).append(name)
    for same in spellings.values():
        if len(same) > 1:
            yield _found("look", "twins", names=" · ".join(f"“{name}”" for name in same))


def _device(device: Device, now: datetime) -> Finding:
    name, detail = device.name, device.detail
    if device.last_seen is None:
        return _found("look", "device_never", name=name)
    silent = (now - datetime.fromisoformat(device.last_seen)).total_seconds()
    if silent > _SILENT:
        return _found("bad", "device_silent", name=name, minutes=f"{silent / 60:.0f}")
    mark: Mark = {"ok": "ok", "warning": "look"}.get(device.state, "bad")  # type: ignore[assignment]
    shown = ("printer", "paper", "page", "sound", "alone", "undelivered", "set_aside", "set_aside_numbers")
    told = ", ".join(f"{key}={detail[key]}" for key in shown if key in detail)
    return _found(mark, "device", name=name, state=device.state, detail=told)


class _Alive(Message):
    """What `/local/alive` of a kiosk's agent says."""

    page_silent_seconds: float
    link: str
    trouble: str | None
    printer: str
    paper: str
    undelivered: int
    set_aside: int


def of_kiosk(address: str) -> Iterator[Finding]:
    """What the agent on a kiosk's machine says of itself."""
    alive = _ask(f"{address.rstrip('/')}/local/alive")
    if isinstance(alive, str):
        yield _found("bad", "agent_silent", address=address, reason=alive)
        return
    try:
        state = _Alive.model_validate(alive[1])
    except ValidationError as error:
        yield _found("bad", "agent_silent", address=address, reason=str(error).splitlines()[0])
        return
    yield _found("ok", "agent", address=address)
    silent = state.page_silent_seconds
    yield _found("ok" if silent < _PAGE_SILENT else "bad", "page", seconds=f"{silent:.0f}")
    yield _found("ok" if state.link == "connected" else "bad", f"link_{state.link}")
    mark: Mark = "bad" if state.trouble else "look" if state.paper == "low" else "ok"
    yield _found(mark, "printer", printer=state.printer, paper=state.paper)
    yield _found("look" if state.undelivered else "ok", "undelivered", count=state.undelivered)
    yield _found("bad" if state.set_aside else "ok", "set_aside", count=state.set_aside)


if __name__ == "__main__":
    # Where only the first lines are read (| head), no traceback is printed.
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.exit(main())
