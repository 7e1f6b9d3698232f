"""A database that comes back older than it was: it is noticed, told until somebody looked, and no number comes twice."""

import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update

from queue_server.app import create_app
from queue_server.ledger.schema import CentreMissing
from queue_server.ledger.storage.engine import open_engine
from queue_server.ledger.tables import centres, dossier_numbers, events, metadata, queue_days, tickets
from tests.integration.house import House, Token, at_once, token_in
from tests.integration.realtime.test_sockets import database_of
from tests.journeys.centre import Centre
from tests.waiting import HANG_SECONDS, eventually

DATABASE = "motcua.sqlite3"


@pytest.fixture
def centre(free_port: Callable[[], int], tmp_path: Path) -> Iterator[Centre]:
    """A centre that is not started."""
    made = Centre(tmp_path, free_port)
    try:
        yield made
    finally:
        made.stop()


@pytest.fixture
def staffed(house: House) -> House:
    """A server for a fresh centre whose tokens were made before anything is lost."""
    for role in ("supervisor", "admin"):
        house.token(role)
    assert house.kiosk.secret
    return house


def issue(centre: Centre, staff: Token, count: int) -> list[str]:
    given = []
    for _ in range(count):
        answer = centre.request("POST", "/tickets", {"queue": "ho-tich"}, token=staff.secret)
        assert answer.status == 201, answer
        given.append(answer.body["number"])
    return given


def start(centre: Centre) -> None:
    """Starts the server; one that is in doubt answers, and is not well."""
    port = str(centre.ports["server"])
    centre._run_part("server", "serve", "--port", port, "--data-dir", str(centre.data_dir), "--no-worker")
    centre.wait_for(f"{centre.url}/api/v1/queues")


def health(centre: Centre) -> tuple[int, list[str]]:
    """What /healthz answers."""
    try:
        with urllib.request.urlopen(f"{centre.url}/healthz", timeout=HANG_SECONDS) as answer:
            return answer.status, []
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.load(refused)["failing"]


def without(log: Path) -> None:
    """The log is gone."""
    log.unlink()


