"""The lobby TV as a real process beside a real server: its picture, its sound, and what it does when things break."""

import io
import json
import shutil
import signal
import subprocess
import time
import urllib.request
from array import array
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pygame
import pytest

from display.voice.pack import Pack
from shared.launch.processes import command_line
from shared.launch.systemd import RESTART_STATUS
from tests.journeys.centre import Centre
from tests.waiting import HANG_SECONDS, eventually

CONFIG = Path(__file__).resolve().parents[3] / "config"
RED, AMBER, PAGE = "#DB1B06", "#FFD54A", "#F3F6F9"


class Tv:
    """A display process, seen through its screenshot port."""

    def __init__(self, centre: Centre, name: str, *extra: str) -> None:
        self.centre, self.name = centre, name
        self.address = centre.start_display(name, *extra).removesuffix("/screen.png")

    def state(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.address}/state.json", timeout=HANG_SECONDS) as answer:
            return dict(json.load(answer))

    def picture(self) -> pygame.Surface:
        with urllib.request.urlopen(f"{self.address}/screen.png", timeout=HANG_SECONDS) as answer:
            return pygame.image.load(io.BytesIO(answer.read()), "screen.png")

    def until(self, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Waits until the state is so, and returns it."""
        return eventually(self.state, holds, self.centre.logs)

    def until_linked(self) -> None:
        self.until(lambda state: state["link"]["status"] == "connected")


def _colour(picture: pygame.Surface, x: int, y: int) -> str:
    red, green, blue, _ = picture.get_at((x, y))
    return f"#{red:02X}{green:02X}{blue:02X}"


def _call(centre: Centre, counter: int, queue: str = "ho-tich") -> str:
    """Somebody takes a number and this counter calls it; returns the number."""
    token = centre.token("giam-sat", "supervisor")
    centre.request("POST", f"/counters/{counter}/open", {}, token=token)
    body = {"queue": queue, "purpose": "submit"}
    assert centre.request("POST", "/tickets", body, token=token).status == 201
    called = centre.request("POST", f"/counters/{counter}/call-next", {}, token=token)
    assert called.status == 200, called.body
    return str(called.body["number"])


def _numbers(state: dict[str, Any]) -> list[tuple[str, int]]:
    return [(call["number"], call["counter"]) for call in (state["board"] or {"calls": []})["calls"]]


@pytest.fixture
def voice(tmp_path: Path) -> Path:
    """A folder with all clips, as a display has after its first start."""
    folder = tmp_path / "voice"
    assert Pack(folder).generate()
    return folder


@pytest.mark.bare
def test_two_calls_are_shown_and_spoken_one_after_the_other(
    new_centre: Callable[..., Centre], voice: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    shutil.copytree(CONFIG, config)
    displays = (config / "displays.toml").read_text("utf-8")
    assert "volume = 80" in displays
    (config / "displays.toml").write_text(displays.replace("volume = 80", "volume = 100"), "utf-8")
    centre = new_centre("--no-worker", config=config)
    played = tmp_path / "played.raw"
    # SDL writes what it would play to a file, here faster than it would sound.
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    monkeypatch.setenv("SDL_DISKAUDIOFILE", str(played))
    monkeypatch.setenv("SDL_DISKAUDIODELAY", "1")
    tv = Tv(centre, "tv-1", "--data-dir", str(voice))
    tv.until(lambda state: state["settings"]["volume"] == 100)
    assert [_call(centre, 3), _call(centre, 1)] == ["A001", "A002"]

    state = tv.until(
        lambda state: len(_numbers(state)) == 2 and state["announcements"]["showing"] is not None
    )
    assert _numbers(state) == [("A002", 1), ("A001", 3)]
    assert state["announcements"]["showing"]["call"]["number"] == "A001"
    assert _colour(tv.picture(), 90, 230) == RED

    expected = [Pack(voice).call("A001", 3, 2).tobytes(), Pack(voice).call("A002", 1, 2).tobytes()]
    heard = eventually(played.read_bytes, lambda found: expected[1] in found, lambda: centre.logs())
    first, second = (heard.find(sound) for sound in expected)
    assert first >= 0
    assert first + len(expected[0]) <= second
    between = array("h", heard[first + len(expected[0]) : second])
    assert not any(between)


def test_a_supervisor_sees_the_tv_and_its_picture(centre: Centre) -> None:
    tv = Tv(centre, "tv-1", "--mute")
    tv.until_linked()
    token = centre.token("giam-sat", "supervisor")

    def pictured() -> list[dict[str, Any]]:
        known = centre.request("GET", "/devices", token=token).body
        return [one for one in known if one["name"] == "tv-1" and one["screen_at"] is not None]

    (device,) = eventually(pictured, tells=centre.logs)
    assert (device["state"], device["connected"]) == ("ok", True)
    started = device["detail"].pop("started")
    assert datetime.fromisoformat(started).utcoffset() == timedelta(hours=7)
    assert device["detail"] == {"sound": False, "screen": "1920x1080", "layout": "calls"}
    png = centre.request("GET", "/devices/tv-1/screen.png", token=token).body
    assert pygame.image.load(io.BytesIO(png), "screen.png").get_size() == (640, 360)


def test_a_server_that_goes_away_is_said_and_the_board_stays_until_it_is_back(centre: Centre) -> None:
    tv = Tv(centre, "tv-1", "--mute")
    tv.until_linked()
    _call(centre, 3)
    tv.until(lambda state: _numbers(state) == [("A001", 3)])
    server = centre.parts["server"]
    assert server.process is not None
    server.process.kill()
    tv.until(lambda state: state["link"]["status"] == "disconnected")
    cut = tv.picture()
    assert (_colour(cut, 40, 120), _colour(cut, 90, 310), _colour(cut, 20, 1070)) == (AMBER, RED, PAGE)
    assert _numbers(tv.state()) == [("A001", 3)]
    server.end(time.monotonic() + HANG_SECONDS)
    server.start()
    centre.wait_for(f"{centre.url}/healthz")
    tv.until_linked()
    assert _numbers(tv.state()) == [("A001", 3)]
    assert _colour(tv.picture(), 90, 230) == RED
    _call(centre, 1)
    tv.until(lambda state: _numbers(state) == [("A002", 1), ("A001", 3)])


def test_a_revoked_device_shows_nothing_of_the_hall_any_more(centre: Centre) -> None:
    tv = Tv(centre, "tv-1", "--mute")
    tv.until_linked()
    _call(centre, 3)
    tv.until(lambda state: len(_numbers(state)) == 1)
    listed = [line.split("\t") for line in centre.motcua("token", "list").splitlines()]
    (number,) = [columns[0] for columns in listed if columns[2] == "tv-1"]
    centre.motcua("token", "revoke", number)
    tv.until(lambda state: state["link"]["status"] == "refused")
    picture = tv.picture()
    assert {_colour(picture, x, y) for x, y in ((90, 230), (1250, 132), (20, 1040))} == {PAGE}


def test_a_display_ends_cleanly_when_it_is_told_to(centre: Centre) -> None:
    Tv(centre, "tv-1", "--mute").until_linked()
    part = centre.parts["tv-1"]
    assert part.process is not None
    part.signal(signal.SIGTERM)
    assert part.process.wait(HANG_SECONDS) == 0
    assert "Traceback" not in part.log.read_text("utf-8")


def test_a_display_without_a_token_says_so(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOTCUA_TOKEN", raising=False)
    done = subprocess.run(
        command_line("display", "--id", "tv-1", "--server", centre.url, "--headless"),
        capture_output=True,
        encoding="utf-8",
        timeout=HANG_SECONDS,
        check=False,
    )
    assert done.returncode == 1
    assert "Thiếu thẻ truy cập" in done.stderr
    assert "No token" in done.stderr


def test_a_zone_keeps_its_own_calls_after_a_restart_of_the_server(
    new_centre: Callable[..., Centre], tmp_path: Path
) -> None:
    config = tmp_path / "config"
    shutil.copytree(CONFIG, config)
    with (config / "displays.toml").open("a", encoding="utf-8") as file:
        file.write('[[display]]\nid = "tv-dat-dai"\nname = "TV Đất đai"\nqueues = ["dat-dai"]\n')
    centre = new_centre("--no-worker", config=config)
    tv = Tv(centre, "tv-dat-dai", "--mute")
    tv.until_linked()
    tv.until(lambda state: state["settings"]["queues"] == ["dat-dai"])
    mine = _call(centre, 6, "dat-dai")
    token = centre.token("giam-sat", "supervisor")
    for _ in range(7):
        _call(centre, 1)
        (held,) = [row for row in centre.request("GET", "/counters", token=token).body if row["number"] == 1]
        centre.request("POST", f"/tickets/{held['ticket']['id']}/no-show", {}, token=token)
    tv.until(lambda state: _numbers(state) == [(mine, 6)])
    server = centre.parts["server"]
    assert server.process is not None
    server.process.kill()
    tv.until(lambda state: state["link"]["status"] == "disconnected")
    server.end(time.monotonic() + HANG_SECONDS)
    server.start()
    centre.wait_for(f"{centre.url}/healthz")
    tv.until_linked()
    assert _numbers(tv.state()) == [(mine, 6)]


def test_a_supervisor_restarts_a_tv_and_sees_that_it_began_anew(centre: Centre) -> None:
    token = centre.token("giam-sat", "supervisor")
    tv = Tv(centre, "tv-1", "--mute")
    tv.until_linked()

    def device() -> dict[str, Any]:
        known = centre.request("GET", "/devices", token=token).body
        return next((each for each in known if each["name"] == "tv-1"), {"detail": {}})

    before = eventually(device, lambda found: "started" in found["detail"], centre.logs)
    asked = centre.request("POST", "/devices/tv-1/restart", {}, token=token)
    assert (asked.status, asked.body["name"]) == (200, "tv-1")
    part = centre.parts["tv-1"]
    assert part.process is not None
    # What systemd (Restart=always) and `motcua run` see: the status of a program that wants to be started again.
    assert part.process.wait(HANG_SECONDS) == RESTART_STATUS
    time.sleep(1.1)  # beginnings are told in whole seconds
    part.start()
    old = before["detail"]["started"]
    eventually(device, lambda found: found["detail"].get("started") not in (None, old), centre.logs)


def test_a_picture_is_on_the_tv_between_calls_also_while_the_server_is_away(
    new_centre: Callable[..., Centre], tmp_path: Path
) -> None:
    config = tmp_path / "config"
    shutil.copytree(CONFIG, config)
    displays = (config / "displays.toml").read_text("utf-8")
    changed = displays.replace('layout = "calls"\n', 'layout = "calls-media"\n')
    assert changed != displays
    (config / "displays.toml").write_text(changed, "utf-8")
    centre = new_centre("--no-worker", config=config)
    green = pygame.Surface((640, 360), depth=24)
    green.fill("#1B6E3C")
    pygame.image.save(green, str(tmp_path / "green.png"))
    request = urllib.request.Request(
        f"{centre.url}/api/v1/media", data=(tmp_path / "green.png").read_bytes(), method="POST"
    )
    request.add_header("Authorization", f"Bearer {centre.token('giam-sat', 'supervisor')}")
    request.add_header("Idempotency-Key", "anh-xanh")
    request.add_header("X-File-Name", "anh.png")
    with urllib.request.urlopen(request, timeout=HANG_SECONDS) as answer:
        assert answer.status == 201
    tv = Tv(centre, "tv-1", "--mute", "--data-dir", str(tmp_path / "tv"))
    tv.until(lambda state: state["slides"]["shown"] is not None)
    assert _colour(tv.picture(), 600, 400) == "#1B6E3C"
    _call(centre, 3)
    tv.until(lambda state: state["announcements"]["showing"] is not None)
    assert (tv.state()["slides"]["shown"], _colour(tv.picture(), 90, 230)) == (None, RED)
    server = centre.parts["server"]
    assert server.process is not None
    server.process.kill()
    tv.until(lambda state: state["slides"]["shown"] is not None and state["link"]["status"] == "disconnected")
    picture = tv.picture()
    assert (_colour(picture, 600, 420), _colour(picture, 40, 120)) == ("#1B6E3C", AMBER)
