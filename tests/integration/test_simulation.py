"""Played days: nobody gets lost on the way, and the reports agree with an independent count from the event feed."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from math import ceil
from pathlib import Path
from typing import Any

import pytest

from queue_server.app import create_app
from queue_server.service import people
from queue_server.settings import Settings, sqlite_url
from queue_server.simulation import __main__ as command
from queue_server.simulation.api import InProcess, must
from queue_server.store.deed import SYSTEM
from shared.vocabulary import Role

CONFIG = Path(__file__).resolve().parents[2] / "config"
FIRST, LAST = "2026-06-15", "2026-06-17"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("play") / "data"


@pytest.fixture(scope="module")
def tally(folder: Path) -> Counter[str]:
    wish = ["--data-dir", str(folder), "--days", "3", "--citizens", "60", "--from", FIRST, "--seed", "7"]
    return command._apart(command.parse(wish))


@pytest.fixture(scope="module")
def after(folder: Path, tally: Counter[str]) -> Iterator[InProcess]:
    """The played centre, opened again the day after with its worker."""
    api = InProcess(datetime.fromisoformat("2026-06-18T07:00:00+07:00"))
    settings = Settings(folder, CONFIG, sqlite_url(folder), async_mode="threading")
    application = create_app(settings, lambda work, *given: work(*given), clock=api.now)
    api.open(application.app)
    yield api
    application.stop()
    application.parts.book.engine.dispose()


@pytest.fixture(scope="module")
def token(after: InProcess) -> str:
    book = after._client.application.extensions["motcua"].book  # type: ignore[union-attr]
    made: list[str] = []
    book.perform(SYSTEM, lambda deed: made.append(people.create_token(deed, Role.SUPERVISOR, "reader", ())))
    return made[0]


@pytest.fixture(scope="module")
def feed(after: InProcess, token: str) -> list[dict[str, Any]]:
    """The whole diary, page by page as an integrator reads it."""
    found: list[dict[str, Any]] = []
    while True:
        page = must(after, "GET", f"/events?after={len(found)}&limit=1000", token)["events"]
        if not page:
            return found
        found += page


def _ms(event: dict[str, Any]) -> int:
    return round(datetime.fromisoformat(event["at"]).timestamp() * 1000)


def _summary(values: list[int]) -> dict[str, Any]:
    """Mean, median and 90th percentile in minutes, by the nearest rank."""
    if not values:
        return {"count": 0, "mean": None, "p50": None, "p90": None}
    ordered = sorted(values)
    ranks = {
        name: ordered[max(0, ceil(share * len(ordered)) - 1)] for name, share in (("p50", 0.5), ("p90", 0.9))
    }
    minutes = {"mean": sum(ordered) / len(ordered), **ranks}
    return {"count": len(ordered), **{name: round(value / 60_000, 1) for name, value in minutes.items()}}


class _Count:
    """Counts and times from the feed alone, by whatever is asked."""

    def __init__(self, feed: list[dict[str, Any]]) -> None:
        self.states: dict[tuple[str, Any], Counter[str]] = defaultdict(Counter)
        self.times: dict[tuple[str, Any, str], list[int]] = defaultdict(list)
        self.served: Counter[tuple[str, Any]] = Counter()
        self.dossiers: Counter[str] = Counter()
        self._tickets: dict[int, dict[str, Any]] = {}
        for event in feed:
            data, kind = event["data"], event["type"]
            if kind == "dossier_received":
                self.dossiers["received"] += 1
            elif kind == "dossier_changed" and data["status"] == 10:
                self.dossiers["returned"] += 1
            elif kind.startswith("ticket_"):
                self._ticket(kind, data, _ms(event), datetime.fromisoformat(event["at"]).hour)
        for ticket in self._tickets.values():
            for place in (("total", None), ("queue", ticket["queue"]), ("hour", ticket["hour"])):
                self.states[place]["issued"] += 1
                self.states[place][ticket["state"]] += 1

    def _ticket(self, kind: str, data: dict[str, Any], at: int, hour: int) -> None:
        if kind == "ticket_issued":
            self._tickets[data["id"]] = {
                "queue": data["queue"],
                "hour": hour,
                "since": at,
                "since_hour": hour,
            }
        ticket = self._tickets[data["id"]]
        ticket["state"] = data["state"]
        if kind == "ticket_called" and "called" not in ticket:
            ticket |= {"called": at, "counter": data["counter"]}
        elif kind == "ticket_serving":
            ticket["started"] = at
        elif kind == "ticket_no_show":
            self._add(ticket, {"waiting_time": ticket["called"] - ticket["since"]}, served=0)
        elif kind == "ticket_done" or (kind == "ticket_transferred" and data["why"] == "next_stop"):
            waited, walked = ticket["called"] - ticket["since"], ticket["started"] - ticket["called"]
            times = {"waiting_time": waited, "walking_time": walked, "service_time": at - ticket["started"]}
            self._add(ticket, times, served=1)
            ticket |= {"queue": data["queue"], "since": at, "since_hour": hour}
            del ticket["called"]

    def _add(self, ticket: dict[str, Any], times: dict[str, int], *, served: int) -> None:
        places = [("queue", ticket["queue"]), ("counter", ticket["counter"]), ("hour", ticket["since_hour"])]
        for kind, key in [("total", None), *places]:
            self.served[kind, key] += served
            for name, span in times.items():
                self.times[kind, key, name].append(span)

    def row(self, kind: str, key: Any) -> dict[str, Any]:
        """What a report's row must say."""
        names = ("waiting_time", "walking_time", "service_time")
        counted = {name: self.states[kind, key][name] for name in ("issued", "done", "no_show")}
        times = {name: _summary(self.times[kind, key, name]) for name in names}
        return {**counted, "served": self.served[kind, key], **times}


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    names = ("issued", "done", "no_show", "served", "waiting_time", "walking_time", "service_time")
    return {name: row[name] for name in names}


