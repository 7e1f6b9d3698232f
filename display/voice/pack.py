"""The clips as files: generated once into a cache, each replaceable by a recording of the same name.

`Pack.samples` returns samples of equal loudness. A pack without files is silent except for the chime.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import subprocess
import sys
from array import array
from pathlib import Path

from display.voice import pcm, recordings
from display.voice.recordings import Convert, Recording
from display.voice.words import (
    CHIME,
    EMERGENCY,
    ENGLISH,
    SENTENCE,
    english_sentence,
    sentence,
    spoken,
)

_LOG = logging.getLogger("motcua.voice")
_VERSION = 2  # raised when the way of making clips changes: the cache starts anew
_AFTER_CHIME, _BETWEEN_TIMES = 0.25, 0.7
_AFTER_SIGN, _AFTER_NUMBER, _AFTER_PHRASE = 0.07, 0.2, 0.1


class Pack:
    """The clips of one voice.

    `own` may hold recordings named like the clips (`digit-1.wav`, `chime.ogg`, …) and `sentence.txt` with
    another template; `convert` reads what is not a WAV file of our format, or returns None.
    """

    def __init__(self, cache: Path, own: Path | None = None, convert: Convert = lambda _path: None) -> None:
        self._recordings = own
        self._convert = convert
        self.template = _template(own)
        texts = spoken(self.template)
        digest = hashlib.sha256(json.dumps([_VERSION, texts], sort_keys=True).encode()).hexdigest()
        self.folder = cache / f"voice-{digest[:12]}"
        self._texts = texts
        self._ready: dict[str, array[int]] = {}

    def generate(self) -> bool:
        """Makes the clips that are not generated yet, recorded ones too: a recording may turn out to be broken.

        False where nothing on this machine can.
        """
        missing = {name: said for name, said in self._texts.items() if not self._generated(name).is_file()}
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
        """A clip, levelled: the recording where there is a good one, else the generated one, else nothing."""
        known = self._ready.get(name)
        if known is not None:
            return known
        known = self._recorded(name)
        if not known:
            file = self._generated(name)
            if not file.is_file():
                # Not remembered: it may still be on its way from the generator.
                return pcm.chime() if name == CHIME else array("h")
            known = pcm.level(pcm.read_wave(file) or array("h"))
        self._ready[name] = known
        return known

    def call(self, number: str, counter: int, times: int, english: bool = False) -> array[int]:
        """A whole announcement: the chime, then the sentence `times` times (0: the chime alone), then in English."""
        spoken_ones = [sentence(number, counter, self.template)] * times
        if english and times:
            spoken_ones.append(english_sentence(number, counter))
        clips: list[tuple[array[int], float]] = [(self.samples(CHIME), _AFTER_CHIME)]
        for place, names in enumerate(spoken_ones):
            if place:
                clips.append((array("h"), _BETWEEN_TIMES))
            for name, following in zip(names, [*names[1:], None], strict=True):
                clips.append((self.samples(name), _gap(name, following)))
        return pcm.join(clips)

    def warning(self) -> array[int]:
        """What is said in an emergency, in both languages after two chimes."""
        chime, both = self.samples(CHIME), (EMERGENCY, ENGLISH + EMERGENCY)
        clips = [(chime, 0.0), (chime, _AFTER_CHIME)]
        return pcm.join([*clips, *((self.samples(name), _BETWEEN_TIMES) for name in both)])

    def names(self) -> dict[str, tuple[str, str]]:
        """Every clip that can be recorded, by its name: language and words; the chime has none."""
        return {CHIME: ("", ""), **self._texts}

    def recorded(self) -> list[Recording]:
        """The files of the folder of recordings, and what is wrong with those that are not used."""
        if self._recordings is None or not self._recordings.is_dir():
            return []
        return list(recordings.every(self._recordings, set(self.names()), self._convert))

    def _recorded(self, name: str) -> array[int]:
        file = recordings.find(self._recordings, name)
        if file is None:
            return array("h")
        samples, found = recordings.read(name, file, self._convert)
        if found.trouble:
            _LOG.warning("the recording %s is not used: %s", file.name, found.trouble)
        return samples

    def _generated(self, name: str) -> Path:
        return self.folder / f"{name}.wav"


def default_cache() -> Path:
    """The folder of this account for what can be made again."""
    home = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "motcua"


def _template(folder: Path | None) -> str:
    file = None if folder is None else folder / recordings.SENTENCE_FILE
    if file is None or not file.is_file():
        return SENTENCE
    try:
        text = file.read_text("utf-8-sig").strip()
    except (OSError, ValueError) as error:
        _LOG.warning("the sentence in %s is not used: %s", file, error)
        return SENTENCE
    return text if "{number}" in text else SENTENCE


def _gap(name: str, following: str | None) -> float:
    """Seconds of silence after a clip: short within a number, longer after it, so that it is understood."""
    if following is None:
        return 0.0
    if not name.removeprefix(ENGLISH).startswith(("letter-", "digit-", "counter-")):
        return _AFTER_PHRASE
    signs = following.removeprefix(ENGLISH).startswith(("letter-", "digit-"))
    return _AFTER_SIGN if signs else _AFTER_NUMBER
