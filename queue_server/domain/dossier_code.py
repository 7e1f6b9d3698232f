"""The code of a dossier, made from the centre's pattern and the day's intake number. Remembers nothing.

The pattern is a setting, `H49.77-{YYMMDD}-{NNNN}` for one: which Hnn is whose is not confirmed anywhere.
"""

from datetime import date


def code_of(pattern: str, day: date, number: int) -> str:
    """The code of the day's n-th dossier; from the 10,000th on the number is simply longer."""
    return pattern.replace("{YYMMDD}", day.strftime("%y%m%d")).replace("{NNNN}", f"{number:04}")


def masked(identity: str | None) -> str | None:
    """An identity number as lists show it: dots, then the last three characters; None stays None."""
    if identity is None:
        return None
    shown = identity[-3:] if len(identity) > 6 else ""
    return "•" * (len(identity) - len(shown)) + shown
