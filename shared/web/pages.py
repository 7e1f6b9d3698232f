"""What the panel and the server's pages have in common: what they ask of the server, their language, the way to sign in."""

from collections.abc import Collection, Sequence
from typing import Protocol
from urllib.parse import quote

from flask import redirect, request
from flask.typing import ResponseReturnValue

from shared.text.messages import LANGUAGES
from shared.wire.vocabulary import Role


class Person(Protocol):
    """Who is signed in."""

    @property
    def name(self) -> str: ...
    @property
    def role(self) -> Role | str: ...
    @property
    def counters(self) -> Collection[int]: ...
    @property
    def csrf(self) -> str: ...
    @property
    def must_change_password(self) -> bool: ...


class Shell(Protocol):
    """What the pages ask of the program that mounts them; the queue server hands in the only implementation."""

    def person(self) -> Person | None:
        """The signed-in person of this request, or None."""
        ...

    def centre_name(self) -> tuple[str, str]:
        """The centre's name and the line below it."""
        ...

    def counters(self) -> Sequence[tuple[int, str, Sequence[str]]]:
        """Every counter: number, name, and the names of the queues that it serves."""
        ...

    def pause_reasons(self) -> Sequence[str]:
        """The centre's own reasons of a pause; empty: the program's."""
        ...

    def long_queue(self) -> int:
        """How many waiting people make a counter's queue long; 0: none do."""
        ...


def language() -> str:
    """The page's language: `?lang=`, else the `lang` cookie, else Vietnamese."""
    for wish in (request.args.get("lang"), request.cookies.get("lang")):
        if wish in LANGUAGES:
            return wish
    return LANGUAGES[0]


def to_sign_in() -> ResponseReturnValue:
    """To the sign-in page, and from there back to here."""
    path = request.full_path.rstrip("?")
    return redirect(f"/sign-in?next={quote(path, safe='')}")
