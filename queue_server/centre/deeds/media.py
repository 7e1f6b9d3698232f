"""Pictures and videos of announcements: taken in by their contents, put in order, given to the screens that show them."""

import hashlib
import json
from datetime import date

from queue_server.centre.rows import devices as device_rows
from queue_server.centre.rows import media as rows
from queue_server.centre.rows.media_files import MediaFiles
from queue_server.centre.rules.announcement import Announcement
from queue_server.http.handed_in import pictures
from queue_server.ledger import local_time
from queue_server.ledger.actor import Actor
from queue_server.ledger.context import Context
from queue_server.ledger.database import Database
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.reading import reading
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.facts.screens import MediaChanged
from shared.wire.screens import MediaChange, MediaItem, MediaList, ShownMedia
from shared.wire.vocabulary import Role

PICTURE_SECONDS = 12
VIDEO_SECONDS = 120
"""How long a video may run at most, unless somebody says otherwise; a shorter one ends by itself."""
MOST_ITEMS = 200


def type_of(data: bytes) -> str:
    """The media type, read from the contents. RuleBroken `media_type` (422) for what no screen shows."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp" and data[8:12] != b"qt  ":
        return "video/mp4"
    if data.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in data[:64]:
        return "video/webm"
    raise RuleBroken("media_type", 422, extra={"code": "invalid"})


def check(data: bytes, kind: str) -> str:
    """The digest of a file that screens can be expected to show. Takes a moment: for a thread of its own.

    RuleBroken `picture_broken` or `picture_large` (422).
    """
    if kind.startswith("image/"):
        pictures.check(data, kind, pictures.MOST_ON_A_SCREEN)
    return hashlib.sha256(data).hexdigest()


def add(deed: UnitOfWork, name: str, kind: str, size: int, digest: str) -> MediaItem:
    """A new announcement at the end of the order, whose file is on the disk already.

    RuleBroken `media_known` (409) for contents that are shown already, `media_many` (409) for one too many.
    """
    listed = rows.every(deed.connection, deed.centre_id)
    if (same := next((item for item in listed if item.sha256 == digest), None)) is not None:
        raise RuleBroken("media_known", 409, name=same.name)
    if len(listed) >= MOST_ITEMS:
        raise RuleBroken("media_many", 409, most=MOST_ITEMS)
    ident = rows.add(
        deed.connection,
        deed.centre_id,
        name=name,
        kind=kind,
        size=size,
        digest=digest,
        seconds=VIDEO_SECONDS if kind.startswith("video/") else PICTURE_SECONDS,
        position=len(listed) + 1,
        at=deed.ms,
        by=deed.actor.name,
    )
    return _told(deed, ident, "added")


def change(deed: UnitOfWork, ident: int, body: MediaChange) -> MediaItem:
    """Changes what the body names. RuleBroken `not_found`, `unknown_screen` (422), `media_days` (422)."""
    item = _load(deed, ident)
    given = body.model_fields_set
    values: dict[str, object] = {}
    if body.name is not None:
        values["name"] = body.name
    if body.seconds is not None:
        values["seconds"] = body.seconds
    first = _day(body.from_day) if "from_day" in given else item.from_day
    last = _day(body.until_day) if "until_day" in given else item.until_day
    values |= {key: day for key, day in (("from_day", first), ("until_day", last)) if key in given}
    if "displays" in given:
        values["displays"] = _screens_named(deed, body.displays)
    if first is not None and last is not None and first > last:
        raise RuleBroken("media_days", 422, extra={"code": "invalid"})
    if values:
        rows.change(deed.connection, ident, **values)
    if body.position is not None:
        _move(deed, ident, body.position)
    return _told(deed, ident, "changed")


def remove(deed: UnitOfWork, ident: int) -> MediaItem:
    """Takes an announcement off the screens; who did it stays, the file goes with a later sweep."""
    item = _load(deed, ident)
    shown = _shown(deed, item)
    rows.change(deed.connection, ident, removed_at=deed.ms, removed_by=deed.actor.name)
    _move(deed, None, 0)
    deed.record(MediaChanged(id=ident, what="removed", by=deed.actor.name))
    return shown


def every(context: Context) -> MediaList:
    """All announcements in their order, and the screens that can be chosen."""
    listed = rows.every(context.connection, context.centre_id)
    return MediaList(
        items=[_shown(context, item) for item in listed],
        displays=screens(context),
        largest_mb=context.centre.media.largest_mb,
    )


def for_screen(context: Context, actor: Actor) -> list[ShownMedia]:
    """What this screen shows between calls, in its order. The screen itself checks the days, since it may be cut off."""
    return [
        ShownMedia(
            sha256=item.sha256,
            type=item.type,
            size=item.size,
            seconds=item.seconds,
            from_day=item.from_day,
            until_day=item.until_day,
        )
        for item in rows.every(context.connection, context.centre_id)
        if item.is_for(actor.name)
    ]


def file_type(context: Context, digest: str) -> str:
    """The media type of a file that is shown. RuleBroken `not_found`."""
    item = rows.by_digest(context.connection, context.centre_id, digest)
    if item is None:
        raise RuleBroken("not_found", 404)
    return item.type


def screens(context: Context) -> list[str]:
    """The names of the screens that announcements can be kept to."""
    paired = device_rows.with_tokens(context.connection, context.centre_id)
    known = {name for name, role in paired.items() if role == Role.DISPLAY}
    return sorted(known | {display.id for display in context.centre.displays})


def sweep(book: Database, files: MediaFiles) -> int:
    """Takes away the files of announcements that were removed, or never got their row; returns how many."""
    with reading(book) as now:
        wanted = {item.sha256 for item in rows.every(now.connection, now.centre_id)}
    return files.sweep(wanted)


def _screens_named(deed: UnitOfWork, names: list[str] | None) -> str | None:
    if names is None:
        return None
    known = screens(deed)
    for name in names:
        if name not in known:
            raise RuleBroken("unknown_screen", 422, name=name, extra={"code": "invalid"})
    return json.dumps(sorted(set(names)), ensure_ascii=False)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _move(deed: UnitOfWork, ident: int | None, position: int) -> None:
    """Numbers all from 1 on, this one at its new place."""
    order = [item for item in rows.every(deed.connection, deed.centre_id) if item.id != ident]
    if ident is not None:
        order.insert(position - 1, _load(deed, ident))
    for place, item in enumerate(order, 1):
        if item.position != place:
            rows.change(deed.connection, item.id, position=place)


def _load(context: Context, ident: int) -> Announcement:
    item = rows.by_id(context.connection, context.centre_id, ident)
    if item is None:
        raise RuleBroken("not_found", 404)
    return item


def _told(deed: UnitOfWork, ident: int, what: str) -> MediaItem:
    deed.record(MediaChanged(id=ident, what=what, by=deed.actor.name))
    return _shown(deed, _load(deed, ident))


def _shown(context: Context, item: Announcement) -> MediaItem:
    today = context.now.astimezone(local_time.zone(context.centre)).date().isoformat()
    return MediaItem(
        id=item.id,
        name=item.name,
        type=item.type,
        size=item.size,
        sha256=item.sha256,
        seconds=item.seconds,
        position=item.position,
        from_day=item.from_day,
        until_day=item.until_day,
        displays=None if item.displays is None else list(item.displays),
        shown_today=item.is_shown_on(today),
        at=local_time.iso(context, item.at),
        by=item.by,
    )
