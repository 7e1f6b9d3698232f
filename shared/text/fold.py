"""Folds Vietnamese text for search: what people type and the texts of the catalogue are compared in one plain form.

Folded text is never shown, since it has lost its Vietnamese marks.
"""

import re
import unicodedata

# After these letters, "y" as a word's only vowel may also be written "i": ky = ki, ly = li, my = mi, quy = qui.
_Y_AS_I = re.compile(r"\b(h|k|l|m|s|t|v|qu)y\b")
# Unicode's first block of marks has all Vietnamese ones: mostly nothing else is left, and no letter is looked at by itself.
_USUAL_MARKS = re.compile("[\u0300-\u036f]+")
_NOT_WORD = re.compile(r"[^0-9a-z]+")


def strip_marks(text: str) -> str:
    """The text without any Vietnamese mark, in lower case, its punctuation and spacing kept.

    đ is replaced separately, because it is a letter of its own that Unicode does not decompose.
    """
    parted = _USUAL_MARKS.sub("", unicodedata.normalize("NFD", text.casefold().replace("đ", "d")))
    if parted.isascii():
        return parted
    return "".join(sign for sign in parted if unicodedata.category(sign) != "Mn")


def fold(text: str) -> str:
    """Lower-case words without marks between single spaces: "Đăng ký, Lý lịch" is "dang ki li lich"."""
    words = _NOT_WORD.sub(" ", strip_marks(unicodedata.normalize("NFC", text))).strip()
    return _Y_AS_I.sub(r"\1i", words)


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """The folded text and, for each of its letters, the index of the letter in `text` from which it came.

    With these indices a hit in the folded text can be highlighted in the original.
    """
    letters: list[str] = []
    places: list[int] = []
    for index, sign in enumerate(text):
        plain = strip_marks(sign)
        if not plain and unicodedata.category(sign) == "Mn":
            continue
        for letter in plain:
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