def test_everybody_who_took_a_number_was_served_or_did_not_come(tally: Counter[str]) -> None:
    assert tally["issued"] == 180 + tally["collect"] + tally["supplement"] == tally["done"] + tally["no_show"]
    assert tally["no_show"] > 0
    assert tally["dossiers"] > 100


def test_the_diary_has_no_gap(feed: list[dict[str, Any]]) -> None:
    assert [event["seq"] for event in feed] == list(range(1, len(feed) + 1))


def test_the_report_agrees_with_a_count_from_the_feed(
    after: InProcess, token: str, feed: list[dict[str, Any]], tally: Counter[str]
) -> None:
    report = must(after, "GET", f"/reports/period?from={FIRST}&to={LAST}", token)
    count = _Count(feed)
    assert _shown(report["total"]) == count.row("total", None)
    for rows, kind in (("by_queue", "queue"), ("by_hour", "hour")):
        assert [_shown(row) for row in report[rows]] == [count.row(kind, row[kind]) for row in report[rows]]
    for row in report["by_counter"]:
        expected = count.row("counter", row["counter"])
        assert {n: row[n] for n in ("served", "waiting_time", "service_time")} == {
            n: expected[n] for n in ("served", "waiting_time", "service_time")
        }
    kept = {name: report["dossiers"][name] for name in ("received", "returned")}
    assert kept == dict(count.dossiers) == {"received": tally["dossiers"], "returned": tally["returned"]}


