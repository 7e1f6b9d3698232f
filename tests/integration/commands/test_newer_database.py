"""An old program before a newer one's data: every command says so in the technicians' sentence and changes nothing."""

import io
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from sqlalchemy import text

from queue_server.commands import doctor, main
from queue_server.ledger.storage.engine import open_engine
from queue_server.recovery import backup
from tests.integration.house import House, shipped

SENTENCE = "do bản chương trình mới hơn tạo ra (lược đồ 9999)"


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """A data directory whose database has the schema of a later release."""
    folder = tmp_path / "data"
    folder.mkdir()
    url = f"sqlite:///{folder / 'motcua.sqlite3'}"
    House(url, folder, shipped()).stop()
    make_newer(url)
    return folder


def make_newer(url: str) -> None:
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> tuple[object, str]:
    """Status and words of a command of administration."""
    said = io.StringIO()
    people = (
        "Lan\tofficer\t\ta password of some length\n"
        if "import" in arguments
        else "a password of some length\n"
    )
    monkeypatch.setattr(sys, "argv", ["motcua", *map(str, arguments)])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(people.encode()), "utf-8"))
    with redirect_stdout(said), redirect_stderr(said):
        try:
            main.main()
        except SystemExit as ended:
            return ended.code, said.getvalue()
    return 0, said.getvalue()


@pytest.mark.parametrize(
    "command",
    [
        "token list", "token revoke 1", "token create --role kiosk --name k", "user list", "user import",
        "user create --name Lan --role officer", "user password --name Lan", "user remove --name Lan",
        "catalogue import CSV", "dossiers import CSV", "export OUT", "key rotate", "key reseal",
    ],
)  # fmt: skip
def test_every_command_says_it_and_changes_nothing(
    newer: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str
) -> None:
    (tmp_path / "x.csv").write_text("name,field\nA,B\n", "utf-8")
    before = sorted((path.name, path.read_bytes()) for path in newer.glob("*.key"))
    files = {"CSV": str(tmp_path / "x.csv"), "OUT": str(tmp_path / "out")}
    words = [files.get(word, word) for word in command.split()]
    status, said = run(monkeypatch, *words, "--data-dir", newer)
    assert (status, SENTENCE in said, "newer version" in said) == (2, True, True), said
    assert sorted((path.name, path.read_bytes()) for path in newer.glob("*.key")) == before


def test_the_doctor_says_it(newer: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor.main(["--data-dir", str(newer), "--server", "http://127.0.0.1:9"]) == 1
    assert f"Cơ sở dữ liệu {SENTENCE}" in capsys.readouterr().out


def test_a_copy_of_it_is_put_back_by_the_newer_program_only(newer: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.tar.gz"
    backup.save(f"sqlite:///{newer / 'motcua.sqlite3'}", newer, copy)
    with pytest.raises(backup.Refused, match="mới hơn"):
        backup.restore(copy, tmp_path / "to")


def test_on_another_engine_no_copy_is_made_that_would_lack_the_new_tables(
    newer: Path, new_postgres_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = new_postgres_database()
    House(url, tmp_path / "other", shipped()).stop()
    make_newer(url)
    copy = tmp_path / "copy.tar.gz"
    status, said = run(monkeypatch, "backup", copy, "--data-dir", newer, "--database", url)
    assert (status, SENTENCE in said) == (2, True), said
    assert not copy.exists()
