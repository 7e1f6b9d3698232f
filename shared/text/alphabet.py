"""Letters are one alphabet: however a text was typed, stored or scanned, the same words are the same text.

All forms build on one rule for letters (`_one_alphabet`): `tidy` is saved and shown, `comparable` says whether two names are
the same, `strip_marks` and `fold` are for finding. What is compared is never shown, since it has lost what people wrote.
docs/adr/letters-are-one-alphabet.md says where each is used.
"""

import re
import unicodedata
from dataclasses import dataclass

# Icelandic Ð (U+00D0) and African Ɖ (U+0189) look like Vietnamese Đ (U+0110), and no form of Unicode makes them one.
_ONE_D = str.maketrans("\u00d0\u0189\u00f0\u0256", "ĐĐđđ")
_APOSTROPHES = "\u2019\u2018\u201b\u02bc\u02b9\u02bb\u2032\u00b4\u0060\uff07"
# Soft hyphens, zero-width signs, marks of direction and the byte order mark come along from web pages and files.
_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_ANY_APOSTROPHE = re.compile(f"[{_APOSTROPHES}]")
_ANY_INVISIBLE = re.compile(f"[{_INVISIBLE}]")
_UNUSUAL = re.compile(f"[\u00f0\u0256{_APOSTROPHES}{_INVISIBLE}]")
# A tone stands on the first or the second vowel of an open oa, oe or uy (hòa, hoà), as the input method is set.
_TONE_ON_FIRST = re.compile(
    "(?:(o)([\u0300\u0301\u0303\u0309\u0323])([ae])|(u)([\u0300\u0301\u0303\u0309\u0323])(y))(?![\\w\u0300-\u036f])"
)
# After these letters, "y" as a word's only vowel may also be written "i": ky = ki, ly = li, my = mi, quy = qui.
_Y_AS_I = re.compile(r"\b(h|k|l|m|s|t|v|qu)y\b")
# Unicode's first block of marks has all Vietnamese ones: mostly nothing else is left, and no letter is looked at by itself.
_USUAL_MARKS = re.compile("[\u0300-\u036f]+")
_NOT_WORD = re.compile(r"[^0-9a-z]+")
# PostgreSQL keeps no NUL, and half of a character that UTF-16 writes as two has no form in UTF-8.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class FoldedWord:
    """A folded word: as a whole word ("qui" for "Quý"), and as the beginning of a longer one ("quy" of "Quỳnh")."""

    whole: str
    beginning: str


def tidy(text: str) -> str:
    """The text as it is saved and shown: composed (NFC), with one letter Đ, single spaces and nothing invisible."""
    return " ".join(unicodedata.normalize("NFC", _one_alphabet(text)).split())


def is_storable(text: str) -> bool:
    """Whether every database and file can keep the text as it is."""
    return not _UNSTORABLE.search(text)


def comparable(text: str) -> str:
    """The text as names and headings are compared: two of them are the same exactly if these are equal.

    Beside what `tidy` does, letter case, the kind of apostrophe and the place of the tone in oa, oe, uy do not count. Marks
    do: "Hà" and "Ha" are two names.
    """
    parted = _TONE_ON_FIRST.sub(r"\1\3\2\4\6\5", _parted(text))
    return " ".join(unicodedata.normalize("NFC", parted).split())


def strip_marks(text: str) -> str:
    """The text without any mark, in lower case, its punctuation and spacing kept."""
    parted = _USUAL_MARKS.sub("", _parted(text)).replace("đ", "d")
    if parted.isascii():
        return parted
    return "".join(sign for sign in parted if unicodedata.category(sign) != "Mn")


def fold(text: str) -> str:
    """Lower-case words without marks between single spaces: "Đăng ký, Lý lịch" is "dang ki li lich"."""
    return _Y_AS_I.sub(r"\1i", _plain_words(text))


def folded_words(text: str) -> list[FoldedWord]:
    """The words of `fold`, each also as people type it while they are still typing: y is y there."""
    plain = _plain_words(text)
    return [FoldedWord(*both) for both in zip(_Y_AS_I.sub(r"\1i", plain).split(), plain.split(), strict=True)]


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """The folded text and, for each of its letters, the index of the letter in `text` from which it came.

    With these indices a hit in the folded text can be highlighted in the original.
    """
    letters: list[str] = []
    places: list[int] = []
    for index, sign in enumerate(text):
        for letter in strip_marks(sign):
            if not ("0" <= letter <= "9" or "a" <= letter <= "z"):
                letter = " "
            if letter == " " and (not letters or letters[-1] == " "):
                continue
            letters.append(letter)
            places.append(index)
    if letters and letters[-1] == " ":
        letters.pop()
        places.pop()
    return _Y_AS_I.sub(r"\1i", "".join(letters)), places


def _one_alphabet(text: str) -> str:
    return text if text.isascii() else _ANY_INVISIBLE.sub("", text).translate(_ONE_D)


def _parted(text: str) -> str:
    """Lower-case letters, each followed by its marks (NFD), with one letter đ and one apostrophe.

    Catalogues are folded whole, and few of their texts have an unusual sign: looking for one costs less than taking it out.
    """
    parted = unicodedata.normalize("NFD", text).casefold()
    if not _UNUSUAL.search(parted):
        return parted
    return unicodedata.normalize("NFD", _ANY_APOSTROPHE.sub("'", _one_alphabet(parted)))


def _plain_words(text: str) -> str:
    return _NOT_WORD.sub(" ", strip_marks(text)).strip()
