"""A program of its own that has espeak-ng say a text: `python -m kiosk.voice.speaker vi` reads it from standard input and
writes a WAV file to standard output.

It is apart because espeak-ng is under the GPL: the agent never loads it.
"""

import ctypes
import io
import shutil
import subprocess
import sys
import wave

WORDS_A_MINUTE = 140
_SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS of espeak-ng's speak_lib.h
_UTF8 = 1  # espeakCHARS_UTF8
_SPEED = 1  # espeakRATE


def by_program(text: str, lang: str) -> bytes:
    """Speaks by the system's own `espeak-ng`. Raises OSError if there is none."""
    found = shutil.which("espeak-ng")
    if found is None:
        raise OSError("no espeak-ng on this machine")
    command = [found, "-v", lang, "-s", str(WORDS_A_MINUTE), "--stdout"]
    return subprocess.run(command, input=text.encode(), check=True, capture_output=True, timeout=20).stdout


def by_library(text: str, lang: str) -> bytes:
    """Speaks by the library of the package `espeakng-loader`. Raises ImportError or OSError if it is missing."""
    import espeakng_loader

    speak = ctypes.CDLL(espeakng_loader.get_library_path())
    heard = bytearray()

    @ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)  # type: ignore[untyped-decorator]
    def listen(samples: "ctypes._Pointer[ctypes.c_short]", count: int, _events: int) -> int:
        if samples and count > 0:
            heard.extend(ctypes.string_at(samples, 2 * count))
        return 0

    rate = speak.espeak_Initialize(_SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), 0)
    if rate <= 0 or speak.espeak_SetVoiceByName(lang.encode()) != 0:
        raise OSError(f"espeak-ng has no voice for {lang} here")
    speak.espeak_SetSynthCallback(listen)
    speak.espeak_SetParameter(_SPEED, WORDS_A_MINUTE, 0)
    data = text.encode()
    speak.espeak_Synth(data, len(data) + 1, 0, 1, 0, _UTF8, None, None)
    speak.espeak_Synchronize()
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(heard))
    return out.getvalue()


def main() -> int:
    """Speaks the text; returns the exit status, 1 if there is no espeak-ng."""
    lang = "en" if sys.argv[1:] == ["en"] else "vi"
    text = sys.stdin.buffer.read().decode("utf-8", "replace")
    for backend in (by_library, by_program):
        try:
            sound = backend(text, lang)
        except (ImportError, OSError, subprocess.SubprocessError) as error:
            print(f"{backend.__name__}: {error}", file=sys.stderr)
            continue
        sys.stdout.buffer.write(sound)
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
