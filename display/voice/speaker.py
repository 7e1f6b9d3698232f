"""A program of its own that has espeak-ng say texts into WAV files: `python -m display.voice.speaker FOLDER`.

It reads one JSON object from standard input, `{clip name: [language, text]}`. It is apart because espeak-ng is under the
GPL: the display never loads it.
"""

import ctypes
import json
import shutil
import subprocess
import sys
from array import array
from collections.abc import Callable
from pathlib import Path

from display.voice import pcm

WORDS_A_MINUTE = {"vi": 135, "en": 145}
_SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS of espeak-ng's speak_lib.h
_UTF8 = 1  # espeakCHARS_UTF8
_SPEED = 1  # espeakRATE

Say = Callable[[str, str, Path], None]
"""Says a text in a language into a file."""


def library() -> Say:
    """espeak-ng as the library of the package `espeakng-loader`, with its dictionaries.

    Raises ImportError or OSError where that is missing.
    """
    import espeakng_loader

    speak = ctypes.CDLL(espeakng_loader.get_library_path())
    heard = array("h")

    @ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)  # type: ignore[untyped-decorator]
    def listen(samples: "ctypes._Pointer[ctypes.c_short]", count: int, _events: int) -> int:
        if samples and count > 0:
            heard.frombytes(ctypes.string_at(samples, 2 * count))
        return 0

    rate = speak.espeak_Initialize(_SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), 0)
    if rate <= 0 or any(speak.espeak_SetVoiceByName(lang.encode()) != 0 for lang in WORDS_A_MINUTE):
        raise OSError("espeak-ng has no Vietnamese or no English voice here")
    speak.espeak_SetSynthCallback(listen)

    def say(lang: str, text: str, path: Path, _keep: object = listen) -> None:
        # `_keep`: the C side calls `listen`, which must not be collected meanwhile.
        del heard[:]
        speak.espeak_SetVoiceByName(lang.encode())
        speak.espeak_SetParameter(_SPEED, WORDS_A_MINUTE[lang], 0)
        data = text.encode()
        speak.espeak_Synth(data, len(data) + 1, 0, 1, 0, _UTF8, None, None)
        speak.espeak_Synchronize()
        pcm.write_wave(path, heard, rate)

    return say


def program() -> Say:
    """The system's own `espeak-ng`. Raises OSError where there is none."""
    found = shutil.which("espeak-ng")
    if found is None:
        raise OSError("no espeak-ng on this machine")

    def say(lang: str, text: str, path: Path) -> None:
        fresh = path.with_suffix(".part")
        command = [found, "-v", lang, "-s", str(WORDS_A_MINUTE[lang]), "-w", str(fresh), "--", text]
        subprocess.run(command, check=True, capture_output=True, timeout=20)
        fresh.replace(path)

    return say


def main() -> int:
    """Says what it is told; exit status 1 where there is no espeak-ng."""
    folder = Path(sys.argv[1])
    texts: dict[str, tuple[str, str]] = json.loads(sys.stdin.buffer.read())
    for backend in (library, program):
        try:
            say = backend()
        except (ImportError, OSError) as error:
            print(f"{backend.__name__}: {error}", file=sys.stderr)
            continue
        for name, (lang, text) in texts.items():
            say(lang, text, folder / f"{name}.wav")
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
