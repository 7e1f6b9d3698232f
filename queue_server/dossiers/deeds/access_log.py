"""The audit of who looked at a dossier. A look is no fact, because the number of every fact goes to every board in the hall.

A look is saved before the answer goes out; if it cannot be saved, nothing personal is shown. When the same person looks at
the same dossier again within ten minutes, that is the same look, so that loading a page again saves nothing.
"""

from collections.abc import Sequence
from dataclasses import replace

from queue_server.dossiers.deeds import steps
from queue_server.dossiers.rows import access_log as rows
from queue_server.dossiers.rows import dossiers as dossier_rows
from queue_server.dossiers.rules.look import Look
from queue_server.ledger import local_time
from queue_server.ledger.actor import Actor
from queue_server.ledger.context import Context
from queue_server.ledger.database import Database
from queue_server.ledger.reading import reading
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.text import person_numbers
from shared.text.messages import say
from shared.wire import access as wire
from shared.wire.vocabulary import Looked

SAME_LOOK_MS = 10 * 60_000


def note(book: Database, actor: Actor, what: Looked, dossier_ids: Sequence[int]) -> None:
    """Saves that this person looked at these dossiers, or, if the list is empty, that their search found nobody."""
    with reading(book) as now:
        seen = _fresh(now, actor, what, dossier_ids)
    if seen:
        book.perform(actor, lambda deed: rows.add(deed.connection, seen))


def note_with(deed: UnitOfWork, what: Looked, dossier_id: int) -> None:
    """Saves a look as part of a deed, so that either both are saved or neither is."""
    if seen := _fresh(deed, deed.actor, what, [dossier_id]):
        rows.add(deed.connection, seen)


def _fresh(now: Context, actor: Actor, what: Looked, dossier_ids: Sequence[int]) -> list[Look]:
    """The looks that have to be saved, without those that the same person had in the last ten minutes."""
    since = now.ms - SAME_LOOK_MS
    known = rows.seen_since(now.connection, now.centre_id, dossier_ids, actor.name, what, since)
    fresh: list[int | None] = [dossier_id for dossier_id in dossier_ids if dossier_id not in known]
    if dossier_ids and not fresh:
        return []
    seen = look(now, actor, what.value)
    return [replace(seen, dossier_id=dossier_id) for dossier_id in fresh or [None]]


def look(now: Context, actor: Actor, what: str) -> Look:
    """A look of this person now; the dossier is filled in later."""
    return Look(
        centre=now.centre_id,
        dossier_id=None,
        at=now.ms,
        by=actor.name,
        role=actor.role,
        counter=counter_of(now, actor),
        what=what,
    )


def note_search(book: Database, actor: Actor, text: str, total: int) -> None:
    """Saves that somebody searched, if it was by a person's number, and found `total` dossiers; the number is not saved."""
    if not person_numbers.meant(text):
        return
    with reading(book) as now:
        found = dossier_rows.by_number(now.connection, now.centre_id, text)
    if found or not total:
        note(book, actor, Looked.SEARCHED, found)


def of_dossier(context: Context, code: str, limit: int, offset: int) -> wire.Looks:
    """Who looked at the dossier, newest first. Raises RuleBroken `not_found`."""
    dossier = steps.load(context, code)
    found, total = rows.of_dossier(context.connection, context.centre_id, dossier.id, limit, offset)
    return wire.Looks(
        items=[
            wire.Look(
                at=local_time.iso(context, seen.at),
                by=seen.by,
                role=seen.role,
                counter=seen.counter,
                what=Looked(seen.what),
                what_name=say(f"dossier.look.{seen.what}"),
            )
            for seen in found
        ],
        total=total,
    )


def counter_of(context: Context, actor: Actor) -> int | None:
    """Where the person sits: the counter they opened, else the only one that they may work at."""
    opened = rows.counter_of(context.connection, context.centre_id, actor.name)
    return opened if opened is not None or len(actor.counters) != 1 else actor.counters[0]
