"""What breaks on a bad day: each kind is a function that breaks it, looks, and leaves the server running again."""

import json
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine, select, update

from queue_server.ledger import tables
from queue_server.ledger.storage.engine import open_engine
from tests.torture.bad_days.hall import KIOSKS, SERVER, Hall
from tests.torture.building import wait_until
from tests.torture.engines import Postgres, Sqlite

_DAY = 86_400.0
_FLOOD_ROUNDS = 10
_MOST_MEGABYTES = 200.0
"""What the whole server may need, whoever floods it."""
_WITHIN = 90.0
"""Seconds until something counts as hung; nothing is measured by it."""
_MINUTE_OF_HOUSEKEEPING = 8.0
"""Seconds in which the server does what it does by the clock at least once (served.py lets its minutes pass quickly)."""


@dataclass
class Broken:
    """What a fault took along, and what was seen while it lasted."""

    lost: frozenset[str] = frozenset()
    told: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


Fault = Callable[[Hall, random.Random], Broken]


# The database's files


def log_deleted(hall: Hall, chance: random.Random) -> Broken:
    """The log beside SQLite's file was not copied along, or somebody tidied up."""
    return _damaged(hall, chance, lambda log: log.unlink())


def log_cut(hall: Hall, chance: random.Random) -> Broken:
    """The disk lost the end of SQLite's log."""

    def cut(log: Path) -> None:
        with log.open("r+b") as file:
            file.truncate(int(log.stat().st_size * chance.uniform(0.05, 0.9)))

    return _damaged(hall, chance, cut)


def log_garbled(hall: Hall, chance: random.Random) -> Broken:
    """The disk lost a page in the middle of SQLite's log."""

    def garble(log: Path) -> None:
        with log.open("r+b") as file:
            file.seek(int(log.stat().st_size * chance.uniform(0.05, 0.9)))
            file.write(chance.randbytes(512))

    return _damaged(hall, chance, garble)


def older_database(hall: Hall, chance: random.Random) -> Broken:
    """An older copy is put in the database's place behind the server's back."""
    if isinstance(hall.engine, Postgres):
        hall.kill()
        hall.engine.keep_copy()
        hall.start()
        hall.take(chance.randint(1, 8))
        hall.kill()
        whole = _secrets(hall)
        hall.engine.put_back()
    else:
        with _copied(hall) as copy:
            hall.take(chance.randint(1, 8))
            hall.kill()
            whole = _secrets(hall)
            _put_back(hall, copy)
    lost = whole - _secrets(hall)
    hall.start()
    return Broken(lost)


def database_deleted(hall: Hall, chance: random.Random) -> Broken:
    """SQLite's files are deleted under the running server; then the copy is put back, as the technicians' page says."""
    broken = Broken()
    with _copied(hall) as copy:
        for file in _files(hall):
            file.unlink(missing_ok=True)
        if hall.wait_for_health("database"):
            broken.told.append("database")
        status, _ = hall.ask("POST", "/tickets", {"queue": "ho-tich"}, by="kiosk-1")
        if status == 201:
            broken.complaints.append("a number was written into nothing")
        hall.kill()
        _put_back(hall, copy)
    hall.start()
    return broken


def database_gone(hall: Hall, chance: random.Random) -> Broken:
    """The database is not there at the start: a centre never becomes an empty one by itself."""
    broken = Broken()
    hall.kill()
    if isinstance(hall.engine, Postgres):
        hall.engine.keep_copy()
        hall.engine.empty()
        _refuses(hall, broken)
        hall.engine.put_back()
    else:
        with _copied(hall) as copy:
            for file in _files(hall):
                file.unlink(missing_ok=True)
            _refuses(hall, broken)
            _put_back(hall, copy)
    hall.start()
    return broken


def database_cut(hall: Hall, chance: random.Random) -> Broken:
    """The disk lost the end of SQLite's file: the server says so instead of serving what is left."""
    broken = Broken()
    with _copied(hall) as copy:
        hall.kill()
        file = _files(hall)[0]
        for log in _files(hall)[1:]:
            log.unlink(missing_ok=True)
        with file.open("r+b") as whole:
            whole.truncate(int(file.stat().st_size * chance.uniform(0.2, 0.8)))
        _refuses(hall, broken)
        _put_back(hall, copy)
    hall.start()
    return broken


