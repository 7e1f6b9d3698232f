"""The loop with a screen that nobody sees: messages become pictures, and the screenshot port shows them."""

import io
import json
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pygame
import pytest

from display import screenshot
from display.drawing.window import open_window
from display.gallery import announcement, snapshot
from display.loop import Loop
from display.slides import Slide
from display.state import Message
from display.voice.loudspeaker import Loudspeaker
from display.voice.pack import Pack
from tests.waiting import HANG_SECONDS, eventually


@pytest.fixture
def loop(cache: Path) -> Iterator[Loop]:
    """A silent display, headless."""
    surface = open_window(windowed=False, headless=True)
    yield Loop(surface, Loudspeaker(Pack(cache), mute=True), "tv-1", "vi")
    pygame.display.quit()


def _send(loop: Loop, kind: Any, data: Any) -> None:
    loop.messages.put(Message(kind, datetime.now(UTC), data))


def _beside(loop: Loop, look: Callable[[], object]) -> Any:
    """What `look` finds in a thread of its own while the loop runs here."""
    found: list[object] = []

    def watch() -> None:
        try:
            found.append(look())
        finally:
            loop.stop()
            loop.wake()

    thread = threading.Thread(target=watch)
    thread.start()
    loop.run()
    thread.join()
    assert found, "the thread failed"
    return found[0]


def _get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=HANG_SECONDS) as answer:
        return bytes(answer.read())


def test_a_snapshot_becomes_a_picture(loop: Loop) -> None:
    _send(loop, "snapshot", snapshot())
    _send(loop, "status", "connected")
    picture = _beside(loop, loop.frames.get)
    assert picture.get_size() == (1920, 1080)
    assert picture.get_at((90, 230))[:3] == (0xDB, 0x1B, 0x06)


def test_the_screenshot_port_shows_picture_and_state(loop: Loop, free_port: Callable[[], int]) -> None:
    _send(loop, "snapshot", snapshot())
    _send(loop, "status", "connected")
    port = free_port()
    server = screenshot.serve(port, loop.frames, lambda: loop.state)
    address = f"http://127.0.0.1:{port}"

    def look() -> tuple[Any, ...]:
        picture = pygame.image.load(io.BytesIO(_get(f"{address}/screen.png")), "screen.png")
        state = json.loads(_get(f"{address}/state.json"))
        with pytest.raises(urllib.error.HTTPError) as missing:
            _get(f"{address}/etc/passwd")
        with missing.value:
            return picture.get_at((90, 230))[:3], state, _get(f"{address}/healthz"), missing.value.code

    colour, state, health, missing = _beside(loop, look)
    server.shutdown()
    server.server_close()
    assert (colour, health, missing) == ((0xDB, 0x1B, 0x06), b'{"status":"ok"}', 404)
    assert (state["link"]["status"], state["board"]["seq"]) == ("connected", 100)
    assert [call["number"] for call in state["board"]["calls"]][:2] == ["A012", "C005"]


def test_without_a_loop_there_is_no_picture_rather_than_a_hanging_request(
    loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screenshot, "_PATIENCE", 0.05)
    assert loop.frames.get() is None


def test_a_window_of_another_size_is_drawn_anew(loop: Loop) -> None:
    _send(loop, "snapshot", snapshot())
    _send(loop, "status", "connected")
    _beside(loop, loop.frames.get)
    pygame.display.set_mode((960, 540))
    loop._stopping = False
    picture = _beside(loop, loop.frames.get)
    assert picture.get_size() == (960, 540)
    assert picture.get_at((45, 115))[:3] == (0xDB, 0x1B, 0x06)


def test_a_new_call_is_announced_and_held(loop: Loop) -> None:
    _send(loop, "snapshot", {**snapshot(), "calls": [], "seq": 1})
    _send(loop, "status", "connected")
    data = {"id": 77, "number": "B019", "counter": 5, "queue": "chung-thuc", "state": "called", "calls": 1}
    _send(loop, "fact", {"seq": 2, "type": "ticket_called", "at": snapshot()["now"], "data": data})
    now = snapshot()["now"]
    _send(loop, "fact", {"seq": 3, "type": "ticket_serving", "at": now, "data": {**data, "state": "serving"}})
    _beside(loop, loop.frames.get)
    assert loop.state.announcements.showing is None, "served before it was said"
    _send(loop, "fact", {"seq": 4, "type": "ticket_called", "at": now, "data": {**data, "calls": 2}})
    loop._stopping = False
    picture = _beside(loop, loop.frames.get)
    showing = loop.state.announcements.showing
    assert showing is not None
    assert (showing.call.number, showing.call.calls, showing.times) == ("B019", 2, 2)
    assert picture.get_at((90, 230))[:3] == (0x8F, 0x6A, 0x14)


