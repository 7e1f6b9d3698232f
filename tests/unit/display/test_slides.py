"""Announcements between calls: one after another, away at once for a call, only on their days, and kept on this machine."""

import hashlib
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pygame
import pytest

from display.media_store import MediaStore
from display.slides import Slide, Slides, step

TODAY = date(2026, 6, 12)
RED, BLUE = Slide("r", "/r.png", 10), Slide("b", "/b.png", 20)


def test_each_has_its_seconds_and_the_round_begins_again() -> None:
    slides, shown = Slides((RED, BLUE)), []
    for now in range(0, 70, 5):
        slides = step(slides, float(now), TODAY, free=True)
        shown.append("" if slides.shown is None else slides.shown.sha256)
    assert shown == [*"rr", *"bbbb", *"rr", *"bbbb", *"rr"]


def test_a_call_takes_it_away_at_once_and_it_begins_anew_afterwards() -> None:
    slides = step(step(Slides((RED, BLUE)), 0.0, TODAY, free=True), 10.0, TODAY, free=True)
    assert slides.shown == BLUE
    slides = step(slides, 12.0, TODAY, free=False)
    assert slides.shown is None
    slides = step(slides, 25.0, TODAY, free=True)
    assert (slides.shown, slides.until) == (BLUE, 45.0)


def test_a_video_that_ended_makes_room_before_its_time_and_alone_begins_anew() -> None:
    slides = step(Slides((RED, BLUE)), 0.0, TODAY, free=True)
    slides = step(slides, 3.0, TODAY, free=True, over=True)
    assert (slides.shown, slides.until) == (BLUE, 23.0)
    alone = step(Slides((RED,)), 0.0, TODAY, free=True)
    again = step(alone, 3.0, TODAY, free=True, over=True)
    assert (again.shown, again.until, again.turns) == (RED, 13.0, alone.turns + 1)


def test_days_count_from_the_first_to_the_last_and_none_is_no_limit() -> None:
    limited = replace(RED, from_day="2026-06-12", until_day="2026-06-13")
    days = [date(2026, 6, day) for day in (11, 12, 13, 14)]
    assert [limited.belongs_to(day) for day in days] == [False, True, True, False]
    assert all(BLUE.belongs_to(day) for day in days)
    assert step(Slides((limited,)), 0.0, days[3], free=True).shown is None


def test_one_that_was_taken_off_is_gone_at_once() -> None:
    slides = step(Slides((RED, BLUE)), 0.0, TODAY, free=True)
    assert step(replace(slides, every=(BLUE,)), 1.0, TODAY, free=True).shown == BLUE
    assert step(replace(slides, every=()), 1.0, TODAY, free=True).shown is None


def test_three_follow_each_other_in_their_order() -> None:
    green = Slide("g", "/g.png", 10)
    slides, shown = Slides((RED, BLUE, green)), []
    for now in range(0, 80, 10):
        slides = step(slides, float(now), TODAY, free=True)
        shown.append("" if slides.shown is None else slides.shown.sha256)
    assert shown == ["r", "b", "b", "g", "r", "b", "b", "g"]


class Server:
    """A server that has these files, or is away."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[bytes, str]] = {}
        self.away = False
        self.lost: set[str] = set()
        self.asked: list[str] = []

    def add(self, data: bytes, kind: str = "image/png") -> str:
        digest = hashlib.sha256(data).hexdigest()
        self.files[digest] = (data, kind)
        return digest

    def ask(self, path: str) -> bytes | None:
        self.asked.append(path.rpartition("/")[2])
        if self.away:
            return None
        if path == "/api/v1/devices/me/media":
            rows = [{"sha256": d, "type": kind, "seconds": 9} for d, (_, kind) in self.files.items()]
            return json.dumps(rows).encode()
        digest = path.rpartition("/")[2]
        return None if digest in self.lost else self.files[digest][0]


def _png(tmp_path: Path, size: tuple[int, int], colour: str = "red") -> bytes:
    surface = pygame.Surface(size, depth=24)
    surface.fill(colour)
    file = tmp_path / "made.png"
    pygame.image.save(surface, str(file))
    return file.read_bytes()


def test_pictures_are_fetched_once_made_as_large_as_a_screen_and_kept(tmp_path: Path) -> None:
    server, folder = Server(), tmp_path / "cache"
    large, small = server.add(_png(tmp_path, (3840, 2160))), server.add(_png(tmp_path, (320, 200), "blue"))
    store = MediaStore(folder, server.ask)
    slides = store.refresh()
    assert slides is not None
    assert [slide.sha256 for slide in slides] == [large, small]
    assert [pygame.image.load(slide.path).get_size() for slide in slides] == [(1920, 1080), (320, 200)]
    assert (store.videos, store.failed, store.complete) == (0, 0, True)

    server.asked.clear()
    assert MediaStore(folder, server.ask).refresh() == slides
    assert server.asked == ["media"]
    server.away = True
    assert store.refresh() is None
    assert not store.complete
    server.away = False
    del server.files[large]
    assert store.refresh() == slides[1:]
    assert [file.stem for file in folder.iterdir()] == [small]


def test_a_picture_that_did_not_come_is_asked_for_again(tmp_path: Path) -> None:
    server = Server()
    first, second = server.add(_png(tmp_path, (32, 32))), server.add(_png(tmp_path, (32, 32), "blue"))
    server.lost.add(second)
    store = MediaStore(tmp_path / "cache", server.ask)
    assert [slide.sha256 for slide in store.refresh() or ()] == [first]
    assert (store.failed, store.complete) == (1, False)
    server.lost.clear()
    assert [slide.sha256 for slide in store.refresh() or ()] == [first, second]
    assert (store.failed, store.complete) == (0, True)


def test_what_cannot_be_shown_is_counted_and_leaves_nothing_behind(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server, folder = Server(), tmp_path / "cache"
    server.add(b"\x89PNG but no picture")
    changed = server.add(_png(tmp_path, (32, 32)))
    server.files[changed] = (_png(tmp_path, (32, 32), "green"), "image/png")
    store = MediaStore(folder, server.ask)
    assert store.refresh() == ()
    assert (store.failed, store.complete) == (2, True)
    assert list(folder.iterdir()) == []
    assert "cannot be shown" in caplog.text