def database_locked(hall: Hall, chance: random.Random) -> Broken:
    """Another program holds the lock for writing: reads go on, health says so, and the kiosk gives numbers alone."""
    broken = Broken()
    with _locked(hall):
        if hall.wait_for_health("database"):
            broken.told.append("database")
        if hall.ask("GET", "/queues")[0] == 200 and hall.ask("GET", "/dossiers", by="lan")[0] == 200:
            broken.told.append("reads went on")
        if hall.take_at_kiosk("kiosk-1", 2) == 2:
            broken.told.append("the kiosk gave numbers alone")
    if not wait_until(lambda: not hall.health(), _WITHIN):
        broken.complaints.append("health did not come back after the lock")
    return broken


def marks_deleted(hall: Hall, chance: random.Random) -> Broken:
    """The marks beside the database are gone: nothing can be compared, and nothing is given twice either."""
    hall.kill()
    shutil.rmtree(hall.data / "marks")
    hall.start()
    return Broken()


# The clock


def clock_ahead_seconds(hall: Hall, chance: random.Random) -> Broken:
    """A time service corrects a clock that was slow."""
    return _clock(hall, chance, chance.uniform(5, 90))


def clock_behind_seconds(hall: Hall, chance: random.Random) -> Broken:
    """A time service corrects a clock that was fast."""
    return _clock(hall, chance, -chance.uniform(5, 90))


def clock_ahead_a_day(hall: Hall, chance: random.Random) -> Broken:
    """Somebody set tomorrow's date."""
    return _clock(hall, chance, _DAY * chance.uniform(1, 3))


def clock_behind_a_day(hall: Hall, chance: random.Random) -> Broken:
    """Somebody set yesterday's date."""
    return _clock(hall, chance, -_DAY * chance.uniform(1, 3))


def clock_ahead_years(hall: Hall, chance: random.Random) -> Broken:
    """A wrong year: all that retention removes would go at once."""
    return _clock(hall, chance, 365 * _DAY * chance.uniform(2, 12))


def clock_behind_years(hall: Hall, chance: random.Random) -> Broken:
    """An empty battery: the machine believes that it is the year 2000."""
    return _clock(hall, chance, -365 * _DAY * chance.uniform(10, 26))


# The kiosks


def journal_put_back(hall: Hall, chance: random.Random) -> Broken:
    """A kiosk's card is written again from an image that is older than the numbers it gave."""
    name = chance.choice(KIOSKS)
    folder = hall.building.folder / name
    hall.building.kill(name)
    with tempfile.TemporaryDirectory() as held:
        image = Path(held) / "image"
        shutil.copytree(folder, image)
        hall.start_kiosk(name)
        _alone(hall, [name], chance.randint(2, 6))
        hall.building.kill(name)
        shutil.rmtree(folder)
        shutil.copytree(image, folder)
    hall.start_kiosk(name)
    _alone(hall, [name], chance.randint(2, 6))
    return Broken()


def kiosk_cloned(hall: Hall, chance: random.Random) -> Broken:
    """A kiosk's card was copied: two machines run with one token and one journal."""
    name = chance.choice(KIOSKS)
    hall.building.kill(name)
    clone = hall.clone(name)
    hall.start_kiosk(name)
    hall.start_kiosk(clone)
    broken = Broken()
    if wait_until(lambda: "kiosk" in hall.doubts(), _WITHIN):
        broken.told.append("the supervisor was told of two")
    _alone(hall, [name, clone], chance.randint(2, 6))
    hall.building.kill(clone)
    return broken


# The phones


