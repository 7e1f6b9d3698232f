"""A centre's own recordings: which clips they replace, and what is wrong with those that cannot be used."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from display.voice import pcm
from display.voice.words import CHIME, EMERGENCY

KINDS = (".wav", ".ogg", ".mp3", ".flac")
SENTENCE_FILE = "sentence.txt"
SHORTEST = 0.05
LONGEST, LONGEST_CHIME, LONGEST_EMERGENCY = 4.0, 6.0, 30.0
"""Seconds of sound, without the silence around it."""

Convert = Callable[[Path], "array[int] | None"]
Trouble = Literal["unknown", "unreadable", "silent", "short", "long"]


@dataclass(frozen=True, slots=True)
class Recording:
    """A file of the folder; `trouble` is why it is not used, None for a good one."""

    name: str
    file: Path
    seconds: float = 0.0
    trouble: Trouble | None = None


def find(folder: Path | None, name: str) -> Path | None:
    """The recording of this clip, if the folder holds one."""
    if folder is None:
        return None
    return next((file for kind in KINDS if (file := folder / f"{name}{kind}").is_file()), None)


def read(name: str, file: Path, convert: Convert) -> tuple[array[int], Recording]:
    """The levelled samples of a recording, and what is to be said of it; nothing where it cannot be used."""
    raw = pcm.read_wave(file) or convert(file)
    if raw is None:
        return array("h"), Recording(name, file, trouble="unreadable")
    samples = pcm.level(raw)
    seconds = len(samples) / pcm.RATE
    trouble = _trouble(name, seconds)
    return (array("h") if trouble else samples), Recording(name, file, round(seconds, 2), trouble)


def every(folder: Path, names: set[str], convert: Convert) -> Iterator[Recording]:
    """Everything in the folder, good or not, by name."""
    for file in sorted(folder.iterdir()):
        if file.name == SENTENCE_FILE or file.name.startswith("."):
            continue
        if file.suffix not in KINDS or file.stem not in names:
            yield Recording(file.stem, file, trouble="unknown")
        else:
            yield read(file.stem, file, convert)[1]


def longest(name: str) -> float:
    """How long a recording of this clip may be, in seconds."""
    if name == CHIME:
        return LONGEST_CHIME
    return LONGEST_EMERGENCY if name.endswith(EMERGENCY) else LONGEST


def _trouble(name: str, seconds: float) -> Trouble | None:
    if seconds == 0:
        return "silent"
    if seconds < SHORTEST:
        return "short"
    return "long" if seconds > longest(name) else None
