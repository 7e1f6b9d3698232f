"""A server's estimate of the wait, worded for the page."""

from kiosk.answers.base import in_both
from shared.text.dates import minutes_text
from shared.wire.base import InBothLanguages
from shared.wire.tickets import Estimate


def worded(estimate: Estimate | None) -> InBothLanguages | None:
    """The range in words, in both languages; None if there is no estimate."""
    if estimate is None:
        return None
    return in_both(lambda lang: minutes_text(estimate.p50_minutes, estimate.p90_minutes, lang))