def test_a_display_that_may_show_more_asks_for_a_new_snapshot(loop: Loop) -> None:
    asked: list[bool] = []
    loop.reconnect = lambda: asked.append(True)
    _send(loop, "snapshot", snapshot())
    _send(loop, "settings", {"settings": {"queues": ["dat-dai"], "volume": 30, "voice": "vi"}})
    _beside(loop, loop.frames.get)
    assert asked == [True]


def test_a_small_picture_is_sent_to_the_server() -> None:
    surface = pygame.Surface((1920, 1080), depth=32)
    small = pygame.image.load(io.BytesIO(screenshot.png(surface, 640)), "screen.png")
    assert small.get_size() == (640, 360)


def test_systemd_hears_that_the_first_picture_is_drawn(
    loop: Loop, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("n") / "s"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(path))
        systemd.settimeout(HANG_SECONDS)
        monkeypatch.setenv("NOTIFY_SOCKET", str(path))
        assert _beside(loop, lambda: systemd.recv(100)) == b"READY=1"


def test_an_announcement_stands_between_calls_and_goes_at_once_for_one(loop: Loop, tmp_path: Path) -> None:
    slide = Slide("a" * 64, announcement(tmp_path), 30)
    _send(loop, "settings", {"settings": {"queues": None, "layout": "calls-media"}})
    _send(loop, "snapshot", {**snapshot(), "calls": [], "seq": 1})
    _send(loop, "status", "connected")
    _send(loop, "slides", (slide,))
    _beside(loop, lambda: eventually(lambda: loop.state.slides.shown == slide))
    data = {"id": 77, "number": "B019", "counter": 5, "queue": "chung-thuc", "state": "called", "calls": 1}
    _send(loop, "fact", {"seq": 2, "type": "ticket_called", "at": snapshot()["now"], "data": data})
    loop._stopping = False
    picture = _beside(loop, loop.frames.get)
    assert loop.state.slides.shown is None
    assert picture.get_at((90, 230))[:3] == (0x8F, 0x6A, 0x14)


def test_changed_announcements_are_asked_for(loop: Loop) -> None:
    asked: list[bool] = []
    loop.fetch_slides = lambda: asked.append(True)
    _send(loop, "snapshot", {**snapshot(), "seq": 1})
    _send(loop, "fact", {"seq": 2, "type": "media_changed", "at": snapshot()["now"], "data": {"id": 3}})
    _beside(loop, loop.frames.get)
    assert asked == [True]


def test_a_restart_ends_the_loop_and_says_so(loop: Loop) -> None:
    _send(loop, "restart", None)
    loop.run()
    assert loop.restart


def test_an_emergency_is_red_at_once_and_said_until_it_is_over(
    cache: Path, played: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("display.loop.WARN_SECONDS", 0.0)
    loudspeaker = Loudspeaker(Pack(cache))
    loop = Loop(open_window(windowed=False, headless=True), loudspeaker, "tv-1", "vi")
    quiet = {"days": [1, 2, 3, 4, 5, 6, 7], "start": 0, "end": 1440, "volume": 0}
    _send(loop, "settings", {"settings": {"volume": 100, "sound_hours": [quiet]}})
    _send(loop, "snapshot", {**snapshot(), "seq": 1})
    _send(loop, "status", "connected")
    now = snapshot()["now"]
    text = {"text": "Có cháy ở tầng 2.", "since": now}
    _send(loop, "fact", {"seq": 2, "type": "emergency_started", "at": now, "data": text})
    warning = Pack(cache).warning().tobytes()

    def twice() -> Any:
        eventually(lambda: played.read_bytes().count(warning) >= 2)
        return loop.frames.get()

    assert _beside(loop, twice).get_at((5, 5))[:3] == (0xB3, 0x26, 0x1E)
    _send(loop, "fact", {"seq": 3, "type": "emergency_ended", "at": now, "data": {}})
    loop._stopping = False
    assert _beside(loop, loop.frames.get).get_at((5, 5))[:3] == (0xFF, 0xFF, 0xFF)
    assert not loudspeaker.playing
    loudspeaker.close()
    pygame.display.quit()
