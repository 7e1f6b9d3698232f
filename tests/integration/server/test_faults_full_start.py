"""A start on a disk without room: the centre opens, or the terminal says why not; never a traceback."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.launch.processes import command_line, environment
from tests.integration.server.test_faults_start import used
from tests.integration.small_disk import namespaces
from tests.waiting import HANG_SECONDS

__all__ = ["used"]
_FILLED = """
mount -t tmpfs -o size=16m none "$1" && cp -r "$2"/. "$1" || exit 99
cat /dev/zero > "$1/filler" 2>/dev/null
truncate -s "-$3" "$1/filler" && shift 3 && exec "$@"
"""
_READY = "Máy chủ sẵn sàng"


def start_with_room(data: Path, folder: Path, port: int, room: str) -> tuple[int, str]:
    """Starts a server on a copy of the data, on a disk with that much room, and stops it once it is ready."""
    folder.mkdir()
    command = command_line("serve", "--port", str(port), "--data-dir", str(folder), "--no-worker")
    process = subprocess.Popen(
        ["unshare", "-rm", "sh", "-c", _FILLED, "sh", str(folder), str(data), room, *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        env=environment(),
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
