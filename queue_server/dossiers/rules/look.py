"""A look at something personal as a value: who did what with it without changing it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """One line of the audit; the moment is in milliseconds.

    `what` is one of `Looked`, or names the appointment that was opened. `dossier_id` is None for an appointment, and for a
    search that found nobody.
    """

    centre: str
    dossier_id: int | None
    at: int
    by: str
    role: str
    counter: int | None
    what: str
