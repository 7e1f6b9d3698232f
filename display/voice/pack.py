"""The clips as files: generated once into a cache, each replaceable by a recording of the same name.

It never plays: `Pack.samples` hands out levelled samples. A pack without files is silent but for the chime.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import subprocess
import sys
from array import array
from collections.abc import Callable
from pathlib import Path

from display.voice import pcm
from display.voice.words import CHIME, SENTENCE, clip_texts, sentence

_LOG = logging.getLogger("motcua.voice")
_RECORDINGS = (".wav", ".ogg", ".mp3", ".flac")
_VERSION = 1  # raised when the way of making clips changes: the cache starts anew
_AFTER_CHIME, _BETWEEN_TIMES = 0.25, 0.7
_AFTER_SIGN, _AFTER_NUMBER, _AFTER_PHRASE = 0.07, 0.2, 0.1

Convert = Callable[[Path], "array[int] | None"]


class Pack:
    """The clips of one voice.

    `recordings` may hold files named like the clips (`digit-1.wav`, `chime.ogg`, …) and `sentence.txt` with
    another template; `convert` reads what is not a WAV file of our format, or returns None.
    """

    def __init__(
        self, cache: Path, recordings: Path | None = None, convert: Convert = lambda _path: None
    ) -> None:
        self._recordings = recordings
        self._convert = convert
        self.template = _template(recordings)
        texts = clip_texts(self.template)
        digest = hashlib.sha256(json.dumps([_VERSION, texts], sort_keys=True).encode()).hexdigest()
        self.folder = cache / f"voice-{digest[:12]}"
        self._texts = texts
        self._ready: dict[str, array[int]] = {}

    def generate(self) -> bool:
        """Makes the clips that are neither recorded nor generated yet; False where nothing here can."""
        missing = {name: text for name, text in self._texts.items() if self._file(name) is None}
        if not missing:
            return True
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            done = subprocess.run(
                [sys.executable, "-P", "-m", "display.voice.speaker", str(self.folder)],
                input=json.dumps(missing).encode(),
                capture_output=True,
                timeout=120,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            _LOG.warning("no clips could be made: %s", error)
            return False
        if done.returncode != 0:
            _LOG.warning("no clips could be made: %s", done.stderr.decode("utf-8", "replace").strip())
        return done.returncode == 0

    def samples(self, name: str) -> array[int]:
        """A clip, levelled; nothing where it is missing or unreadable."""
        known = self._ready.get(name)
        if known is None:
            file = self._file(name)
            if file is None:
                # Not remembered: it may still be on its way from the generator.
                return pcm.chime() if name == CHIME else array("h")
            known = pcm.read_wave(file) or self._convert(file)
            known = pcm.level(known) if known else array("h")
            self._ready[name] = known
        return known

    def call(self, number: str, counter: int, times: int) -> array[int]:
        """A whole announcement: the chime, then the sentence so many times (0: the chime alone)."""
        clips: list[tuple[array[int], float]] = [(self.samples(CHIME), _AFTER_CHIME)]
        names = sentence(number, counter, self.template)
        for time in range(times):
            for place, name in enumerate(names):
                following = names[place + 1] if place + 1 < len(names) else None
                clips.append((self.samples(name), _gap(name, following)))
            if time + 1 < times:
                clips.append((array("h"), _BETWEEN_TIMES))
        return pcm.join(clips)

    def _file(self, name: str) -> Path | None:
        if self._recordings is not None:
            for suffix in _RECORDINGS:
                if (recorded := self._recordings / f"{name}{suffix}").is_file():
                    return recorded
        generated = self.folder / f"{name}.wav"
        return generated if generated.is_file() else None


def default_cache() -> Path:
    """The folder of this account for what can be made again."""
    home = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "motcua"


def _template(recordings: Path | None) -> str:
    file = None if recordings is None else recordings / "sentence.txt"
    if file is None or not file.is_file():
        return SENTENCE
    text = file.read_text("utf-8-sig").strip()
    return text if "{number}" in text else SENTENCE


def _gap(name: str, following: str | None) -> float:
    """Seconds of silence after a clip: short within a number, longer after it, so that it is understood."""
    if following is None:
        return 0.0
    if not name.startswith(("letter-", "digit-", "counter-")):
        return _AFTER_PHRASE
    return _AFTER_SIGN if following.startswith(("letter-", "digit-")) else _AFTER_NUMBER
