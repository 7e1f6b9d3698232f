"""What a command does beside a data directory of which a file was damaged or deleted: it says so, and makes nothing anew."""

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from queue_server.commands import doctor
from queue_server.configuration.settings import REMEMBERED, remember, remembered
from tests.integration.server.test_faults_start import DATABASE, used
from tests.journeys.centre import here

__all__ = ["used"]
COMMANDS = (
    ("token", "list"),
    ("token", "create", "--role", "kiosk", "--name", "kiosk-7"),
    ("user", "create", "--name", "hoa", "--role", "officer"),
    ("key", "reseal"),
    ("key", "rotate"),
    ("backup", "copy.tar.gz"),
    ("export", "out"),
)
NO_SETTINGS = {
    "nonsense": b"\xff\xfe\x00nonsense{",
    "empty": b"",
    "a list": b"[1]",
    "a number": b"5",
    "another shape": b'{"config": 5, "database": []}',
    "nested for ever": b"[" * 100_000,
}


@pytest.fixture
def data(used: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the data of a centre with two tickets; commands run in an empty folder."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return Path(shutil.copytree(used, tmp_path / "data"))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_damaged_server_json_is_named_with_what_to_do(data: Path, command: tuple[str, ...]) -> None:
    for written in NO_SETTINGS.values():
        (data / REMEMBERED).write_bytes(written)
        status, out, err = here([*command, "--data-dir", str(data)], "mot-mat-khau-dai\n")
        assert (status, out) == (2, "")
        assert f"Tệp {data / REMEMBERED} bị hỏng" in err
        assert f"The file {data / REMEMBERED} is damaged" in err
        assert "restart motcua-server" in err


def test_the_doctor_tells_of_a_damaged_server_json(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for written in NO_SETTINGS.values():
        (data / REMEMBERED).write_bytes(written)
        asked = ["--data-dir", str(data), "--server", "http://127.0.0.1:9", "--lang", "en"]
        assert doctor.main(asked) == 1
        assert f"✗ The file {data / REMEMBERED} is damaged" in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["json", "latest"])
def test_marks_that_cannot_be_read_stop_no_command(data: Path, kind: str) -> None:
    (mark,) = (data / "marks").glob(f"*.0.{kind}")
    harms: list[Callable[[], object]] = [
        *(lambda written=written: mark.write_bytes(written) for written in NO_SETTINGS.values()),
        lambda: (mark.unlink(), mark.mkdir()),
    ]
    for harm in harms:
        harm()
        status, out, err = here(["token", "list", "--data-dir", str(data)])
        assert (status, "lan" in out) == (0, True), err


@pytest.mark.parametrize("left", ["server.json", "the marks"])
@pytest.mark.parametrize("gone", ["deleted", "emptied"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_makes_a_centre_in_the_place_of_a_lost_one(
    data: Path, command: tuple[str, ...], gone: str, left: str
) -> None:
    for file in data.glob(f"{DATABASE}*"):
        file.unlink()
    if gone == "emptied":
        (data / DATABASE).touch()
    if left == "server.json":
        shutil.rmtree(data / "marks")
    else:
        (data / REMEMBERED).unlink()
    before = sorted(data.iterdir())
    status, out, err = here([*command, "--data-dir", str(data)], "mot-mat-khau-dai\n")
    assert (status, out, sorted(data.iterdir())) == (2, "", before)
    assert "không còn" in err
    assert "is gone" in err
    assert f"restore {data}." in err
    assert not (data / DATABASE).exists() or (data / DATABASE).stat().st_size == 0


def test_the_doctor_makes_no_database_of_an_emptied_one(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / DATABASE).write_bytes(b"")
    assert doctor.main(["--data-dir", str(data), "--server", "http://127.0.0.1:9", "--lang", "en"]) == 1
    assert (data / DATABASE).stat().st_size == 0
    assert str(data / DATABASE) in capsys.readouterr().out


def test_a_server_writes_a_damaged_server_json_anew(data: Path) -> None:
    (data / REMEMBERED).write_bytes(b"\xff{")
    remember(data, None, "postgresql://h/d")
    assert remembered(data) == (None, "postgresql://h/d")
    assert json.loads((data / REMEMBERED).read_bytes())["database"] == "postgresql://h/d"
    assert sys.platform == "win32" or (data / REMEMBERED).stat().st_mode & 0o077 == 0
