"""Dates, times and spans of minutes in Vietnamese and in English.

The caller gives times in the centre's zone; nothing is converted here.
"""

from datetime import date, datetime

from shared.text.messages import say

_VI_DAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
_EN_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EN_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SHORT = 5


def long_date(day: date, lang: str = "vi") -> str:
    """The day with its weekday: "Thứ Sáu, 12/6/2026", in English "Friday, 12 June 2026"."""
    if lang == "en":
        return f"{_EN_DAYS[day.weekday()]}, {day.day} {_EN_MONTHS[day.month - 1]} {day.year}"
    return f"{_VI_DAYS[day.weekday()]}, {short_date(day)}"


def day_in_sentence(day: date, lang: str = "vi") -> str:
    """The day within a sentence, where Vietnamese writes the weekday's first letter small: "thứ Sáu, 12/6/2026"."""
    text = long_date(day, lang)
    return text if lang == "en" else text[0].lower() + text[1:]


def short_date(day: date) -> str:
    """The day as "12/6/2026", day first in both languages."""
    return f"{day.day}/{day.month}/{day.year}"


def clock(at: datetime) -> str:
    """The time of day as "09:31"."""
    return f"{at.hour:02}:{at.minute:02}"


def minutes_text(p50: float | None, p90: float | None, lang: str = "vi") -> str:
    """A wait as a range in whole steps of five minutes: "15–25 phút", "dưới 5 phút", "15 phút".

    The median is rounded down and the 90th percentile up, so that the range holds in nine cases of ten.
    Without an estimate the text is empty: "0 phút" would be a promise.
    """
    if p50 is None or p90 is None:
        return ""
    low = max(0, int(p50 // _SHORT) * _SHORT)
    high = max(low, -int(-p90 // _SHORT) * _SHORT)
    if high <= _SHORT:
        return say("words.minutes.under", lang, minutes=_SHORT)
    if low == 0:
        return say("words.minutes.under", lang, minutes=high)
    if low == high:
        return say("words.minutes.one", lang, minutes=low)
    return say("words.minutes.range", lang, low=low, high=high)
