"""The monthly return (báo cáo tháng), several months beside each other, and what is late or about to be.

Runs in the worker process. Carried over + received = resolved + pending, by field and channel (reports/rules/monthly.py).
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from queue_server.centre.rules.lookup import field_name
from queue_server.configuration.values import Configuration
from queue_server.dossiers.rows import figures as rows
from queue_server.dossiers.rules import dossier, office
from queue_server.dossiers.rules.counted import Counted, Due
from queue_server.dossiers.rules.dossier import Status
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.times import from_ms, to_ms
from queue_server.reports.rules import monthly
from queue_server.reports.rules.monthly import Case, Key, Line
from shared.text.messages import say
from shared.wire import reports as wire

MOST_MONTHS = 12
"""The longest period of one report."""
K = TypeVar("K", bound=Hashable)
CHANNELS = (1, 2, 3)
"""In person, online, by post: the national portal's numbers."""
_ENDED = (Status.REFUSED, Status.WITHDRAWN, Status.STOPPED, Status.RETURNED)
_LISTED = 1_000
"""How many late dossiers a report names; it counts all of them."""


def month_of(text: str) -> date:
    """The first day of a month `YYYY-MM` of our century. Raises RuleBroken `bad_month`."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        found = date.min
    if not 2000 <= found.year < 2100:
        raise RuleBroken("bad_month", 422, month=text[:20])
    return found


def next_month(first: date) -> date:
    """The first day of the month after."""
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def months_of(first: date, last: date) -> list[date]:
    """The first days of the months from `first` to `last`. RuleBroken `bad_months` when there are none or too many."""
    found: list[date] = []
    while first <= last and len(found) <= MOST_MONTHS:
        found.append(first)
        first = next_month(first)
    if not 1 <= len(found) <= MOST_MONTHS:
        raise RuleBroken("bad_months", 422, months=MOST_MONTHS)
    return found


def of_month(connection: Connection, centre: Configuration, month: date, now: datetime) -> wire.MonthReturn:
    """The return of one month: lines by field and channel, and their sums."""
    zone = ZoneInfo(centre.centre.timezone)
    start, end = _moment(month, zone), _moment(next_month(month), zone)
    cases = cases_of(connection, centre, start, end)
    last = next_month(month) - timedelta(days=1)
    whole = _return(centre, month, last, now, monthly.count(cases, start, end, to_ms(now)))
    return wire.MonthReturn(**dict(whole), month=f"{month:%Y-%m}")


def of_months(
    connection: Connection, centre: Configuration, months: list[date], now: datetime
) -> tuple[wire.Return, list[wire.MonthLine]]:
    """The return of all months together as one period, and each month's sum."""
    zone = ZoneInfo(centre.centre.timezone)
    after = next_month(months[-1])
    start, end = _moment(months[0], zone), _moment(after, zone)
    cases = cases_of(connection, centre, start, end)
    borders = [*(_moment(month, zone) for month in months), end]
    by_month = []
    for month, begins, ends in zip(months, borders, borders[1:], strict=False):
        line = monthly.total(monthly.count(cases, begins, ends, to_ms(now)).values())
        by_month.append(wire.MonthLine(month=f"{month:%Y-%m}", **line.as_json()))
    lines = monthly.count(cases, start, end, to_ms(now))
    return _return(centre, months[0], after - timedelta(days=1), now, lines), by_month


def cases_of(connection: Connection, centre: Configuration, start: int, end: int) -> list[Case]:
    """Every dossier that concerns the period, with field and channel as its key."""
    zone = ZoneInfo(centre.centre.timezone)
    closed = [int(status) for status in _ENDED]
    found = rows.concerning(connection, centre.centre.id, start, end, closed)
    return [_case(counted, zone) for counted in found]


