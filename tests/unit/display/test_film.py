"""Videos between calls on a TV: frames in their order, gone at once for a call, left out where they cannot be shown."""

import hashlib
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import av
import pygame
import pytest

from display.drawing.window import open_window
from display.film import Film, check
from display.gallery import snapshot
from display.loop import Loop
from display.media_store import MediaStore
from display.slides import Slide
from display.state import Message
from display.voice.loudspeaker import Loudspeaker
from display.voice.pack import Pack
from tests.waiting import HANG_SECONDS, eventually

CODECS = {".mp4": "libx264", ".webm": "libvpx"}


def _video(
    folder: Path, suffix: str = ".mp4", frames: int = 20, rate: int = 10, size: tuple[int, int] = (320, 180)
) -> Path:
    """A video that goes from black to red, a step a frame, made here."""
    file = folder / f"made{suffix}"
    with av.open(str(file), "w") as container:
        stream = container.add_stream(CODECS[suffix], rate=rate)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for number in range(frames):
            frame = av.VideoFrame(*size, "rgb24")
            row = bytes((255 * (number + 1) // frames, 0, 0)) * size[0]
            plane = frame.planes[0]
            plane.update(row.ljust(plane.line_size, b"\0") * size[1])
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file


def _red(surface: pygame.Surface) -> int:
    colour = surface.get_at((surface.get_width() // 2, surface.get_height() // 2))
    assert max(colour[1:3]) < 40
    return colour[0]


def _films() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "film"]


def _seen(film: Film, clock: Callable[[], float], tick: Callable[[], None]) -> list[pygame.Surface]:
    """All frames of a film whose clock goes on only when a frame was looked for and the thread had its time."""
    frames: list[pygame.Surface] = []
    while not film.over(clock()):
        # A full queue, or the end: only then does the film's clock go on.
        eventually(lambda: len(film._ready) == 3 or film._done)
        frame = film.due(clock())
        frames += [] if frame is None else [frame]
        tick()
    return frames


class Clock:
    """A clock that goes on by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def tick(self) -> None:
        self.now += 0.02


@pytest.mark.parametrize("suffix", list(CODECS))
def test_frames_come_in_their_order_as_large_as_the_room(tmp_path: Path, suffix: str) -> None:
    clock = Clock()
    film = Film(_video(tmp_path, suffix), (200, 200), clock)
    frames = _seen(film, clock, clock.tick)
    reds = [_red(frame) for frame in frames]
    assert {frame.get_size() for frame in frames} == {(200, 112)}
    assert len(reds) == 20
    assert reds == sorted(reds)
    assert reds[0] < 60
    assert reds[-1] > 200
    film.thread.join(HANG_SECONDS)
    assert not film.thread.is_alive()


def test_no_more_than_25_frames_a_second_are_scaled_and_shown(tmp_path: Path) -> None:
    clock = Clock()
    frames = _seen(Film(_video(tmp_path, frames=60, rate=60), (64, 64), clock), clock, clock.tick)
    assert len(frames) == 25


def test_a_machine_that_lags_behind_drops_frames_and_goes_on(tmp_path: Path) -> None:
    clock = Clock()
    film = Film(_video(tmp_path, frames=60), (64, 64), clock)
    eventually(lambda: len(film._ready) == 3)
    clock.now += 4.0  # of six seconds: nobody looked for so long
    frames = _seen(film, clock, clock.tick)
    assert 15 <= len(frames) <= 25
    reds = [_red(frame) for frame in frames]
    assert reds == sorted(reds)
    assert reds[-1] > 200


def test_a_closed_film_frees_its_thread_and_its_frames(tmp_path: Path) -> None:
    film = Film(_video(tmp_path), (64, 64))
    eventually(lambda: film._ready)
    film.close()
    film.thread.join(HANG_SECONDS)
    assert (film.thread.is_alive(), len(film._ready), film.due(float("inf"))) == (False, 0, None)


def test_a_file_that_broke_meanwhile_is_over_soon_but_not_at_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken, clock = tmp_path / "broken.mp4", Clock()
    broken.write_bytes(b"\0\0\0\x18ftypmp42 and nothing else")
    film = Film(broken, (64, 64), clock)
    film.thread.join(HANG_SECONDS)
    assert [film.over(clock.now + seconds) for seconds in (0.0, 0.9, 1.1)] == [False, False, True]
    assert "could not be shown to its end" in caplog.text


def test_a_video_with_more_pixels_than_a_small_machine_can_decode_is_refused(tmp_path: Path) -> None:
    large = _video(tmp_path, frames=1, size=(2560, 1600))
    with pytest.raises(ValueError, match="too many"):
        check(large)


def _store(folder: Path, files: dict[bytes, str]) -> MediaStore:
    """A store beside a server that has these files, by their media types."""
    by_digest = {hashlib.sha256(data).hexdigest(): data for data in files}
    rows = [{"sha256": digest, "type": files[data], "seconds": 60} for digest, data in by_digest.items()]

    def ask(path: str) -> bytes:
        return json.dumps(rows).encode() if path.endswith("/me/media") else by_digest[path.rpartition("/")[2]]

    return MediaStore(folder, ask)


def test_videos_are_kept_and_a_broken_one_is_skipped_and_counted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    good, broken = _video(tmp_path, ".webm").read_bytes(), b"\x1a\x45\xdf\xa3 webm, or so it says"
    folder = tmp_path / "cache"
    store = _store(folder, {broken: "video/webm", good: "video/webm"})
    digest = hashlib.sha256(good).hexdigest()
    path = folder / f"{digest}.webm"
    assert store.refresh() == (Slide(digest, str(path), 60, film=True),)
    assert (store.failed, store.videos, list(folder.iterdir())) == (1, 0, [path])
    assert "cannot be shown" in caplog.text
    assert _store(folder, {}).refresh() == ()
    assert list(folder.iterdir()) == []


def test_without_the_decoder_videos_are_left_out_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = _video(tmp_path).read_bytes()
    monkeypatch.setitem(sys.modules, "av", None)
    store = _store(tmp_path / "cache", {data: "video/mp4"})
    assert store.refresh() == ()
    assert (store.failed, store.videos, store.complete) == (0, 1, True)
    assert not (tmp_path / "cache").exists()


@pytest.fixture
def loop(cache: Path) -> Iterator[Loop]:
    """A silent display with room for announcements, linked, nobody called."""
    made = Loop(open_window(windowed=False, headless=True), Loudspeaker(Pack(cache), mute=True), "tv-1", "vi")
    _send(made, "settings", {"settings": {"queues": None, "layout": "calls-media"}})
    _send(made, "snapshot", {**snapshot(), "calls": [], "seq": 1})
    _send(made, "status", "connected")
    yield made
    made.close()
    pygame.display.quit()


def _send(loop: Loop, kind: Any, data: Any) -> None:
    loop.messages.put(Message(kind, datetime.now(UTC), data))


def test_a_video_plays_between_calls_and_a_call_takes_it_away_in_the_same_frame(
    loop: Loop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[tuple[bool, tuple[int, ...]]] = []
    offer = loop.frames.offer

    def watch(surface: pygame.Surface) -> None:
        """After each frame: whether a call is being announced, and the colour in the middle of the card."""
        offer(surface)
        drawn.append((loop.state.announcements.showing is not None, tuple(surface.get_at((600, 420)))[:3]))
        reds = {colour for _, colour in drawn if colour[0] and not any(colour[1:])}
        if len(reds) >= 3 and not called:
            called.append(True)
            data = {"id": 77, "number": "B019", "counter": 5, "queue": "chung-thuc", "state": "called"}
            fact = {"seq": 2, "type": "ticket_called", "at": snapshot()["now"], "data": {**data, "calls": 1}}
            _send(loop, "fact", fact)
        if drawn[-1][0] or time.monotonic() > deadline:
            loop.stop()

    called: list[bool] = []
    deadline = time.monotonic() + HANG_SECONDS
    monkeypatch.setattr(loop.frames, "offer", watch)
    _send(loop, "slides", (Slide("a" * 64, str(_video(tmp_path, frames=100)), 60, film=True),))
    loop.run()
    assert called
    announced, colour = drawn[-1]
    assert announced
    assert any(colour[1:]), "still the video's red"
    assert loop.state.slides.shown is None
    assert not loop._screen._film
    eventually(lambda: not _films())


def test_a_short_video_alone_begins_anew_and_ends_with_the_round(loop: Loop, tmp_path: Path) -> None:
    slide = Slide("a" * 64, str(_video(tmp_path, frames=5)), 60, film=True)
    _send(loop, "slides", (slide,))
    failed: list[str] = []

    def watch() -> None:
        try:
            eventually(lambda: loop.state.slides.turns >= 2)
        except AssertionError:
            failed.append("the video did not begin anew")
        loop.stop()

    watcher = threading.Thread(target=watch)
    watcher.start()
    loop.run()
    watcher.join()
    assert not failed
    _send(loop, "slides", ())
    eventually(lambda: len(_films()) <= 1)
    loop.close()
    eventually(lambda: not _films())
