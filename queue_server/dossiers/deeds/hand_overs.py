"""Dossiers on their way between the centre and the departments, with the control slip (phiếu kiểm soát).

A place is a department's name, or None for the centre. A dossier that was handed over lies at its new place at once, and
waits there until somebody signs for it, which is a deed of its own.
"""

from dataclasses import replace
from datetime import datetime

from queue_server.access import rows as people_rows
from queue_server.centre.rules import departments
from queue_server.dossiers.deeds import steps
from queue_server.dossiers.deeds.steps import Step
from queue_server.dossiers.rows import hand_overs as rows
from queue_server.dossiers.rules import hand_over, office
from queue_server.dossiers.rules.hand_over import HandOver as Given
from queue_server.dossiers.rules.record import Dossier
from queue_server.dossiers.views import control_slips
from queue_server.dossiers.views import dossier as dossier_views
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.times import to_ms
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire import dossiers as wire
from shared.wire.access import Colleagues
from shared.wire.dossiers import Assign, HandOver, Receive


def give(
    deed: UnitOfWork, dossier: Dossier, to: str | None, note: str | None, ready: datetime | None = None
) -> Dossier:
    """Saves that the dossier was given to that place; returns the dossier at its new place.

    The time limit of art. 18 runs from `ready`, the moment since which the dossier could have been given; None is now.
    """
    due = hand_over.due(ready or deed.now, office.calendar(deed.centre), office.office_day(deed.centre))
    given = Given(
        from_office=dossier.department,
        to_office=to,
        given_at=deed.ms,
        giver=deed.actor.name,
        due_at=to_ms(due),
        note=note,
    )
    rows.add(deed.connection, deed.centre_id, dossier.id, given)
    return dossier.given_to(to)


def sign(deed: UnitOfWork, dossier: Dossier) -> bool:
    """Signs for the last hand-over, if it waits for a signature; returns whether it did."""
    waiting = hand_over.waiting(rows.of_dossier(deed.connection, dossier.id))
    if waiting is None:
        return False
    rows.sign(deed.connection, waiting.id, deed.actor.name, deed.ms)
    return True


def receive(deed: UnitOfWork, code: str, body: Receive) -> wire.Dossier:
    """Signs for a dossier that was handed over, and makes the person who signs its officer.

    RuleBroken `not_found`, `changed_meanwhile`, `nothing_to_receive`, or `not_your_department` for a person who does not
    belong to the place to which it was given.
    """
    dossier = steps.load(deed, code)
    departments.check_signs_for(deed.actor, dossier.department)
    dossier.check_version(body.version)
    if not sign(deed, dossier):
        raise RuleBroken("nothing_to_receive", 409, dossier=dossier.code)
    after = dossier.signed_for(deed.actor.name)
    return dossier_views.whole(deed, steps.take(deed, dossier, after, Step("receive", body.note)), deed.actor)


def pass_on(deed: UnitOfWork, code: str, body: HandOver) -> wire.Dossier:
    """Hands the dossier to another department, or back to the centre.

    RuleBroken `not_found`, `not_your_department`, `changed_meanwhile`, `illegal_move`, `unknown_department`,
    `same_place`, or `not_received` while the last hand-over waits for its signature.
    """
    dossier = steps.load_to_change(deed, code, body.version)
    with steps.in_words():
        dossier.check_on_its_way()
    to = None if body.to is None else departments.named(deed.centre, body.to)
    if to == dossier.department:
        raise RuleBroken("same_place", 422)
    hand_over.check_received(rows.of_dossier(deed.connection, dossier.id))
    step = Step("hand-over", body.note, from_place=dossier.department)
    after = give(deed, dossier, to, body.note)
    return dossier_views.whole(deed, steps.take(deed, dossier, after, step), deed.actor)


def assign(deed: UnitOfWork, code: str, body: Assign) -> wire.Dossier:
    """Gives the dossier to one person of the place where it lies, or to nobody.

    RuleBroken `not_found`, `not_your_department`, `changed_meanwhile`, or `unknown_person` for somebody from elsewhere.
    """
    dossier = steps.load_to_change(deed, code, body.version)
    to = body.to
    if to is not None and to != deed.actor.name:
        person = people_rows.person(deed.connection, deed.centre_id, to)
        if person is None or person.department != dossier.department:
            raise RuleBroken("unknown_person", 422, name=to)
        to = person.name
    step = Step("assign", body.note, assigned_to=to)
    after = replace(dossier, assigned_to=to)
    return dossier_views.whole(deed, steps.take(deed, dossier, after, step), deed.actor)


def colleagues(context: Context, code: str) -> Colleagues:
    """The names of the people of the place where the dossier lies. RuleBroken `not_found`."""
    dossier = steps.load(context, code)
    everyone = people_rows.everyone(context.connection, context.centre_id)
    return Colleagues(items=[person.name for person in everyone if person.department == dossier.department])


def control_slip(context: Context, code: str, *, notes: bool) -> wire.HandOvers:
    """A row for each hand-over, oldest first; with their notes only if `notes` is true. RuleBroken `not_found`."""
    dossier = steps.load(context, code)
    found = rows.of_dossier(context.connection, dossier.id)
    lines = found if notes else [replace(line, note=None) for line in found]
    return wire.HandOvers(code=dossier.code, items=[control_slips.shown(context, line) for line in lines])
