"""The code of a dossier, made from the centre's pattern and the day's intake number.

The pattern is a setting, `H49.77-{YYMMDD}-{NNNN}` for one: which office has which Hnn is not confirmed by our sources.
"""

import re
from datetime import date

_LONGEST_NUMBER = 5
"""How many digits a day's number has at most where only digits were typed, since twelve digits are an identity number."""
_PARTS = re.compile(r"(\{YYMMDD\}|\{NNNN\})")


def code_of(pattern: str, day: date, number: int) -> str:
    """The code of the day's `number`-th dossier; from the 10,000th on the code has a digit more."""
    return pattern.replace("{YYMMDD}", day.strftime("%y%m%d")).replace("{NNNN}", f"{number:04}")


def code_in(pattern: str, text: str) -> str | None:
    """The code of one of our dossiers that somebody typed or a scanner read incompletely; None if the text is no such code.

    A scanner that types like a keyboard loses letters and signs, and people leave them out, so only the digits count. It
    recognises the code with any signs and capitals, the digits of the code alone, and the day with the number alone.
    """
    typed = "".join(char for char in text.upper() if char.isascii() and char.isalnum())
    digits = "".join(char for char in typed if char.isdigit())
    number = r"(?P<number>\d{4,})"
    for fixed, number_of, given in (
        (str.isalnum, number, typed),
        (str.isdigit, number, digits),
        (lambda char: False, rf"(?P<number>\d{{4,{_LONGEST_NUMBER}}})", typed),
    ):
        shape = "".join(
            {"{YYMMDD}": r"(?P<day>\d{6})", "{NNNN}": number_of}.get(
                part, re.escape("".join(filter(fixed, part.upper())))
            )
            for part in _PARTS.split(pattern)
        )
        found = re.fullmatch(shape, given)
        if found is not None:
            return _code(pattern, found["day"], found["number"])
    return None


def _code(pattern: str, day: str, number: str) -> str | None:
    try:
        return code_of(pattern, date(2000 + int(day[:2]), int(day[2:4]), int(day[4:])), int(number))
    except ValueError:
        return None


def masked(identity: str | None) -> str | None:
    """An identity number as lists show it: dots, then the last three characters; None stays None."""
    if identity is None:
        return None
    shown = identity[-3:] if len(identity) > 6 else ""
    return "•" * (len(identity) - len(shown)) + shown
