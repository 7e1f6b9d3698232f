"""Addresses that no client of ours sends: every argument of every route of an application, with what breaks file names."""

import re
from collections.abc import Iterator

from werkzeug.routing import Map

STRANGE = (
    "%00",
    "a%00.js",
    "a" * 5_000,
    "a/" * 1_000 + "a",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/etc/passwd",
    "....//x",
    "%ff%fe",
    "%ed%a0%80",
    "%0d%0aX:%20y",
    "-" + "9" * 30,
    "CON",
    "~root",
    "*",
    "%F0%9F%91%BB" * 100,
)


def addresses(routes: Map) -> Iterator[tuple[str, str]]:
    """Method and address, for every route with an argument and every strange text in its place."""
    for rule in routes.iter_rules():
        for method in sorted(rule.methods or ()):
            if rule.arguments and method not in ("HEAD", "OPTIONS"):
                for text in STRANGE:
                    yield method, re.sub(r"<[^>]+>", lambda _, text=text: text, rule.rule)  # type: ignore[misc]
