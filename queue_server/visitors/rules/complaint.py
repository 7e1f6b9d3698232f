"""A complaint (phản ánh, kiến nghị) as a value: it is answered once, in time or too late."""

from dataclasses import dataclass, replace

from queue_server.dossiers.rules.people import Person
from queue_server.ledger.errors import RuleBroken

SHOWN = 160
"""How many characters of the matter a list shows."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint: who complained, of what, and the answer. Times are milliseconds; its id is 0 until it is saved.

    After retention has forgotten it, its person is None and its matter is empty.
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
    """The number of its ticket; the ticket's day is the next field."""
    day: str | None = None
    dossier: str | None = None
    """The code of its dossier."""
    id: int = 0

    def is_overdue(self, now: int) -> bool:
        """Whether the complaint has no answer though its due date has passed."""
        return self.answered_at is None and self.due_at < now

    def is_late(self, now: int) -> bool:
        """Whether the complaint was answered too late, or would be if it were answered now."""
        return (self.answered_at or now) > self.due_at

    def answered(self, text: str, at: int, by: str) -> "Complaint":
        """The complaint with its answer. Raises RuleBroken `already_answered`."""
        if self.answered_at is not None:
            raise RuleBroken("already_answered", 409, complaint=self.code)
        return replace(self, answer=text, answered_at=at, answered_by=by)

    def veiled(self) -> "Complaint":
        """The complaint as a list shows it: with a masked telephone number and the beginning of the matter only."""
        matter = self.matter
        if len(matter) > SHOWN:
            matter = f"{matter[:SHOWN].rstrip()}…"
        return replace(self, person=self.person.veiled(), matter=matter, answer=None)
