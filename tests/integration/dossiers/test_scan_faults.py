"""A server killed while it takes a scan: no row without its whole file, no half file that anybody could open."""

import signal
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shared.launch.processes import Part
from tests.journeys.centre import Centre
from tests.waiting import HANG_SECONDS

PDF = b"%PDF-1.7\n" + b"Nguyen Thi Ngoc Anh 022185001234\n" * 4000


@pytest.fixture
def centre(free_port: Callable[[], int], tmp_path: Path) -> Iterator[Centre]:
    made = Centre(tmp_path / "centre", free_port)
    made.ports["server"] = free_port()
    yield made
    made.stop()


def start_dying(centre: Centre, moment: str) -> None:
    knife = Path(__file__).parents[1] / "dying_server.py"
    command = [sys.executable, str(knife), moment, "serve", "--port", str(centre.ports["server"])]
    command += ["--data-dir", str(centre.data_dir), "--no-worker"]
    part = Part("server", command, centre.folder / "logs" / "server.log")
    part.start()
    centre.parts["server"] = part
    centre.wait_for(f"{centre.url}/healthz")


def send(centre: Centre, code: str, token: str, key: str) -> int:
    """The upload's status; OSError when the server died meanwhile."""
    request = urllib.request.Request(
        f"{centre.url}/api/v1/dossiers/{code}/attachments",
        data=PDF,
        headers={
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/octet-stream",
            "X-File-Name": "giay.pdf",
            "Idempotency-Key": key,
        },
        method="POST",
    )
    with urllib.request.urlopen(request, timeout=HANG_SECONDS) as answer:
        return int(answer.status)


def scan(centre: Centre, code: str, ident: int, token: str) -> bytes:
    request = urllib.request.Request(
        f"{centre.url}/api/v1/dossiers/{code}/attachments/{ident}",
        headers={"Authorization": f"Bearer {token}"},
    )
    with urllib.request.urlopen(request, timeout=HANG_SECONDS) as answer:
        return bytes(answer.read())


def files(centre: Centre) -> list[Path]:
    return [path for path in (centre.data_dir / "attachments").rglob("*") if path.is_file()]


@pytest.mark.parametrize("moment", ["half_file", "before_commit", "before_answer"])
def test_a_scan_is_whole_or_not_there_wherever_the_server_died(centre: Centre, moment: str) -> None:
    start_dying(centre, moment)
    token = centre.token("lan", "supervisor")

    def do(path: str, **body: Any) -> Any:
        answer = centre.request("POST", path, body, token=token)
        assert answer.status in (200, 201), answer
        return answer.body

    do("/counters/1/open")
    do("/tickets", queue="ho-tich")
    ticket = do("/counters/1/call-next")
    procedure = {"procedure": "dang-ky-khai-sinh", "applicant": {"name": "Trần Thị Mai"}}
    code = do(f"/tickets/{ticket['id']}/dossiers", **procedure)["code"]
    with pytest.raises(OSError):  # noqa: PT011 - whatever the system calls a connection that is gone
        send(centre, code, token, "fatal")
    process = centre.parts["server"].process
    assert process is not None
    assert process.wait(HANG_SECONDS) == -signal.SIGKILL
    # A file that never got its row lies there until the sweep finds it old enough (test_attachments).
    assert len(files(centre)) == 1
    centre.parts.clear()
    centre.start("--no-worker")
    saved = moment == "before_answer"

    def listed() -> list[Any]:
        found = centre.request("GET", f"/dossiers/{code}/attachments", token=token).body["items"]
        return list(found)

    assert [row["size"] for row in listed()] == ([len(PDF)] if saved else [])
    assert send(centre, code, token, "fatal") == 201
    [row] = listed()
    assert scan(centre, code, row["id"], token) == PDF
