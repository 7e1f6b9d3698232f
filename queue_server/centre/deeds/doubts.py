"""Doubts: something contradicts something else, and what cannot be undone waits until somebody has cleared it up."""

from queue_server.access import rows as access_rows
from queue_server.centre.rows import doubts as rows
from queue_server.centre.rows import notices
from queue_server.centre.rows import pairing as pairing_rows
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.database import Database
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.service_day import JUMP_SECONDS
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.access import Doubt
from shared.wire.facts.administration import DoubtRaised, DoubtSettled
from shared.wire.vocabulary import DoubtKind


def every(context: Context) -> list[Doubt]:
    """What is in doubt now, the oldest first."""
    return [
        Doubt(
            kind=DoubtKind(found.kind),
            subject=found.subject,
            since=local_time.iso(context, found.since),
            detail=dict(found.detail),
        )
        for found in rows.every(context.connection, context.centre_id)
    ]


def kinds(context: Context) -> frozenset[DoubtKind]:
    """Which kinds of things are in doubt now."""
    return frozenset(DoubtKind(found.kind) for found in rows.every(context.connection, context.centre_id))


def doubted(context: Context, kind: DoubtKind, subject: str = "") -> bool:
    """Whether that is in doubt now."""
    known = rows.every(context.connection, context.centre_id)
    return any((found.kind, found.subject) == (kind, subject) for found in known)


def raise_doubt(deed: UnitOfWork, kind: DoubtKind, subject: str = "", **detail: int | str) -> None:
    """Says that something is in doubt. What is in doubt already stays as it was first told."""
    if doubted(deed, kind, subject):
        return
    rows.add(deed.connection, deed.centre_id, rows.Doubt(kind, subject, deed.ms, detail))
    deed.record(DoubtRaised(kind=kind, subject=subject, detail=detail))


def settle(deed: UnitOfWork, kind: DoubtKind, subject: str = "") -> None:
    """Says that it is cleared up. RuleBroken `not_found` (404) where it is not in doubt."""
    if not rows.remove(deed.connection, deed.centre_id, kind, subject):
        raise RuleBroken("not_found", 404)
    deed.record(DoubtSettled(kind=kind, subject=subject, by=deed.actor.name))


def end_doubt_of_clock(deed: UnitOfWork) -> None:
    """The clock is where it must be, or somebody says so. RuleBroken `not_found` (404) where it is not in doubt.

    Whoever signed in while it was far ahead signs in anew, and a screen that asked for a code asks again: they would last as
    long as the clock was ahead.
    """
    settle(deed, DoubtKind.CLOCK)
    notices.believe_clock(deed.connection, deed.centre_id)
    begun = deed.ms + round(JUMP_SECONDS * 1000)
    access_rows.end_sessions_begun_after(deed.connection, deed.centre_id, begun, deed.ms)
    pairing_rows.forget_begun_after(deed.connection, deed.centre_id, begun)


def believe_clock(deed: UnitOfWork, book: Database) -> None:
    """A supervisor says that the clock is right: the day that it shows begins now, if it is another one.

    RuleBroken as `end_doubt_of_clock`.
    """
    end_doubt_of_clock(deed)
    book.trust.believe(deed.now.timestamp())
    deed.doubtful = False
    book.begin_day(deed, local_time.day(deed.centre, deed.now).isoformat())
