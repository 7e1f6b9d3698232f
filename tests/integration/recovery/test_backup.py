"""Backups while the server works, by command and by night, and what comes back of them: every row of every table."""

import io
import shutil
import sqlite3
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, select

from queue_server.configuration.settings import sqlite_url
from queue_server.configuration.values import NightlyBackup
from queue_server.ledger.tables import metadata
from queue_server.recovery import backup, key_file
from queue_server.recovery.backup import Refused
from queue_server.recovery.copies_to_keep import last_due, to_drop
from queue_server.recovery.nightly import BackupFailed, Nightly
from queue_server.server.preflight import Premises
from tests.integration.house import CONFIG, House, shipped, token_in, with_centre
from tests.integration.realtime.test_sockets import Ear, database_of
from tests.journeys.centre import Centre
from tests.waiting import HANG_SECONDS, eventually

DOSSIER = {
    "procedure": "dang-ky-khai-sinh",
    "applicant": {"name": "Nguyễn Thị Ánh", "id_type": "cccd", "id_number": "022085001234"},
    "documents": [],
    "due_at": "2030-01-01T00:00:00+07:00",
}


@pytest.fixture
def new_centre(free_port: Callable[[], int], tmp_path: Path) -> Iterator[Callable[[], Centre]]:
    """A function that makes a centre in a folder of its own; nothing is started."""
    made: list[Centre] = []

    def make() -> Centre:
        centre = Centre(tmp_path / f"centre-{len(made)}", free_port)
        made.append(centre)
        return centre

    yield make
    for centre in made:
        centre.stop()