def damaged(log: Path) -> None:
    """One page of the log is nonsense, and with it all that comes after."""
    with log.open("r+b") as opened:
        opened.seek(log.stat().st_size // 3)
        opened.write(b"\xa5" * 4096)


@pytest.mark.parametrize("harm", [without, damaged])
def test_numbers_that_were_lost_with_the_log_are_not_given_again_and_it_is_told(
    centre: Centre, harm: Callable[[Path], None]
) -> None:
    centre.start("--no-worker")
    staff = token_in(database_of(centre), "supervisor", "lan")
    # What is in the file itself, beside the log.
    centre.restart()
    given = issue(centre, staff, 30)
    centre.kill("server")
    harm(centre.data_dir / f"{DATABASE}-wal")
    (centre.data_dir / f"{DATABASE}-shm").unlink(missing_ok=True)
    start(centre)
    assert health(centre) == (503, ["records"])
    (doubt,) = centre.request("GET", "/doubts", token=staff.secret).body
    assert (doubt["kind"], doubt["detail"]["found"] < doubt["detail"]["known"]) == ("records", True)
    after = issue(centre, staff, 30)
    assert set(given) & set(after) == set()
    assert after[0] == "A051"
    settled = centre.request("POST", "/doubts/settle", {"kind": "records"}, token=staff.secret)
    assert settled.status == 204
    eventually(lambda: health(centre) == (200, []))
    # A second start has nothing to say.
    centre.kill("server")
    start(centre)
    assert health(centre) == (200, [])
    assert issue(centre, staff, 1) == ["A081"]


def test_an_older_file_without_its_log_is_noticed(centre: Centre, tmp_path: Path) -> None:
    centre.start("--no-worker")
    staff = token_in(database_of(centre), "supervisor", "lan")
    first = issue(centre, staff, 3)
    centre.stop()
    shutil.copy(centre.data_dir / DATABASE, tmp_path / "older")
    start(centre)
    lost = issue(centre, staff, 5)
    centre.kill("server")
    (centre.data_dir / f"{DATABASE}-wal").unlink()
    shutil.copy(tmp_path / "older", centre.data_dir / DATABASE)
    start(centre)
    assert health(centre) == (503, ["records"])
    assert set(issue(centre, staff, 5)) & {*first, *lost} == set()


def forget(house: House, seq: int) -> None:
    """Puts the database back to an older state, as a restore behind the server's back does."""
    ident = house.centre.centre.id
    with house.book.engine.connect().execution_options(writes=True) as connection:
        for table in (tickets, queue_days, dossier_numbers):
            connection.execute(delete(table).where(table.c.centre == ident))
        connection.execute(delete(events).where(events.c.centre == ident, events.c.seq > seq))
        connection.execute(update(centres).where(centres.c.id == ident).values(seq=seq))
        connection.commit()


@contextmanager
def reopened(house: House) -> Iterator[House]:
    """The next process on the same data."""
    house.stop()
    again = house.beside()
    try:
        yield again
    finally:
        again.stop()


def passed_over(house: House) -> list[dict[str, Any]]:
    told = house.get("/events?limit=1000", house.token("admin"))["events"]
    kinds = ("numbers_passed_over", "doubt_raised", "doubt_settled")
    return [event["data"] for event in told if event["data"].get("what") in kinds]


def test_a_database_that_was_put_back_between_two_starts_is_noticed(staffed: House) -> None:
    old = staffed.seq()
    given = [staffed.issue("ho-tich")["number"] for _ in range(60)]
    known = staffed.seq()
    forget(staffed, old)
    with reopened(staffed) as again:
        assert again.application.parts.failing() == ["records"]
        assert again.issue("ho-tich")["number"] not in given
        # Of a queue whose numbers were not given nothing is passed over.
        assert again.issue("dat-dai")["number"].endswith("001")
        assert passed_over(again) == [
            {"what": "numbers_passed_over", "step": 50},
            {
                "what": "doubt_raised",
                "kind": "records",
                "subject": "",
                "detail": {"found": old, "known": known},
            },
        ]


def test_so_it_is_where_it_has_grown_since_as_far_as_it_was(staffed: House) -> None:
    old = staffed.seq()
    given = [staffed.issue("ho-tich")["number"] for _ in range(3)]
    ident = staffed.centre.centre.id
    staffed.later(seconds=5)
    with staffed.book.engine.connect().execution_options(writes=True) as connection:
        # Another history that has come as far.
        connection.execute(
            update(events).where(events.c.centre == ident, events.c.seq > old).values(at=events.c.at + 4000)
        )
        connection.execute(delete(queue_days).where(queue_days.c.centre == ident))
        connection.execute(delete(tickets).where(tickets.c.centre == ident))
        connection.commit()
    with reopened(staffed) as again:
        assert again.application.parts.failing() == ["records"]
        assert again.issue("ho-tich")["number"] not in given


def test_the_first_deed_on_a_database_that_was_put_back_under_the_server_passes_over(staffed: House) -> None:
    old = staffed.seq()
    given = [staffed.issue("ho-tich")["number"] for _ in range(7)]
    forget(staffed, old)
    after = [staffed.issue("ho-tich")["number"] for _ in range(7)]
    assert set(given) & set(after) == set()
    assert [told["what"] for told in passed_over(staffed)] == ["numbers_passed_over", "doubt_raised"]
    staffed.do("/doubts/settle", {"kind": "records"}, by=staffed.supervisor)
    assert staffed.get("/doubts", staffed.supervisor) == []
    assert staffed.refused("/doubts/settle", {"kind": "records"}, by=staffed.supervisor) == (404, "not_found")
    assert passed_over(staffed)[-1] == {
        "what": "doubt_settled",
        "kind": "records",
        "subject": "",
        "by": "supervisor",
    }


@pytest.mark.parametrize("issued", [2, 7, 9])
def test_health_says_it_where_everyone_begins_anew_behind_the_first_deed(staffed: House, issued: int) -> None:
    old, parts = staffed.seq(), staffed.application.parts
    parts.announcer.begin()
    for _ in range(7):
        staffed.issue("ho-tich")
    parts.announcer.announce()
    forget(staffed, old)
    for _ in range(issued):
        staffed.issue("ho-tich")
    parts.announcer.announce()
    assert parts.failing() == ["records"]


def test_the_loss_of_a_single_commit_is_noticed_too(staffed: House) -> None:
    old, given = staffed.seq(), staffed.issue("ho-tich")["number"]
    assert staffed.seq() == old + 1
    forget(staffed, old)
    assert staffed.issue("ho-tich")["number"] != given
    assert [told["what"] for told in passed_over(staffed)] == ["numbers_passed_over", "doubt_raised"]


def test_dossiers_and_books_are_passed_over_too(house: House) -> None:
    house.do("/counters/1/open", by=house.supervisor)
    house.issue("ho-tich")
    ticket = house.do("/counters/1/call-next", by=house.supervisor)
    house.do(f"/tickets/{ticket['id']}/start", by=house.supervisor)
    body = {"procedure": "dang-ky-khai-sinh", "applicant": {"name": "Nguyễn Thị Ngọc Ánh"}}
    house.do(f"/tickets/{ticket['id']}/dossiers", body, by=house.supervisor)
    marks = house.book.marks
    assert marks is not None
    assert dict(marks.highest("2026-06-15")) == {"ho-tich": 50, "#dossiers": 50}
    assert marks.years() == [(2026, {"register": 50})]
    ident, seq = house.centre.centre.id, house.seq() - 2
    with house.book.engine.connect().execution_options(writes=True) as connection:
        connection.execute(delete(dossier_numbers).where(dossier_numbers.c.centre == ident))
        connection.execute(update(centres).where(centres.c.id == ident).values(seq=seq))
        connection.execute(delete(events).where(events.c.centre == ident, events.c.seq > seq))
        connection.commit()
    made = house.do(f"/tickets/{ticket['id']}/dossiers", body, by=house.supervisor)
    assert (made["code"][-4:], made["register_no"]["no"]) == ("0051", 51)


def test_a_process_that_died_without_losing_anything_leaves_no_doubt_and_no_gap(staffed: House) -> None:
    assert [staffed.issue("ho-tich")["number"] for _ in range(3)] == ["A001", "A002", "A003"]
    with reopened(staffed) as again:
        assert (again.application.parts.failing(), again.issue("ho-tich")["number"]) == ([], "A004")


def test_marks_that_cannot_be_read_are_doubted_and_numbers_go_on_far_behind(
    staffed: House, tmp_path: Path
) -> None:
    staffed.issue("ho-tich")
    staffed.stop()
    (file,) = (tmp_path / "marks").glob(f"{staffed.centre.centre.id}.*.json")
    file.write_bytes(b"{")
    with reopened(staffed) as again:
        assert again.application.parts.failing() == ["records"]
        (doubt,) = again.get("/doubts", again.supervisor)
        assert doubt["detail"] == {"unreadable": 1}
        assert again.issue("ho-tich")["number"] == "A202"


def test_marks_that_were_deleted_under_the_server_are_written_anew(staffed: House, tmp_path: Path) -> None:
    old = staffed.seq()
    given = [staffed.issue("ho-tich")["number"] for _ in range(3)]
    shutil.rmtree(tmp_path / "marks")
    staffed.application.parts.sync_marks()
    forget(staffed, old)
    with reopened(staffed) as again:
        assert again.application.parts.failing() == ["records"]
        assert again.issue("ho-tich")["number"] not in given


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_directory_that_was_a_centre_never_becomes_an_empty_one_by_itself(
    engine: str, tmp_path: Path, new_postgres_database: Callable[[], str], shipped_centre: Any
) -> None:
    sqlite = f"sqlite:///{tmp_path / DATABASE}"
    first, second = (sqlite, sqlite) if engine == "sqlite" else (new_postgres_database() for _ in range(2))
    house = House(first, tmp_path, shipped_centre)
    house.issue("ho-tich")
    house.stop()
    if engine == "sqlite":
        for file in tmp_path.glob(f"{DATABASE}*"):
            file.unlink()
    settings = replace(house.application.parts.settings, database=second)
    with pytest.raises(CentreMissing):
        create_app(settings, at_once, clock=lambda: house.now, centre=house.centre)
    empty = open_engine(second)
    with empty.connect() as connection:
        assert not empty.dialect.has_table(connection, metadata.tables["centre"].name)
    empty.dispose()
