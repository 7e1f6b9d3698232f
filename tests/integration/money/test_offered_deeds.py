"""What a receipt says that may be done with it is what the server then takes, from everybody and in every state."""

from collections.abc import Callable
from typing import Any

import pytest

from queue_server.centre.deeds import people
from queue_server.ledger.actor import SYSTEM
from tests.integration.house import House, Token
from tests.integration.money.test_money import FORM, add, copies, desk, dossier, officer, pay

__all__ = ["desk"]
JUSTICE = "Phòng Tư pháp"


def of_department(house: House, department: str) -> Token:
    """An officer of a department."""
    name = f"officer of {department}"
    if name not in house.tokens:
        made: list[str] = []
        house.book.perform(
            SYSTEM,
            lambda deed: made.append(people.create_token(deed, "officer", name, department=department)),
        )
        house.tokens[name] = Token(name, made[0])
    return house.tokens[name]


def plain(house: House) -> int:
    """A receipt of a number."""
    return int(copies(house)["id"])


def of_dossier(house: House) -> int:
    """A receipt of a dossier that is at the centre."""
    code = dossier(house)
    add(house, code, FORM)
    return int(pay(house, code)["id"])


def at_department(house: House) -> int:
    """A receipt of a dossier that a department has."""
    code = dossier(house)
    add(house, code, FORM)
    paid = int(pay(house, code)["id"])
    house.do(f"/dossiers/{code}/forward", by=house.supervisor)
    house.do(f"/dossiers/{code}/receive", by=house.supervisor)
    return paid


def given_back(house: House) -> int:
    """A receipt of which a part was given back."""
    paid = plain(house)
    house.do(f"/payments/{paid}/refund", {"amount": 1, "reason": "x"}, by=house.supervisor)
    return paid


def refund(house: House) -> int:
    """A refund."""
    path = f"/payments/{plain(house)}/refund"
    return int(house.do(path, {"amount": 1, "reason": "x"}, by=house.supervisor)["id"])


def voided(house: House) -> int:
    """A receipt that was voided."""
    paid = plain(house)
    house.do(f"/payments/{paid}/void", {"reason": "x"}, by=house.supervisor)
    return paid


def of_closed_day(house: House) -> int:
    """A receipt of an officer whose day is closed."""
    paid = plain(house)
    house.do("/cash/close", {"counted": 0}, by=officer(house))
    return paid


def of_yesterday(house: House) -> int:
    """A receipt of the day before."""
    paid = plain(house)
    house.later(days=1)
    return paid


PEOPLE: dict[str, Callable[[House], Token]] = {
    "its officer": officer,
    "another counter's": lambda house: officer(house, 2),
    "a colleague at the counter": lambda house: house.token("officer", 1, name="ca-chieu"),
    "a department's": lambda house: of_department(house, JUSTICE),
    "a supervisor": lambda house: house.supervisor,
}
DEEDS: dict[str, dict[str, Any]] = {
    "refund": {"amount": 1, "reason": "Thu nhầm"},
    "void": {"reason": "Ghi nhầm"},
}


@pytest.mark.parametrize(
    "receipt",
    [plain, of_dossier, at_department, given_back, refund, voided, of_closed_day, of_yesterday],
    ids=lambda made: made.__name__,
)
def test_a_receipt_offers_each_person_exactly_what_is_taken_from_them(
    desk: House, receipt: Callable[[House], int]
) -> None:
    offered, taken = {}, {}
    for who, person in PEOPLE.items():
        for deed, body in DEEDS.items():
            paid = receipt(desk)
            by = person(desk)
            shown = desk.get(f"/payments/{paid}", by)
            offered[who, deed] = shown["refundable" if deed == "refund" else "voidable"]
            taken[who, deed] = desk.ask("POST", f"/payments/{paid}/{deed}", body, by=by).status in (200, 201)
            _open_again(desk)
    assert offered == taken


def _open_again(house: House) -> None:
    """So that the officer can take money for the next receipt, of the same day or the next one."""
    house.ask("POST", "/cash/reopen", {"officer": "officer-1", "reason": "thử"}, by=house.supervisor)
    house.ask("POST", "/counters/1/open", by=house.supervisor)
