"""The technician's commands on a real server: what is well, what is not, the logs in one file, a forgotten password."""

import json
import shutil
import sqlite3
import urllib.request
import uuid
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from queue_server.commands import doctor
from shared.logs import bundle as log_bundle
from tests.integration.house import CONFIG
from tests.journeys.centre import Centre, here
from tests.waiting import HANG_SECONDS


@pytest.fixture(scope="module")
def served(free_port: Callable[[], int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """A running server with a kiosk that has reported."""
    centre = Centre(tmp_path_factory.mktemp("served"), free_port)
    try:
        centre.start("--no-worker")
        yield centre
    finally:
        centre.stop()


@pytest.fixture(scope="module")
def kiosk(served: Centre) -> str:
    """The address of a kiosk that runs beside the server."""
    return served.start_kiosk("kiosk-1")


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, list[str]]:
    """The doctor's exit status and lines."""
    capsys.readouterr()
    status = doctor.main([*map(str, arguments), "--lang", "en"])
    return status, capsys.readouterr().out.splitlines()


def put(centre: Centre, token: str, state: str, detail: dict[str, object]) -> None:
    answer = centre.request("PUT", "/devices/me/status", {"state": state, "detail": detail}, token=token)
    assert answer.status == 204, answer


def test_a_server_that_is_well(served: Centre, capsys: pytest.CaptureFixture[str]) -> None:
    put(served, served.token("kiosk-9", "kiosk"), "ok", {"paper": "ok", "printer": "ready"})
    served.token("tv-1", "display")
    status, lines = said(capsys, "--data-dir", served.data_dir, "--server", served.url)
    assert status == 0
    assert [line[0] for line in lines[:4]] == ["✓"] * 4
    assert f"✓ The server {served.url} answers well" in lines
    assert "✓ kiosk-9: ok (printer=ready, paper=ok)" in lines
    assert "! tv-1: has a token and has never reported" in lines
    assert lines[-1].startswith("! To mend now: 0, to look at: ")


def test_what_is_wrong_is_named(
    served: Centre, capsys: pytest.CaptureFixture[str], tmp_path: Path, free_port: Callable[[], int]
) -> None:
    config = tmp_path / "config"
    shutil.copytree(CONFIG, config)
    with (config / "centre.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[nonsense]]\nx = "y"\n')
    put(served, served.token("kiosk-9", "kiosk"), "fault", {"paper": "out", "set_aside": 1})
    nobody = f"http://127.0.0.1:{free_port()}"
    status, lines = said(capsys, "--data-dir", served.data_dir, "--server", nobody, "--config", config)
    assert status == 1
    text = "\n".join(lines)
    assert f"✗ The configuration in {config} has mistakes" in text
    assert "centre.toml" in text
    assert f"✗ The server {nobody} does not answer" in text
    status, lines = said(capsys, "--data-dir", served.data_dir, "--server", served.url)
    assert (status, "✗ kiosk-9: fault (paper=out, set_aside=1)" in lines) == (1, True)


def test_a_missing_or_broken_database_is_named_and_left_as_it_is(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    data = tmp_path / "data"
    assert said(capsys, "--data-dir", data)[0] == 1
    assert not data.exists()
    data.mkdir()
    said(capsys, "--data-dir", data)
    assert list(data.iterdir()) == []
    (data / "motcua.sqlite3").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    status, lines = said(capsys, "--data-dir", data)
    assert status == 1
    assert any(line.startswith("✗ The database ") and "damaged" in line for line in lines)
    assert (data / "motcua.sqlite3").read_bytes() == b"SQLite format 3\0" + b"\xff" * 5000


def test_accounts_that_differ_in_their_spelling_only_are_named(
    served: Centre, capsys: pytest.CaptureFixture[str]
) -> None:
    served.user("lan.officer", "officer", 2)
    with sqlite3.connect(served.data_dir / "motcua.sqlite3") as connection:
        connection.execute(
            "INSERT INTO people (centre, name, role, counters, password, must_change, created_at)"
            " SELECT centre, 'Lan.Officer', role, counters, password, 0, 0 FROM people WHERE name = 'lan.officer'"
        )
    connection.close()
    _, lines = said(capsys, "--data-dir", served.data_dir, "--server", served.url)
    assert [line[:68] for line in lines if "spelling" in line] == [
        "! The accounts “Lan.Officer” · “lan.officer” differ only in their sp"
    ]


def test_errors_in_the_log_are_counted(served: Centre, capsys: pytest.CaptureFixture[str]) -> None:
    log = served.data_dir / "logs" / "server.jsonl"
    now = json.loads(log.read_text("utf-8").splitlines()[-1])["time"]
    kept = log.read_text("utf-8")
    with log.open("a", encoding="utf-8") as file:
        for at in (now, "2020-01-01T00:00:00.000+07:00"):
            file.write(json.dumps({"time": at, "level": "error", "program": "server", "event": "x"}) + "\n")
        file.write("half a li")
    _, lines = said(capsys, "--data-dir", served.data_dir, "--server", served.url)
    log.write_text(kept, "utf-8")
    assert any(line.startswith("! 1 errors in the log of the last 24 hours, the latest: ") for line in lines)


def test_a_kiosk_tells_of_itself_and_asking_does_not_count_as_its_page(
    served: Centre, kiosk: str, capsys: pytest.CaptureFixture[str], free_port: Callable[[], int]
) -> None:
    served.wait_for(f"{kiosk}/local/state")
    for _ in range(2):
        _, lines = said(capsys, "--kiosk", kiosk)
        assert f"✓ The kiosk agent {kiosk} runs" in lines
        assert any(line.endswith("spoke 0 seconds ago") or "seconds ago" in line for line in lines)
        assert "✓ Numbers given alone and not delivered yet: 0" in lines
    status, lines = said(capsys, "--kiosk", f"http://127.0.0.1:{free_port()}")
    assert (status, lines[0][:2]) == (1, "✗ ")


def test_what_answers_at_a_kiosks_address_and_is_no_agent_is_named(
    served: Centre, capsys: pytest.CaptureFixture[str]
) -> None:
    status, lines = said(capsys, "--kiosk", served.url)
    assert status == 1
    assert lines[0].startswith(f"✗ The kiosk agent {served.url} does not answer (")


def test_a_papers_way_can_be_followed_over_both_logs(served: Centre, kiosk: str) -> None:
    wish = json.dumps({"queue": "ho-tich", "wish": str(uuid.uuid4())}).encode()
    headers = {"Origin": kiosk, "Content-Type": "application/json"}
    asked = urllib.request.Request(f"{kiosk}/local/tickets", wish, headers)
    with urllib.request.urlopen(asked, timeout=HANG_SECONDS) as answer:
        number = json.loads(answer.read())["number"]

    def lines(file: Path) -> list[dict[str, object]]:
        return [json.loads(line) for line in file.read_text("utf-8").splitlines()]

    agent = lines(served.folder / "kiosk-1" / "logs" / "kiosk.jsonl")
    (given,) = [line for line in agent if line.get("number") == number and "request" in line]
    server = lines(served.data_dir / "logs" / "server.jsonl")
    (deed,) = [line for line in server if line.get("request") == given["request"]]
    assert (given["event"], deed["route"], deed["status"]) == ("number_from_server", "/api/v1/tickets", 201)
    assert deed["who"] == "kiosk:kiosk-1"
    first, last = deed["seq"]
    feed = served.request("GET", f"/events?after={first - 1}", token=served.token("lan", "supervisor")).body
    found = [event["data"]["number"] for event in feed["events"] if first <= event["seq"] <= last]
    assert found == [number]


def test_the_logs_go_into_one_file_and_nothing_else_does(served: Centre, tmp_path: Path) -> None:
    target = tmp_path / "logs.zip"
    assert log_bundle.main([str(target), "--data-dir", str(served.data_dir)]) == 0
    with zipfile.ZipFile(target) as bundle:
        assert bundle.namelist() == ["about.txt", "logs/server.jsonl"]
    assert log_bundle.main([str(target), "--data-dir", str(served.data_dir)]) == 2
    empty = tmp_path / "empty"
    empty.mkdir()
    assert log_bundle.main([str(tmp_path / "x.zip"), "--data-dir", str(empty)]) == 2
    assert not (tmp_path / "x.zip").exists()
    assert log_bundle.main([str(tmp_path / "no" / "x.zip"), "--data-dir", str(served.data_dir)]) == 2


@pytest.fixture
def motcua(served: Centre) -> Callable[..., tuple[int, str, str]]:
    """Runs a command on the server's data in this process: status, output and what was said of mistakes."""
    return lambda *command: here([*command, "--data-dir", str(served.data_dir)])


def test_a_forgotten_password_is_replaced_by_a_one_time_one(
    served: Centre, motcua: Callable[..., tuple[int, str, str]]
) -> None:
    name, old = served.user("lan", "supervisor")
    new = motcua("user", "password", "--name", name)[1].strip().splitlines()[-1]
    answers = [
        served.request("POST", "/session", {"name": name, "password": password}) for password in (old, new)
    ]
    assert [answer.status for answer in answers] == [401, 200]
    assert answers[1].body["must_change_password"] is True
    assert f"{name}\tsupervisor\t-" in motcua("user", "list")[1].splitlines()
    motcua("user", "remove", "--name", name)
    assert served.request("POST", "/session", {"name": name, "password": new}).status == 401
    assert f"{name}\t" not in motcua("user", "list")[1]


@pytest.mark.parametrize("deed", ["password", "remove"])
def test_an_unknown_person_is_a_sentence(deed: str, motcua: Callable[..., tuple[int, str, str]]) -> None:
    assert motcua("user", deed, "--name", "khong-co") == (2, "", "Không tìm thấy.\n")
