"""Sound as plain numbers: reading, levelling and joining of 16-bit mono samples.

Everything is at one rate, so that joining is nothing but putting one after the other.
"""

from __future__ import annotations

import math
import sys
import wave
from array import array
from collections.abc import Iterable, Sequence
from operator import mul
from pathlib import Path

RATE = 22_050
"""Samples a second, as espeak-ng makes them."""

_LOUD = 4_000  # root of the mean square of every clip: -18 dB below full scale
_PEAK = 30_000
_QUIET = 300  # below this a clip's beginning and end count as silence
_MARGIN = RATE // 100

Samples = Sequence[int]


def silence(seconds: float) -> array[int]:
    """Silence of this many seconds."""
    return array("h", bytes(2 * round(seconds * RATE)))


def join(clips: Iterable[tuple[Samples, float]]) -> array[int]:
    """The clips one after the other, each followed by its seconds of silence."""
    whole = array("h")
    for samples, gap in clips:
        whole.extend(samples)
        whole.extend(silence(gap))
    return whole


def level(samples: array[int]) -> array[int]:
    """The clip without the silence around it and as loud as every other one; nothing stays nothing."""
    cut = _trim(samples)
    if not cut:
        return cut
    power = math.sqrt(sum(map(mul, cut, cut)) / len(cut))
    peak = max(max(cut), -min(cut))
    gain = min(_LOUD / power, _PEAK / peak)
    return array("h", [int(value * gain) for value in cut])


def _trim(samples: array[int]) -> array[int]:
    loud = (place for place, value in enumerate(samples) if abs(value) > _QUIET)
    first = next(loud, None)
    if first is None:
        return array("h")
    last = next(place for place in range(len(samples) - 1, -1, -1) if abs(samples[place]) > _QUIET)
    return samples[max(0, first - _MARGIN) : last + 1 + _MARGIN]


def chime() -> array[int]:
    """Two soft bells, a third apart, 1.1 s."""
    length = round(1.1 * RATE)
    whole = [0.0] * length
    for start, frequency in ((0.0, 783.99), (0.32, 659.25)):
        first = round(start * RATE)
        for place in range(first, length):
            at = (place - first) / RATE
            swell = min(1.0, at / 0.006) * math.exp(-4.2 * at)
            turn = 2 * math.pi * frequency * at
            whole[place] += swell * (math.sin(turn) + 0.25 * math.sin(2 * turn) * math.exp(-6 * at))
    # The last 50 ms fade out: a bell that is cut off clicks.
    fade = round(0.05 * RATE)
    for place in range(fade):
        whole[length - 1 - place] *= place / fade
    return array("h", [int(9_000 * value) for value in whole])


def read_wave(path: Path) -> array[int] | None:
    """The samples of a WAV file; None when it is not 16 bits, mono and at our rate, or no WAV file at all."""
    try:
        with wave.open(str(path), "rb") as file:
            if (file.getframerate(), file.getsampwidth(), file.getnchannels()) != (RATE, 2, 1):
                return None
            samples = array("h", file.readframes(file.getnframes()))
    except (wave.Error, EOFError):
        return None
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def write_wave(path: Path, samples: array[int], rate: int = RATE) -> None:
    """Writes the samples as a WAV file; the file is whole or not there."""
    little = array("h", samples)
    if sys.byteorder == "big":
        little.byteswap()
    fresh = path.with_suffix(".part")
    with wave.open(str(fresh), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(little.tobytes())
    fresh.replace(path)
