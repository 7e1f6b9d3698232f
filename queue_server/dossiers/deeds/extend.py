"""The one postponement of a due date, and the letters of apology that a centre owes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import time

from queue_server.dossiers.deeds import steps
from queue_server.dossiers.deeds.steps import Step
from queue_server.dossiers.rows import dossiers as rows
from queue_server.dossiers.rows import lists
from queue_server.dossiers.rules import apology, deadline, office
from queue_server.dossiers.rules import dossier as table
from queue_server.dossiers.views import dossier as dossier_views
from queue_server.ledger.actor import SYSTEM
from queue_server.ledger.database import Database
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.reading import Reading, reading
from queue_server.ledger.storage.times import from_ms, to_ms
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.dossiers import Dossier, Extend

_AT_WORK = tuple(sorted(int(status) for status in table.AT_WORK))
_LOOKED_AT = 5_000
MOST = 200
"""How many letters are drafted in one transaction, since nobody can take a number while it lasts."""


def extend(deed: UnitOfWork, code: str, body: Extend) -> Dossier:
    """The dossier with its new due date; the old date is kept beside it.

    This is allowed once, and before the present due date has passed (NĐ 61/2018 art. 19.9). RuleBroken `not_found`,
    `not_your_department`, `changed_meanwhile`, `illegal_move`, `no_due_date`, `already_extended`, `due_passed`,
    `due_not_later` or `due_on_day_off`.
    """
    dossier = steps.load_to_change(deed, code, body.version)
    with steps.in_words():
        before = dossier.check_extendable(deed.ms)
    promised = office.officers_date(body.due_at, deed.centre)
    after = dossier.extended(to_ms(promised))
    calendar, hours = office.calendar(deed.centre), office.office_day(deed.centre)
    if deadline.in_office_hours(promised, calendar, hours) != promised:
        raise RuleBroken("due_on_day_off", 422)
    step = Step("extend", body.reason, extended_from=before)
    return dossier_views.whole(deed, steps.take(deed, dossier, after, step), deed.actor)


def draft_apologies(book: Database) -> int:
    """Drafts the letters of apology that are owed now, one per dossier and due date; returns how many.

    A draft is only a mark on the dossier, by which it stands in the list of letters to send; nothing is sent.
    """
    with reading(book) as now:
        owed = _owed(now)
    for start in range(0, len(owed), MOST):
        part = owed[start : start + MOST]
        book.perform(SYSTEM, lambda deed, part=part: _draft(deed, part))  # type: ignore[misc]
    return len(owed)


def _owed(now: Reading) -> list[int]:
    """The ids of the dossiers for which a letter has to be drafted by now."""
    calendar, hours = office.calendar(now.centre), office.office_day(now.centre)
    next_day = calendar.after(now.now.astimezone(hours.zone).date(), 1)
    found = lists.without_apology(
        now.connection, now.centre_id, _AT_WORK, to_ms(hours.closing(next_day)), _LOOKED_AT
    )
    start = time(*divmod(now.centre.centre.apology_from, 60))
    return [
        ident
        for ident, received_at, due_at in found
        if apology.owed_from(from_ms(received_at), from_ms(due_at), calendar, hours, start) <= now.now
    ]


def _draft(deed: UnitOfWork, ids: Sequence[int]) -> None:
    for dossier_id in ids:
        dossier = lists.by_id(deed.connection, dossier_id)
        # The dossier may have been finished since the list was read.
        if dossier.owes_apology():
            # It gets no new version, since it makes nobody's work on the dossier out of date.
            drafted = replace(dossier, apology_at=deed.ms)
            rows.save(deed.connection, dossier, drafted)
            steps.told(deed, drafted, Step("apology"), before=dossier.status)
