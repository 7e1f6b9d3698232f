"""What a kiosk may do alone: who gets a number, of which queue, when it was printed, and what the server is told."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.offline.journal import Entry, Journal, NotLearned
from kiosk.offline.not_taken import NotTaken
from kiosk.offline.offline_numbers import OfflineNumbers, kept_clock
from kiosk.upstream.catalogue import Catalogue
from kiosk.upstream.hall import Hall
from kiosk.upstream.server import Answer, Refused
from kiosk.upstream.server_clock import ServerClock
from shared.wire.facts import happened
from tests.unit.kiosk.answers import centre, procedure_json, request

DAY = "2026-06-15"
MORNING = "2026-06-15T09:20:00+07:00"
RANGES = {
    "chung-thuc": {"prefix": "B", "first": 800, "last": 809, "used_to": None},
    "ho-tich": {"prefix": "A", "first": 800, "last": 804, "used_to": None},
}
CATALOGUE = {
    "version": "1",
    "fields": [
        {
            "id": "f",
            "name": "Hộ tịch",
            "prefix": "A",
            "colour": "#000000",
            "department": "",
            "queue": "ho-tich",
        },
        {"id": "g", "name": "Tra cứu", "prefix": "T", "colour": "#000000", "department": "", "queue": None},
    ],
    "procedures": [
        procedure_json(id="birth", name="Khai sinh", field="f"),
        procedure_json(id="copy", name="Sao y", field="f", queue="chung-thuc"),
        procedure_json(id="look", name="Tra cứu", field="g"),
    ],
}


class Clocks:
    """A kiosk's own two clocks, both slow: the one on the wall, and the one that only runs on."""

    def __init__(self) -> None:
        self.wall = datetime(2026, 6, 15, 2, 0, tzinfo=UTC)
        self.steady = 100.0

    def pass_by(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.steady += seconds


class Told:
    """A server that answers one question."""

    def __init__(self, now: str = MORNING) -> None:
        self.asked: list[str] = []
        self.claims: list[dict[str, Any]] = []
        self.refuses: Refused | None = None
        self.body: dict[str, Any] = {"now": now, "day": DAY, "queues": RANGES}

    def put_json(self, path: str, body: dict[str, Any], timeout: float = 5.0) -> Answer:
        del timeout
        if self.refuses is not None:
            raise self.refuses
        self.asked.append(f"{path} {body['journal']}")
        self.claims.append(body)
        return Answer(200, self.body, None)

    def get(self, path: str, *, etag: str | None = None, timeout: float = 5.0) -> Answer:
        del timeout
        self.asked.append(path)
        return Answer(200, CATALOGUE if path == "/catalogue" else self.body, etag)


class Kiosk:
    """One kiosk's own numbers with a real journal, hall and catalogue."""

    def __init__(self, folder: Path) -> None:
        self.clocks = Clocks()
        self.journal = Journal(folder / "journal.sqlite3")
        self.hall = Hall(ServerClock(wall=lambda: self.clocks.wall, steady=lambda: self.clocks.steady))
        self.catalogue = Catalogue(folder / "catalogue.json")
        self.catalogue.refresh(Told())  # type: ignore[arg-type]
        self.own = OfflineNumbers(self.journal, self.hall, self.catalogue)

    def told(self, **changes: object) -> None:
        """The server has described the centre."""
        self.hall.take_centre(centre(**{"now": MORNING, **changes}))

    def learn(self, server: Told | None = None) -> None:
        self.own.learn(server or Told())  # type: ignore[arg-type]

    def give(self, wish: str, queue: str = "ho-tich", **body: object) -> Entry:
        """A number given alone, as the issuer does it."""
        entry = self.journal.begin(
            wish, request(**{"follow_secret": wish, **body}), False, f"key-{wish}", self.hall.now()
        )
        return self.journal.give(entry, queue, DAY, self.hall.now())

    def refusal(self, **body: object) -> NotTaken:
        with pytest.raises(NotTaken) as caught:
            self.own.place(request(**body))
        return caught.value


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    made = Kiosk(tmp_path)
    yield made
    made.journal.close()


@pytest.mark.parametrize(
    ("body", "queue"),
    [
        ({"procedures": ["birth", "copy"]}, "ho-tich"),
        ({"procedures": ["copy", "birth"], "queue": "dat-dai"}, "chung-thuc"),
        ({"procedures": [], "queue": "dat-dai"}, "dat-dai"),
        ({"queue": "dat-dai", "purpose": "guide"}, "dat-dai"),
        ({"purpose": "guide"}, "huong-dan"),
    ],
)
def test_a_number_belongs_to_its_first_procedures_queue_or_the_named_one_or_the_guide_desks(
    kiosk: Kiosk, body: dict[str, Any], queue: str
) -> None:
    kiosk.told(guide_queue="huong-dan")
    assert kiosk.own.place(request(**body)) == queue


@pytest.mark.parametrize(
    "body", [{"procedures": ["unheard-of"]}, {"purpose": "submit"}, {"purpose": "guide"}, {"queue": ""}]
)
def test_a_wish_whose_queue_the_kiosk_does_not_know_waits_for_the_server(
    kiosk: Kiosk, body: dict[str, Any]
) -> None:
    kiosk.told()
    assert kiosk.own.queue_of(request(**body)) is None
    with pytest.raises(NotLearned):
        kiosk.own.place(request(**body))


def test_a_kiosk_that_may_not_speak_to_the_server_gives_no_number_behind_its_back(kiosk: Kiosk) -> None:
    kiosk.told()
    for link in ("connected", "disconnected"):
        kiosk.hall.take_link(link)
        assert kiosk.own.place(request(**{"queue": "ho-tich"})) == "ho-tich"
    kiosk.hall.take_link("refused")
    assert kiosk.refusal(queue="ho-tich").code == "unauthenticated"


def test_no_number_is_given_alone_while_the_centre_is_closed(kiosk: Kiosk) -> None:
    kiosk.told(hours=[{"days": [1], "from": "13:00", "to": "17:00"}])
    assert kiosk.refusal(queue="ho-tich").code == "queue_closed"
    kiosk.told(hours=[{"days": [1], "from": "07:30", "to": "17:00"}])
    assert kiosk.own.place(request(**{"queue": "ho-tich"})) == "ho-tich"


def test_a_procedure_that_has_no_queue_gets_no_number(kiosk: Kiosk) -> None:
    kiosk.told()
    assert kiosk.refusal(procedures=["birth", "look"]).code == "lookup_only"


def test_who_holds_a_number_of_the_queue_today_is_told_which_one(kiosk: Kiosk) -> None:
    kiosk.told()
    kiosk.learn()
    first = kiosk.give("wish-0001", person="mark-1")
    told = kiosk.refusal(queue="ho-tich", person="mark-1")
    assert (told.code, told.number) == ("one_a_field", first.number)
    assert kiosk.own.place(request(**{"queue": "chung-thuc", "person": "mark-1"})) == "chung-thuc"
    assert kiosk.own.place(request(**{"queue": "ho-tich", "person": "mark-2"})) == "ho-tich"
    assert kiosk.own.place(request(**{"queue": "ho-tich"})) == "ho-tich"
    kiosk.hall.take_time("2026-06-16T08:00:00+07:00")
    assert kiosk.own.place(request(**{"queue": "ho-tich", "person": "mark-1"})) == "ho-tich"


def test_the_ranges_are_asked_for_in_the_journals_name_and_kept(kiosk: Kiosk) -> None:
    kiosk.told()
    assert (kiosk.own.learned, kiosk.own.left()) == (False, {})
    server = Told()
    kiosk.learn(server)
    assert server.asked == [f"/devices/me/journal {kiosk.journal.ident}"]
    assert (kiosk.own.learned, kiosk.own.left()) == (True, {"chung-thuc": 10, "ho-tich": 5})
    assert kiosk.own.moment().isoformat() == MORNING
    server.body["queues"] = {"ho-tich": {**RANGES["ho-tich"], "used_to": 802}}
    kiosk.learn(server)
    assert kiosk.own.left() == {"ho-tich": 2}, "what is used counts for the day that the server named"


def test_how_far_the_clock_is_off_is_kept_for_a_start_without_the_server(kiosk: Kiosk) -> None:
    assert kept_clock(kiosk.journal).offset == timedelta(0)
    kiosk.learn(Told("2026-06-15T09:00:01+07:00"))
    assert kept_clock(kiosk.journal).offset == timedelta(seconds=1)
    kiosk.learn(Told("2026-06-15T09:00:01.900000+07:00"))
    assert kept_clock(kiosk.journal).offset == timedelta(seconds=1), "less than a second is not worth a write"
    kiosk.learn(Told("2026-06-15T09:00:02+07:00"))
    assert kept_clock(kiosk.journal).offset == timedelta(seconds=2)
    kiosk.learn(Told("2026-06-15T08:59:00+07:00"))
    assert kept_clock(kiosk.journal).offset == timedelta(seconds=-60)


def test_small_drifts_add_up_until_they_are_worth_keeping(kiosk: Kiosk) -> None:
    for told in ("09:00:00.600000", "09:00:01.200000"):
        kiosk.learn(Told(f"2026-06-15T{told}+07:00"))
    assert kept_clock(kiosk.journal).offset == timedelta(seconds=1.2)


@pytest.mark.parametrize("kept", ["", "a word", "inf", "1e300"])
def test_a_kept_offset_that_makes_no_sense_is_none(kiosk: Kiosk, kept: str) -> None:
    kiosk.journal.remember("clock_offset_seconds", kept)
    assert kept_clock(kiosk.journal).offset == timedelta(0)


def test_a_number_has_the_better_time_once_the_server_told_its_own(kiosk: Kiosk) -> None:
    entry = kiosk.journal.begin("w", request(follow_secret="s"), False, "k", kiosk.hall.now())
    entry = replace(entry, printed_at=datetime.fromisoformat("2026-06-15T09:00:00+07:00"))
    kiosk.own.given(entry)
    assert kiosk.own.printed_at(entry) == entry.printed_at, "the server has not told its time yet"
    kiosk.clocks.pass_by(30)
    kiosk.hall.take_time("2026-06-15T09:05:30+07:00")
    assert kiosk.own.printed_at(entry).isoformat() == "2026-06-15T09:05:00+07:00"
    other = replace(entry, id=entry.id + 1)
    assert kiosk.own.printed_at(other) == entry.printed_at, (
        "given before this start: the written time is all there is"
    )


def test_a_better_time_on_another_day_does_not_move_the_number_out_of_its_day(kiosk: Kiosk) -> None:
    entry = kiosk.journal.begin("w", request(follow_secret="s"), False, "k", kiosk.hall.now())
    entry = replace(entry, printed_at=datetime.fromisoformat("2026-06-15T09:00:00+07:00"))
    kiosk.own.given(entry)
    kiosk.hall.take_time("2026-06-16T09:05:00+07:00")
    assert kiosk.own.printed_at(entry) == entry.printed_at


def test_a_number_given_by_a_clock_that_the_server_doubted_has_its_time_once_the_clock_is_right(
    kiosk: Kiosk,
) -> None:
    kiosk.told()
    kiosk.learn(Told("2099-06-15T03:00:00+07:00"))
    entry = kiosk.give("wish-0001")
    kiosk.own.given(entry)
    assert (entry.day, str(entry.printed_at)[:4]) == (DAY, "2099")
    kiosk.clocks.pass_by(60)
    kiosk.learn(Told("2026-06-15T09:21:00+07:00"))
    assert kiosk.own.printed_at(entry).isoformat() == "2026-06-15T09:20:00+07:00"


def test_a_number_of_the_server_was_printed_now(kiosk: Kiosk) -> None:
    kiosk.told()
    entry = kiosk.journal.begin("w", request(follow_secret="s"), False, "k", kiosk.hall.now())
    assert kiosk.own.printed_at(entry).isoformat() == MORNING


def test_the_server_is_told_how_the_kiosk_stands(kiosk: Kiosk) -> None:
    kiosk.told()
    kiosk.hall.take_link("connected")
    assert kiosk.own.report().detail() == {"alone": False, "undelivered": 0, "set_aside": 0, "range_left": 0}
    kiosk.learn()
    quiet = {
        "alone": False,
        "undelivered": 0,
        "set_aside": 0,
        "range_left": 5,
        "journal": kiosk.journal.ident,
    }
    assert kiosk.own.report().detail() == quiet
    kiosk.hall.take_link("disconnected")
    assert kiosk.own.report().detail() == {**quiet, "alone": True}
    kiosk.hall.take_link("connected")
    kiosk.give("wish-0001")
    assert kiosk.own.report().detail() == {**quiet, "alone": True, "undelivered": 1, "range_left": 4}


def test_the_server_is_told_the_latest_numbers_that_it_did_not_take(kiosk: Kiosk) -> None:
    kiosk.told()
    kiosk.learn(Told())
    for place in range(7):
        entry = kiosk.give(f"wish-{place}", queue="chung-thuc")
        kiosk.journal.set_aside(entry, f"why-{place}")
    told = kiosk.own.report().detail()
    assert (told["set_aside"], told["set_aside_numbers"]) == (
        7,
        "B806 (why-6), B805 (why-5), B804 (why-4), B803 (why-3), B802 (why-2)",
    )


def test_a_range_does_not_begin_again_while_the_server_holds_its_day_in_doubt(
    kiosk: Kiosk, tmp_path: Path
) -> None:
    kiosk.told()
    kiosk.learn()
    assert kiosk.give("wish-0001").number == "A800"
    jumped = Told("2099-06-15T09:20:00+07:00")
    kiosk.learn(jumped)
    assert (kiosk.own.day(), kiosk.own.left()["ho-tich"]) == (DAY, 4)
    # Neither after a start without the server.
    again = OfflineNumbers(kiosk.journal, kiosk.hall, kiosk.catalogue)
    assert (again.day(), again.left()["ho-tich"]) == (DAY, 4)
    kiosk.learn()
    assert kiosk.own.day() == DAY
    kiosk.hall.take_time("2026-06-16T08:00:00+07:00")
    assert (kiosk.own.day(), kiosk.own.left()["ho-tich"]) == ("2026-06-16", 5)


def test_a_kiosk_whose_own_clock_went_back_does_not_begin_its_range_again(kiosk: Kiosk) -> None:
    kiosk.told()
    kiosk.learn()
    assert kiosk.give("wish-0001").number == "A800"
    clock = ServerClock(wall=lambda: datetime(2000, 1, 1, tzinfo=UTC), steady=lambda: 0.0)
    again = OfflineNumbers(kiosk.journal, Hall(clock), kiosk.catalogue)
    assert (again.day(), again.left()["ho-tich"]) == (DAY, 4)


def test_what_was_settled_is_forgotten_only_once_the_server_said_what_time_it_is(kiosk: Kiosk) -> None:
    kiosk.told()
    kiosk.learn()
    entry = kiosk.journal.begin("wish-0001", request(**{"queue": "ho-tich"}), False, "key", kiosk.hall.now())
    kiosk.journal.refused(entry, "queue_closed")
    again = OfflineNumbers(kiosk.journal, kiosk.hall, kiosk.catalogue)
    # A server that doubts its own clock does not say it.
    again.learn(Told("2099-06-15T09:20:00+07:00"))  # type: ignore[arg-type]
    assert kiosk.journal.entry(entry.id) is not None
    later = Told("2026-06-25T09:20:00+07:00")
    later.body["day"] = "2026-06-25"
    again = OfflineNumbers(kiosk.journal, kiosk.hall, kiosk.catalogue)
    again.learn(later)  # type: ignore[arg-type]
    assert kiosk.journal.entry(entry.id) is None


def test_a_kiosk_that_has_a_twin_gives_no_number_by_itself_until_the_server_lets_it(kiosk: Kiosk) -> None:
    kiosk.told()
    server = Told()
    kiosk.learn(server)
    assert kiosk.own.left()["ho-tich"] == 5
    server.refuses = Refused(409, "kiosk_twin", "", "")
    for own in (kiosk.own, OfflineNumbers(kiosk.journal, kiosk.hall, kiosk.catalogue)):
        with pytest.raises(Refused):
            own.learn(server)  # type: ignore[arg-type]
        with pytest.raises(NotLearned):
            own.place(request(**{"queue": "ho-tich"}))
        assert own.left() == {}
    # Also after a start without the server.
    again = OfflineNumbers(kiosk.journal, kiosk.hall, kiosk.catalogue)
    assert again.left() == {}
    server.refuses = None
    again.learn(server)  # type: ignore[arg-type]
    assert again.left()["ho-tich"] == 5


def test_an_older_server_is_asked_as_before(kiosk: Kiosk) -> None:
    kiosk.told()
    server = Told()
    server.refuses = Refused(404, "not_found", "", "")
    kiosk.learn(server)
    assert server.asked == [f"/devices/me/ranges?journal={kiosk.journal.ident}"]
    assert kiosk.own.left()["ho-tich"] == 5


def test_an_older_journal_that_was_put_back_gives_no_number_until_the_server_has_passed_over(
    kiosk: Kiosk, tmp_path: Path
) -> None:
    kiosk.told()
    kiosk.learn()
    assert kiosk.give("wish-0001").number == "A800"
    kiosk.journal.close()
    shutil.copy(tmp_path / "journal.sqlite3", tmp_path / "image")
    kiosk.journal = Journal(tmp_path / "journal.sqlite3")
    assert not kiosk.journal.behind
    assert kiosk.give("wish-0002").number == "A801"
    kiosk.journal.close()
    (tmp_path / "image").replace(tmp_path / "journal.sqlite3")
    kiosk.journal = Journal(tmp_path / "journal.sqlite3")
    back = OfflineNumbers(kiosk.journal, kiosk.hall, kiosk.catalogue)
    assert (kiosk.journal.behind, back.left()) == (True, {})
    with pytest.raises(NotLearned):
        back.place(request(**{"queue": "ho-tich"}))
    server = Told()
    server.body["queues"] = {"ho-tich": {**RANGES["ho-tich"], "used_to": 802}}
    back.learn(server)  # type: ignore[arg-type]
    assert server.claims[-1]["behind"]
    assert (kiosk.journal.behind, back.left()) == (False, {"ho-tich": 2})


@pytest.mark.parametrize("server_is", ["cut off", "older"])
def test_a_journal_that_was_put_back_stays_behind_until_it_is_on_the_disk_what_was_passed_over(
    kiosk: Kiosk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server_is: str
) -> None:
    told = json.dumps({"journal": kiosk.journal.ident, "counts": 7})
    kiosk.journal.close()
    (tmp_path / "journal.mark").write_text(told)
    kiosk.journal = Journal(tmp_path / "journal.sqlite3")
    back, server = OfflineNumbers(kiosk.journal, kiosk.hall, kiosk.catalogue), Told()
    if server_is == "older":
        server.refuses = Refused(404, "not_found", "", "")
        back.learn(server)  # type: ignore[arg-type]
    else:

        def full(*_: object) -> None:
            raise sqlite3.OperationalError("database or disk is full")

        with monkeypatch.context() as patch:
            patch.setattr(Journal, "learn", full)
            with pytest.raises(sqlite3.OperationalError):
                back.learn(server)  # type: ignore[arg-type]
    assert (kiosk.journal.behind, (tmp_path / "journal.mark").read_text()) == (True, told)
    server.refuses = None
    back.learn(server)  # type: ignore[arg-type]
    assert (kiosk.journal.behind, back.left()["ho-tich"]) == (False, 5)


def test_the_server_is_told_the_highest_numbers_that_it_gave_today_at_any_place(kiosk: Kiosk) -> None:
    kiosk.told()
    issued = {"id": 1, "queue": "ho-tich", "counter": None, "state": "waiting", "calls": 0}
    older = {"number": "A261"}  # an older server does not say it
    for said in ({"number": "A017", "offline": False}, older, {"number": "A850", "offline": True}):
        data = {**issued, **said}
        kiosk.hall.take_fact(happened({"seq": 1, "type": "ticket_issued", "at": MORNING, "data": data}))
    server = Told()
    kiosk.learn(server)
    assert (server.claims[-1]["day"], server.claims[-1]["seen"]) == (DAY, {"ho-tich": 261})
