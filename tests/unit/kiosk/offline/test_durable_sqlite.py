"""A small SQLite file in trouble: it waits for the disk, and a damaged one is kept and never written over."""

import re
import sqlite3
from pathlib import Path

import pytest

from kiosk.offline import durable_sqlite

SCHEMA = "CREATE TABLE IF NOT EXISTS things (name TEXT)"


def _names(connection: sqlite3.Connection) -> list[str]:
    return [row[0] for row in connection.execute("SELECT name FROM things")]


def test_each_change_is_on_disk_at_once_and_the_tables_are_made_once(tmp_path: Path) -> None:
    first = durable_sqlite.opened(tmp_path / "file.sqlite3", SCHEMA)
    assert [first.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")] == [
        "wal",
        2,
    ]
    first.execute("INSERT INTO things VALUES ('one')")
    second = durable_sqlite.opened(tmp_path / "file.sqlite3", SCHEMA)
    assert _names(second) == ["one"], "nobody had to commit"
    first.close()
    second.close()


def test_a_file_that_is_no_database_is_kept_under_another_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable_sqlite.time, "time", lambda: 1_781_000_000.5)
    (tmp_path / "file.sqlite3").write_bytes(b"no database")
    connection = durable_sqlite.opened(tmp_path / "file.sqlite3", SCHEMA)
    assert _names(connection) == []
    connection.close()
    assert [kept.name for kept in tmp_path.glob("file.damaged-*")] == ["file.damaged-1781000000"]
    assert (tmp_path / "file.damaged-1781000000").read_bytes() == b"no database"


def test_a_file_whose_pages_were_overwritten_is_kept_with_what_stands_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "file.sqlite3"
    dead = durable_sqlite.opened(file, SCHEMA)  # never closed, as after a kill
    dead.executemany("INSERT INTO things VALUES (?)", [(f"name {n}" * 20,) for n in range(500)])
    dead.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    dead.execute("INSERT INTO things VALUES ('in the log only')")
    content = bytearray(file.read_bytes())
    content[8192:16384] = b"\xff" * 8192
    file.write_bytes(content)
    again = durable_sqlite.opened(file, SCHEMA)
    assert _names(again) == []
    again.close()
    dead.close()
    kept = {one.name.split("-", 2)[-1]: one.stat().st_size for one in tmp_path.glob("file.damaged-*")}
    assert sorted(name for name in kept if not name.isdigit()) == ["shm", "wal"]
    assert [size for name, size in kept.items() if name.isdigit()] == [len(content)]
    assert kept["wal"] > 0


def test_a_disk_that_refuses_is_no_damage(tmp_path: Path) -> None:
    (tmp_path / "folder.sqlite3").mkdir()
    with pytest.raises(sqlite3.OperationalError):
        durable_sqlite.opened(tmp_path / "folder.sqlite3", SCHEMA)
    with pytest.raises(sqlite3.OperationalError):
        durable_sqlite.opened(tmp_path / "nowhere" / "file.sqlite3", SCHEMA)
    assert [file.name for file in tmp_path.iterdir()] == ["folder.sqlite3"]


def test_a_schema_that_is_wrong_is_told_and_leaves_the_file_where_it_is(tmp_path: Path) -> None:
    file = tmp_path / "file.sqlite3"
    with pytest.raises(sqlite3.OperationalError):
        durable_sqlite.opened(file, "CREATE NONSENSE")
    assert file.exists()
    assert list(tmp_path.glob("*.damaged-*")) == []


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "file.sqlite3").mkdir()
    with pytest.raises(sqlite3.OperationalError, match=re.escape(str(tmp_path / "file.sqlite3"))):
        durable_sqlite.opened(tmp_path / "file.sqlite3", SCHEMA)
