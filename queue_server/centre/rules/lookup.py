"""Look-ups in the centre's configuration: a queue, a counter, a procedure, and whether the centre is open."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from queue_server.configuration.catalogue_files import Procedure
from queue_server.configuration.values import Configuration, Counter, Queue
from queue_server.ledger.errors import RuleBroken
from shared.hours import opening
from shared.text.messages import say


def queue(centre: Configuration, queue_id: str) -> Queue:
    """The queue of that id. Raises RuleBroken `unknown_queue`."""
    for found in centre.queues:
        if found.id == queue_id:
            return found
    raise RuleBroken("unknown_queue", 422, queue=queue_id, extra={"code": "invalid"})


def counter(centre: Configuration, number: int) -> Counter:
    """The counter of that number. Raises RuleBroken `not_found`."""
    for found in centre.counters:
        if found.number == number:
            return found
    raise RuleBroken("not_found", 404)


def counters_of(centre: Configuration, queue_id: str) -> list[int]:
    """Numbers of the counters that serve the queue."""
    return [found.number for found in centre.counters if queue_id in found.queues]


def find_procedure(centre: Configuration, ident: str) -> Procedure | None:
    """The procedure of that id or national code, or None."""
    return centre.by_ident.get(ident)


def procedure(centre: Configuration, ident: str) -> Procedure:
    """The procedure of that id or national code. Raises RuleBroken `unknown_procedure`."""
    found = find_procedure(centre, ident)
    if found is None:
        raise RuleBroken("unknown_procedure", 422, procedure=ident, extra={"code": "invalid"})
    return found


def queue_of(centre: Configuration, found: Procedure) -> Queue | None:
    """The queue that takes this procedure's tickets; None when its field is here for look-up only."""
    return next((q for q in centre.queues if q.id == found.field), None)


def days_off(centre: Configuration) -> frozenset[date]:
    """The days of the administrator's calendar on which the centre is closed."""
    return frozenset(off.day for off in centre.calendar.days_off)


def is_open(centre: Configuration, now: datetime) -> bool:
    """Whether the centre takes visitors at this moment, by its hours and its calendar's days off."""
    return opening.closes_at(centre.centre.hours, days_off(centre), now.astimezone(_zone(centre))) is not None


def takes_numbers(centre: Configuration, now: datetime) -> bool:
    """Whether new numbers are given at this moment: open, and not too near the day's last closing."""
    local = now.astimezone(_zone(centre))
    return opening.takes_numbers(
        centre.centre.hours, days_off(centre), local, centre.centre.last_ticket_minutes
    )


def reopens_at(centre: Configuration, now: datetime) -> datetime | None:
    """The start of the next opening within two weeks, or None."""
    return opening.reopens_at(centre.centre.hours, days_off(centre), now.astimezone(_zone(centre)))


def queue_or_404(centre: Configuration, queue_id: str) -> Queue:
    """The queue of a path. Raises RuleBroken `not_found`."""
    for found in centre.queues:
        if found.id == queue_id:
            return found
    raise RuleBroken("not_found", 404)


def field_name(centre: Configuration, field: object, lang: str = "vi") -> str:
    """The field's name; that of another system's dossiers, which say no field, in words."""
    known = next((found.name for found in centre.fields if found.id == field), None)
    return known or (str(field) if field else say("returns.no_field", lang))


def _zone(centre: Configuration) -> ZoneInfo:
    return ZoneInfo(centre.centre.timezone)
