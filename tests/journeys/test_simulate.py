"""`motcua simulate` plays a day at a running centre, and leaves it as orderly as people would."""

import subprocess
from pathlib import Path

import pytest

from tests.journeys.centre import Centre, command_line, environment
from tests.waiting import HANG_SECONDS

pytestmark = pytest.mark.journey


def test_a_day_is_played_at_a_running_centre(centre: Centre, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(centre.token("player", "admin"), "utf-8")
    play = [
        "simulate",
        "--server",
        centre.url,
        "--token-file",
        str(file),
        "--citizens",
        "12",
        "--speed",
        "9000",
    ]
    done = subprocess.run(
        command_line(*play),
        capture_output=True,
        encoding="utf-8",
        env=environment(),
        timeout=HANG_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    tally = {what: int(count) for count, what in (line.split() for line in done.stdout.splitlines())}
    assert tally["issued"] == 12 == tally["done"] + tally.get("no_show", 0)
    supervisor = centre.token("supervisor", "supervisor")
    queues = centre.request("GET", "/queues").body
    assert sum(queue["done"] for queue in queues) == tally["done"]
    counters = centre.request("GET", "/counters", token=supervisor).body
    assert {counter["state"] for counter in counters} == {"closed"}
    tokens = centre.request("GET", "/tokens", token=file.read_text("utf-8")).body
    assert [known for known in tokens if known["name"].startswith("sim-") and not known["revoked_at"]] == []
