"""Scans of a dossier's papers: adding, opening and removing them, and deleting files that belong to no scan."""

import hashlib
from collections.abc import Callable

from queue_server.dossiers.deeds import steps
from queue_server.dossiers.rows import attachments as rows
from queue_server.dossiers.rows import dossiers as dossier_rows
from queue_server.dossiers.rows.scans import Scans
from queue_server.dossiers.rules.attachment import Attachment
from queue_server.dossiers.rules.record import Dossier
from queue_server.http.handed_in import pictures
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.database import Database
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.reading import reading
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire import dossiers as wire
from shared.wire.facts.dossiers import DossierChanged

_BEGINNINGS = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)


def type_of(data: bytes) -> str:
    """The media type, seen from the contents. RuleBroken `file_type` (422) for anything but a PDF, JPEG or PNG."""
    for beginning, media in _BEGINNINGS:
        if data.startswith(beginning):
            return media
    raise RuleBroken("file_type", 422, extra={"code": "invalid"})


def check(data: bytes, media: str) -> str:
    """The contents' SHA-256, in hexadecimal digits. Takes a moment: for a thread of its own.

    RuleBroken `picture_broken` or `picture_large` (422). A PDF is opened by nobody but the reader's own browser.
    """
    if media.startswith("image/"):
        pictures.check(data, media, pictures.MOST_ON_PAPER)
    return hashlib.sha256(data).hexdigest()


def add(
    deed: UnitOfWork, code: str, name: str, media: str, size: int, digest: str, stored: str
) -> wire.Attachment:
    """Adds a scan to a dossier; its file is on the disk already. RuleBroken `not_found` or `not_your_department`."""
    dossier = steps.load_to_change(deed, code)
    new = Attachment(
        centre=deed.centre_id,
        dossier_id=dossier.id,
        name=name,
        type=media,
        size=size,
        sha256=digest,
        stored=stored,
        at=deed.ms,
        by=deed.actor.name,
    )
    added = rows.add(deed.connection, new)
    _tell(deed, dossier, "attach", added.id)
    return _shown(deed, added)


def remove(deed: UnitOfWork, code: str, ident: int, reason: str) -> wire.Attachment:
    """Removes a scan; the next sweep deletes its file, and who, when and why stay.

    RuleBroken `not_found`, `not_your_department` or `already_removed`.
    """
    dossier = steps.load_to_change(deed, code)
    removed = _load(deed, dossier.id, ident).removed(deed.ms, deed.actor.name)
    rows.save_removed(deed.connection, removed)
    seq = _tell(deed, dossier, "detach", ident)
    steps.write(deed, dossier.id, seq, dossier.status, f"{removed.name}: {reason}")
    return _shown(deed, removed)


def of_dossier(context: Context, code: str) -> tuple[int, wire.Attachments]:
    """The dossier's id and its scans, oldest first. RuleBroken `not_found`."""
    dossier = steps.load(context, code)
    found = rows.of_dossier(context.connection, dossier.id)
    return dossier.id, wire.Attachments(items=[_shown(context, attachment) for attachment in found])


def one(context: Context, code: str, ident: int) -> tuple[int, Attachment]:
    """The dossier's id and a scan that was not removed. RuleBroken `not_found`."""
    dossier = steps.load(context, code)
    found = _load(context, dossier.id, ident)
    if found.is_removed:
        raise RuleBroken("not_found", 404)
    return dossier.id, found


def sweep(book: Database, scans: Scans) -> int:
    """Deletes the files whose scan was removed or was never saved; returns how many."""
    with reading(book) as now:
        wanted = set(rows.wanted(now.connection, now.centre_id).values())
    return scans.sweep(wanted)


def reseal(book: Database, scans: Scans, perform: Callable[[Callable[[UnitOfWork], None]], object]) -> int:
    """Seals every file again that is sealed with an older key, each into a new file; returns how many."""
    with reading(book) as now:
        wanted = rows.wanted(now.connection, now.centre_id)
    stale = [(ident, stored) for ident, stored in wanted.items() if scans.is_stale(stored)]
    for ident, stored in stale:
        fresh = scans.keep(scans.read(stored))
        perform(lambda deed, ident=ident, fresh=fresh: rows.change_file(deed.connection, ident, fresh))  # type: ignore[misc]
        scans.drop(stored)
    return len(stale)


def _load(context: Context, dossier_id: int, ident: int) -> Attachment:
    found = rows.by_id(context.connection, dossier_id, ident)
    if found is None:
        raise RuleBroken("not_found", 404)
    return found


def _tell(deed: UnitOfWork, dossier: Dossier, what: str, ident: int) -> int:
    """Records a fact about the dossier in which its status does not change, so that counting by status is not affected."""
    return deed.record(
        DossierChanged(
            code=dossier.code,
            move=what,
            from_=int(dossier.status),
            status=int(dossier.status),
            tickets=tuple(dossier_rows.tickets_of(deed.connection, [dossier.id])[dossier.id]),
            version=dossier.version,
            attachment=ident,
        )
    )


def _shown(context: Context, attachment: Attachment) -> wire.Attachment:
    return wire.Attachment(
        id=attachment.id,
        name=attachment.name,
        type=attachment.type,
        size=attachment.size,
        at=local_time.iso(context, attachment.at),
        by=attachment.by,
        removed_at=local_time.iso(context, attachment.removed_at),
        removed_by=attachment.removed_by,
    )
