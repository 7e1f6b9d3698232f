"""What a call says, clip by clip, and how clips become one sound."""

import json
import math
import subprocess
import sys
import wave
from array import array
from pathlib import Path

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.voice import pcm, recordings, speaker
from display.voice.loudspeaker import convert
from display.voice.pack import Pack
from display.voice.words import LETTERS, clip_texts, english_sentence, sentence, spoken


def test_a_call_is_read_sign_by_sign_and_the_counter_as_a_number() -> None:
    assert sentence("A001", 3) == [
        "moi-so",
        "letter-a",
        "digit-0",
        "digit-0",
        "digit-1",
        "den-quay-so",
        "counter-3",
    ]


def test_a_template_of_ones_own_brings_its_own_phrases() -> None:
    template = "Mời công dân có số {number}, quầy {counter}."
    assert sentence("ĐB-7", 21, template) == [
        "moi-cong-dan-co-so",
        "letter-b",
        "digit-7",
        "quay",
        "counter-21",
    ]
    texts = clip_texts(template)
    assert texts["moi-cong-dan-co-so"] == "Mời công dân có số"
    assert texts["counter-21"] == "hai mươi mốt"


def test_a_counter_beyond_ninety_nine_is_spelt() -> None:
    assert sentence("B2", 107)[-3:] == ["digit-1", "digit-0", "digit-7"]


@given(st.from_regex(r"[A-Z]{1,3}[0-9]{3,4}", fullmatch=True), st.integers(1, 999))
def test_every_clip_of_every_call_is_among_those_that_are_made(number: str, counter: int) -> None:
    assert set(sentence(number, counter)) <= set(clip_texts())


def test_no_two_letters_are_spoken_alike() -> None:
    assert len(set(LETTERS.values())) == len(LETTERS) == 26


