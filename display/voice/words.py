"""Which clips make a spoken call, and what each clip says. Plays nothing and touches no file.

A ticket's number is spelt, letters by their Vietnamese names, digits one by one; the counter is a word.
"""

import re

from shared.text.fold import strip_marks
from shared.text.numbers import digits_words, number_words

SENTENCE = "Mời số {number} đến quầy số {counter}"
"""The template as shipped; a voice folder may bring its own in `sentence.txt`."""
CHIME = "chime"
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
    for part in _PLACES.split(template):
        if part not in ("number", "counter") and (name := _phrase_name(part)):
            texts[name] = part.strip()
    return texts


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
