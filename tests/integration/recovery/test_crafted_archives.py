"""Archives that somebody made up: whatever they say of themselves, a restore believes what it counted and follows no path."""

import gzip
import io
import json
import os
import sqlite3
import stat
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from queue_server.recovery import backup, key_file
from queue_server.recovery.backup import Refused
from tests.journeys.centre import here

DIGEST = "d" * 64
MB = 1024 * 1024


@pytest.fixture
def data(house_data: Path) -> Path:
    """A data directory with an announcement and a centre's own template."""
    folder = house_data
    for name in (f"media/ha-long/{DIGEST}", "forms/2025/receipt.typ"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_bytes(name.encode())
    os.utime(folder / "forms/2025/receipt.typ", (1_750_000_000, 1_750_000_000))
    return folder


@pytest.fixture
def good(data: Path, tmp_path: Path) -> Path:
    """A copy of it, with the key."""
    target = tmp_path / "good.tar.gz"
    backup.save(f"sqlite:///{data / 'motcua.sqlite3'}", data, target, key=data / key_file.NAME)
    return target


Add = Callable[[tarfile.TarFile], None]


def crafted(good: Path, add: Add, without: tuple[str, ...] = ()) -> Path:
    """The good copy without some of its files, and with what `add` adds."""
    bad = good.with_name("bad.tar.gz")
    with (
        tarfile.open(good) as whole,
        tarfile.open(bad, "w:gz", format=tarfile.GNU_FORMAT, compresslevel=1) as archive,
    ):
        for member in whole:
            if member.name not in without:
                archive.addfile(member, whole.extractfile(member))
        add(archive)
    return bad


def put(archive: tarfile.TarFile, name: str, content: bytes = b"", **said: object) -> None:
    """Adds a file of which the header may say anything."""
    member = tarfile.TarInfo(name)
    member.size = len(content)
    for field, value in said.items():
        setattr(member, field, value)
    archive.addfile(member, io.BytesIO(content))


def restored(bad: Path) -> tuple[int, str, str]:
    """`motcua restore` of it, as a person runs it: status, output and errors. A traceback fails the test."""
    return here(["restore", str(bad), "--data-dir", str(bad.with_name("to"))])


def test_a_copy_comes_back_with_its_files_readable_by_their_owner_only(
    data: Path, good: Path, tmp_path: Path
) -> None:
    target = tmp_path / "to"
    assert backup.restore(good, target) == []
    found = sorted(path for path in target.rglob("*") if path.is_file())
    names = {path.relative_to(target).as_posix() for path in found}
    assert names == {
        "motcua.sqlite3",
        key_file.NAME,
        f"media/ha-long/{DIGEST}",
        "forms/2025/receipt.typ",
        "restored.json",
    }
    assert {stat.S_IMODE(path.stat().st_mode) for path in found} == {0o600}
    folders = [target, *(path for path in target.rglob("*") if path.is_dir())]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}
    assert (target / "forms/2025/receipt.typ").stat().st_mtime == 1_750_000_000


def test_a_copy_takes_along_nothing_that_is_no_file_of_ours(data: Path, tmp_path: Path) -> None:
    (data / "media/ha-long" / f"{DIGEST}.0123.new").write_bytes(b"half an upload")
    (data / "media/ha-long" / ("e" * 64)).symlink_to(data / key_file.NAME)
    (data / "forms/2025/receipt.typ~").write_text("an editor's")
    copy = tmp_path / "copy.tar.gz"
    backup.save(f"sqlite:///{data / 'motcua.sqlite3'}", data, copy)
    with tarfile.open(copy) as archive:
        names = archive.getnames()
    assert names == ["backup.json", "motcua.sqlite3", "forms/2025/receipt.typ", f"media/ha-long/{DIGEST}"]


