"""Who does a deed: a person or a device, with what it may do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does a deed: a person or a device."""

    name: str
    role: str
    counters: tuple[int, ...] = ()
    principal: str = "system"
    department: str | None = None
    """The department (phòng chuyên môn) that a person or token belongs to, by its name; None: to the centre itself."""


SYSTEM = Actor("system", "system")


CITIZEN = Actor("citizen", "citizen", principal="citizen")
"""Somebody without an account, who knows a secret or asks for something that everybody may do."""
