"""Which service day a moment belongs to when the machine's clock may be wrong."""

from datetime import date


def service_day(known: str, today: str) -> str:
    """The day to work on, from the day of the last deed and the day that the clock shows, both ISO dates.

    If the clock was put back over midnight, the day stays as it was. But if the last deed's day is later than tomorrow, the
    clock was wrong at that deed (with an empty battery it may show 2099), and the day that it shows now is taken.
    """
    if known <= today:
        return today
    return known if (date.fromisoformat(known) - date.fromisoformat(today)).days == 1 else today