def test_the_key_of_the_folder_that_a_copy_names_is_not_fetched(good: Path, tmp_path: Path) -> None:
    other = tmp_path / "another-centre"
    other.mkdir()
    (other / key_file.NAME).write_text("the key of another centre")
    note = json.dumps({"format": 1, "data_dir": str(other)}).encode()
    bad = crafted(
        good, lambda archive: put(archive, "backup.json", note), without=("backup.json", key_file.NAME)
    )
    status, out, _ = restored(bad)
    assert (status, "đặt tệp khóa" in out) == (0, True)
    assert not (tmp_path / "to" / key_file.NAME).exists()
    with tarfile.open(good) as archive:
        packed = archive.extractfile("backup.json")
        assert packed is not None
        assert set(json.loads(packed.read())) == {"format", "made_at", "revision", "last_event"}


def test_a_key_that_was_kept_apart_is_given_by_whoever_restores(
    data: Path, good: Path, tmp_path: Path
) -> None:
    apart = tmp_path / "safe" / "kept.key"
    apart.parent.mkdir()
    apart.write_bytes((data / key_file.NAME).read_bytes())
    without = tmp_path / "without.tar.gz"
    backup.save(f"sqlite:///{data / 'motcua.sqlite3'}", data, without)
    backup.restore(without, tmp_path / "to", key=apart)
    laid = tmp_path / "to" / key_file.NAME
    assert laid.read_bytes() == apart.read_bytes()
    assert stat.S_IMODE(laid.stat().st_mode) == 0o600
    for bad in (tmp_path / "no-such-file", good):
        with pytest.raises(Refused, match="tệp khóa"):
            backup.restore(without, tmp_path / "again", key=bad)
        assert not (tmp_path / "again").exists()


def many_headers(archive: tarfile.TarFile) -> None:
    """Two thousand names that are too long for a header, one upon another."""
    for _ in range(2_000):
        member = tarfile.TarInfo("././@LongLink")
        member.type, member.size = tarfile.GNUTYPE_LONGNAME, 4
        archive.addfile(member, io.BytesIO(b"aaa\0"))


def endless_header(archive: tarfile.TarFile) -> None:
    """A name of forty megabytes."""
    member = tarfile.TarInfo("././@LongLink")
    member.type, member.size = tarfile.GNUTYPE_LONGNAME, 40 * MB
    archive.addfile(member, io.BytesIO(b"a" * (40 * MB)))


def negative_size(archive: tarfile.TarFile) -> None:
    """A file that leads back to its own header."""
    member = tarfile.TarInfo("media/x")
    header = bytearray(member.tobuf(tarfile.GNU_FORMAT))
    header[124:136] = (-1024).to_bytes(12, "big", signed=True)
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    assert archive.fileobj is not None
    archive.fileobj.write(bytes(header))


def hole(archive: tarfile.TarFile) -> None:
    """A sparse file that claims four gigabytes and brings nothing."""
    member = tarfile.TarInfo(f"media/ha-long/{'b' * 64}")
    member.type = tarfile.GNUTYPE_SPARSE
    header = bytearray(member.tobuf(tarfile.GNU_FORMAT))
    header[483:495] = b"40000000000\0"
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    assert archive.fileobj is not None
    archive.fileobj.write(bytes(header))


