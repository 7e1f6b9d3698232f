"""The table of rights: read from table.toml, and written as docs/rights.md (`python -m tests.integration.rights.table`)."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).resolve().parent
PAGE = _HERE.parents[2] / "docs" / "rights.md"
_HEAD = """# Who may do what with which object

This page is written from `tests/integration/rights/table.toml` by `python -m tests.integration.rights.table`. A test builds
a centre with one object of every kind, makes every operation as each of these actors, and compares with this table; whoever
is not named is refused. The last table says who can read which secret and which free text, wherever it may stand: no answer
to anybody else, no fact and no snapshot may hold it.

A kiosk checks in every paper that is scanned there and prints what the house asks it to print. An appointment's secret can
be seen by the desk, which shows its code to whoever booked it.

"""


@dataclass(frozen=True, slots=True)
class Line:
    """One operation on one object, and who may do it."""

    topic: str
    text: str
    may: frozenset[str]
    said: str
    """The actors and groups as the table names them."""

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self.text.split(" ", 1)[0]

    @property
    def address(self) -> str:
        """The address, with the names of objects in braces."""
        return re.sub(r" \(.*\)$", "", self.text.split(" ", 1)[1])


@dataclass(frozen=True, slots=True)
class Table:
    """The whole table."""

    actors: dict[str, str]
    groups: dict[str, str]
    lines: tuple[Line, ...]
    readable: dict[str, frozenset[str]]
    """Who may read which secret or free text of the scene, by its name there."""

    def actors_of(self, words: str) -> frozenset[str]:
        """The actors that these words name: actors and groups."""
        return frozenset(_actors(words, self.actors, self.groups))


def read() -> Table:
    """The table of table.toml."""
    told = tomllib.loads((_HERE / "table.toml").read_text("utf-8"))
    actors, groups, readable = told.pop("actors"), told.pop("groups"), told.pop("readable")
    lines = [
        Line(topic, text, frozenset(_actors(may, actors, groups)), may)
        for topic, found in told.items()
        for text, may in found.items()
    ]
    seen = {name: frozenset(_actors(may, actors, groups)) for name, may in readable.items()}
    return Table(actors, groups, tuple(lines), seen)


def _actors(words: str, actors: dict[str, str], groups: dict[str, str]) -> Iterator[str]:
    for word in words.split():
        if word in groups:
            yield from _actors(groups[word], actors, groups)
        else:
            yield word


def page(table: Table) -> str:
    """The page of the documentation."""
    names = {actor: actor.replace("_", " ") for actor in table.actors}
    out = [_HEAD, "| actor | who |\n|---|---|\n"]
    out += [f"| {names[actor]} | {who} |\n" for actor, who in table.actors.items()]
    topics = dict.fromkeys(line.topic for line in table.lines)
    for topic in topics:
        out.append(f"\n## {topic.capitalize()}\n\n| operation | who may |\n|---|---|\n")
        for line in (one for one in table.lines if one.topic == topic):
            out.append(f"| `{line.text}` | {_who(line.may, table, names)} |\n")
    out.append("\n## Who can read what\n\n| secret or free text | who |\n|---|---|\n")
    out += [
        f"| {name.replace('_', ' ')} | {_who(may, table, names)} |\n" for name, may in table.readable.items()
    ]
    return "".join(out)


def _who(may: frozenset[str], table: Table, names: dict[str, str]) -> str:
    if may == frozenset(table.actors):
        return "anyone"
    return ", ".join(names[actor] for actor in table.actors if actor in may) or "nobody"


if __name__ == "__main__":
    PAGE.write_text(page(read()), "utf-8")
