"""What is really played, sample for sample, through SDL's disk driver."""

import resource
import sys
import threading
import time
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pygame
import pytest

from display.announcements import Announcements, step
from display.drawing.window import open_window
from display.loop import Loop
from display.voice.loudspeaker import Loudspeaker
from display.voice.pack import Pack
from shared.wire.light.board import Call
from tests.unit.display.hall import Hall
from tests.unit.display.told import apply, from_snapshot, on_fact
from tests.waiting import HANG_SECONDS, eventually


def _heard(played: Path, whole: "array[int]") -> int:
    """Where in the played file these samples begin; -1 when they were never played so."""
    return played.read_bytes().find(whole.tobytes())


def _until_quiet(loudspeaker: Loudspeaker) -> None:
    eventually(lambda: not loudspeaker.playing)


def test_two_calls_at_once_are_played_whole_one_after_the_other(cache: Path, played: Path) -> None:
    hall = Hall()
    loudspeaker = Loudspeaker(Pack(cache), volume=100)
    board, state, now = from_snapshot(hall.snapshot()), Announcements(), 0.0
    for ident in (1, 2):
        hall.issue()
        fact = hall.call(ident, ident + 1)
        assert fact is not None
        board = apply(board, fact)
        state = on_fact(state, fact, board)
    # The announcements' clock runs far ahead of the loudspeaker: only its own word keeps the calls apart.
    deadline = time.monotonic() + HANG_SECONDS
    while (state.waiting or loudspeaker.playing) and time.monotonic() < deadline:
        now += 60
        state, started = step(state, now, loudspeaker.seconds, loudspeaker.playing)
        if started is not None:
            loudspeaker.say(started.call, started.times)
        time.sleep(0.005)
    loudspeaker.close()
    first, second = Pack(cache).call("A001", 2, 2), Pack(cache).call("A002", 3, 2)
    at = _heard(played, first), _heard(played, second)
    assert at[0] >= 0
    assert at[1] >= at[0] + 2 * len(first)
    around = array("h", played.read_bytes())
    del around[at[1] // 2 : at[1] // 2 + len(second)]
    del around[at[0] // 2 : at[0] // 2 + len(first)]
    assert not any(around)


def test_the_volume_makes_it_quieter(cache: Path, played: Path) -> None:
    hall = Hall()
    hall.issue()
    hall.call(1, 1)
    call = from_snapshot(hall.snapshot()).calls[0]
    loudspeaker = Loudspeaker(Pack(cache), volume=50)
    loudspeaker.say(call, 1)
    _until_quiet(loudspeaker)
    loudspeaker.close()
    samples = array("h", played.read_bytes())
    assert max(samples) == pytest.approx(max(Pack(cache).call("A001", 1, 1)) / 2, rel=0.02)


def test_without_words_only_the_chime_is_played(cache: Path, played: Path) -> None:
    hall = Hall()
    hall.issue()
    hall.call(1, 1)
    call = from_snapshot(hall.snapshot()).calls[0]
    loudspeaker = Loudspeaker(Pack(cache), volume=100)
    loudspeaker.words = False
    assert loudspeaker.seconds(call, 2) < 1.6
    loudspeaker.say(call, 2)
    _until_quiet(loudspeaker)
    loudspeaker.close()
    assert _heard(played, Pack(cache).samples("chime")) >= 0


def test_a_machine_without_a_sound_card_goes_on_silently(
    cache: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "no-such-driver")
    hall = Hall()
    hall.issue()
    hall.call(1, 1)
    call = from_snapshot(hall.snapshot()).calls[0]
    loudspeaker = Loudspeaker(Pack(cache))
    loudspeaker.say(call, 2)
    assert (loudspeaker.works, loudspeaker.seconds(call, 2), loudspeaker.playing) == (False, 0.0, False)
    loudspeaker.stop()
    loudspeaker.close()
    assert "no sound on this machine" in caplog.text


def test_a_loudspeaker_that_appears_later_is_opened_by_itself_and_speaks(
    cache: Path, played: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("display.voice.loudspeaker.LOOK_SECONDS", 0.01)
    monkeypatch.setenv("SDL_AUDIODRIVER", "no-such-driver")
    call = _call(Hall())
    loudspeaker = Loudspeaker(Pack(cache), volume=100)
    loudspeaker.say(call, 1)
    assert (loudspeaker.works, loudspeaker.playing) == (False, False)
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    eventually(lambda: loudspeaker.works)
    loudspeaker.say(call, 1)
    _until_quiet(loudspeaker)
    loudspeaker.close()
    assert _heard(played, Pack(cache).call("A001", 1, 1)) >= 0


@contextmanager
def _unplugged(played: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing more can be written into the file that stands for the card, and no card can be opened."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    monkeypatch.setenv("SDL_AUDIODRIVER", "no-such-driver")
    resource.setrlimit(resource.RLIMIT_FSIZE, (played.stat().st_size, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
        monkeypatch.setenv("SDL_AUDIODRIVER", "disk")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
def test_a_loudspeaker_that_is_unplugged_is_opened_again_when_it_is_back_and_speaks(
    cache: Path, played: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("display.voice.loudspeaker.LOOK_SECONDS", 0.05)
    call = _call(Hall())
    loudspeaker = Loudspeaker(Pack(cache), volume=100)
    loop = Loop(open_window(windowed=False, headless=True), loudspeaker, "tv-1", "vi")
    seen: list[object] = []

    def watch() -> None:
        eventually(lambda: played.exists() and played.stat().st_size > 0)
        for _ in range(2):
            with _unplugged(played, monkeypatch):
                eventually(lambda: not loudspeaker.works)
                loudspeaker.say(call, 1)
                seen.append(loudspeaker.playing)
            eventually(lambda: loudspeaker.works)
        loop.stop()
        loop.wake()

    beside = threading.Thread(target=watch)
    beside.start()
    loop.run()
    beside.join()
    loudspeaker.volume = 100
    loudspeaker.say(call, 1)
    _until_quiet(loudspeaker)
    loudspeaker.close()
    pygame.display.quit()
    assert seen == [False, False]
    assert _heard(played, Pack(cache).call("A001", 1, 1)) >= 0


def test_a_closed_loudspeaker_is_not_looked_for_any_more(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("display.voice.loudspeaker.LOOK_SECONDS", 0.01)
    monkeypatch.setenv("SDL_AUDIODRIVER", "no-such-driver")
    loudspeaker = Loudspeaker(Pack(cache))
    loudspeaker.close()
    eventually(lambda: "loudspeaker" not in [thread.name for thread in threading.enumerate()])
    assert not loudspeaker.works


def test_mute_opens_no_sound_card(cache: Path) -> None:
    assert not Loudspeaker(Pack(cache), mute=True).works
    assert pygame.mixer.get_init() is None


def _call(hall: Hall) -> Call:
    hall.issue()
    hall.call(1, 1)
    return from_snapshot(hall.snapshot()).calls[0]


def test_who_reads_english_is_called_in_english_too(cache: Path, played: Path) -> None:
    call = replace(_call(Hall()), lang="en")
    loudspeaker = Loudspeaker(Pack(cache), volume=100)
    loudspeaker.say(call, 1)
    _until_quiet(loudspeaker)
    loudspeaker.close()
    assert _heard(played, Pack(cache).call("A001", 1, 1, english=True)) >= 0


def test_a_screen_that_always_speaks_both_languages_does(cache: Path, played: Path) -> None:
    call = _call(Hall())
    loudspeaker = Loudspeaker(Pack(cache), volume=100)
    once = loudspeaker.seconds(call, 1)
    loudspeaker.english = True
    assert loudspeaker.seconds(call, 1) > once + 3
    loudspeaker.words = False
    assert loudspeaker.seconds(call, 1) < 1.6
    loudspeaker.close()


def test_quiet_hours_cost_no_time_and_make_no_sound(cache: Path, played: Path) -> None:
    call = _call(Hall())
    loudspeaker = Loudspeaker(Pack(cache), volume=0)
    assert loudspeaker.seconds(call, 2) == 0.0
    loudspeaker.say(call, 2)
    assert not loudspeaker.playing
    loudspeaker.warn(100)
    assert loudspeaker.playing
    _until_quiet(loudspeaker)
    loudspeaker.close()
    assert _heard(played, Pack(cache).warning()) >= 0
