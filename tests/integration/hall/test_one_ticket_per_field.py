"""One person, one number a field, where the centre wants it: by a mark of the card that is worth nothing on another day."""

import hashlib
import hmac
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from queue_server.configuration.values import Configuration
from queue_server.ledger.tables import tickets
from queue_server.upkeep import retention
from tests.integration.house import House, Token, with_centre

CARD, OTHER = "022099000123", "022185001234"


@pytest.fixture
def strict(new_house: Callable[..., House], shipped_centre: Configuration) -> House:
    """A centre that gives a person one number a field."""
    return new_house(with_centre(shipped_centre, one_a_field=True))


def person(house: House, card: str = CARD, by: Token | None = None) -> str:
    """The mark that a kiosk makes of a card."""
    told = house.get("/devices/me", by=by or house.kiosk)["person_key"]
    assert told["day"] == house.now.date().isoformat()
    return hmac.digest(bytes.fromhex(told["key"]), card.encode(), hashlib.sha256).hex()[:32]


def asked(house: House, **body: object) -> Any:
    return house.ask("POST", "/tickets", {"queue": "ho-tich", **body}, by=house.kiosk)


def mark_of(house: House, ticket: Any) -> str | None:
    """What the database keeps of the number's holder."""
    with house.book.engine.connect() as connection:
        return connection.execute(select(tickets.c.person_mark).where(tickets.c.id == ticket["id"])).scalar()


def test_a_person_gets_one_number_a_field_and_is_told_the_one_that_is_held(strict: House) -> None:
    me = person(strict)
    first = asked(strict, person=me)
    assert first.status == 201
    again = asked(strict, person=me)
    assert (again.status, again.body["code"], again.body["number"]) == (
        409,
        "one_a_field",
        first.body["number"],
    )
    assert first.body["number"] in again.body["title"]
    # Another kiosk knows the person as well; another field and another person are free.
    elsewhere = strict.token("kiosk", name="kiosk-2")
    assert person(strict, by=elsewhere) == me
    assert strict.ask("POST", "/tickets", {"queue": "ho-tich", "person": me}, by=elsewhere).status == 409
    assert asked(strict, queue="chung-thuc", person=me).status == 201
    assert asked(strict, person=person(strict, OTHER)).status == 201


def test_once_the_number_is_over_the_person_may_take_another(strict: House) -> None:
    first = asked(strict, person=person(strict)).body
    strict.do(f"/tickets/{first['id']}/cancel", {"reason": "Đổi ý"}, by=strict.supervisor)
    assert asked(strict, person=person(strict)).status == 201


def test_without_a_card_the_guide_desk_and_officers_help(strict: House) -> None:
    assert (asked(strict).status, asked(strict).body["code"]) == (409, "card_needed")
    guide = strict.ask("POST", "/tickets", {"purpose": "guide"}, by=strict.kiosk)
    officer = strict.ask("POST", "/tickets", {"queue": "ho-tich"}, by=strict.token("officer", 1))
    assert (guide.status, officer.status) == (201, 201)


def test_a_number_on_paper_is_never_refused_and_counts_from_then_on(strict: House) -> None:
    me = person(strict)
    first = asked(strict, person=me).body
    printed = {"printed_number": "A800", "printed_at": strict.now.isoformat(), "person": me}
    assert asked(strict, **printed).status == 201
    strict.do(f"/tickets/{first['id']}/cancel", {"reason": "Thừa"}, by=strict.supervisor)
    again = asked(strict, person=me)
    assert (again.status, again.body["number"]) == (409, "A800")


def test_of_yesterdays_paper_no_mark_is_kept(strict: House) -> None:
    body = {"queue": "ho-tich", "printed_number": "A800", "person": person(strict)}
    late = strict.ask(
        "POST", "/tickets", {**body, "printed_at": "2026-06-14T16:00:00+07:00"}, by=strict.kiosk
    )
    assert (late.status, late.body["state"], mark_of(strict, late.body)) == (201, "expired", None)
    today = {**body, "printed_number": "A801", "printed_at": strict.now.isoformat()}
    assert mark_of(strict, strict.do("/tickets", today, by=strict.kiosk)) is not None


def test_the_mark_is_the_days_own_and_is_gone_the_next_day(strict: House) -> None:
    today = person(strict)
    number = asked(strict, person=today).body
    kept = mark_of(strict, number)
    # What the database keeps is neither the card nor what the kiosk sent.
    assert kept is not None
    assert CARD not in kept
    assert kept != today
    assert today not in str(strict.facts())
    assert kept not in str(strict.facts()) + str(number)
    strict.later(days=1)
    assert person(strict) != today
    assert retention.purge(strict.book)["marks"] >= 1
    assert mark_of(strict, number) is None


def test_where_the_rule_is_off_nobody_is_asked_and_nothing_is_kept(house: House) -> None:
    assert "person_key" not in house.get("/devices/me", by=house.kiosk)
    for _ in range(2):
        given = asked(house, person="ab" * 16)
        assert (given.status, mark_of(house, given.body)) == (201, None)


def test_only_kiosks_are_told_the_key(strict: House) -> None:
    assert "person_key" not in strict.get("/devices/me", by=strict.token("display", name="tv-1"))
    assert strict.ask("GET", "/devices/me", by=strict.supervisor).status == 403
