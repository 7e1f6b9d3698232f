"""A scan of a dossier's paper: which dossier it belongs to, and whether it was removed. Its contents are in a file."""

from dataclasses import dataclass, replace

from queue_server.ledger.errors import RuleBroken


@dataclass(frozen=True, slots=True)
class Attachment:
    """A scan; times are milliseconds. Its id is 0 until it is saved."""

    centre: str
    dossier_id: int
    name: str
    """The name of the file; empty after the people of its dossier were forgotten."""
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
        """Whether the scan was removed."""
        return self.removed_at is not None

    def removed(self, at: int, by: str) -> "Attachment":
        """The scan after it was removed. Raises RuleBroken `already_removed`."""
        if self.is_removed:
            raise RuleBroken("already_removed", 409)
        return replace(self, removed_at=at, removed_by=by)
