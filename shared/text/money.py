"""Amounts in đồng as people in Vietnam write and say them. Nothing is rounded."""

from shared.text.messages import say
from shared.text.numbers import LARGEST, number_words


def dong(amount: int) -> str:
    """The amount with a point before each three digits and a true minus: `1.234.000`."""
    return f"{amount:,}".replace(",", ".").replace("-", "−")


def dong_with_unit(amount: int) -> str:
    """The amount with its unit: `1.234.000 đ`."""
    return f"{dong(amount)} đ"


def dong_in_words(amount: int) -> str:
    """The amount in words, as on a receipt; a refund's without its sign, and empty if the amount is too high for words."""
    if abs(amount) > LARGEST:
        return ""
    words = say("money.words", words=number_words(abs(amount)))
    return words[0].upper() + words[1:]