@pytest.mark.parametrize(
    ("add", "without", "sentence"),
    [
        (lambda a: put(a, "motcua.sqlite3", bytes(300 * MB)), ("motcua.sqlite3",), "lớn hơn mọi bản sao"),
        (lambda a: put(a, f"media/ha-long/{'a' * 64}", bytes(202 * MB)), (), "lớn hơn mọi bản sao"),
        (lambda a: put(a, key_file.NAME, bytes(MB)), (key_file.NAME,), "lớn hơn mọi bản sao"),
        (endless_header, (), "lớn hơn mọi bản sao"),
        (lambda a: put(a, "media/" + "a/" * 3_000 + "x"), (), "không bao giờ có"),
        (lambda a: put(a, "media/" + "a" * 5_000), (), "không bao giờ có"),
        (lambda a: put(a, "a/b/c"), (), "không bao giờ có"),
        (lambda a: put(a, "server.json", b"{}"), (), "không bao giờ có"),
        (lambda a: put(a, f"media/ha-long/{'a' * 64}", type=tarfile.LNKTYPE, linkname=key_file.NAME), (), "không"),
        (lambda a: put(a, "media/ha-long", type=tarfile.SYMTYPE, linkname=".."), (), "không bao giờ có"),
        (lambda a: put(a, "motcua.sqlite3", b"twice"), (), "không phải bản sao lưu"),
        (many_headers, (), "không phải bản sao lưu"),
        (negative_size, (), "không phải bản sao lưu"),
        (hole, (), "không bao giờ có"),
    ],
    ids=[
        *("bomb", "bomb-in-a-file", "long-key", "endless-header", "deep", "long-name", "elsewhere", "settings"),
        *("hard-link", "symlink", "twice", "many-headers", "negative-size", "hole"),
    ],
)  # fmt: skip
def test_what_no_copy_of_ours_holds_is_refused_in_a_sentence_and_leaves_nothing(
    good: Path, tmp_path: Path, add: Add, without: tuple[str, ...], sentence: str
) -> None:
    status, out, error = restored(crafted(good, add, without))
    assert (status, out) == (2, ""), error[-500:]
    assert sentence in error
    assert len(error) < 1_000
    assert not (tmp_path / "to").exists()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE alembic_version SET version_num = '../../*'",
        "UPDATE alembic_version SET version_num = '0*'",
        "DELETE FROM alembic_version",
        "DROP TABLE centre",
        "UPDATE centre SET seq = 'x'",
    ],
)
def test_a_database_that_is_none_of_ours_is_refused_in_a_sentence(
    data: Path, good: Path, tmp_path: Path, change: str
) -> None:
    with closing(sqlite3.connect(data / "motcua.sqlite3")) as database, database:
        database.execute("PRAGMA foreign_keys=OFF")
        database.execute(change)
    with closing(sqlite3.connect(data / "motcua.sqlite3")) as database:
        database.execute("PRAGMA journal_mode=DELETE")
    content = (data / "motcua.sqlite3").read_bytes()
    status, _, error = restored(
        crafted(good, lambda archive: put(archive, "motcua.sqlite3", content), ("motcua.sqlite3",))
    )
    assert (status, bool(error)) == (2, True)
    assert not (tmp_path / "to").exists()


def test_strangers_in_our_folders_are_passed_over_and_named(good: Path, tmp_path: Path) -> None:
    """Earlier releases packed whatever lay there, such as half an upload; such a copy still has to come back."""
    bad = crafted(good, lambda archive: put(archive, "media/ha-long/half.new", b"x", mode=0o777, mtime=1e18))
    status, out, _ = restored(bad)
    assert (status, "media/ha-long/half.new" in out) == (0, True)
    assert not (tmp_path / "to/media/ha-long/half.new").exists()


def test_a_copy_that_packing_makes_a_hundred_times_smaller_comes_back_all_the_same(
    data: Path, tmp_path: Path
) -> None:
    """Debian's SQLite fills what is deleted with zeros, so a database after a great deletion is such a one."""
    with closing(sqlite3.connect(data / "motcua.sqlite3")) as database, database:
        database.execute("CREATE TABLE emptied AS SELECT zeroblob(120000000)")
    copy = tmp_path / "copy.tar.gz"
    backup.save(f"sqlite:///{data / 'motcua.sqlite3'}", data, copy, key=data / key_file.NAME)
    backup.restore(copy, tmp_path / "to")
    with closing(sqlite3.connect(tmp_path / "to" / "motcua.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM emptied").fetchone() == (1,)


def test_the_rest_of_an_archive_is_read_to_its_checksum(good: Path, tmp_path: Path) -> None:
    plain = gzip.decompress(good.read_bytes())
    cut = bytearray(gzip.compress(plain))
    cut[-8:-4] = b"\0\0\0\0"
    bad = tmp_path / "bad.tar.gz"
    bad.write_bytes(bytes(cut))
    with pytest.raises(Refused, match="không phải bản sao lưu"):
        backup.restore(bad, tmp_path / "to")
