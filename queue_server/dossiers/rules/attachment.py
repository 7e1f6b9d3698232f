"""A scan of a dossier's paper: which dossier it belongs to, and whether it was removed. Its contents are in a file."""

from dataclasses import dataclass, replace

from queue_server.ledger.errors import RuleBroken


@dataclass(frozen=True, slots=True)
class Attachment:
    """A scan; times are milliseconds. Its id is 0 until it is saved."""

    centre: str
    dossier_id: int
    name: str
    """Empty once the people of its dossier are forgotten."""
    type: str
    size: int
    sha256: str
    stored: str
    at: int
    by: str
    removed_at: int | None = None
    removed_by: str | None = None
    id: int = 0

    @property
    def is_removed(self) -> bool:
        """Whether it was taken away."""
        return self.removed_at is not None

    def removed(self, at: int, by: str) -> "Attachment":
        """Taken away. Raises RuleBroken `already_removed`."""
        if self.is_removed:
            raise RuleBroken("already_removed", 409)
        return replace(self, removed_at=at, removed_by=by)
