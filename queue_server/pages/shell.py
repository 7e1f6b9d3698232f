"""What the pages ask of the program that mounts them. Holds no behaviour."""

from collections.abc import Collection
from typing import Protocol

from shared.vocabulary import Role


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
    """What the queue server hands in."""

    def person(self) -> Person | None:
        """The signed-in person of this request, or None."""
        ...

    def centre_name(self) -> tuple[str, str]:
        """The centre's name and the line below it."""
        ...
