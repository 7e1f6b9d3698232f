"""What a deed and a read have in common, and the look-ups in the centre's configuration that both need."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from queue_server.configuration.catalogue_files import Procedure
from queue_server.configuration.values import Configuration, Counter, Policy, Queue
from queue_server.hall.rows.lines import Lines
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.times import from_ms
from shared.hours import opening


class Context(Protocol):
    """An open transaction with the centre's configuration and clock: a Deed, or a Reading."""

    @property
    def connection(self) -> Connection: ...
    @property
    def centre(self) -> Configuration: ...
    @property
    def day(self) -> str: ...
    @property
    def now(self) -> datetime: ...
    @property
    def ms(self) -> int: ...
    @property
    def estimates(self) -> Mapping[str, list[tuple[int, int]]]: ...
    @property
    def lines(self) -> Lines: ...
    @property
    def public_address(self) -> str | None: ...
    @property
    def centre_id(self) -> str: ...


def zone(centre: Configuration) -> ZoneInfo:
    """The zone in which the centre's days and times are meant."""
    return ZoneInfo(centre.centre.timezone)


def iso(context: Context, ms: int | None) -> str | None:
    """A stored time as ISO 8601 with the centre's offset, or None."""
    if ms is None:
        return None
    return from_ms(ms).astimezone(zone(context.centre)).isoformat(timespec="milliseconds")


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


class _Index:
    """The catalogue by id and by code, made again when the catalogue is replaced."""

    def __init__(self) -> None:
        self.procedures: tuple[Procedure, ...] = ()
        self.known: dict[str, Procedure] = {}

    def find(self, procedures: tuple[Procedure, ...], ident: str) -> Procedure | None:
        if procedures is not self.procedures:
            self.known = {p.code: p for p in procedures if p.code} | {p.id: p for p in procedures}
            self.procedures = procedures
        return self.known.get(ident)


_index = _Index()


def find_procedure(centre: Configuration, ident: str) -> Procedure | None:
    """The procedure of that id or national code, or None."""
    return _index.find(centre.procedures, ident)


def procedure(centre: Configuration, ident: str) -> Procedure:
    """The procedure of that id or national code. Raises RuleBroken `unknown_procedure`."""
    found = find_procedure(centre, ident)
    if found is None:
        raise RuleBroken("unknown_procedure", 422, procedure=ident, extra={"code": "invalid"})
    return found


def queue_of(centre: Configuration, found: Procedure) -> Queue | None:
    """The queue that takes this procedure's tickets; None when its field is here for look-up only."""
    return next((q for q in centre.queues if q.id == found.field), None)


def policy(centre: Configuration) -> Policy:
    """The centre's order of calling."""
    return Policy(
        "strict" if centre.centre.policy.mode == "strict" else "interleave",
        centre.centre.policy.p,
        centre.centre.policy.n,
    )


def days_off(centre: Configuration) -> frozenset[date]:
    """The days of the administrator's calendar on which the centre is closed."""
    return frozenset(off.day for off in centre.calendar.days_off)


def is_open(centre: Configuration, now: datetime) -> bool:
    """Whether the centre takes visitors at this moment, by its hours and its calendar's days off."""
    return opening.closes_at(centre.centre.hours, days_off(centre), now.astimezone(zone(centre))) is not None


def takes_numbers(centre: Configuration, now: datetime) -> bool:
    """Whether new numbers are given at this moment: open, and not too near the day's last closing."""
    local = now.astimezone(zone(centre))
    return opening.takes_numbers(
        centre.centre.hours, days_off(centre), local, centre.centre.last_ticket_minutes
    )


def reopens_at(centre: Configuration, now: datetime) -> datetime | None:
    """The start of the next opening within two weeks, or None."""
    return opening.reopens_at(centre.centre.hours, days_off(centre), now.astimezone(zone(centre)))


def queue_or_404(centre: Configuration, queue_id: str) -> Queue:
    """The queue of a path. Raises RuleBroken `not_found`."""
    for found in centre.queues:
        if found.id == queue_id:
            return found
    raise RuleBroken("not_found", 404)