@given(st.lists(st.tuples(st.binary(max_size=60), st.floats(0, 0.01))))
def test_joining_puts_clips_one_after_the_other(parts: list[tuple[bytes, float]]) -> None:
    clips = [(array("h", data[: len(data) // 2 * 2]), gap) for data, gap in parts]
    joined = pcm.join(clips)
    for samples, gap in clips:
        length = len(samples) + round(gap * pcm.RATE)
        assert joined[:length] == samples + array("h", [0] * (length - len(samples)))
        joined = joined[length:]
    assert not joined


def test_levelled_clips_are_equally_loud_and_without_silence_around_them() -> None:
    tone = [math.sin(n / 9) for n in range(8000)]
    quiet, loud = (array("h", [0] * 5000 + [int(a * v) for v in tone] + [0] * 3000) for a in (1500, 20_000))
    levelled = [pcm.level(clip) for clip in (quiet, loud)]
    powers = [math.sqrt(sum(v * v for v in clip) / len(clip)) for clip in levelled]
    assert powers == pytest.approx([4000, 4000], rel=0.01)
    assert all(8000 <= len(clip) < 8700 for clip in levelled)


def test_silence_stays_silence() -> None:
    assert pcm.level(array("h", [0, 5, -5, 0])) == array("h")


def test_a_wave_file_comes_back_as_it_was_written(tmp_path: Path) -> None:
    samples = array("h", [0, 1, -1, 32_767, -32_768])
    pcm.write_wave(tmp_path / "a.wav", samples)
    assert pcm.read_wave(tmp_path / "a.wav") == samples
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


def test_other_wave_files_and_none_at_all_are_left_to_the_converter(tmp_path: Path) -> None:
    pcm.write_wave(tmp_path / "fast.wav", array("h", [1, 2]), 48_000)
    (tmp_path / "text.wav").write_text("không phải âm thanh", "utf-8")
    assert [pcm.read_wave(tmp_path / name) for name in ("fast.wav", "text.wav")] == [None, None]


def test_every_clip_can_be_heard(cache: Path) -> None:
    pack = Pack(cache)
    lengths = {name: len(pack.samples(name)) / pcm.RATE for name in [*clip_texts(), "chime"]}
    assert len(lengths) == 26 + 10 + 99 + 2 + 1
    assert {name: length for name, length in lengths.items() if not 0.1 <= length <= 1.6} == {}


def test_clips_are_made_once(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def started(*_: object, **__: object) -> None:
        raise AssertionError("no process is needed")

    monkeypatch.setattr(subprocess, "run", started)
    assert Pack(cache).generate()


def test_a_call_is_a_chime_and_the_sentence_twice(cache: Path) -> None:
    pack = Pack(cache)
    chime, once, twice = (pack.call("A001", 3, times) for times in (0, 1, 2))
    assert once[: len(chime)] == chime
    said = once[len(chime) :]
    assert twice[: len(once)] == once
    assert twice[len(twice) - len(said) :] == said
    gap = twice[len(once) : len(twice) - len(said)]
    assert gap == array("h", [0] * round(0.7 * pcm.RATE))
    assert 5 < len(once) / pcm.RATE < 6.5


def test_a_recording_replaces_a_clip_and_the_others_stay(cache: Path, tmp_path: Path, mixer: Path) -> None:
    tone = array("h", [int(9000 * math.sin(n / 20)) for n in range(24_000)])
    pcm.write_wave(tmp_path / "digit-1.wav", tone, 48_000)
    pack = Pack(cache, tmp_path, convert)
    assert len(pack.samples("digit-1")) == pytest.approx(pcm.RATE / 2, rel=0.02)
    assert pack.samples("digit-2") == Pack(cache).samples("digit-2")


def test_a_broken_recording_is_left_for_the_generated_clip(cache: Path, tmp_path: Path, mixer: Path) -> None:
    (tmp_path / "digit-1.mp3").write_bytes(b"no sound at all")
    pack = Pack(cache, tmp_path, convert)
    assert pack.samples("digit-1") == Pack(cache).samples("digit-1") != array("h")


def test_the_voice_folder_may_bring_its_own_sentence(cache: Path, tmp_path: Path) -> None:
    (tmp_path / "sentence.txt").write_text("Xin mời {number}, quầy {counter}\n", "utf-8")
    assert Pack(cache, tmp_path).template == "Xin mời {number}, quầy {counter}"
    (tmp_path / "sentence.txt").write_bytes("Xin mời {number}".encode("utf-16"))
    assert Pack(cache, tmp_path).template == Pack(cache).template
    (tmp_path / "sentence.txt").write_text("không có chỗ cho số", "utf-8")
    assert Pack(cache, tmp_path).template == Pack(cache).template


def test_without_clips_there_is_still_the_chime(tmp_path: Path) -> None:
    call = Pack(tmp_path / "empty").call("A001", 3, 1)
    assert call[: len(pcm.chime())] == pcm.chime()
    assert not any(call[len(pcm.chime()) :])


def test_a_folder_that_cannot_be_written_costs_the_words_only(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    assert not Pack(tmp_path / "file").generate()


def test_without_the_library_the_systems_program_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "espeak-ng"
    program.write_text(
        f'#!{sys.executable}\nimport sys\nopen(sys.argv[6], "w").write(" ".join(sys.argv[1:]))\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    speaker.program()("vi", "Mời số", tmp_path / "moi-so.wav")
    assert (tmp_path / "moi-so.wav").read_text().startswith("-v vi -s 135 -w ")
    program.unlink()
    with pytest.raises(OSError, match="no espeak-ng"):
        speaker.program()


def test_the_library_is_never_loaded_by_the_display() -> None:
    # espeak-ng is under the GPL: only the program apart may load it.
    code = "import display.__main__, sys; print(sorted(n for n in sys.modules if 'espeak' in n or 'speaker' in n))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['display.voice.loudspeaker']"


def test_a_generated_clip_is_a_plain_wave_file(cache: Path) -> None:
    with wave.open(str(Pack(cache).folder / "digit-1.wav"), "rb") as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (22_050, 2, 1)


def test_pygame_is_told_the_rate_of_the_clips(mixer: Path) -> None:
    assert pygame.mixer.get_init() == (pcm.RATE, -16, 1)


def test_the_same_call_in_english() -> None:
    assert english_sentence("C105", 21) == [
        "en-number",
        "en-letter-c",
        "en-digit-1",
        "en-digit-0",
        "en-digit-5",
        "en-please-go-to-counter",
        "en-counter-21",
    ]
    said = spoken()
    assert [said[f"en-counter-{n}"] for n in (9, 10, 15, 20, 21, 99)] == [
        ("en", words) for words in ("nine", "ten", "fifteen", "twenty", "twenty one", "ninety nine")
    ]
    assert [said[f"counter-{n}"][1] for n in (10, 14, 15, 21, 24, 55)] == [
        "mười",
        "mười bốn",
        "mười lăm",
        "hai mươi mốt",
        "hai mươi tư",
        "năm mươi lăm",
    ]


PHONEMES = """
import ctypes, json, sys, espeakng_loader
speak = ctypes.CDLL(espeakng_loader.get_library_path())
speak.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), 0)
speak.espeak_TextToPhonemes.restype = ctypes.c_char_p
found = {}
for name, (lang, text) in json.load(sys.stdin).items():
    speak.espeak_SetVoiceByName(lang.encode())
    rest, heard = ctypes.c_char_p(text.encode()), []
    while rest.value is not None:
        heard.append((speak.espeak_TextToPhonemes(ctypes.byref(rest), 1, 2) or b"").decode())
    found[name] = " ".join(heard).strip()
print(json.dumps(found))
"""


def test_no_two_letters_or_numbers_sound_alike_in_either_language() -> None:
    """By the phonemes that espeak-ng, in a process of its own, makes of each clip's words."""
    wanted = {name: said for name, said in spoken().items() if "digit-" not in name}
    done = subprocess.run(
        [sys.executable, "-c", PHONEMES], input=json.dumps(wanted), capture_output=True, text=True, check=True
    )
    heard: dict[str, str] = json.loads(done.stdout)
    for lang in ("vi", "en"):
        sounds = [sound for name, sound in heard.items() if name.startswith("en-") == (lang == "en")]
        assert len(set(sounds)) == len(sounds), lang
    assert (heard["letter-b"], heard["en-letter-a"], heard["en-letter-i"]) == ("bˈe", "ˈeɪ", "ˈaɪ")


def test_a_call_is_its_clips_and_gaps_sample_by_sample(cache: Path) -> None:
    pack = Pack(cache)
    rate = pcm.RATE
    expected = array("h")
    for name, gap in [
        ("chime", 0.25),
        *(("moi-so", 0.1), ("letter-a", 0.07), ("digit-0", 0.07), ("digit-1", 0.07), ("digit-5", 0.2)),
        *(("den-quay-so", 0.1), ("counter-21", 0.0)),
        ("", 0.7),
        *(("en-number", 0.1), ("en-letter-a", 0.07), ("en-digit-0", 0.07), ("en-digit-1", 0.07)),
        *(("en-digit-5", 0.2), ("en-please-go-to-counter", 0.1), ("en-counter-21", 0.0)),
    ]:
        expected += (pack.samples(name) if name else array("h")) + array("h", bytes(2 * round(gap * rate)))
    call = pack.call("A015", 21, 1, english=True)
    assert call == expected
    # Nothing is mixed or raised by joining: no sample is louder than in its clip, and none is cut off.
    assert max(abs(value) for value in call) <= 30_000
    assert 9 < len(call) / rate < 14


def test_the_warning_is_said_in_both_languages_after_two_chimes(cache: Path) -> None:
    pack = Pack(cache)
    chime, said = pack.samples("chime"), [pack.samples(name) for name in ("emergency", "en-emergency")]
    warning = pack.warning()
    assert warning[: 2 * len(chime)] == chime + chime
    assert warning.tobytes().find(said[0].tobytes()) < warning.tobytes().find(said[1].tobytes())


def test_a_recording_is_checked_for_its_name_its_length_and_its_sound(
    cache: Path, tmp_path: Path, mixer: Path
) -> None:
    own = tmp_path / "own"
    own.mkdir()

    def tone(seconds: float, name: str) -> None:
        samples = [int(9000 * math.sin(n / 20)) for n in range(round(seconds * pcm.RATE))]
        pcm.write_wave(own / name, array("h", samples))

    tone(0.5, "digit-1.wav")
    tone(6.0, "digit-2.wav")
    tone(6.0, "emergency.wav")
    tone(0.5, "digit-11.wav")
    pcm.write_wave(own / "digit-3.wav", array("h", bytes(20_000)))
    (own / "digit-4.ogg").write_bytes(b"not sound")
    (own / "sentence.txt").write_text("Mời số {number} đến quầy số {counter}", "utf-8")
    pack = Pack(cache, own, convert)
    assert {found.file.name: found.trouble for found in pack.recorded()} == {
        "digit-1.wav": None,
        "digit-11.wav": "unknown",
        "digit-2.wav": "long",
        "digit-3.wav": "silent",
        "digit-4.ogg": "unreadable",
        "emergency.wav": None,
    }
    generated = Pack(cache)
    assert pack.samples("digit-1") != generated.samples("digit-1")
    for name in ("digit-2", "digit-3", "digit-4"):
        assert pack.samples(name) == generated.samples(name), name
    assert recordings.longest("en-emergency") == 30.0


def test_the_list_of_clips_is_printed_with_what_is_wrong(tmp_path: Path) -> None:
    folder = tmp_path / "recordings"
    folder.mkdir()
    pcm.write_wave(folder / "digit-1.wav", array("h", [9000, -9000] * 5000))
    (folder / "mot.mp3").write_bytes(b"")
    command = [sys.executable, "-m", "display", "--clips", "--data-dir", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    lines = done.stdout.splitlines()
    assert done.returncode == 1, done.stderr
    assert "digit-1\tvi\tmột\tdigit-1.wav" in lines
    assert "en-counter-21\ten\ttwenty one" in lines
    assert lines[-2:] == [
        "mot.mp3: không có đoạn tiếng nào tên như vậy",
        "1 tệp dùng được, 1 tệp không dùng được; các đoạn còn lại do máy đọc.",
    ]
    (folder / "mot.mp3").unlink()
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
