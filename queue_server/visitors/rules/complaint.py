"""A complaint (phản ánh, kiến nghị): answered once, and in time or not."""

from dataclasses import dataclass, replace

from queue_server.dossiers.rules.people import Person
from queue_server.ledger.errors import RuleBroken

SHOWN = 160
"""Characters of the matter in a list."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """Who complained of what, and what they were told; times are milliseconds. Its id is 0 until it is saved.

    Once it is forgotten there is no person, and the matter is empty.
    """

    centre: str
    code: str
    at: int
    by: str
    person: Person
    matter: str
    due_at: int
    ticket_id: int | None = None
    dossier_id: int | None = None
    answer: str | None = None
    answered_at: int | None = None
    answered_by: str | None = None
    number: str | None = None
    """Its ticket's number, and the day of it below."""
    day: str | None = None
    dossier: str | None = None
    """Its dossier's code."""
    id: int = 0

    def is_overdue(self, now: int) -> bool:
        """Whether an answer is owed since before now."""
        return self.answered_at is None and self.due_at < now

    def is_late(self, now: int) -> bool:
        """Whether it was, or would be now, answered too late."""
        return (self.answered_at or now) > self.due_at

    def answered(self, text: str, at: int, by: str) -> "Complaint":
        """The complaint with its answer. Raises RuleBroken `already_answered`."""
        if self.answered_at is not None:
            raise RuleBroken("already_answered", 409, complaint=self.code)
        return replace(self, answer=text, answered_at=at, answered_by=by)

    def veiled(self) -> "Complaint":
        """As a list shows it: the telephone masked, no address, the beginning of the matter, no answer."""
        matter = self.matter
        if len(matter) > SHOWN:
            matter = f"{matter[:SHOWN].rstrip()}…"
        return replace(self, person=self.person.veiled(), matter=matter, answer=None)
