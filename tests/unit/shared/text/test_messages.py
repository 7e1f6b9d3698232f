"""The message catalogues: both languages say the same things, and every sentence can be filled."""

import string
from pathlib import Path

import pytest

from shared.text.messages import LANGUAGES, say, section

TEXT = Path(__file__).parents[4] / "shared" / "text"
PARTS = sorted({path.stem for lang in LANGUAGES for path in (TEXT / lang).glob("*.toml")})


def placeholders(sentence: str) -> list[str]:
    return sorted({name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None})


@pytest.mark.parametrize("part", PARTS)
def test_both_languages_have_the_same_messages_with_the_same_placeholders(part: str) -> None:
    vi, en = ({key: placeholders(text) for key, text in section(part, lang).items()} for lang in LANGUAGES)
    assert vi == en


@pytest.mark.parametrize("part", PARTS)
def test_no_message_is_empty(part: str) -> None:
    assert [key for lang in LANGUAGES for key, text in section(part, lang).items() if not text.strip()] == []


def test_a_sentence_is_filled_and_an_unknown_language_reads_as_vietnamese() -> None:
    assert [say("words.minutes.under", lang, minutes=5) for lang in ("vi", "en", "fr")] == [
        "dưới 5 phút",
        "less than 5 minutes",
        "dưới 5 phút",
    ]
