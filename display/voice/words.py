"""Which clips make a spoken call, and what each clip says.

A ticket's number is spelt, letters by their names, digits one by one; the counter is a number in words. English clips have
the names of the Vietnamese ones after `en-`.
"""

import re

from shared.text.alphabet import strip_marks
from shared.text.numbers import digits_words, number_words

SENTENCE = "Mời số {number} đến quầy số {counter}"
"""The template as shipped; a voice folder may bring its own in `sentence.txt`."""
ENGLISH_SENTENCE = "Number {number}, please go to counter {counter}"
CHIME = "chime"
EMERGENCY = "emergency"
EMERGENCY_TEXT = "Khẩn cấp. Xin ông bà bình tĩnh và làm theo hướng dẫn của nhân viên."
ENGLISH_EMERGENCY_TEXT = "Emergency. Please stay calm and follow the staff's directions."
LARGEST_COUNTER = 99
"""Counters beyond are spelt digit by digit."""

LETTERS = {
    "A": "a",
    "B": "bê",
    "C": "xê",
    # "dê" and "giê" are one sound in the North: as "đê", D cannot be taken for G.
    "D": "đê",
    "E": "e",
    "F": "ép",
    "G": "giê",
    "H": "hát",
    "I": "i",
    # Written "gi"; espeak-ng swallows the vowel of that spelling, and "di" sounds the same.
    "J": "di",
    "K": "ca",
    "L": "e-lờ",
    "M": "e-mờ",
    "N": "e-nờ",
    "O": "o",
    "P": "pê",
    "Q": "quy",
    "R": "e-rờ",
    "S": "ét",
    "T": "tê",
    "U": "u",
    "V": "vê",
    "W": "vê kép",
    "X": "ích",
    "Y": "i dài",
    "Z": "dét",
}
ENGLISH = "en-"
_ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_PLACES = re.compile(r"\{(number|counter)\}")


def sentence(number: str, counter: int, template: str = SENTENCE) -> list[str]:
    """The names of the clips that call this number to this counter, in their order.

    A sign of the number that is neither a letter A–Z nor a digit is passed over.
    """
    names: list[str] = []
    for part in _PLACES.split(template):
        if part == "number":
            names += _spelt(number)
        elif part == "counter":
            names += [f"counter-{counter}"] if 1 <= counter <= LARGEST_COUNTER else _spelt(str(counter))
        elif name := _phrase_name(part):
            names.append(name)
    return names


def clip_texts(template: str = SENTENCE) -> dict[str, str]:
    """What every clip that a call can need says, by the clip's name; the chime is not among them."""
    texts = {f"letter-{letter.lower()}": spoken for letter, spoken in LETTERS.items()}
    texts |= {f"digit-{digit}": digits_words(str(digit)) for digit in range(10)}
    texts |= {f"counter-{number}": number_words(number) for number in range(1, LARGEST_COUNTER + 1)}
    return texts | _phrases(template)


def english_sentence(number: str, counter: int) -> list[str]:
    """The names of the clips that say the same in English."""
    return [f"{ENGLISH}{name}" for name in sentence(number, counter, ENGLISH_SENTENCE)]


def spoken(template: str = SENTENCE) -> dict[str, tuple[str, str]]:
    """Every clip but the chime, by its name: the language and the words."""
    vietnamese = {**clip_texts(template), EMERGENCY: EMERGENCY_TEXT}
    # A capital alone is the one thing that espeak-ng's English reads better than words: it takes "ay" for "I".
    english = {f"letter-{letter.lower()}": letter for letter in LETTERS}
    english |= {f"digit-{digit}": _ONES[digit] for digit in range(10)}
    english |= {f"counter-{number}": _english(number) for number in range(1, LARGEST_COUNTER + 1)}
    english |= _phrases(ENGLISH_SENTENCE)
    english[EMERGENCY] = ENGLISH_EMERGENCY_TEXT
    both = {name: ("vi", text) for name, text in vietnamese.items()}
    return both | {f"{ENGLISH}{name}": ("en", text) for name, text in english.items()}


def _english(number: int) -> str:
    """1 to 99 in English words."""
    if number < 20:
        return (*_ONES, *_TEENS)[number]
    tens, ones = divmod(number, 10)
    return f"{_TENS[tens - 2]} {_ONES[ones]}" if ones else _TENS[tens - 2]


def _phrases(template: str) -> dict[str, str]:
    """The template's own words, by the names of their clips."""
    parts = [part for part in _PLACES.split(template) if part not in ("number", "counter")]
    return {name: part.strip(" ,.") for part in parts if (name := _phrase_name(part))}


def _spelt(text: str) -> list[str]:
    names = []
    for sign in text.upper():
        if sign in LETTERS:
            names.append(f"letter-{sign.lower()}")
        elif sign in "0123456789":
            names.append(f"digit-{sign}")
    return names


def _phrase_name(text: str) -> str:
    """A file name for a phrase: "Mời số" → "moi-so"; empty for a phrase without letters."""
    return "-".join(re.findall(r"[a-z0-9]+", strip_marks(text)))
