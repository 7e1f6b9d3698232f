"""Why somebody pays less, got money back, or had a receipt voided: sealed, and deleted with the people."""

import itertools
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from queue_server.configuration.values import Configuration, Retention
from queue_server.ledger.tables import cash_closings, fee_lines, payments
from queue_server.recovery import key_file
from queue_server.upkeep import resealing, retention
from tests.integration import house as houses
from tests.integration.house import House, with_centre
from tests.integration.security.lying_open import lying_open
from tests.integration.security.test_personal_data import taken_in

EXEMPT, REFUNDED, VOIDED, COUNTED, REOPENED = (
    "con liệt sĩ, hộ nghèo",
    "bà Ánh nộp thừa",
    "nhầm với ông Hùng",
    "thối nhầm cho bà Lan",
    "bà Lan trả lại tiền",
)
SECRETS = (EXEMPT, REFUNDED, VOIDED, COUNTED, REOPENED)
SEALED = (
    fee_lines.c.exempt_reason,
    payments.c.lines,
    payments.c.void_reason,
    cash_closings.c.note,
    cash_closings.c.reopen_reason,
)


def handled(house: House) -> str:
    """A dossier and a ticket with everything that money can tell of a person."""
    code, by = taken_in(house), house.token("officer", 1)
    line = {"label": "Lệ phí", "unit_price": 8_000, "exempt_percent": 50, "exempt_reason": EXEMPT}
    house.do(f"/dossiers/{code}/fees", {"lines": [line]}, by=by)
    paid = house.do(f"/dossiers/{code}/payments", {"method": "cash"}, by=by)
    given = house.do(f"/payments/{paid['id']}/refund", {"amount": 1_000, "reason": REFUNDED}, by=by)
    house.do(f"/payments/{given['id']}/void", {"reason": VOIDED}, by=by)
    ticket = house.get("/counters", house.supervisor)[0]["ticket"]["id"]
    house.do(f"/tickets/{ticket}/payments", {"method": "cash", "lines": [line]}, by=by)
    house.do("/cash/close", {"counted": 0, "note": COUNTED}, by=by)
    house.do("/cash/reopen", {"officer": by.name, "reason": REOPENED}, by=house.supervisor)
    return code


def kept(house: House, *columns: Any) -> list[str]:
    with house.book.engine.connect() as connection:
        return [
            text
            for column in columns
            for text in connection.execute(
                select(column).where(column.table.c.centre == house.centre.centre.id)
            ).scalars()
            if text
        ]


def test_no_reason_lies_open_on_the_disk_or_in_facts(
    tmp_path: Path, database_url: str, shipped_centre: Configuration
) -> None:
    house = House(database_url, tmp_path, shipped_centre)
    handled(house)
    feed = json.dumps(house.get("/events?limit=1000", house.token("admin")), ensure_ascii=False)
    assert [secret for secret in SECRETS if secret in feed] == []
    assert lying_open(SECRETS, tmp_path, database_url) == set()
    assert {text[:3] for text in kept(house, *SEALED)} == {"s1:"}
    house.stop()


def test_a_new_key_seals_reasons_anew(
    tmp_path: Path, database_url: str, shipped_centre: Configuration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(houses, "_ids", itertools.repeat("money"))
    monkeypatch.setattr(resealing, "MOST", 1)
    house = House(database_url, tmp_path, shipped_centre)
    code = handled(house)
    (first,) = {text.split(":")[1] for text in kept(house, *SEALED)}
    house.stop()
    key_file.of(tmp_path).rotate()
    house = House(database_url, tmp_path, shipped_centre)
    resealing.all_of(house.book, house.application.parts.scans)
    (second,) = {text.split(":")[1] for text in kept(house, *SEALED)}
    assert first != second
    reader = house.token("supervisor", name="reader")
    found = house.get(f"/dossiers/{code}/fees", reader)
    assert (found["lines"][0]["exempt_reason"], found["payments"][1]["void_reason"]) == (EXEMPT, VOIDED)
    assert house.get("/cash", reader)["closings"][0]["reopen_reason"] == REOPENED
    house.stop()


def test_reasons_are_forgotten_with_the_people_and_the_books_still_add_up(
    new_house: Callable[..., House], shipped_centre: Configuration
) -> None:
    house = new_house(with_centre(shipped_centre, retention=replace(Retention(), dossier_years=2)))
    code, day = handled(house), house.now.date().isoformat()
    house.do(f"/dossiers/{code}/withdraw", {"note": "x"}, by=house.supervisor)
    before = house.get(f"/cash?day={day}", house.supervisor)
    house.later(days=2 * 365 + 1)
    first, second = (retention.purge(house.book) for _ in range(2))
    assert ((first["dossiers"], first["receipts"]), second["receipts"]) == ((1, 2), 0)
    after = house.get(f"/cash?day={day}", house.supervisor)
    assert after["sums"] == before["sums"]
    assert [paid["lines"] for paid in after["items"]] == [paid["lines"] for paid in before["items"]]
    told = json.dumps([after, house.get(f"/dossiers/{code}/fees", house.supervisor)], ensure_ascii=False)
    assert [secret for secret in SECRETS if secret in told] == []
    assert kept(house, *(column for column in SEALED if column is not payments.c.lines)) == []
