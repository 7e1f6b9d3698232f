"""Scans of a dossier's papers: added, looked at, removed with a trace, and files without a row swept away."""

import hashlib
from collections.abc import Callable
from typing import Any

from queue_server.dossiers.deeds import steps
from queue_server.dossiers.rows import attachments as rows
from queue_server.dossiers.rows import dossiers as dossier_rows
from queue_server.dossiers.rows.scans import Scans
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.database import Database
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.reading import reading
from queue_server.ledger.storage.rows import Row
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.facts.dossiers import DossierChanged

Json = dict[str, Any]
_BEGINNINGS = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)


def type_of(data: bytes) -> str:
    """The media type that the contents themselves say. RuleBroken `file_type` (422) for anything but a scan."""
    for beginning, media in _BEGINNINGS:
        if data.startswith(beginning):
            return media
    raise RuleBroken("file_type", 422, extra={"code": "invalid"})


def digest_of(data: bytes) -> str:
    """The contents' SHA-256, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def add(deed: UnitOfWork, code: str, name: str, media: str, size: int, digest: str, stored: str) -> Json:
    """The new scan of a dossier whose file is on the disk already. RuleBroken `not_found`."""
    row = steps.load(deed, code)
    ident = rows.add(
        deed.connection,
        {
            "centre": deed.centre_id,
            "dossier_id": row["id"],
            "name": name,
            "type": media,
            "size": size,
            "sha256": digest,
            "stored": stored,
            "at": deed.ms,
            "by": deed.actor.name,
        },
    )
    _tell(deed, row, "attach", ident)
    return _shown(deed, _load(deed, row["id"], ident))


def remove(deed: UnitOfWork, code: str, ident: int, reason: str) -> Json:
    """Takes a scan away: who, when and why stay, the file goes with the next sweep. RuleBroken `already_removed`."""
    row = steps.load(deed, code)
    found = _load(deed, row["id"], ident)
    if found["removed_at"] is not None:
        raise RuleBroken("already_removed", 409)
    rows.remove(deed.connection, ident, deed.ms, deed.actor.name)
    seq = _tell(deed, row, "detach", ident)
    dossier_rows.add_history(
        deed.connection,
        {
            "centre": deed.centre_id,
            "dossier_id": row["id"],
            "seq": seq,
            "at": deed.ms,
            "status": row["status"],
            "by": deed.actor.name,
            "note": f"{found['name']}: {reason}",
        },
    )
    return _shown(deed, _load(deed, row["id"], ident))


def of_dossier(context: Context, code: str) -> tuple[int, Json]:
    """The dossier's id and its scans, oldest first. RuleBroken `not_found`."""
    row = steps.load(context, code)
    return row["id"], {
        "items": [_shown(context, found) for found in rows.of_dossier(context.connection, row["id"])]
    }


def one(context: Context, code: str, ident: int) -> tuple[int, Row]:
    """The dossier's id and the row of a scan that was not removed. RuleBroken `not_found`."""
    row = steps.load(context, code)
    found = _load(context, row["id"], ident)
    if found["removed_at"] is not None:
        raise RuleBroken("not_found", 404)
    return row["id"], found


def sweep(book: Database, scans: Scans) -> int:
    """Takes away files whose scan was removed, or never got its row; returns how many."""
    with reading(book) as now:
        wanted = set(rows.wanted(now.connection, now.centre_id).values())
    return scans.sweep(wanted)


def reseal(book: Database, scans: Scans, perform: Callable[[Callable[[UnitOfWork], None]], object]) -> int:
    """Seals every file anew that lies under an older key, each into a new file; returns how many."""
    with reading(book) as now:
        wanted = rows.wanted(now.connection, now.centre_id)
    stale = [(ident, stored) for ident, stored in wanted.items() if scans.is_stale(stored)]
    for ident, stored in stale:
        fresh = scans.keep(scans.read(stored))
        perform(lambda deed, ident=ident, fresh=fresh: rows.change_file(deed.connection, ident, fresh))  # type: ignore[misc]
        scans.drop(stored)
    return len(stale)


def _load(context: Context, dossier_id: int, ident: int) -> Row:
    found = rows.by_id(context.connection, dossier_id, ident)
    if found is None:
        raise RuleBroken("not_found", 404)
    return found


def _tell(deed: UnitOfWork, row: Row, what: str, ident: int) -> int:
    """A dossier's fact whose status stays: whoever counts by status sees no move."""
    return deed.record(
        DossierChanged(
            code=row["code"],
            move=what,
            from_=row["status"],
            status=row["status"],
            tickets=tuple(dossier_rows.tickets_of(deed.connection, [row["id"]])[row["id"]]),
            version=row["version"],
            attachment=ident,
        )
    )


def _shown(context: Context, row: Row) -> Json:
    return {
        "id": row["id"],
        "name": row["name"],
        "type": row["type"],
        "size": row["size"],
        "at": local_time.iso(context, row["at"]),
        "by": row["by"],
        "removed_at": local_time.iso(context, row["removed_at"]),
        "removed_by": row["removed_by"],
    }
