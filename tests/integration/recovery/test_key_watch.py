"""The key file is deleted, replaced or damaged while the server runs: it is told while somebody can still put it back."""

import json
from collections.abc import Callable
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from queue_server.recovery import key_file
from tests.integration.house import House, shipped, token_in
from tests.integration.realtime.test_sockets import database_of
from tests.journeys.centre import Centre
from tests.waiting import HANG_SECONDS, eventually

SPOILED: dict[str, Callable[[Path], object]] = {
    "deleted": lambda file: file.unlink(),
    "replaced": lambda file: [file.unlink(), key_file.KeyFile(file).create()],
    "damaged": lambda file: file.write_bytes(b"\xff no key"),
    "emptied": lambda file: file.write_bytes(b""),
}  # fmt: skip


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(f"sqlite:///{tmp_path / 'motcua.sqlite3'}", tmp_path, shipped())


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
def test_a_key_that_is_gone_is_told_and_its_return_too(
    house: House, tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    parts, file = house.application.parts, tmp_path / key_file.NAME
    whole = file.read_bytes()
    parts.key.look()
    assert parts.failing() == []
    spoil(file)
    for _ in range(2):
        parts.key.look()
    assert "key" in parts.failing()
    (doubt,) = house.get("/doubts", house.supervisor)
    assert (doubt["kind"], doubt["detail"]) == ("key", {"file": str(file)})
    house.issue()  # numbers go on
    file.write_bytes(whole)
    parts.key.look()
    assert (parts.key.failing(), house.get("/doubts", house.supervisor)) == ([], [])
    diary = house.get("/events?limit=1000", house.token("admin"))["events"]
    told = [fact["data"].get("what", "") for fact in diary]
    assert [what for what in told if what.startswith("doubt")] == ["doubt_raised", "doubt_settled"]
    house.stop()


def test_a_new_key_before_the_old_one_is_no_doubt(house: House, tmp_path: Path) -> None:
    key_file.of(tmp_path).rotate()
    house.application.parts.key.look()
    assert house.application.parts.failing() == []
    house.stop()


def test_a_doubt_that_a_supervisor_took_away_comes_back_in_health_and_not_in_the_diary(
    house: House, tmp_path: Path
) -> None:
    (tmp_path / key_file.NAME).unlink()
    key = house.application.parts.key
    key.look()
    house.do("/doubts/settle", {"kind": "key", "subject": ""}, by=house.supervisor)
    key.look()
    assert (key.failing(), house.get("/doubts", house.supervisor)) == (["key"], [])
    house.stop()


def test_a_running_server_says_it(free_port: Callable[[], int], tmp_path: Path) -> None:
    centre = Centre(tmp_path, free_port)
    try:
        centre.start("--no-worker")
        supervisor = token_in(database_of(centre), "supervisor", "lan").secret
        file = centre.data_dir / key_file.NAME
        aside = file.rename(tmp_path / "aside")
        answer = eventually(lambda: centre.request("GET", "/doubts", token=supervisor).body)
        assert [doubt["kind"] for doubt in answer] == ["key"]
        with pytest.raises(HTTPError) as degraded:
            urlopen(f"{centre.url}/healthz", timeout=HANG_SECONDS)
        with degraded.value as answered:
            assert json.loads(answered.read())["failing"] == ["key"]
        aside.rename(file)
        eventually(lambda: centre.request("GET", "/doubts", token=supervisor).body == [])
    finally:
        centre.stop()
