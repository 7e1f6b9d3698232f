"""The monthly return (báo cáo tháng), several months beside each other, and what is late or about to be.

Runs in the worker process. Carried over + received = resolved + pending, by field and channel (reports/rules/monthly.py).
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
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

Json = dict[str, Any]

MOST_MONTHS = 12
"""The longest period of one report."""
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


def of_month(connection: Connection, centre: Configuration, month: date, now: datetime) -> Json:
    """The return of one month: lines by field and channel, and their sums."""
    zone = ZoneInfo(centre.centre.timezone)
    start, end = _moment(month, zone), _moment(next_month(month), zone)
    cases = cases_of(connection, centre, start, end)
    return {
        **_heading(centre, month, next_month(month) - timedelta(days=1), now, zone),
        "month": f"{month:%Y-%m}",
        **_lines(centre, monthly.count(cases, start, end, to_ms(now))),
    }


def of_months(connection: Connection, centre: Configuration, months: list[date], now: datetime) -> Json:
    """Each month's sum, and the return of all months together as one period."""
    zone = ZoneInfo(centre.centre.timezone)
    after = next_month(months[-1])
    start, end = _moment(months[0], zone), _moment(after, zone)
    cases = cases_of(connection, centre, start, end)
    borders = [*(_moment(month, zone) for month in months), end]
    by_month = []
    for month, begins, ends in zip(months, borders, borders[1:], strict=False):
        line = monthly.total(monthly.count(cases, begins, ends, to_ms(now)).values())
        by_month.append({"month": f"{month:%Y-%m}", **line.as_json()})
    return {
        **_heading(centre, months[0], after - timedelta(days=1), now, zone),
        "by_month": by_month,
        **_lines(centre, monthly.count(cases, start, end, to_ms(now))),
    }


def cases_of(connection: Connection, centre: Configuration, start: int, end: int) -> list[Case]:
    """Every dossier that concerns the period, with field and channel as its key."""
    zone = ZoneInfo(centre.centre.timezone)
    closed = [int(status) for status in _ENDED]
    found = rows.concerning(connection, centre.centre.id, start, end, closed)
    return [_case(counted, zone) for counted in found]


def due(connection: Connection, centre: Configuration, days: int, now: datetime) -> Json:
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
    fields = {field.id: field for field in centre.fields}
    moment = to_ms(now)

    def place(one: Due) -> dict[str, Hashable]:
        known = None if one.field is None else fields.get(one.field)
        return {
            "field": one.field,
            # Where it lies now; one that was never handed on lies with the centre.
            "department": one.department,
            "officer": one.officer,
            "responsible": known.department if known else None,
        }

    places = [(place(one), one.due_at < moment) for one in everything]
    return {
        "centre": centre.centre.name,
        "generated_at": _iso(moment, zone),
        "days": days,
        "total": {"overdue": sum(late for _, late in places), "soon": sum(not late for _, late in places)},
        **{
            f"by_{kind}": _due_by(places, kind, lambda key, kind=kind: _name_of(kind, key, centre))  # type: ignore[misc]
            for kind in ("field", "department", "officer")
        },
        "items": [
            {
                "code": one.code,
                "procedure_name": one.procedure_name,
                "status": int(one.status),
                "status_name": say(f"dossier.status.{int(one.status)}"),
                "received_at": _iso(one.received_at, zone),
                "due_at": _iso(one.due_at, zone),
                "overdue": one.due_at < moment,
                "apologised_at": None if one.apology_at is None else _iso(one.apology_at, zone),
                **{kind: place(one)[kind] for kind in ("field", "department", "officer")},
            }
            for one in found
        ],
    }


def _due_by(
    places: Iterable[tuple[Mapping[str, Hashable], bool]], kind: str, name: Callable[[Hashable], str]
) -> list[Json]:
    counts: dict[Hashable, list[int]] = {}
    for place, late in places:
        counts.setdefault(place[kind], [0, 0])[0 if late else 1] += 1
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1][0], -pair[1][1], str(pair[0])))
    return [
        {kind: key, "name": name(key), "overdue": overdue, "soon": soon} for key, (overdue, soon) in ordered
    ]


def _name_of(kind: str, key: Hashable, centre: Configuration) -> str:
    if kind == "field":
        return field_name(centre, key)
    if kind == "department":
        return str(key) if key else say("returns.at_the_centre")
    return str(key)


def _case(counted: Counted, zone: ZoneInfo) -> Case:
    closed = counted.closed_at
    waiting = counted.status in dossier.WAITING_FOR_CITIZEN
    key, verdict = (counted.field, counted.channel), counted.verdict(zone, closed)
    return Case(key, counted.received_at, closed, verdict, counted.due_at, waiting)


def _lines(centre: Configuration, lines: Mapping[Key, Line]) -> Json:
    order = {field.id: place for place, field in enumerate(centre.fields)}

    def position(key: Key) -> tuple[int, str, int]:
        return order.get(key[0] or "", len(order)), str(key[0]), key[1]

    keys = sorted(lines, key=position)
    fields = list(dict.fromkeys(key[0] for key in keys))
    return {
        "rows": [
            {
                "field": key[0],
                "name": field_name(centre, key[0]),
                "channel": key[1],
                "channel_name": channel_name(key[1]),
                **lines[key].as_json(),
            }
            for key in keys
        ],
        "by_field": [
            {
                "field": field,
                "name": field_name(centre, field),
                **monthly.total(line for key, line in lines.items() if key[0] == field).as_json(),
            }
            for field in fields
        ],
        "by_channel": [
            {
                "channel": channel,
                "name": channel_name(channel),
                **monthly.total(line for key, line in lines.items() if key[1] == channel).as_json(),
            }
            for channel in CHANNELS
        ],
        "total": monthly.total(lines.values()).as_json(),
    }


def channel_name(channel: int, lang: str = "vi") -> str:
    """In person, online or by post."""
    return say(f"returns.channel.{channel if channel in CHANNELS else 1}", lang)


def _heading(centre: Configuration, first: date, last: date, now: datetime, zone: ZoneInfo) -> Json:
    return {
        "centre": centre.centre.name,
        "subtitle": centre.centre.subtitle,
        "from": first.isoformat(),
        "to": last.isoformat(),
        "timezone": centre.centre.timezone,
        "generated_at": now.astimezone(zone).isoformat(timespec="seconds"),
    }


def _moment(day: date, zone: ZoneInfo) -> int:
    return to_ms(datetime.combine(day, time(), zone))


def _iso(ms: int, zone: ZoneInfo) -> str:
    return from_ms(ms).astimezone(zone).isoformat(timespec="seconds")
