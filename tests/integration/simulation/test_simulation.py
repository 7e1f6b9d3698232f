"""Played days: nobody gets lost on the way, and the reports agree with an independent count from the event feed."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from queue_server.app import create_app
from queue_server.centre.deeds import people
from queue_server.configuration.settings import Settings, sqlite_url
from queue_server.dossiers.rules import office
from queue_server.ledger.actor import SYSTEM
from queue_server.simulation import __main__ as command
from queue_server.simulation import checking
from queue_server.simulation.api import InProcess, must
from queue_server.simulation.checking import Check
from queue_server.simulation.recount import Recount
from shared.wire.facts import Happened
from shared.wire.facts.dossiers import DossierChanged, DossierReceived
from shared.wire.facts.money import CashClosed, PaymentFact
from shared.wire.facts.screens import ChecklistGiven
from shared.wire.facts.tickets import TicketDone
from shared.wire.vocabulary import Role

CONFIG = Path(__file__).resolve().parents[3] / "config"
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
    book = after._client.application.extensions["motcua.services"].book  # type: ignore[union-attr]
    made: list[str] = []
    book.perform(SYSTEM, lambda deed: made.append(people.create_token(deed, Role.SUPERVISOR, "reader", ())))
    return made[0]


@pytest.fixture(scope="module")
def feed(after: InProcess, token: str) -> list[Happened]:
    return list(checking.feed(after, token))


def test_everybody_who_took_a_number_was_served_or_did_not_come(tally: Counter[str]) -> None:
    assert tally["issued"] == 180 + tally["collect"] + tally["supplement"] == tally["done"] + tally["no_show"]
    assert tally["no_show"] > 0
    assert tally["dossiers"] > 100


def _working_days(after: InProcess) -> Callable[[date, int], date]:
    centre = after._client.application.extensions["motcua.services"].book.centre  # type: ignore[union-attr]
    return office.calendar(centre).after


def test_every_figure_of_every_report_agrees_with_a_count_from_the_feed(
    after: InProcess, token: str, tally: Counter[str]
) -> None:
    check = Check(after, token, _working_days(after))
    check.run()
    assert check.differences == []
    kinds = ("day", "cash", "period", "month", "months", "satisfaction", "due", "complaints")
    assert list(check.compared) == list(kinds)
    assert check.compared["day"] > 3_000
    assert check.compared["months"] > 500
    whole = check.recount.period(date.fromisoformat(FIRST), date.fromisoformat(LAST), after.now())
    assert whole.rows["total", None]["issued"] == tally["issued"]
    assert {name: whole.dossiers[name] for name in ("received", "returned")} == {
        "received": tally["dossiers"],
        "returned": tally["returned"],
    }
    booked = check.recount.booked(date.fromisoformat(FIRST), date.fromisoformat(LAST))["total"]
    assert booked == {
        "booked": tally["appointments"],
        "kept": tally["appointments_kept"],
        "missed": tally["appointments"] - tally["appointments_kept"],
        **dict.fromkeys(("late", "cancelled", "open"), 0),
    }
    assert booked["kept"] > 5
    lists = check.recount.checklists(date.fromisoformat(FIRST), date.fromisoformat(LAST))
    assert lists["count"] == tally["checklists"] > 5
    rated = check.recount.satisfaction(date.fromisoformat(FIRST), date.fromisoformat(LAST))
    assert rated["total", None]["count"] == tally["ratings"] > 40


def test_a_figure_that_is_wrong_is_told(after: InProcess, token: str, feed: list[Happened]) -> None:
    check = Check(after, token, _working_days(after))
    lost = next(event for event in feed if isinstance(event.fact, TicketDone))
    check.recount = Recount([event for event in feed if event is not lost], check.recount.zone)
    check.run()
    assert {where.split(" ", 1)[0] for where, *_ in check.differences} == {"day", "period", "months"}


def test_a_trip_avoided_that_nobody_counted_is_told(
    after: InProcess, token: str, feed: list[Happened]
) -> None:
    check = Check(after, token, _working_days(after))
    lost = next(event for event in feed if isinstance(event.fact, ChecklistGiven))
    check.recount = Recount([event for event in feed if event is not lost], check.recount.zone)
    check.run()
    told = {where: (said, counted) for where, said, counted in check.differences}
    assert {where.split(" ", 1)[0] for where in told} == {"day", "period"}
    assert isinstance(lost.fact, ChecklistGiven)
    for where in (f"day {lost.fact.day}", f"period {FIRST}"):
        said, counted = told[f"{where} checklists count"]
        assert said == counted + 1


def test_returns_months_and_visits_are_whole(after: InProcess, token: str) -> None:
    half_year = must(after, "GET", "/reports/months?from=2026-01&to=2026-06", token)
    lines = [*half_year["rows"], *half_year["by_month"], *half_year["by_field"], half_year["total"]]
    for row in [*lines, *half_year["by_channel"]]:
        assert row["carried_over"] + row["received"] == row["resolved"] + row["pending"]
    june = must(after, "GET", "/reports/month?month=2026-06", token)
    assert half_year["total"] == june["total"]
    assert [row["issued"] for row in half_year["visits"]][:5] == [0] * 5


def test_the_days_cash_agrees_with_a_count_from_the_feed(
    after: InProcess, token: str, feed: list[Happened], tally: Counter[str]
) -> None:
    books: dict[str, Counter[str]] = defaultdict(Counter)
    drawers: Counter[tuple[str, str]] = Counter()
    expected: dict[tuple[str, str], int] = {}
    receipts = []
    for fact in (event.fact for event in feed):
        if isinstance(fact, CashClosed):
            expected[fact.day, fact.officer] = fact.expected
        if not isinstance(fact, PaymentFact):
            continue
        kind = fact.type.removeprefix("payment_")
        books[fact.day][kind] += abs(fact.amount) if kind != "voided" else fact.amount
        if fact.method == "cash":
            drawers[fact.day, fact.officer] += -fact.amount if kind == "voided" else fact.amount
        if kind != "voided":
            receipts.append(fact.receipt)
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
    after: InProcess, token: str, feed: list[Happened], tally: Counter[str]
) -> None:
    moves = Counter(e.fact.move for e in feed if isinstance(e.fact, DossierChanged))
    assert moves["receive"] == tally["move_receive"] > tally["move_forward"] > 0
    open_ones = must(after, "GET", "/dossiers?order=due&limit=200", token)
    assert open_ones["total"] == tally["dossiers"] - len(_closed(feed))
    assert [item["code"] for item in open_ones["items"] if item["awaited"]] == []


def _closed(feed: list[Happened]) -> set[str]:
    """The codes of the dossiers in which nothing is left to do but to hand something out."""
    last = {e.fact.code: e.fact.status for e in feed if isinstance(e.fact, DossierReceived | DossierChanged)}
    return {code for code, status in last.items() if status in (3, 7, 8, 9, 10)}


def test_the_same_seed_plays_the_same(folder: Path, tally: Counter[str], tmp_path: Path) -> None:
    wish = ["--data-dir", str(tmp_path / "again"), "--days", "1", "--citizens", "25", "--from", FIRST]
    first = command._apart(command.parse(wish))
    wish[1] = str(tmp_path / "and-again")
    assert command._apart(command.parse(wish)) == first


def test_a_directory_with_data_is_not_played_in(folder: Path, tally: Counter[str]) -> None:
    with pytest.raises(FileExistsError, match="không trống"):
        command._apart(command.parse(["--data-dir", str(folder)]))
