"""A server's estimate of the wait, worded for the page."""

from collections.abc import Mapping
from typing import Any

from shared.text.dates import minutes_text
from shared.text.messages import LANGUAGES


def worded(estimate: Mapping[str, Any] | None) -> dict[str, str] | None:
    """The range in words, in both languages; None if there is no estimate."""
    if not estimate:
        return None
    p50, p90 = estimate.get("p50_minutes"), estimate.get("p90_minutes")
    return {lang: minutes_text(p50, p90, lang) for lang in LANGUAGES}
