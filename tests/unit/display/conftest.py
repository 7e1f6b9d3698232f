"""A screen and a loudspeaker that exist nowhere, and the generated clips; nothing here opens a window or a card."""

import os

# Before anything imports pygame: it greets on standard output, and a test machine has no screen.
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
os.environ["SDL_VIDEODRIVER"] = "dummy"

from collections.abc import Iterator
from pathlib import Path

import pygame
import pytest

from display.voice import pcm
from display.voice.pack import Pack


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder with all clips, made by espeak-ng in its own process."""
    folder = tmp_path_factory.mktemp("voice")
    assert Pack(folder).generate()
    return folder


@pytest.fixture
def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file in which everything played lands, sample for sample, faster than it would sound."""
    file = tmp_path / "played.raw"
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    monkeypatch.setenv("SDL_DISKAUDIOFILE", str(file))
    monkeypatch.setenv("SDL_DISKAUDIODELAY", "1")
    yield file
    pygame.mixer.quit()


@pytest.fixture
def mixer(played: Path) -> Path:
    """The open mixer at our rate, playing into the file."""
    pygame.mixer.init(frequency=pcm.RATE, size=-16, channels=1, buffer=1024, allowedchanges=0)
    return played
