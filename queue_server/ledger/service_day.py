"""Which service day a moment belongs to when the machine's clock may be wrong."""

from datetime import date


def service_day(known: str, today: str) -> str:
    """The day to work on, from the day of the last deed and the day that the clock shows, both ISO dates.

    A clock that was put back over midnight does not bring yesterday back. A known day beyond tomorrow is no such small
    step: the clock was wrong then (an empty battery says 2099), and the centre returns to the day that it shows now.
    """
    if known <= today:
        return today
    return known if (date.fromisoformat(known) - date.fromisoformat(today)).days == 1 else today
