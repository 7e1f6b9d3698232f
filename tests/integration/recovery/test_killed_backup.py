"""`motcua backup` that is killed for real, at every file that it opens, renames or deletes, and while it writes."""

import gzip
import os
import secrets
import signal
import sqlite3
import subprocess
import sys
import zlib
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from queue_server.recovery import backup, key_file
from tests.waiting import HANG_SECONDS

# A process that begins a copy and kills itself at the given file event in the target's folder, or is ended by the
# kernel when a file of it gets longer than so many bytes; 0 for never.
KILLED = """
import os, resource, signal, sys
from pathlib import Path
from queue_server.recovery import backup
data, target, last, longest = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
if longest:
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (longest, longest))
seen = 0
def watch(event, arguments):
    global seen
    if event in ("open", "os.rename", "os.remove", "sqlite3.connect", "os.mkdir", "os.rmdir"):
        if str(target.parent) in str(arguments[:2]):
            seen += 1
            if seen == last:
                os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
backup.save(f"sqlite:///{data / 'motcua.sqlite3'}", data, target, key=data / "personal-data.key")
"""
SCAN = "attachments/ha-long/ab/" + "c" * 38


@pytest.fixture
def data(house_data: Path) -> Path:
    """A data directory with a scan of eight megabytes, which no packing makes smaller."""
    (house_data / SCAN).parent.mkdir(parents=True)
    (house_data / SCAN).write_bytes(secrets.token_bytes(8_000_000))
    return house_data


def begin(data: Path, target: Path, *, last: int = 0, longest: int = 0) -> "subprocess.Popen[bytes]":
    """A copy under way in a process of its own."""
    return subprocess.Popen([sys.executable, "-c", KILLED, str(data), str(target), str(last), str(longest)])


def left(folder: Path, secret: bytes) -> set[str]:
    """What the files in a folder would give to somebody who finds them: "database", "key", or a whole "archive"."""
    found = set()
    for file in [path for path in folder.rglob("*") if path.is_file()]:
        raw = file.read_bytes()
        if raw.startswith(b"SQLite format 3"):
            with closing(sqlite3.connect(f"file:{file}?immutable=1", uri=True)) as opened:
                if opened.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                    found.add("database")
        unpacked = raw
        if raw.startswith(b"\x1f\x8b"):
            unpacked = zlib.decompressobj(wbits=31).decompress(raw)
            try:
                gzip.decompress(raw)
                found.add("archive")
            except EOFError:
                pass
        if secret in unpacked:
            found.add("key")
    return found


def test_a_backup_killed_at_any_moment_leaves_neither_database_nor_key_beside_its_target(
    data: Path, tmp_path: Path
) -> None:
    secret = (data / key_file.NAME).read_bytes().splitlines()[-1]
    folder = tmp_path / "copies"
    folder.mkdir()
    target = folder / "copy.tar.gz"
    target.write_bytes(b"yesterday's")
    for last in count(1):
        process = begin(data, target, last=last)
        if process.wait(HANG_SECONDS) == 0:
            break
        assert process.returncode == -signal.SIGKILL
        # At the moment in which it gets its name it is whole, and before that it is nothing.
        assert left(folder, secret) in (set(), {"archive", "key"}), last
        assert target.read_bytes() == b"yesterday's" or left(folder, secret) == {"archive", "key"}
    assert last > 5
    assert [path.name for path in folder.iterdir()] == ["copy.tar.gz"]
    assert left(folder, secret) == {"archive", "key"}


def test_what_a_killed_backup_wrote_is_swept_by_the_next_one_which_is_whole(
    data: Path, tmp_path: Path
) -> None:
    secret = (data / key_file.NAME).read_bytes().splitlines()[-1]
    folder = tmp_path / "copies"
    folder.mkdir()
    for longest in (10_000, 200_000, 1_000_000, 7_900_000):
        process = begin(data, folder / "copy.tar.gz", longest=longest)
        assert process.wait(HANG_SECONDS) == -signal.SIGXFSZ
        assert left(folder, secret) == set()
    assert list(folder.iterdir()) != [], "nothing to sweep"
    # An hour ago an earlier release was killed: it left these.
    old = folder / ".motcua-backup-abcdefgh"
    old.mkdir()
    for file in (old / "motcua.sqlite3", old / key_file.NAME, folder / "copy.tar.gz.new"):
        file.write_bytes(secret)
    for path in (old, folder / "copy.tar.gz.new"):
        os.utime(path, (1, 1))
    (folder / "something-else.new").write_bytes(b"of somebody else")
    backup.save(
        f"sqlite:///{data / 'motcua.sqlite3'}", data, folder / "copy.tar.gz", key=data / key_file.NAME
    )
    assert {path.name for path in folder.iterdir()} == {"copy.tar.gz", "something-else.new"}
    backup.restore(folder / "copy.tar.gz", tmp_path / "again")
    assert (tmp_path / "again" / SCAN).read_bytes() == (data / SCAN).read_bytes()


def test_a_copy_under_way_is_not_swept_by_another_one(data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    first = begin(data, folder / "first.tar.gz")
    backup.save(f"sqlite:///{data / 'motcua.sqlite3'}", data, folder / "second.tar.gz")
    assert first.wait(HANG_SECONDS) == 0
    assert sorted(path.name for path in folder.iterdir()) == ["first.tar.gz", "second.tar.gz"]
