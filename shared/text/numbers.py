"""Vietnamese number words and the digit-by-digit reading of ticket numbers.

The library `num2words` is wrong from 1,001 on, so the rules stand here: mốt after mươi, lăm after mười and mươi, tư after
mươi, linh (North) or lẻ (South) for an empty tens place. The empty places of a group of three digits are spoken if a larger
group came before it (1,005 is "một nghìn không trăm linh năm").
"""

LARGEST = 999_999_999
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def number_words(n: int, south: bool = False) -> str:
    """The number in words, 0 to 999,999,999, in Northern usage or, with `south`, with "lẻ" and "ngàn".

    Raises ValueError outside that range.
    """
    if not 0 <= n <= LARGEST:
        raise ValueError(f"0 to {LARGEST} can be spoken, not {n}")
    if n == 0:
        return _DIGITS[0]
    words: list[str] = []
    for group, name in (
        (n // 1_000_000, "triệu"),
        (n // 1_000 % 1_000, "ngàn" if south else "nghìn"),
        (n % 1_000, ""),
    ):
        if group:
            words += _group(group, full=bool(words), south=south)
            words += [name] if name else []
    return " ".join(words)


def _group(group: int, full: bool, south: bool) -> list[str]:
    """The words of three digits; with `full` empty hundreds are spoken too, because a larger group came before."""
    hundreds, tens, units = group // 100, group // 10 % 10, group % 10
    words: list[str] = []
    if hundreds or full:
        words += [_DIGITS[hundreds], "trăm"]
    if tens == 0 and units:
        if words:
            words.append("lẻ" if south else "linh")
        words.append(_DIGITS[units])
    elif tens:
        words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
        if units:
            words.append(_unit_after_tens(tens, units))
    return words


def _unit_after_tens(tens: int, units: int) -> str:
    if units == 5:
        return "lăm"
    if tens > 1 and units == 1:
        return "mốt"
    if tens > 1 and units == 4:
        return "tư"
    return _DIGITS[units]


def digits_words(number: str) -> str:
    """A ticket's number as it is spoken in a call: "A không một hai" for `A012`; signs are left out."""
    return " ".join(
        _DIGITS[int(sign)] if sign in "0123456789" else sign.upper() for sign in number if sign.isalnum()
    )


def ticket_number(prefix: str, value: int) -> str:
    """The number as printed and spoken: the prefix and at least three digits, `A001`."""
    return f"{prefix}{value:03d}"