def due(connection: Connection, centre: Configuration, days: int, now: datetime) -> wire.Due:
    """The dossiers that are late now or due within `days` working days, and their counts by field, department and officer."""
    zone = ZoneInfo(centre.centre.timezone)
    calendar = office.calendar(centre)
    until = _moment(calendar.after(now.astimezone(zone).date(), days) + timedelta(days=1), zone)
    at_work = [int(status) for status in dossier.AT_WORK]
    found, total = rows.due_before(connection, centre.centre.id, at_work, until, _LISTED)
    everything = (
        found
        if total <= len(found)
        else rows.due_before(connection, centre.centre.id, at_work, until, total)[0]
    )
    moment = to_ms(now)

    def counted(key: Callable[[Due], K]) -> list[tuple[K, wire.DueSum]]:
        return _worst_first((key(one), one.due_at < moment) for one in everything)

    return wire.Due(
        centre=centre.centre.name,
        generated_at=_iso(moment, zone),
        days=days,
        total=_sum(one.due_at < moment for one in everything),
        by_field=[
            wire.DueField(field=key, name=field_name(centre, key), **dict(found))
            for key, found in counted(lambda one: one.field)
        ],
        # Where it lies now; one that was never handed on lies with the centre.
        by_department=[
            wire.DueDepartment(department=key, name=key or say("returns.at_the_centre"), **dict(found))
            for key, found in counted(lambda one: one.department)
        ],
        by_officer=[
            wire.DueOfficer(officer=key, name=key, **dict(found))
            for key, found in counted(lambda one: one.officer)
        ],
        items=[
            wire.DueDossier(
                code=one.code,
                procedure_name=one.procedure_name,
                status=int(one.status),
                status_name=say(f"dossier.status.{int(one.status)}"),
                received_at=_iso(one.received_at, zone),
                due_at=_iso(one.due_at, zone),
                overdue=one.due_at < moment,
                apologised_at=None if one.apology_at is None else _iso(one.apology_at, zone),
                field=one.field,
                department=one.department,
                officer=one.officer,
            )
            for one in found
        ],
    )


def _worst_first(counted: Iterable[tuple[K, bool]]) -> list[tuple[K, wire.DueSum]]:
    """What is late and what is due soon by a key, those with the most late ones first."""
    groups: dict[K, list[bool]] = {}
    for key, late in counted:
        groups.setdefault(key, []).append(late)
    sums = [(key, _sum(late)) for key, late in groups.items()]
    return sorted(sums, key=lambda pair: (-pair[1].overdue, -pair[1].soon, str(pair[0])))


def _sum(late: Iterable[bool]) -> wire.DueSum:
    counts = Counter(late)
    return wire.DueSum(overdue=counts[True], soon=counts[False])


def _case(counted: Counted, zone: ZoneInfo) -> Case:
    closed = counted.closed_at
    waiting = counted.status in dossier.WAITING_FOR_CITIZEN
    key, verdict = (counted.field, counted.channel), counted.verdict(zone, closed)
    return Case(key, counted.received_at, closed, verdict, counted.due_at, waiting)


def _return(
    centre: Configuration, first: date, last: date, now: datetime, lines: Mapping[Key, Line]
) -> wire.Return:
    """The lines of those days and their sums, in the order of the centre's fields."""
    order = {field.id: place for place, field in enumerate(centre.fields)}

    def position(key: Key) -> tuple[int, str, int]:
        return order.get(key[0] or "", len(order)), str(key[0]), key[1]

    keys = sorted(lines, key=position)
    fields = list(dict.fromkeys(key[0] for key in keys))
    zone = ZoneInfo(centre.centre.timezone)
    return wire.Return(
        centre=centre.centre.name,
        subtitle=centre.centre.subtitle,
        first=first.isoformat(),
        last=last.isoformat(),
        timezone=centre.centre.timezone,
        generated_at=now.astimezone(zone).isoformat(timespec="seconds"),
        rows=[
            wire.ReturnRow(
                field=key[0],
                name=field_name(centre, key[0]),
                channel=key[1],
                channel_name=channel_name(key[1]),
                **lines[key].as_json(),
            )
            for key in keys
        ],
        by_field=[
            wire.FieldLine(
                field=field,
                name=field_name(centre, field),
                **monthly.total(line for key, line in lines.items() if key[0] == field).as_json(),
            )
            for field in fields
        ],
        by_channel=[
            wire.ChannelLine(
                channel=channel,
                name=channel_name(channel),
                **monthly.total(line for key, line in lines.items() if key[1] == channel).as_json(),
            )
            for channel in CHANNELS
        ],
        total=wire.ReturnLine(**monthly.total(lines.values()).as_json()),
    )


def channel_name(channel: int, lang: str = "vi") -> str:
    """In person, online or by post."""
    return say(f"returns.channel.{channel if channel in CHANNELS else 1}", lang)


def _moment(day: date, zone: ZoneInfo) -> int:
    return to_ms(datetime.combine(day, time(), zone))


def _iso(ms: int, zone: ZoneInfo) -> str:
    return from_ms(ms).astimezone(zone).isoformat(timespec="seconds")
