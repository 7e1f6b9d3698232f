"""One dossier as the feed tells of it, for the recount."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.wire.facts.base import UNSAID
from shared.wire.facts.dossiers import DossierChanged, DossierReceived

_ENDED_UNFINISHED = (3, 7, 8, 10)


WITH_CITIZEN = (5, 6)


AT_WORK = (2, 4)


_SCANS = ("attach", "detach")


@dataclass(slots=True)
class Dossier:
    """A dossier as its facts tell it."""

    code: str
    field: str | None
    received: datetime
    status: int = 1
    accepted: bool = False
    first_due: datetime | None = None
    due: datetime | None = None
    finished: datetime | None = None
    returned: datetime | None = None
    entered: datetime | None = None
    """When it came into its present status."""
    asked: int = 0
    paused: int = 0
    """Whole minutes that were the citizen's."""
    paused_since: datetime | None = None

    def take(self, fact: DossierReceived | DossierChanged, at: datetime) -> None:
        """One fact more about it."""
        status = fact.status
        if isinstance(fact, DossierChanged) and fact.move in _SCANS:
            return
        if fact.due_at is not UNSAID and fact.due_at is not None:
            self.due = datetime.fromisoformat(fact.due_at)
        if status == self.status:
            return
        if self.paused_since is not None:
            self.paused += int((at - self.paused_since).total_seconds() // 60)
            self.paused_since = None
        if status in WITH_CITIZEN:
            self.paused_since = at
            self.asked += status == 5
        if status == 2:
            self.accepted = True
            self.first_due = self.first_due or self.due
        if status == 9 or status == 8 or (status == 10 and self.status != 9):
            self.finished = at
        elif self.status == 9 and status != 10:
            self.finished = None
        if status == 10:
            self.returned = at
        self.status, self.entered = status, at

    @property
    def closed(self) -> datetime | None:
        """When nothing was left for the office to do; None while something is."""
        return self.finished or (self.entered if self.status in _ENDED_UNFINISHED else None)

    def verdict(self, ended: datetime | None) -> str | None:
        """QĐ 766/2022, for an end at that moment: the citizen's time is subtracted, asking twice is late."""
        if ended is None or self.first_due is None:
            return None
        if self.asked > 1:
            return "late"
        worked_until = ended - timedelta(minutes=self.paused)
        if worked_until > self.first_due:
            return "late"
        zone = self.first_due.tzinfo
        return "early" if worked_until.astimezone(zone).date() < self.first_due.date() else "on_time"