def test_the_monthly_return_agrees_with_a_count_from_the_feed(
    after: InProcess, token: str, feed: list[dict[str, Any]]
) -> None:
    statuses: dict[str, list[int]] = defaultdict(list)
    verdicts: dict[str, str] = {}
    fields: dict[str, str | None] = {}
    for event in feed:
        if event["type"] not in ("dossier_received", "dossier_changed"):
            continue
        data = event["data"]
        statuses[data["code"]].append(data["status"])
        fields[data["code"]] = data["field"]
        if data.get("verdict"):
            verdicts[data["code"]] = data["verdict"]
    expected: Counter[tuple[str | None, str]] = Counter()
    for code, reached in statuses.items():
        if 2 not in reached and 9 not in reached:
            continue
        expected[fields[code], "received"] += 1
        if reached[-1] in (3, 7, 8, 9, 10):
            expected[fields[code], "resolved"] += 1
            expected[fields[code], f"resolved_{verdicts.get(code, 'on_time')}"] += 1
        else:
            expected[fields[code], "pending"] += 1
    found = must(after, "GET", f"/reports/month?month={FIRST[:7]}", token)
    names = ("received", "resolved", "resolved_early", "resolved_on_time", "resolved_late", "pending")
    told = {(row["field"], name): row[name] for row in found["by_field"] for name in names if row[name]}
    assert told == {key: number for key, number in expected.items() if number}
    for row in [*found["rows"], found["total"]]:
        assert row["carried_over"] + row["received"] == row["resolved"] + row["pending"]


def test_the_days_cash_agrees_with_a_count_from_the_feed(
    after: InProcess, token: str, feed: list[dict[str, Any]], tally: Counter[str]
) -> None:
    books: dict[str, Counter[str]] = defaultdict(Counter)
    drawers: Counter[tuple[str, str]] = Counter()
    expected: dict[tuple[str, str], int] = {}
    receipts = []
    for event in feed:
        data = event["data"]
        if not event["type"].startswith("payment_"):
            if event["type"] == "cash_closed":
                expected[data["day"], data["officer"]] = data["expected"]
            continue
        kind = event["type"].removeprefix("payment_")
        books[data["day"]][kind] += abs(data["amount"]) if kind != "voided" else data["amount"]
        change = -data["amount"] if kind == "voided" else data["amount"]
        if data["method"] == "cash":
            drawers[data["day"], data["officer"]] += change
        if kind != "voided":
            receipts.append(data["receipt"])
    assert receipts == [f"{number:06}/2026" for number in range(1, tally["receipts"] + tally["refunds"] + 1)]
    assert len(receipts) > 10
    assert {key: drawers[key] for key in expected} == expected
    assert len(expected) == tally["cash_closed"]
    for day, book in books.items():
        sums = must(after, "GET", f"/cash?day={day}", token)["sums"]
        assert {name: sums[name] for name in ("taken", "refunded", "voided")} == {
            name: book[name] for name in ("taken", "refunded", "voided")
        }
        assert sums["book"] == book["taken"] - book["refunded"] - book["voided"]


def test_every_hand_over_was_signed_for_and_what_is_open_is_listed(
    after: InProcess, token: str, feed: list[dict[str, Any]], tally: Counter[str]
) -> None:
    moves = Counter(e["data"]["move"] for e in feed if e["type"] == "dossier_changed")
    assert moves["receive"] == tally["move_receive"] > tally["move_forward"] > 0
    open_ones = must(after, "GET", "/dossiers?order=due&limit=200", token)
    assert open_ones["total"] == tally["dossiers"] - len(_closed(feed))
    assert [item["code"] for item in open_ones["items"] if item["awaited"]] == []


def _closed(feed: list[dict[str, Any]]) -> set[str]:
    """The codes of the dossiers in which nothing is left to do but to hand something out."""
    last = {e["data"]["code"]: e["data"]["status"] for e in feed if e["type"].startswith("dossier_")}
    return {code for code, status in last.items() if status in (3, 7, 8, 9, 10)}


def test_the_same_seed_plays_the_same(folder: Path, tally: Counter[str], tmp_path: Path) -> None:
    wish = ["--data-dir", str(tmp_path / "again"), "--days", "1", "--citizens", "25", "--from", FIRST]
    first = command._apart(command.parse(wish))
    wish[1] = str(tmp_path / "and-again")
    assert command._apart(command.parse(wish)) == first


def test_a_directory_with_data_is_not_played_in(folder: Path, tally: Counter[str]) -> None:
    with pytest.raises(FileExistsError, match="không trống"):
        command._apart(command.parse(["--data-dir", str(folder)]))
