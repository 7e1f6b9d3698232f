"""`motcua simulate --check`: compares every report of a simulated centre with a count from its event feed."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from queue_server.simulation.api import Api, found
from queue_server.simulation.recount import Recount
from shared.wire.appointments import AppointmentCounts
from shared.wire.centre import Centre
from shared.wire.exchange import Events
from shared.wire.facts import Happened, happened
from shared.wire.money import CashDay
from shared.wire.reports import (
    Due,
    FieldLine,
    Figures,
    MonthReturn,
    MonthsReturn,
    RatingFigures,
    RatingSums,
    Report,
    Return,
    ReturnLine,
    ReturnRow,
    Satisfaction,
)
from shared.wire.visitors import ComplaintList

_Message = TypeVar("_Message", bound=BaseModel)

_PAGE = 1_000
_LINE = (
    "carried_over",
    "received",
    "resolved",
    "resolved_early",
    "resolved_on_time",
    "resolved_late",
    "pending",
    "pending_in_time",
    "pending_overdue",
)
_BOOKED = ("booked", "kept", "late", "missed", "cancelled", "open")
_MOST_MONTHS = 6
_DUE_DAYS = 2

Difference = tuple[str, object, object]
"""Where two figures differ, what the report says, and what was counted."""


class Check:
    """The reports of a centre beside a recount; `compared` says how many figures of each kind of report."""

    def __init__(self, api: Api, token: str, next_working_day: Callable[[date, int], date]) -> None:
        self._api, self._token = api, token
        self._next_working_day = next_working_day
        self._zone = ZoneInfo(found(api, Centre, "/centre").timezone)
        self.recount = Recount(feed(api, token), self._zone)
        self.compared: Counter[str] = Counter()
        self.differences: list[Difference] = []

    def run(self) -> None:
        """Compares the days, the whole, the months, half a year at a time, the cash, what is due, and the complaints."""
        days = self.recount.played
        for day in days:
            self._period("day", f"/reports/day?date={day}", day, day)
            self._cash(day)
        first, last = days[0], days[-1]
        self._period("period", f"/reports/period?from={first}&to={last}", first, last)
        months = list(_months(first, last))
        for month in months:
            self._month(month)
        for start in range(0, len(months), _MOST_MONTHS):
            self._half_year(months[start : start + _MOST_MONTHS])
        self._satisfaction(first, last)
        self._due()
        self._complaints()

    def _same(self, kind: str, where: str, told: object, counted: object) -> None:
        """Two values, figure by figure where they are tables of the same columns."""
        if isinstance(told, dict) and isinstance(counted, dict) and told.keys() == counted.keys():
            for name, value in told.items():
                self._same(kind, f"{where} {name}", value, counted[name])
            return
        self.compared[kind] += 1
        if told != counted:
            self.differences.append((f"{kind} {where}", told, counted))

    def _get(self, kind: type[_Message], path: str) -> _Message:
        return found(self._api, kind, path, self._token)

    def _period(self, kind: str, path: str, first: date, last: date) -> None:
        told = self._get(Report, path)
        counted = self.recount.period(first, last, self._api.now())
        rows = dict(counted.rows)
        nothing = {
            name: {"count": 0, "mean": None, "p50": None, "p90": None} if isinstance(value, dict) else 0
            for name, value in rows["total", None].items()
        }
        self._same(kind, f"{first} total", told.total.as_json(), rows.pop(("total", None)))
        groups: dict[str, Sequence[Figures]] = {
            "queue": told.by_queue,
            "counter": told.by_counter,
            "hour": told.by_hour,
            "officer": told.by_officer,
        }
        for name, group in groups.items():
            for row in (one.as_json() for one in group):
                figures = {key: value for key, value in row.items() if key not in (name, "name")}
                counted_row = rows.pop((name, _key(row[name])), nothing)
                self._same(kind, f"{first} {name} {row[name]}", figures, counted_row)
        self._same(kind, f"{first} rows that the report lacks", [], sorted(map(str, rows)))
        self._same(kind, f"{first} dossiers", told.dossiers.as_json(), counted.dossiers)
        booked: dict[str, AppointmentCounts] = {"total": told.appointments}
        booked |= {row.queue: row for row in told.appointments.by_queue}
        became = {name: {key: getattr(row, key) for key in _BOOKED} for name, row in booked.items()}
        self._same(kind, f"{first} appointments", became, self.recount.booked(first, last))
        lists = told.checklists
        avoided = {one.procedure: one.count for one in lists.by_procedure}
        told_lists = {"count": lists.count, "by_procedure": avoided}
        self._same(kind, f"{first} checklists", told_lists, self.recount.checklists(first, last))

    def _lines(self, kind: str, told: Return, first: date, last: date) -> None:
        """A return: its lines by field and channel (all came to the counter), its sums, and its identity."""
        counted = self.recount.lines(first, last, self._api.now())
        whole: Counter[str] = sum(counted.values(), Counter())
        groups: dict[str, Sequence[ReturnRow | FieldLine]] = {"rows": told.rows, "by_field": told.by_field}
        for group, lines in groups.items():
            self._same(kind, f"{first} fields of {group}", {line.field for line in lines}, set(counted))
            for line in lines:
                self._line(kind, f"{first} {group} {line.field}", line, counted[line.field])
        for channel in told.by_channel:
            came = whole if channel.channel == 1 else Counter[str]()
            self._line(kind, f"{first} channel {channel.channel}", channel, came)
        self._line(kind, f"{first} total", told.total, whole)
        for one in [*told.rows, *told.by_field, *told.by_channel, told.total]:
            left, right = one.carried_over + one.received, one.resolved + one.pending
            self._same(kind, f"{first} identity", left, right)

    def _line(self, kind: str, where: str, told: ReturnLine, counted: Counter[str]) -> None:
        self._same(kind, where, {n: getattr(told, n) for n in _LINE}, {n: counted[n] for n in _LINE})

    def _month(self, month: date) -> None:
        told = self._get(MonthReturn, f"/reports/month?month={month:%Y-%m}")
        self._lines("month", told, month, _end(month))

    def _half_year(self, months: list[date]) -> None:
        first, last = months[0], _end(months[-1])
        told = self._get(MonthsReturn, f"/reports/months?from={first:%Y-%m}&to={months[-1]:%Y-%m}")
        self._lines("months", told, first, last)
        for month, line, visits in zip(months, told.by_month, told.visits, strict=True):
            counted = sum(self.recount.lines(month, _end(month), self._api.now()).values(), Counter[str]())
            self._line("months", f"{month:%Y-%m}", line, counted)
            figures = {name: value for name, value in visits.as_json().items() if name != "month"}
            self._same("months", f"{month:%Y-%m} visits", figures, self.recount.visits(month, _end(month)))
        self._thought("months", told.satisfaction, first, last)

    def _satisfaction(self, first: date, last: date) -> None:
        told = self._get(Satisfaction, f"/reports/satisfaction?from={first}&to={last}")
        self._thought("satisfaction", told, first, last)

    def _thought(self, kind: str, told: RatingSums, first: date, last: date) -> None:
        counted = self.recount.satisfaction(first, last)
        wholes = {"total": told.total, "tickets": told.tickets, "dossiers": told.dossiers}
        for name, whole in wholes.items():
            if (name, None) in counted:
                self._same(kind, f"{first} {name}", whole.as_json(), counted.pop((name, None)))
        groups: dict[str, Sequence[RatingFigures]] = {
            "day": told.by_day,
            "officer": told.by_officer,
            "counter": told.by_counter,
            "field": told.by_field,
        }
        for name, group in groups.items():
            for row in (one.as_json() for one in group):
                figures = {key: value for key, value in row.items() if key not in (name, "name")}
                counted_row = counted.pop((name, _key(row[name])), None)
                self._same(kind, f"{first} {name} {row[name]}", figures, counted_row)
        self._same(kind, f"{first} rows that the report lacks", [], sorted(map(str, counted)))
        points = {row.indicator: (row.count, row.points) for row in told.indicators}
        self._same(kind, f"{first} indicators", points, self.recount.indicators(first, last))

    def _cash(self, day: date) -> None:
        told = self._get(CashDay, f"/cash?day={day}").sums
        counted = self.recount.cash(day)
        self._same("cash", f"{day}", {name: getattr(told, name) for name in counted.sums}, counted.sums)
        self._same("cash", f"{day} drawers", counted.expected, counted.drawers)

    def _due(self) -> None:
        told = self._get(Due, f"/reports/due?days={_DUE_DAYS}")
        now = self._api.now()
        last_day = self._next_working_day(now.astimezone(self._zone).date(), _DUE_DAYS)
        until = datetime.combine(last_day + timedelta(days=1), time(), self._zone)
        counted = self.recount.due(until, now)
        for word in ("overdue", "soon"):
            self._same("due", word, getattr(told.total, word), counted[word])
            for row in told.by_field:
                self._same("due", f"{word} {row.field}", getattr(row, word), counted[f"{word} {row.field}"])

    def _complaints(self) -> None:
        known = self.recount.complaints
        answered = sum(known.values())
        for state, counted in (
            ("all", len(known)),
            ("answered", answered),
            ("open", len(known) - answered),
        ):
            told = self._get(ComplaintList, f"/complaints?state={state}&limit=1").total
            self._same("complaints", state, told, counted)


def feed(api: Api, token: str) -> Iterator[Happened]:
    """The whole diary, page by page as an integrator reads it. Raises ValueError where it has a gap."""
    after = 0
    while page := found(api, Events, f"/events?after={after}&limit={_PAGE}", token).events:
        for event in page:
            if event.seq != after + 1:
                raise ValueError(f"{after + 1}: {event.seq}")
            after += 1
            yield happened(event.as_json())


def _key(value: object) -> Hashable:
    """What a row of a report is about: a number or a word."""
    assert isinstance(value, Hashable)
    return value


def _months(first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = _end(month) + timedelta(days=1)


def _end(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
