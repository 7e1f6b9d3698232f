"""A dossier as it is counted: its dates, status and place, never a person. There may be ten thousand of them at once."""

from dataclasses import dataclass
from datetime import timedelta, tzinfo

from queue_server.dossiers.rules import dossier as table
from queue_server.dossiers.rules.dossier import Progress, Status
from queue_server.ledger.storage.times import from_ms
from shared.wire.vocabulary import Verdict


@dataclass(frozen=True, slots=True)
class Counted:
    """What reports and the portal know of a dossier; times are milliseconds."""

    code: str
    field: str | None
    procedure: str | None
    procedure_code: str | None
    procedure_name: str | None
    status: Status
    channel: int
    received_at: int
    due_at: int | None
    first_due_at: int | None
    finished_at: int | None
    returned_at: int | None
    supplement_requests: int
    paused_minutes: int
    external_system: str | None
    external_code: str | None
    ended_at: int | None = None
    """When the dossier was refused, withdrawn or stopped: it was not finished then, but nothing is left to do."""

    @property
    def closed_at(self) -> int | None:
        """Since when nothing is left for the office to do; None while something is left."""
        return self.ended_at if self.finished_at is None else self.finished_at

    def verdict(self, zone: tzinfo, finished: int | None) -> Verdict | None:
        """Whether the dossier is early, on time or late if `finished` then; None if that or the promised date is None."""
        if finished is None or self.first_due_at is None:
            return None
        progress = Progress(
            status=self.status,
            first_due_at=from_ms(self.first_due_at),
            finished_at=from_ms(finished),
            paused=timedelta(minutes=self.paused_minutes),
            supplement_requests=self.supplement_requests,
        )
        return table.verdict(progress, zone)


@dataclass(frozen=True, slots=True)
class Due:
    """A dossier whose due date is near or has passed; times are milliseconds."""

    code: str
    field: str | None
    procedure_name: str | None
    status: Status
    received_at: int
    due_at: int
    department: str | None
    officer: str
    """Who works on it, else who took it in."""
    apology_at: int | None
