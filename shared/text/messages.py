"""The message catalogues: every sentence that a person reads, in Vietnamese and in English.

There is a TOML file for each part and language, `shared/text/vi/<part>.toml` and `shared/text/en/<part>.toml`, with flat keys
inside tables. A test checks that both languages have the same keys and the same placeholders.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LANGUAGES = ("vi", "en")
_HERE = Path(__file__).parent


@cache
def section(part: str, lang: str = "vi") -> Mapping[str, str]:
    """All messages of one part, as `{"home.title": text}`; an unknown language reads as Vietnamese.

    Raises FileNotFoundError for a part without a catalogue, which is a programmer's mistake.
    """
    folder = lang if lang in LANGUAGES else "vi"
    with (_HERE / folder / f"{part}.toml").open("rb") as file:
        return dict(_flat(tomllib.load(file)))


def _flat(table: Mapping[str, object], prefix: str = "") -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            rows += _flat(value, f"{prefix}{key}.")
        else:
            rows.append((f"{prefix}{key}", str(value)))
    return rows


def say(key: str, lang: str = "vi", /, **values: object) -> str:
    """The sentence `part.table.key` in the language, its `{placeholders}` filled from `values`."""
    part, _, rest = key.partition(".")
    return section(part, lang)[rest].format(**values)
