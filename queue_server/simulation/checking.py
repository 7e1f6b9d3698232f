"""`motcua simulate --check`: compares every report of a simulated centre with a count from its event feed."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from queue_server.simulation.api import Api, found, must
from queue_server.simulation.recount import Json, Recount
from shared.wire.centre import Centre
from shared.wire.exchange import Events

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

    def _get(self, path: str) -> Json:
        told = must(self._api, "GET", path, self._token)
        assert isinstance(told, dict)
        return told

    def _period(self, kind: str, path: str, first: date, last: date) -> None:
        told = self._get(path)
        counted = self.recount.period(first, last, self._api.now())
        rows = dict(counted.rows)
        nothing = {
            name: {"count": 0, "mean": None, "p50": None, "p90": None} if isinstance(value, dict) else 0
            for name, value in rows["total", None].items()
        }
        self._same(kind, f"{first} total", told["total"], rows.pop(("total", None)))
        for name in ("queue", "counter", "hour", "officer"):
            for row in told[f"by_{name}"]:
                figures = {key: value for key, value in row.items() if key not in (name, "name")}
                counted_row = rows.pop((name, row[name]), nothing)
                self._same(kind, f"{first} {name} {row[name]}", figures, counted_row)
        self._same(kind, f"{first} rows that the report lacks", [], sorted(map(str, rows)))
        self._same(kind, f"{first} dossiers", told["dossiers"], counted.dossiers)
        booked = {
            "total": told["appointments"],
            **{row["queue"]: row for row in told["appointments"]["by_queue"]},
        }
        figures = {name: {key: row[key] for key in _BOOKED} for name, row in booked.items()}
        self._same(kind, f"{first} appointments", figures, self.recount.booked(first, last))
        lists = told["checklists"]
        avoided = {row["procedure"]: row["count"] for row in lists["by_procedure"]}
        told_lists = {"count": lists["count"], "by_procedure": avoided}
        self._same(kind, f"{first} checklists", told_lists, self.recount.checklists(first, last))

    def _lines(self, kind: str, told: Json, first: date, last: date) -> None:
        """A return: its lines by field and channel (all came to the counter), its sums, and its identity."""
        counted = self.recount.lines(first, last, self._api.now())
        whole: Counter[str] = sum(counted.values(), Counter())
        for group in ("rows", "by_field"):
            where = {row["field"] for row in told[group]}
            self._same(kind, f"{first} fields of {group}", where, set(counted))
            for row in told[group]:
                self._line(kind, f"{first} {group} {row['field']}", row, counted[row["field"]])
        for row in told["by_channel"]:
            self._line(
                kind, f"{first} channel {row['channel']}", row, whole if row["channel"] == 1 else Counter()
            )
        self._line(kind, f"{first} total", told["total"], whole)
        for row in [*told["rows"], *told["by_field"], *told["by_channel"], told["total"]]:
            left, right = row["carried_over"] + row["received"], row["resolved"] + row["pending"]
            self._same(kind, f"{first} identity", left, right)

    def _line(self, kind: str, where: str, told: Json, counted: Counter[str]) -> None:
        self._same(kind, where, {n: told[n] for n in _LINE}, {n: counted[n] for n in _LINE})

    def _month(self, month: date) -> None:
        told = self._get(f"/reports/month?month={month:%Y-%m}")
        self._lines("month", told, month, _end(month))

    def _half_year(self, months: list[date]) -> None:
        first, last = months[0], _end(months[-1])
        told = self._get(f"/reports/months?from={first:%Y-%m}&to={months[-1]:%Y-%m}")
        self._lines("months", told, first, last)
        for month, line, visits in zip(months, told["by_month"], told["visits"], strict=True):
            counted = sum(self.recount.lines(month, _end(month), self._api.now()).values(), Counter[str]())
            self._line("months", f"{month:%Y-%m}", line, counted)
            figures = {name: value for name, value in visits.items() if name != "month"}
            self._same("months", f"{month:%Y-%m} visits", figures, self.recount.visits(month, _end(month)))
        self._thought("months", told["satisfaction"], first, last)

    def _satisfaction(self, first: date, last: date) -> None:
        told = self._get(f"/reports/satisfaction?from={first}&to={last}")
        self._thought("satisfaction", told, first, last)

    def _thought(self, kind: str, told: Json, first: date, last: date) -> None:
        counted = self.recount.satisfaction(first, last)
        for whole in ("total", "tickets", "dossiers"):
            if (whole, None) in counted:
                self._same(kind, f"{first} {whole}", told[whole], counted.pop((whole, None)))
        for name in ("day", "officer", "counter", "field"):
            for row in told[f"by_{name}"]:
                figures = {key: value for key, value in row.items() if key not in (name, "name")}
                self._same(kind, f"{first} {name} {row[name]}", figures, counted.pop((name, row[name]), None))
        self._same(kind, f"{first} rows that the report lacks", [], sorted(map(str, counted)))
        points = {row["indicator"]: (row["count"], row["points"]) for row in told["indicators"]}
        self._same(kind, f"{first} indicators", points, self.recount.indicators(first, last))

    def _cash(self, day: date) -> None:
        told = self._get(f"/cash?day={day}")["sums"]
        counted = self.recount.cash(day)
        self._same("cash", f"{day}", {name: told[name] for name in counted.sums}, counted.sums)
        self._same("cash", f"{day} drawers", counted.expected, counted.drawers)

    def _due(self) -> None:
        told = self._get(f"/reports/due?days={_DUE_DAYS}")
        now = self._api.now()
        last_day = self._next_working_day(now.astimezone(self._zone).date(), _DUE_DAYS)
        until = datetime.combine(last_day + timedelta(days=1), time(), self._zone)
        counted = self.recount.due(until, now)
        for word in ("overdue", "soon"):
            self._same("due", word, told["total"][word], counted[word])
            for row in told["by_field"]:
                self._same("due", f"{word} {row['field']}", row[word], counted[f"{word} {row['field']}"])

    def _complaints(self) -> None:
        known = self.recount.complaints
        answered = sum(known.values())
        for state, counted in (
            ("all", len(known)),
            ("answered", answered),
            ("open", len(known) - answered),
        ):
            told = self._get(f"/complaints?state={state}&limit=1")["total"]
            self._same("complaints", state, told, counted)


def feed(api: Api, token: str) -> Iterator[Json]:
    """The whole diary, page by page as an integrator reads it. Raises ValueError where it has a gap."""
    after = 0
    while page := found(api, Events, f"/events?after={after}&limit={_PAGE}", token).events:
        for event in page:
            if event.seq != after + 1:
                raise ValueError(f"{after + 1}: {event.seq}")
            after += 1
            yield event.as_json()


def _months(first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = _end(month) + timedelta(days=1)


def _end(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
