"""Lists of dossiers as officers work through them: searched, filtered, by due date, and how many are late."""

from collections import Counter
from datetime import date, datetime, time, timedelta

from queue_server.centre.rules import departments
from queue_server.dossiers.rows import lists as rows
from queue_server.dossiers.rows.lists import Found, Wanted
from queue_server.dossiers.rules import dossier, office
from queue_server.dossiers.rules.dossier import Status
from queue_server.dossiers.views.control_slips import place_name
from queue_server.ledger import local_time
from queue_server.ledger.actor import Actor
from queue_server.ledger.context import Context
from queue_server.ledger.storage.times import to_ms
from shared.wire.dossiers import Listing, Stage, WorkPlace, WorkPlaces
from shared.wire.reports import DueCounts, DueGroup

_AT_WORK = frozenset(int(status) for status in dossier.AT_WORK)
_OPEN = frozenset(int(status) for status in dossier.OPEN)
_STAGES: dict[Stage, tuple[frozenset[int], bool]] = {
    "receive": (frozenset(int(status) for status in Status) - {int(Status.RETURNED)}, False),
    "work": (_AT_WORK | {int(Status.REGISTERED)}, True),
    "citizen": (frozenset(int(status) for status in dossier.WAITING_FOR_CITIZEN), True),
    "result": (frozenset({int(Status.FINISHED)}), True),
}
"""The statuses of a stage, and whether the last hand-over must have been signed for."""


def find(context: Context, asked: Listing) -> Found:
    """A page of the dossiers that were asked for.

    The order is newest first, or by due date; by due date only open dossiers are listed, unless a status is asked for.
    """
    wanted = _wanted(context, asked)
    if wanted is None:
        return Found((), 0)
    return rows.find(context.connection, context.centre_id, wanted, asked.limit, asked.offset)


def places(context: Context, actor: Actor) -> WorkPlaces:
    """The places whose work this person sees, each with the stages that a dossier can be in there.

    A result is handed out at the centre: a department gives it back once it is made.
    """
    stages: dict[bool, list[Stage]] = {
        True: list(_STAGES),
        False: [one for one in _STAGES if one != "result"],
    }
    return WorkPlaces(
        items=[
            WorkPlace(place=place, stages=stages[place is None])
            for place in departments.places_of(context.centre, actor)
        ],
        own=actor.department,
    )


def due_counts(context: Context) -> DueCounts:
    """How many dossiers are late and how many are due soon, in all and by field, department and officer."""
    until = to_ms(office.soon(context.centre, context.now))
    found = rows.groups(context.connection, context.centre_id, sorted(_AT_WORK), until, context.ms)
    total: Counter[bool] = Counter()
    groups: tuple[dict[str | None, Counter[bool]], ...] = ({}, {}, {})
    for *keys, late, count in found:
        total[late] += count
        for group, key in zip(groups, keys, strict=True):
            group.setdefault(key, Counter())[late] += count
    by_field, by_department, by_officer = groups
    fields = {field.id: field.name for field in context.centre.fields}
    return DueCounts(
        overdue=total[True],
        soon=total[False],
        by_field=[_group(key, fields.get(key or "", key or "–"), n) for key, n in _worst_first(by_field)],
        by_department=[_group(k, place_name(context, k), n) for k, n in _worst_first(by_department)],
        by_officer=[_group(key, key or "–", n) for key, n in _worst_first(by_officer)],
    )


def _worst_first(groups: dict[str | None, Counter[bool]]) -> list[tuple[str | None, Counter[bool]]]:
    return sorted(groups.items(), key=lambda item: (-item[1][True], -item[1][False], item[0] or ""))


def _group(key: str | None, name: str, counts: Counter[bool]) -> DueGroup:
    return DueGroup(key=key, name=name, overdue=counts[True], soon=counts[False])


def _wanted(context: Context, asked: Listing) -> Wanted | None:
    """The filters for the query; None if no dossier can pass them."""
    statuses = frozenset({asked.status} if asked.status is not None else ())
    due_from = due_until = signed = None
    if asked.stage is not None:
        in_stage, signed = _STAGES[asked.stage]
        statuses = statuses & in_stage if statuses else in_stage
        if not statuses:
            return None
    urgency = "overdue" if asked.overdue else asked.due
    if urgency is not None or asked.apology is not None:
        statuses = statuses & _AT_WORK if statuses else _AT_WORK
        if not statuses:
            return None
    if urgency == "overdue":
        due_until = context.ms - 1
    elif urgency == "soon":
        due_from, due_until = context.ms, to_ms(office.soon(context.centre, context.now))
    if asked.order == "due" and not statuses:
        statuses = _OPEN
    return Wanted(
        text=asked.q.strip(),
        statuses=statuses,
        due_from=due_from,
        due_until=due_until,
        department=asked.department,
        assigned_to=asked.assigned_to,
        procedure=asked.procedure,
        field=asked.field,
        received_from=_start(context, asked.received_from),
        received_until=_end(context, asked.received_to),
        apology=asked.apology is not None,
        at_centre=asked.place is not None,
        signed=signed,
        # Letters are sent in the order in which dossiers are due, and only few of all dossiers have a letter.
        order="due" if asked.apology is not None else asked.order,
    )


def _start(context: Context, day: date | None) -> int | None:
    if day is None:
        return None
    return to_ms(datetime.combine(day, time(), local_time.zone(context.centre)))


def _end(context: Context, day: date | None) -> int | None:
    return None if day is None else _midnight(context, day) - 1


def _midnight(context: Context, day: date) -> int:
    return to_ms(datetime.combine(day + timedelta(days=1), time(), local_time.zone(context.centre)))