def rows(database: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in a fixed order."""
    engine = create_engine(database)
    with engine.connect() as connection:
        found = {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
        }
    engine.dispose()
    return found


def cut(found: dict[str, list[tuple[Any, ...]]], seq: int) -> list[tuple[Any, ...]]:
    """The events up to a number."""
    return [row for row in found["events"] if row[1] <= seq]


def issue(centre: Centre, token: str) -> str:
    """A new ticket's number."""
    answer = centre.request("POST", "/tickets", {"queue": "ho-tich"}, token=token)
    assert answer.status == 201, answer
    return str(answer.body["number"])


def work(centre: Centre, token: str) -> None:
    """A little of everything: tickets, calls, a dossier with a person's data."""
    for _ in range(3):
        issue(centre, token)
    for path, body in (
        ("/counters/1/open", None),
        ("/counters/1/call-next", None),
        ("/tickets/1/start", None),
        ("/tickets/1/dossiers", DOSSIER),
    ):
        answer = centre.request("POST", path, body, token=token)
        assert answer.status in (200, 201), answer


def test_a_copy_made_under_load_is_one_moment_of_it(new_centre: Callable[[], Centre], tmp_path: Path) -> None:
    centre = new_centre()
    centre.start("--no-worker")
    token = token_in(database_of(centre), "supervisor", "lan").secret
    work(centre, token)
    done = threading.Event()
    given: list[str] = []

    def load() -> None:
        while not done.is_set():
            given.append(issue(centre, token))

    citizens = [threading.Thread(target=load, daemon=True) for _ in range(2)]
    for one in citizens:
        one.start()
    copy = tmp_path / "copy.tar.gz"
    centre.motcua("backup", str(copy))
    done.set()
    for one in citizens:
        one.join(HANG_SECONDS)
    assert copy.stat().st_mode & 0o077 == 0
    again = new_centre()
    again.motcua("restore", str(copy), "--nothing-since")
    restored = rows(f"sqlite:///{again.data_dir / 'motcua.sqlite3'}")
    seq = restored["centre"][0][1]
    # Whole at one moment: the sequence row, the diary and the tickets say the same.
    assert sorted(row[1] for row in restored["events"]) == list(range(1, seq + 1))
    assert restored["events"] == cut(rows(database_of(centre)), seq)
    issued = sum(row[2] == "ticket_issued" for row in restored["events"])
    assert len(restored["tickets"]) == issued
    again.start("--no-worker")
    assert issue(again, token) == f"A{issued + 1:03d}"
    found = again.request("GET", "/dossiers", token=token).body
    assert "Nguyễn Thị Ánh" in str(found)


def test_a_quiet_copy_comes_back_row_by_row(
    new_centre: Callable[[], Centre], new_postgres_database: Callable[[], str], tmp_path: Path
) -> None:
    """PostgreSQL into SQLite, and into another PostgreSQL: the same rows, and numbering goes on."""
    database = new_postgres_database()
    centre = new_centre()
    centre.start("--no-worker", "--database", database)
    token = token_in(database, "supervisor", "lan").secret
    work(centre, token)
    copy = tmp_path / "copy.tar.gz"
    centre.motcua("backup", str(copy))
    whole = rows(database)
    for target in (None, new_postgres_database()):
        again = new_centre()
        extra = () if target is None else ("--database", target)
        again.motcua("restore", str(copy), "--nothing-since", *extra)
        assert rows(target or f"sqlite:///{again.data_dir / 'motcua.sqlite3'}") == whole
        again.start("--no-worker", *extra)
        assert issue(again, token) == "A004"
        again.stop()


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_no_paper_given_since_the_copy_gets_a_twin(
    new_centre: Callable[[], Centre], new_postgres_database: Callable[[], str], tmp_path: Path, engine: str
) -> None:
    centre = new_centre()
    centre.start("--no-worker")
    staff = token_in(database_of(centre), "supervisor", "lan")
    work(centre, staff.secret)
    copy = tmp_path / "copy.tar.gz"
    centre.motcua("backup", str(copy))
    lost = [issue(centre, staff.secret) for _ in range(5)]
    again = new_centre()
    extra = ("--database", new_postgres_database()) if engine == "postgresql" else ()
    again.motcua("restore", str(copy), *extra)
    for start in ("first", "second"):
        again.start("--no-worker", *extra)
        given = issue(again, staff.secret)
        assert given == ("A204" if start == "first" else "A205"), "passed over once"
        assert given not in lost
        again.stop()
    again.start("--no-worker", *extra)
    made = again.request("POST", "/tickets/1/dossiers", DOSSIER, token=staff.secret)
    assert made.body["code"].endswith("-0202")
    diary = again.request("GET", "/events?limit=1000", token=staff.secret).body["events"]
    assert [event["data"] for event in diary if event["data"].get("what") == "numbers_passed_over"] == [
        {"what": "numbers_passed_over", "step": 200}
    ]


def test_the_diary_goes_on_and_clients_follow(new_centre: Callable[[], Centre], tmp_path: Path) -> None:
    centre = new_centre()
    centre.start("--no-worker")
    staff = token_in(database_of(centre), "supervisor", "lan")
    issue(centre, staff.secret)
    copy = tmp_path / "copy.tar.gz"
    centre.motcua("backup", str(copy))
    again = new_centre()
    again.motcua("restore", str(copy))
    again.start("--no-worker")
    ear = Ear(again.url, {"token": staff.secret})
    before = ear.snapshot()["seq"]
    issue(again, staff.secret)
    eventually(lambda: any(fact["seq"] == before + 1 for fact in ear.of("fact")))
    ear.leave()


@pytest.fixture
def copy(house_data: Path, tmp_path: Path) -> Path:
    """A good backup."""
    target = tmp_path / "good.tar.gz"
    backup.save(f"sqlite:///{house_data / 'motcua.sqlite3'}", house_data, target)
    return target


def test_whatever_is_wrong_with_a_copy_leaves_the_target_empty(copy: Path, tmp_path: Path) -> None:
    whole = copy.read_bytes()
    stranger = io.BytesIO()
    with tarfile.open(fileobj=stranger, mode="w:gz") as archive:
        archive.add(copy, "something-else")
    for name, content in {
        "cut": whole[: len(whole) // 2],
        "changed": whole[:2000] + b"\0\1\2\3" + whole[2004:],
        "empty": b"",
        "text": b"khong phai ban sao luu",
        "stranger": stranger.getvalue(),
    }.items():
        bad, target = tmp_path / f"{name}.tar.gz", tmp_path / f"to-{name}"
        bad.write_bytes(content)
        with pytest.raises(Refused):
            backup.restore(bad, target)
        assert not target.exists(), name
    backup.restore(copy, tmp_path / "to-good")
    with pytest.raises(Refused, match="không trống"):
        backup.restore(copy, tmp_path / "to-good")


@pytest.mark.parametrize(
    "name", ["../outside", "media/../../outside", "{outside}", "media/link", "media/pipe"]
)
def test_a_copy_that_leads_out_of_its_folder_is_refused(copy: Path, tmp_path: Path, name: str) -> None:
    outside = tmp_path / "outside"
    bad, target = tmp_path / "bad.tar.gz", tmp_path / "to" / "data"
    target.parent.mkdir()
    with tarfile.open(copy) as good, tarfile.open(bad, "w:gz") as archive:
        for member in good:
            archive.addfile(member, good.extractfile(member))
        evil = tarfile.TarInfo(name.format(outside=outside))
        evil.type = {"link": tarfile.SYMTYPE, "pipe": tarfile.FIFOTYPE}.get(
            name.rpartition("/")[2], tarfile.REGTYPE
        )
        evil.linkname = str(outside)
        archive.addfile(evil)
    with pytest.raises(Refused):
        backup.restore(bad, target)
    assert not outside.exists()
    assert not (tmp_path / "to" / "outside").exists()
    assert not target.exists()


def test_a_copy_that_cannot_be_written_leaves_nothing_half(house_data: Path, tmp_path: Path) -> None:
    file = tmp_path / "a-file"
    file.write_text("x")
    with pytest.raises(Refused, match="Không sao lưu được"):
        backup.save(f"sqlite:///{house_data / 'motcua.sqlite3'}", house_data, file / "copy.tar.gz")
    database = house_data / "motcua.sqlite3"
    with database.open("r+b") as opened:
        opened.seek(4096 * 6)
        opened.write(b"\xa5" * 4096)
    folder = tmp_path / "copies"
    with pytest.raises(Refused, match="bị hỏng"):
        backup.save(f"sqlite:///{database}", house_data, folder / "copy.tar.gz")
    assert list(folder.iterdir()) == []


def test_a_data_directory_may_be_called_what_addresses_write_otherwise(
    house_data: Path, tmp_path: Path, new_postgres_database: Callable[[], str]
) -> None:
    odd = house_data.rename(tmp_path / "hồ sơ #1? %41")
    database = sqlite_url(odd)
    premises = Premises(odd, database, odd / "backups")
    premises.enter()
    assert premises._held is not None
    premises._held.close()
    backup.save(database, odd, odd / "copy.tar.gz")
    for target, engine in ((odd / "again", None), (odd / "elsewhere", new_postgres_database())):
        assert backup.restore(odd / "copy.tar.gz", target, engine, key=odd / key_file.NAME) == []
    house = House(sqlite_url(odd / "again"), odd / "again", shipped())
    try:
        assert house.application.parts.health.failing() == []
    finally:
        house.stop()


def test_a_missed_night_is_made_up_for_by_the_running_server(
    new_centre: Callable[[], Centre], tmp_path: Path
) -> None:
    centre = new_centre()
    config = Path(shutil.copytree(CONFIG, tmp_path / "config"))
    file = config / "centre.toml"
    elsewhere = tmp_path / "other-disk"
    elsewhere.write_text("in the way")
    shipped_text = file.read_text("utf-8")
    file.write_text(shipped_text.replace('folder = "backups"', f'folder = "{elsewhere}"'), "utf-8")
    centre.start("--no-worker", config=config)
    staff = token_in(database_of(centre), "supervisor", "lan").secret
    centre.stop()
    with closing(sqlite3.connect(centre.data_dir / "motcua.sqlite3")) as database, database:
        database.execute("UPDATE centre SET created_at = 0")
    # The marks know when the centre was founded, and this one is made older.
    shutil.rmtree(centre.data_dir / "marks")
    centre._serve = ("--config", str(config))
    centre._start_server()

    def failing() -> bool:
        answer = centre.request("GET", "/events?limit=1000", token=staff).body["events"]
        return any(event["data"].get("what") == "backup_failed" for event in answer)

    eventually(failing)
    centre.stop()
    elsewhere.unlink()
    centre._start_server()
    eventually(lambda: len(list(elsewhere.glob("motcua-ha-long-*.tar.gz"))) == 1)
    (made,) = elsewhere.glob("*.tar.gz")
    target = tmp_path / "restored"
    backup.restore(made, target)
    assert (target / "motcua.sqlite3").exists()


SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")


def test_each_night_has_one_copy_and_failures_are_told_once(
    new_house: Callable[..., House], tmp_path: Path
) -> None:
    house = new_house(with_centre(shipped(), backup=NightlyBackup(at=90, daily=2, weekly=2)))
    made: list[str] = []
    broken = False
    ticks = [0.0]

    def make(target: Path) -> None:
        if broken:
            raise BackupFailed("no space")
        target.parent.mkdir(exist_ok=True)
        target.write_text("copy")
        made.append(target.name)

    folder = tmp_path / "copies"
    nightly = Nightly(house.book, folder, make, lambda _: None, threading.Event(), clock=lambda: ticks[0])
    house.now = datetime(2026, 6, 15, 8, 0, tzinfo=SAIGON)
    nightly.look()
    assert made == []  # founded this morning
    name = house.centre.centre.id
    house.now = datetime(2026, 6, 16, 1, 29, tzinfo=SAIGON)
    nightly.look()
    assert made == []
    for _ in range(3):
        house.now = datetime(2026, 6, 16, 1, 30, tzinfo=SAIGON)
        nightly.look()
    assert made == [f"motcua-{name}-2026-06-16.tar.gz"]
    broken = True
    house.now += timedelta(days=1)
    seq = house.seq()
    nightly.look()
    nightly.look()  # too soon to try again
    ticks[0] += 601
    nightly.look()
    told = house.get(f"/events?after={seq}&limit=100", house.token("admin"))["events"]
    failures = [event["data"]["reason"] for event in told if event["data"].get("what") == "backup_failed"]
    assert (failures, nightly.failing()) == (["no space"], ["backup"])
    broken = False
    ticks[0] += 601
    nightly.look()
    assert (made[1:], nightly.failing()) == ([f"motcua-{name}-2026-06-17.tar.gz"], [])
    # A night under a wrong clock left a copy that is none of the latest.
    (folder / f"motcua-{name}-2031-01-01.tar.gz").write_text("copy")
    for _ in range(20):
        house.now += timedelta(days=1)
        nightly.look()
    left = sorted(file.name.removeprefix(f"motcua-{name}-")[:10] for file in folder.iterdir())
    # The two latest, and the latest of this week and the last (7 July 2026 is a Tuesday).
    assert left == ["2026-07-05", "2026-07-06", "2026-07-07", "2031-01-01"]


def test_no_copy_goes_while_the_clock_is_in_doubt(new_house: Callable[..., House], tmp_path: Path) -> None:
    house = new_house(with_centre(shipped(), backup=NightlyBackup(at=90, daily=1, weekly=0)))

    def make(target: Path) -> None:
        target.parent.mkdir(exist_ok=True)
        target.write_text("copy")

    folder = tmp_path / "copies"
    nightly = Nightly(house.book, folder, make, lambda _: None, threading.Event())
    house.issue("ho-tich")
    for days_on in (1, 1, 0):
        house.later(days=days_on)
        nightly.look()
    assert [file.name[-17:-7] for file in folder.iterdir()] == ["2026-06-17"]
    house.jump(days=3)
    nightly.look()
    assert len(list(folder.iterdir())) == 2


days = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@given(st.sets(days, max_size=60), st.integers(1, 10), st.integers(0, 8))
def test_the_latest_copies_always_stay(found: set[date], daily: int, weekly: int) -> None:
    latest = max(found, default=date(2024, 1, 1))
    dropped = to_drop(found, latest, daily, weekly)
    kept = found - set(dropped)
    assert sorted(found, reverse=True)[:daily] == sorted(kept, reverse=True)[: min(daily, len(found))]
    assert len(kept) <= daily + weekly
    assert to_drop(kept, latest, daily, weekly) == []


@given(
    st.integers(
        int(datetime(2024, 1, 1, tzinfo=UTC).timestamp()), int(datetime(2031, 1, 1, tzinfo=UTC).timestamp())
    ),
    st.integers(0, 1439),
    st.sampled_from(["Asia/Ho_Chi_Minh", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]),
)
def test_the_last_due_moment_is_past_and_less_than_a_day_and_an_hour_ago(
    moment: int, at: int, zone: str
) -> None:
    """Also in the nights in which the clock skips or repeats an hour."""
    local = datetime.fromtimestamp(moment, ZoneInfo(zone))
    ago = local.timestamp() - last_due(local, at).timestamp()
    assert 0 <= ago <= 25 * 3600
