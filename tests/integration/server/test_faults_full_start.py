"""A start on a disk without room: the centre opens, or the terminal says why not; never a traceback."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.launch.command import PARENT
from shared.launch.processes import command_line, environment
from tests.integration.server.test_faults_start import used
from tests.integration.small_disk import namespaces, read_only
from tests.waiting import HANG_SECONDS

__all__ = ["used"]
_FILLED = """
mount -t tmpfs -o size=16m none "$1" && cp -r "$2"/. "$1" || exit 99
cat /dev/zero > "$1/filler" 2>/dev/null
truncate -s "-$3" "$1/filler" || exit 99
again=$4 disk=$1
shift 4
if test "$again" = False; then exec "$@"; fi
"$@" 2>&1
rm "$disk/filler"
echo "NOW WITH ROOM"
exec "$@"
"""
_NOW_WITH_ROOM = "NOW WITH ROOM"
_READY = "Máy chủ sẵn sàng"


def start_with_room(
    data: Path, folder: Path, port: int, room: str, *, again: bool = False
) -> tuple[int, str]:
    """Starts a server on a copy of the data, on a disk with that much room, and stops it once it is ready.

    With `again`, it is started once more after there is room. Returns the last status, and all that was said.
    """
    folder.mkdir()
    command = command_line("serve", "--port", str(port), "--data-dir", str(folder), "--no-worker")
    process = subprocess.Popen(
        ["unshare", "-rm", "sh", "-c", _FILLED, "sh", str(folder), str(data), room, str(again), *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        # The shell stands between this process and the first start.
        env={name: value for name, value in environment().items() if name != PARENT},
    )
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if _READY in line:
            process.terminate()
    process.stdout.close()
    return process.wait(HANG_SECONDS), "".join(said)


@pytest.mark.skipif(not namespaces(), reason="this account may not mount a small disk")
@pytest.mark.parametrize("stopped", ["cleanly", "by a power cut"])
@pytest.mark.parametrize("room", ["0", "20K", "48K"])
def test_a_start_on_a_full_disk_opens_the_centre_or_says_that_it_is_full(
    used: Path, tmp_path: Path, free_port: Callable[[], int], room: str, stopped: str
) -> None:
    data = Path(shutil.copytree(used, tmp_path / "data"))
    if stopped == "by a power cut":
        # Its log is there, and the index of it, so that opening it needs no room: the statistics are the first to need some.
        for suffix in ("-wal", "-shm"):
            (data / f"motcua.sqlite3{suffix}").write_bytes(bytes(32_768 if suffix == "-shm" else 0))
    status, said = start_with_room(data, tmp_path / "disk", free_port(), room)
    assert "Traceback" not in said, said
    if _READY not in said:
        assert (status, "đã đầy" in said, "is full" in said) == (3, True, True), said


@pytest.mark.skipif(not namespaces(), reason="this account may not mount a small disk")
@pytest.mark.parametrize("room", ["0", "4K", "20K", "400K"])
def test_a_first_start_on_a_full_disk_says_so_and_the_next_one_with_room_makes_the_centre(
    tmp_path: Path, free_port: Callable[[], int], room: str
) -> None:
    (tmp_path / "empty").mkdir()
    status, said = start_with_room(tmp_path / "empty", tmp_path / "disk", free_port(), room, again=True)
    assert status == 0, said
    before, _, after = said.partition(_NOW_WITH_ROOM)
    assert ("Traceback" in before, "đã đầy" in before, "is full" in before) == (False, True, True), said
    assert ("one-time password" in after, _READY in after) == (True, True), said


@pytest.mark.skipif(not namespaces(), reason="this account may not mount a folder read-only")
def test_a_key_that_cannot_be_written_is_told_and_stays_as_it_was(used: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(used, tmp_path / "data"))
    elsewhere = tmp_path / "keys"
    elsewhere.mkdir()
    file = elsewhere / "personal-data.key"
    (data / file.name).rename(file)
    key = file.read_bytes()
    done = subprocess.run(
        read_only(elsewhere, command_line("key", "rotate", "--data-dir", str(data))),
        capture_output=True,
        encoding="utf-8",
        env={**environment(), "MOTCUA_KEY_FILE": str(file)},
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert f"không ghi được vào {elsewhere}" in done.stderr
    assert f"findmnt -T {elsewhere}" in done.stderr
    assert (file.read_bytes(), list(elsewhere.iterdir())) == (key, [file])
