"""What may not be kept for ever goes at night, once, and the figures stay."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from queue_server.configuration.values import Configuration, Retention
from queue_server.ledger.tables import dossier_marks, dossier_words, hand_overs, idempotency_keys, tickets
from queue_server.upkeep import retention
from tests.integration.house import House, with_centre

CARD = "022185001234"
APPLICANT = {"name": "Nguyễn Thị Ngọc Ánh", "id_type": "cccd", "id_number": CARD, "address": "Số 12, ngõ 3"}
NAME_WORDS = ["nguyen", "thi", "ngoc", "anh"]
PERIODS = Retention(ticket_phone_days=7, dossier_years=2, look_years=1, session_days=30)


@pytest.fixture
def keeping(new_house: Callable[..., House], shipped_centre: Configuration) -> House:
    """A centre with short periods and counter 1 open."""
    house = new_house(with_centre(shipped_centre, retention=PERIODS))
    house.do("/counters/1/open", by=house.supervisor)
    return house


def served(house: House, **more: object) -> Any:
    house.issue("ho-tich", **more)
    ticket = house.do("/counters/1/call-next", by=house.supervisor)
    return house.do(f"/tickets/{ticket['id']}/start", by=house.supervisor)


def dossier(house: House, ticket: Any) -> Any:
    body = {"procedure": "dang-ky-khai-sinh", "applicant": APPLICANT, "note": "Bà Ánh nghe kém"}
    return house.do(f"/tickets/{ticket['id']}/dossiers", body, by=house.supervisor)


def moved(house: House, code: str, *moves: str) -> None:
    for move in moves:
        house.do(f"/dossiers/{code}/{move}", {"note": "Ghi chú"}, by=house.supervisor)


def purges(house: House) -> list[dict[str, int]]:
    events = house.get("/events?limit=1000", house.token("admin"))["events"]
    return [event["data"] for event in events if event["data"].get("what") == "personal_data_purged"]


def rows(house: House, column: Any, *where: Any) -> list[Any]:
    with house.book.engine.connect() as connection:
        mine = column.table.c.centre == house.centre.centre.id
        return list(connection.execute(select(column).where(mine, *where)).scalars())


def test_telephone_numbers_leave_their_tickets_after_the_period(keeping: House) -> None:
    keeping.issue(phone="0912 345 678")
    keeping.later(days=7)
    assert retention.purge(keeping.book)["phones"] == 0
    keeping.later(days=1)
    assert [retention.purge(keeping.book)["phones"] for _ in range(2)] == [1, 0]
    assert rows(keeping, tickets.c.phone) == [None]
    assert purges(keeping) == [{"what": "personal_data_purged", "phones": 1}]


def test_people_leave_a_dossier_years_after_it_ended_and_figures_stay(keeping: House) -> None:
    ticket = served(keeping)
    old, at_work = dossier(keeping, ticket)["code"], dossier(keeping, ticket)["code"]
    moved(keeping, old, "forward", "complete", "return-result")
    before = keeping.get(f"/dossiers/{old}", keeping.supervisor)
    keeping.later(days=2 * 365)
    assert retention.purge(keeping.book)["dossiers"] == 0
    keeping.later(hours=1)
    assert [retention.purge(keeping.book)["dossiers"] for _ in range(2)] == [1, 0]
    after = keeping.get(f"/dossiers/{old}", keeping.supervisor)
    changed = {key: after[key] for key in before if before[key] != after[key]}
    assert changed == {
        "applicant": None,
        "note": None,
        "anonymised_at": keeping.now.isoformat(timespec="milliseconds"),
        "history": [{**line, "note": None} for line in before["history"]],
    }
    assert keeping.get(f"/dossiers/{at_work}", keeping.supervisor)["applicant"] == APPLICANT
    found = [keeping.get(f"/dossiers?q={q}", keeping.supervisor)["total"] for q in ("ngoc anh", CARD)]
    assert found == [1, 1]
    assert len(rows(keeping, dossier_marks.c.dossier_id)) == 1
    assert rows(keeping, hand_overs.c.note) == [None, None]
    words = rows(keeping, dossier_words.c.word)
    assert sorted(words) == sorted([f"#{code.lower()}" for code in (old, at_work)] + NAME_WORDS)


def test_a_centre_that_keeps_people_for_ever_says_so(keeping: House) -> None:
    ticket = served(keeping)
    code = dossier(keeping, ticket)["code"]
    moved(keeping, code, "complete", "return-result")
    centre = keeping.book.centre
    keeping.book.centre = with_centre(centre, retention=replace(PERIODS, dossier_years=0))
    keeping.later(days=20 * 365)
    retention.purge(keeping.book)
    assert keeping.get(f"/dossiers/{code}", keeping.supervisor)["applicant"] == APPLICANT


def test_old_looks_and_kept_answers_go(keeping: House) -> None:
    code = dossier(keeping, served(keeping))["code"]
    keeping.get(f"/dossiers/{code}", keeping.supervisor)
    assert len(rows(keeping, idempotency_keys.c.key)) > 0
    keeping.later(days=366)
    gone = retention.purge(keeping.book)
    assert (gone["looks"], rows(keeping, idempotency_keys.c.key)) == (1, [])
    assert keeping.get(f"/dossiers/{code}/looks", keeping.supervisor) == {"items": [], "total": 0}


def test_more_than_one_batch_goes_in_one_night(keeping: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "MOST", 2)
    for _ in range(5):
        keeping.issue(phone="0912345678")
    keeping.later(days=8)
    assert retention.purge(keeping.book)["phones"] == 5
    assert [data["phones"] for data in purges(keeping)] == [2, 2, 1]


def test_the_night_has_one_purge_by_two_days_that_agree(keeping: House) -> None:
    nightly = retention.Nightly()
    keeping.issue("dat-dai")
    # Of a new centre's first day nobody knows the day before.
    found = [nightly.run(keeping.book)]
    for _ in range(2):
        keeping.later(days=1)
        found.append(nightly.run(keeping.book))
        keeping.issue("dat-dai")
        found += [nightly.run(keeping.book), nightly.run(keeping.book)]
    # The day has to have begun by a deed.
    assert found == [None, None, Counter(), None, None, Counter(), None]
