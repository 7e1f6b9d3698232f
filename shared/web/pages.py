"""What the panel and the server's pages have in common: what they need from the server, their language, and signing in."""

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
    """What the pages need from the program that delivers them, of which the queue server is the only one."""

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
        """The centre's own reasons for a pause; if empty, the reasons that come with the program are used."""
        ...

    def long_queue(self) -> int:
        """From how many waiting people on a counter's queue counts as long; with 0 no queue does."""
        ...


def language() -> str:
    """The page's language: `?lang=`, else the `lang` cookie, else Vietnamese."""
    for wish in (request.args.get("lang"), request.cookies.get("lang")):
        if wish in LANGUAGES:
            return wish
    return LANGUAGES[0]


def to_sign_in() -> ResponseReturnValue:
    """A redirect to the sign-in page, which leads back to the present page afterwards."""
    path = request.full_path.rstrip("?")
    return redirect(f"/sign-in?next={quote(path, safe='')}")
