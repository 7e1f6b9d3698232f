"""The kiosk's watchdog: a silent page costs the browser, a silent agent the agent, and neither is restarted for ever."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask

from kiosk.answers.hall import Alive
from kiosk.api.alive import alive
from kiosk.api.listener import listen
from kiosk.watchdog import FIRST_PATIENCE, LONGEST_PATIENCE, MISSES, PAGE_SILENT, Watch, judge, look
from tests.waiting import HANG_SECONDS, eventually


def verdicts(seen: Callable[[float], float | None], until: float) -> list[tuple[float, str]]:
    """What is done, and when, if looked at every ten seconds; `seen` tells the page's silence at a time."""
    watch, found = Watch(), []
    now = 0.0
    while now <= until:
        verdict, watch = judge(watch, seen(now), now)
        if verdict not in ("fine", "wait"):
            found.append((now, verdict))
        now += 10
    return found


def test_a_page_that_speaks_is_left_alone() -> None:
    assert verdicts(lambda now: 1.0, 3600) == []


def test_a_page_that_falls_silent_gets_a_new_browser_once() -> None:
    fell = 100.0

    def seen(now: float) -> float:
        return 1.0 if now < fell or now > fell + PAGE_SILENT + 30 else now - fell

    assert verdicts(seen, 3600) == [(150.0, "restart_page")]


def test_a_browser_that_never_comes_up_is_tried_less_and_less_often() -> None:
    times = [at for at, _ in verdicts(lambda now: 1000.0, 4000)]
    assert times[:4] == [0.0, FIRST_PATIENCE, 3 * FIRST_PATIENCE, 7 * FIRST_PATIENCE]
    pauses = [later - earlier for earlier, later in pairwise(times)]
    assert max(pauses) == pauses[-1] == LONGEST_PATIENCE


def test_an_agent_may_miss_a_look_but_not_three() -> None:
    assert verdicts(lambda now: None if now < 10 * (MISSES - 1) else 1.0, 600) == []
    assert verdicts(lambda now: None if now < 10 * MISSES else 1.0, 600) == [
        (10.0 * (MISSES - 1), "restart_agent")
    ]


def test_an_agent_that_comes_back_gives_its_page_time_to_come_back_too() -> None:
    def seen(now: float) -> float | None:
        return None if now < 30 else now - 30 if now < 60 else 1.0

    assert verdicts(seen, 600) == [(20.0, "restart_agent")]


class Worded(Alive):
    """What another program would say at this address."""

    page_silent_seconds: str  # type: ignore[assignment]  # no number


def silent(seconds: float) -> Alive:
    """A kiosk whose page was silent for so long."""
    return Alive(
        page_silent_seconds=seconds,
        link="connected",
        printer="ready",
        paper="ok",
        trouble=None,
        undelivered=0,
        set_aside=0,
    )


@pytest.fixture
def agent(free_port: Callable[[], int]) -> Iterator[tuple[int, list[Alive]]]:
    """A port where an agent's `/local/alive` tells what the test told it last."""
    port, told = free_port(), [silent(0.5)]
    app = Flask("agent")
    app.register_blueprint(alive(lambda: told[-1]))
    server = listen(app, port)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield port, told
    server.shutdown()
    server.server_close()
    thread.join(HANG_SECONDS)


def test_it_reads_what_the_agent_tells(agent: tuple[int, list[Alive]], free_port: Callable[[], int]) -> None:
    port, told = agent
    assert look(port) == 0.5
    told.append(Worded.model_validate({**dict(told[0]), "page_silent_seconds": "soon"}))
    assert look(port) is None
    assert look(free_port()) is None


def test_the_program_runs_the_command_for_a_silent_page(
    agent: tuple[int, list[Alive]], tmp_path: Path
) -> None:
    port, told = agent
    told.append(silent(PAGE_SILENT))
    marks = {name: tmp_path / name for name in ("page", "agent")}
    arguments = ["--port", str(port), "--every", "0.1"]
    for name, mark in marks.items():
        arguments += [f"--restart-{name}", f"{sys.executable} -c \"open(r'{mark}', 'a').write(chr(120))\""]
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk.watchdog", *arguments], stderr=subprocess.PIPE, text=True
    )
    try:
        eventually(marks["page"].exists)
        time.sleep(0.5)
    finally:
        process.terminate()
        _, said = process.communicate(timeout=HANG_SECONDS)
    assert process.returncode == 0
    assert (marks["page"].read_text(), marks["agent"].exists()) == ("x", False)
    assert '"event":"restart_page"' in said
