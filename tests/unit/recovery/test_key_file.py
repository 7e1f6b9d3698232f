"""The key file: made once, for its owner only, never overwritten, and refused when it is damaged."""

import stat
import threading
from pathlib import Path

import pytest

from queue_server.recovery import key_file
from queue_server.recovery.key_file import KeyFile, KeyFileUnreadable


def test_the_first_key_is_random_and_for_its_owner_only(tmp_path: Path) -> None:
    one, other = KeyFile(tmp_path / "a" / "key"), KeyFile(tmp_path / "b" / "key")
    assert (one.read(), len(one.create()), len(one.read()[0])) == ([], 1, 32)
    assert stat.S_IMODE(one.path.stat().st_mode) == 0o600
    assert other.create() != one.read()


def test_of_several_processes_that_start_together_one_makes_the_key(tmp_path: Path) -> None:
    made: list[object] = []
    file = KeyFile(tmp_path / "key")
    threads = [threading.Thread(target=lambda: made.append(file.create())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [file.read()] * 8
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_rotating_puts_a_new_key_first_and_keeps_the_others(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "key")
    (old,) = file.create()
    file.rotate()
    new, kept = file.read()
    assert (kept, new == old) == (old, False)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", ["", "# only a remark\n", "c2hvcnQ=\n", "not base64 at all!\n", "ngắn\n"])
def test_a_damaged_file_is_told_and_not_replaced(tmp_path: Path, content: str) -> None:
    file = KeyFile(tmp_path / "key")
    file.path.write_text(content, "utf-8")
    with pytest.raises(KeyFileUnreadable, match="key"):
        file.read()
    assert file.path.read_text("utf-8") == content


def test_the_file_given_comes_before_the_environments_and_the_directorys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert key_file.of(tmp_path).path == tmp_path / key_file.NAME
    monkeypatch.setenv(key_file.VARIABLE, str(tmp_path / "shared"))
    assert key_file.of(tmp_path).path == tmp_path / "shared"
    assert key_file.of(tmp_path, tmp_path / "given").path == tmp_path / "given"