def phones_flood(hall: Hall, chance: random.Random) -> Broken:
    """Sixty phones with one printed code ask for everything again and again, and twelve more never read their answers."""
    broken = Broken()
    told = {"port": hall.port, "secret": hall.papers[-1].secret, "kinds": ["resume", "no reading"]}
    told |= {"supervisor": "", "admin": ""}  # these floods need no token
    command = [sys.executable, "-W", "ignore", "-m", "bench.flood_clients"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as clients:
        try:
            assert clients.stdin is not None
            assert clients.stdout is not None
            clients.stdin.write(json.dumps(told) + "\n")
            clients.stdin.flush()
            clients.stdout.readline()
            most = 0.0
            for _ in range(_FLOOD_ROUNDS):
                hall.take(chance.randint(1, 2))
                most = max(most, hall.megabytes())
                time.sleep(0.5)
        finally:
            clients.kill()
    if most <= _MOST_MEGABYTES:
        broken.told.append("the server kept its size")
    else:
        broken.complaints.append(f"the server grew to {most:.0f} MB")
    return broken


FAULTS: dict[str, Fault] = {
    fault.__name__: fault
    for fault in (
        *(log_deleted, log_cut, log_garbled, older_database, database_deleted, database_gone, database_cut),
        *(database_locked, marks_deleted, clock_ahead_seconds, clock_behind_seconds, clock_ahead_a_day),
        *(
            clock_behind_a_day,
            clock_ahead_years,
            clock_behind_years,
            journal_put_back,
            kiosk_cloned,
            phones_flood,
        ),
    )
}
SQLITE_ONLY = frozenset({"log_deleted", "log_cut", "log_garbled", "database_deleted", "database_cut"})
"""Faults of files that are ours only with the embedded database."""


def kinds(engine: Sqlite | Postgres) -> tuple[str, ...]:
    """The faults that this engine can have."""
    return tuple(name for name in FAULTS if isinstance(engine, Sqlite) or name not in SQLITE_ONLY)


def _clock(hall: Hall, chance: random.Random, seconds: float) -> Broken:
    """The clock jumps while the server runs or while it is down, stays there for a while, and comes back."""
    _jump(hall, chance, seconds)
    hall.take(2)
    # What happens by the clock has to have had its time.
    time.sleep(_MINUTE_OF_HOUSEKEEPING)
    broken = Broken(told=list(hall.health()))
    hall.take(2)
    _jump(hall, chance, 0)
    time.sleep(_MINUTE_OF_HOUSEKEEPING)
    return broken


def _jump(hall: Hall, chance: random.Random, seconds: float) -> None:
    restarted = chance.random() < 0.5
    if restarted:
        hall.kill()
    hall.set_clock(seconds)
    if restarted:
        hall.start()


def _alone(hall: Hall, kiosks: list[str], count: int) -> None:
    """The server goes away, the kiosks are asked for numbers, and it comes back and is told of them."""
    hall.kill()
    for name in kiosks:
        hall.take_at_kiosk(name, count)
    hall.start()
    wait_until(lambda: all(hall.delivered(name) for name in kiosks), _WITHIN)


def _damaged(hall: Hall, chance: random.Random, damage: Callable[[Path], None]) -> Broken:
    """The server is killed with commits that stand only in the log, which is then damaged."""
    hall.take(chance.randint(2, 8))
    hall.kill()
    whole = _secrets(hall)
    _, log, index = _files(hall)
    damage(log)
    index.unlink(missing_ok=True)
    lost = whole - _secrets(hall)
    hall.start()
    return Broken(lost)


def _refuses(hall: Hall, broken: Broken) -> None:
    """Starts the server where it must not start."""
    try:
        hall.start()
    except TimeoutError:
        broken.told.append("refused")
    else:
        broken.complaints.append("the server began with a database that is not this centre's")
        hall.kill()
    hall.building.reap(SERVER)


def _files(hall: Hall) -> tuple[Path, Path, Path]:
    """SQLite's file, its log, and the log's index."""
    file = hall.data / "motcua.sqlite3"
    return file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")


@contextmanager
def _copied(hall: Hall) -> Iterator[Path]:
    """A whole copy of SQLite's file while it lasts, made as a backup is made."""
    with tempfile.TemporaryDirectory() as held:
        copy = Path(held) / "copy.sqlite3"
        with closing(sqlite3.connect(_files(hall)[0])) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        yield copy


def _put_back(hall: Hall, copy: Path) -> None:
    file, *logs = _files(hall)
    for log in logs:
        log.unlink(missing_ok=True)
    shutil.copyfile(copy, file)


def _secrets(hall: Hall) -> frozenset[str]:
    """The secrets of all tickets in the database. SQLite's files are copied first: opening them would mend them."""
    if isinstance(hall.engine, Postgres):
        return _secrets_in(hall.engine.url)
    with tempfile.TemporaryDirectory() as held:
        for file in _files(hall)[:2]:
            if file.exists():
                shutil.copyfile(file, Path(held) / file.name)
        return _secrets_in(f"sqlite:///{held}/{_files(hall)[0].name}")


def _secrets_in(url: str) -> frozenset[str]:
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            return frozenset(connection.execute(select(tables.tickets.c.follow_secret)).scalars())
    finally:
        engine.dispose()


@contextmanager
def _locked(hall: Hall) -> Iterator[None]:
    """Another program's transaction that writes, while it lasts."""
    if isinstance(hall.engine, Postgres):
        engine = create_engine(hall.engine.url)
        with engine.begin() as connection:
            connection.execute(update(tables.centres).values(seq=tables.centres.c.seq))
            yield
            connection.rollback()
        engine.dispose()
        return
    with closing(sqlite3.connect(_files(hall)[0], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
