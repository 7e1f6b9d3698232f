"""Fees, receipts, refunds, voidings and the day's cash over HTTP, on each engine."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from queue_server.configuration.values import Configuration, CopyRate, Fees
from queue_server.ledger.tables import fee_lines, payments
from queue_server.money.deeds import receipts
from tests.integration.house import House, Token, with_centre

EXTRACT = "cap-ban-sao-trich-luc-ho-tich"
PERSON = {"name": "Nguyễn Thị Ngọc Ánh", "id_type": "cccd", "id_number": "022185001234"}
COPY = {"copy_pages": 3, "quantity": 2}
FORM = {"label": "Tờ khai", "unit_price": 1_000, "quantity": 3, "unit": "tờ"}
EXEMPT = {"label": "Lệ phí hộ tịch", "unit_price": 8_000, "exempt_percent": 100, "exempt_reason": "Hộ nghèo"}


@pytest.fixture
def desk(house: House) -> House:
    """Counters 1 and 2 open."""
    for number in (1, 2):
        house.do(f"/counters/{number}/open", by=officer(house, number))
    return house


def officer(house: House, number: int = 1) -> Token:
    return house.token("officer", number)


def served(house: House, number: int = 1, **more: Any) -> int:
    queue = house.get("/counters", house.supervisor)[number - 1]["queues"][0]
    house.issue(queue, **more)
    ticket = house.do(f"/counters/{number}/call-next", by=officer(house, number))
    return int(house.do(f"/tickets/{ticket['id']}/start", by=officer(house, number))["id"])


def procedure(house: House, amount: int | None = 8_000) -> dict[str, Any]:
    found: list[dict[str, Any]] = house.get("/catalogue")["procedures"]
    return next(p for p in found if p["fee_vnd"] == amount and (amount or not p["fee_text"]))


def dossier(house: House, amount: int | None = 8_000) -> str:
    ticket = served(house)
    body = {"procedure": procedure(house, amount)["id"], "applicant": PERSON, "due_at": "2026-06-30"}
    code = str(house.do(f"/tickets/{ticket}/dossiers", body, by=officer(house))["code"])
    house.do(f"/tickets/{ticket}/finish", by=officer(house))
    return code


def add(house: House, code: str, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = house.do(f"/dossiers/{code}/fees", {"lines": lines, **more}, by=officer(house))
    return found


def pay(house: House, code: str, method: str = "cash", **more: Any) -> dict[str, Any]:
    body = {"method": method, **more}
    found: dict[str, Any] = house.do(f"/dossiers/{code}/payments", body, by=officer(house))
    return found


def copies(house: House, number: int = 1, method: str = "cash") -> dict[str, Any]:
    ticket = served(house, number)
    body = {"method": method, "lines": [COPY]}
    found: dict[str, Any] = house.do(f"/tickets/{ticket}/payments", body, by=officer(house, number))
    house.do(f"/tickets/{ticket}/finish", {"outcome": "other"}, by=officer(house, number))
    return found


def fees(house: House, code: str) -> dict[str, Any]:
    found: dict[str, Any] = house.get(f"/dossiers/{code}/fees", officer(house))
    return found


def numbers(house: House) -> list[int]:
    with house.book.engine.connect() as connection:
        mine = payments.c.centre == house.centre.centre.id
        return sorted(connection.execute(select(payments.c.receipt_no).where(mine)).scalars())


def test_the_published_fee_is_offered_as_the_first_line(desk: House) -> None:
    known = procedure(desk)
    assert fees(desk, dossier(desk))["published"] == {
        "label": known["short_name"],
        "text": known["fee_text"],
        "amount": 8_000,
        "unit": known["fee_text"].split(";")[0].partition("/")[2],
        "copies": False,
    }


@pytest.mark.parametrize(
    ("asked", "price"),
    [
        ("quantity=3&unit_price=8000", (8_000, 24_000)),
        ("quantity=2&copy_pages=3", (5_000, 10_000)),
        ("unit_price=9999&exempt_percent=33", (9_999, 6_699)),
        ("copy_pages=1&exempt_percent=100", (2_000, 0)),
    ],
)
def test_a_line_is_priced_before_it_is_added(desk: House, asked: str, price: tuple[int, int]) -> None:
    found = desk.get(f"/fees/line?{asked}", officer(desk))
    assert found == {"unit_price": price[0], "amount": price[1]}


@pytest.mark.parametrize(
    "asked", ["quantity=2", "unit_price=1&copy_pages=1", "unit_price=1000000000&quantity=2"]
)
def test_a_line_without_one_price_or_with_too_high_a_one_has_none(desk: House, asked: str) -> None:
    answer = desk.ask("GET", f"/fees/line?{asked}", by=officer(desk))
    assert (answer.status, answer.body["code"]) == (422, "invalid")


def test_a_fee_that_was_not_published_stays_open_and_is_never_free(desk: House) -> None:
    offered = fees(desk, dossier(desk, None))["published"]
    assert (offered["text"], offered["amount"]) == (None, None)
    before = desk.get(f"/fees?procedure={procedure(desk, None)['id']}", officer(desk))
    assert (before["published"]["text"], before["published"]["amount"]) == (None, None)
    assert before["copy_rate"] == {"page": 2_000, "more": 1_000, "from_page": 3, "most": 200_000}


def test_lines_carry_everything_and_are_taken_away_until_they_are_paid(desk: House) -> None:
    code = dossier(desk)
    found = add(desk, code, COPY, FORM, EXEMPT)
    assert [{k: v for k, v in line.items() if k != "id"} for line in found["lines"]] == [
        {
            "label": "Chứng thực bản sao, 3 trang",
            "quantity": 2,
            "unit": "bản",
            "unit_price": 5_000,
            "amount": 10_000,
            "exempt_reason": None,
            "payment": None,
            "receipt": None,
        },
        {
            "label": "Tờ khai",
            "quantity": 3,
            "unit": "tờ",
            "unit_price": 1_000,
            "amount": 3_000,
            "exempt_reason": None,
            "payment": None,
            "receipt": None,
        },
        {
            "label": "Lệ phí hộ tịch",
            "quantity": 1,
            "unit": "lần",
            "unit_price": 8_000,
            "amount": 0,
            "exempt_reason": "Hộ nghèo",
            "payment": None,
            "receipt": None,
        },
    ]
    assert (found["due"], found["paid"], found["version"]) == (13_000, 0, 2)
    form = found["lines"][1]["id"]
    after = desk.do(f"/dossiers/{code}/fees/{form}/remove", {"version": 2}, by=officer(desk))
    assert (after["due"], after["version"], len(after["lines"])) == (10_000, 3, 2)
    pay(desk, code)
    copy = found["lines"][0]["id"]
    assert desk.refused(f"/dossiers/{code}/fees/{copy}/remove", {}, by=officer(desk)) == (409, "fee_is_paid")
    assert desk.refused(f"/dossiers/{code}/fees/{form}/remove", {}, by=officer(desk)) == (404, "not_found")


def test_who_saw_an_older_version_changes_nothing(desk: House) -> None:
    code = dossier(desk)
    add(desk, code, FORM, version=1)
    late = desk.ask("POST", f"/dossiers/{code}/payments", {"method": "cash", "version": 1}, by=officer(desk))
    assert (late.status, late.body["code"], late.body["version"]) == (409, "changed_meanwhile", 2)
    assert fees(desk, code)["payments"] == []


def test_a_receipt_says_what_was_paid_how_and_by_whom(desk: House) -> None:
    code = dossier(desk)
    add(desk, code, FORM, EXEMPT)
    paid = pay(desk, code, "transfer")
    ident = paid.pop("id")
    assert paid == {
        "receipt": "000001/2026",
        "number": 1,
        "year": 2026,
        "kind": "receipt",
        "amount": 3_000,
        "method": "transfer",
        "method_name": "Chuyển khoản",
        "at": desk.now.isoformat(timespec="milliseconds"),
        "day": "2026-06-15",
        "by": "officer-1",
        "counter": 1,
        "dossier": code,
        "ticket": None,
        "ticket_number": None,
        "lines": [
            {
                "label": "Tờ khai",
                "quantity": 3,
                "unit": "tờ",
                "unit_price": 1_000,
                "amount": 3_000,
                "exempt_reason": None,
            },
            {
                "label": "Lệ phí hộ tịch",
                "quantity": 1,
                "unit": "lần",
                "unit_price": 8_000,
                "amount": 0,
                "exempt_reason": "Hộ nghèo",
            },
        ],
        "reason": None,
        "refund_of": None,
        "refund_of_receipt": None,
        "voided_at": None,
        "voided_by": None,
        "void_reason": None,
        "left": 3_000,
        "refundable": True,
        "voidable": True,
    }
    assert [line["receipt"] for line in fees(desk, code)["lines"]] == ["000001/2026"] * 2
    (listed,) = desk.get("/payments?year=2026&number=1", officer(desk))["items"]
    assert (listed["id"], [line["exempt_reason"] for line in listed["lines"]]) == (ident, [None, None])
    assert desk.get("/payments?year=2026&number=2", officer(desk))["items"] == []


def test_some_lines_are_paid_now_and_others_later(desk: House) -> None:
    code = dossier(desk)
    first, second = (line["id"] for line in add(desk, code, FORM, COPY)["lines"])
    assert pay(desk, code, lines=[second])["amount"] == 10_000
    assert fees(desk, code)["due"] == 3_000
    again = {"method": "cash", "lines": [first, second]}
    assert desk.refused(f"/dossiers/{code}/payments", again, by=officer(desk)) == (409, "fee_is_paid")
    unknown = {"method": "cash", "lines": [999_999]}
    assert desk.refused(f"/dossiers/{code}/payments", unknown, by=officer(desk)) == (422, "invalid")
    assert pay(desk, code)["receipt"] == "000002/2026"
    assert desk.refused(f"/dossiers/{code}/payments", {"method": "cash"}, by=officer(desk)) == (
        409,
        "nothing_to_pay",
    )


def test_for_nothing_there_is_no_receipt(desk: House) -> None:
    code = dossier(desk)
    add(desk, code, EXEMPT)
    assert desk.refused(f"/dossiers/{code}/payments", {"method": "cash"}, by=officer(desk)) == (
        409,
        "nothing_to_pay",
    )
    assert numbers(desk) == []


def test_the_dossier_waits_for_its_payment_and_goes_on_with_it(desk: House) -> None:
    code = dossier(desk)
    desk.do(f"/dossiers/{code}/forward", by=desk.supervisor)
    add(desk, code, FORM, COPY, request=True)
    assert desk.get(f"/dossiers/{code}", officer(desk))["status"] == 6
    assert desk.refused(f"/dossiers/{code}/pay", {}, by=officer(desk)) == (409, "fees_open")
    first = fees(desk, code)["lines"][0]["id"]
    pay(desk, code, lines=[first])
    assert desk.get(f"/dossiers/{code}", officer(desk))["status"] == 6
    pay(desk, code)
    after = desk.get(f"/dossiers/{code}", officer(desk))
    assert (after["status"], after["history"][-1]["note"]) == (4, "Đã thu tiền, phiếu 000002/2026")
    assert after["version"] == fees(desk, code)["version"]


def test_a_voided_receipt_makes_its_dossier_wait_for_the_money_again(desk: House) -> None:
    code = dossier(desk)
    desk.do(f"/dossiers/{code}/forward", by=desk.supervisor)
    add(desk, code, FORM, COPY, request=True)
    first, second = (line["id"] for line in fees(desk, code)["lines"])
    pay(desk, code, lines=[first])
    mistaken = pay(desk, code, lines=[second])
    desk.do(f"/dossiers/{code}/receive", by=desk.supervisor)
    desk.do(f"/payments/{mistaken['id']}/void", {"reason": "Nhầm hình thức"}, by=officer(desk))
    after = desk.get(f"/dossiers/{code}", officer(desk))
    assert (after["status"], after["history"][-1]["note"]) == (
        6,
        "Phiếu thu 000002/2026 đã hủy, khoản phải thu mở lại.",
    )
    assert after["version"] == fees(desk, code)["version"]
    pay(desk, code)
    assert desk.get(f"/dossiers/{code}", officer(desk))["status"] == 4


def test_a_voided_receipt_stops_no_work_that_did_not_wait_for_it(desk: House) -> None:
    code = dossier(desk)
    add(desk, code, FORM)
    paid = pay(desk, code)
    desk.do(f"/dossiers/{code}/forward", by=desk.supervisor)
    desk.do(f"/payments/{paid['id']}/void", {"reason": "Nhầm hình thức"}, by=officer(desk))
    assert desk.get(f"/dossiers/{code}", officer(desk))["status"] == 4
    assert fees(desk, code)["due"] == 3_000


def test_payment_cannot_be_asked_for_where_the_dossier_does_not_allow_it(desk: House) -> None:
    code = dossier(desk)
    body = {"lines": [FORM], "request": True}
    assert desk.refused(f"/dossiers/{code}/fees", body, by=officer(desk)) == (409, "illegal_move")
    assert fees(desk, code)["lines"] == []


def test_a_withdrawn_dossier_takes_no_fee_but_gives_money_back(desk: House) -> None:
    code = dossier(desk)
    add(desk, code, FORM)
    paid = pay(desk, code)
    desk.do(f"/dossiers/{code}/withdraw", by=officer(desk))
    assert desk.refused(f"/dossiers/{code}/fees", {"lines": [FORM]}, by=officer(desk)) == (409, "no_fees_now")
    desk.do(f"/payments/{paid['id']}/refund", {"amount": 3_000, "reason": "Rút hồ sơ"}, by=officer(desk))
    assert fees(desk, code)["paid"] == 0


def test_copies_are_paid_on_a_ticket_without_a_dossier(desk: House) -> None:
    ticket = served(desk)
    body = {"method": "card", "lines": [COPY, {**COPY, "copy_pages": 1_000, "quantity": 1}]}
    paid = desk.do(f"/tickets/{ticket}/payments", body, by=officer(desk))
    assert (paid["amount"], paid["ticket"], paid["dossier"], paid["counter"]) == (210_000, ticket, None, 1)
    assert [p["id"] for p in desk.get(f"/tickets/{ticket}/payments", officer(desk))["items"]] == [paid["id"]]
    assert desk.refused(f"/tickets/{ticket}/payments", body, by=officer(desk, 2)) == (403, "not_your_counter")
    waiting = desk.issue(desk.get("/counters", desk.supervisor)[0]["queues"][0])["id"]
    assert desk.refused(f"/tickets/{waiting}/payments", body, by=officer(desk)) == (409, "ticket_not_here")


def test_opening_a_dossiers_receipt_is_a_look_since_it_says_why_somebody_paid_less(desk: House) -> None:
    code = dossier(desk)
    less = {"label": "Lệ phí", "unit_price": 8_000, "exempt_percent": 50, "exempt_reason": "Hộ nghèo"}
    desk.do(f"/dossiers/{code}/fees", {"lines": [less]}, by=officer(desk))
    paid = desk.do(f"/dossiers/{code}/payments", {"method": "cash"}, by=officer(desk))
    stranger = officer(desk, 6)
    shown = desk.get(f"/payments/{paid['id']}", stranger)
    assert [line["exempt_reason"] for line in shown["lines"]] == ["Hộ nghèo"]
    looks = desk.get(f"/dossiers/{code}/looks", desk.supervisor)["items"]
    assert ("officer-6", "opened") in [(look["by"], look["what"]) for look in looks]


def test_a_receipt_without_a_dossier_is_given_back_by_its_own_counter_or_a_supervisor(desk: House) -> None:
    path = f"/payments/{copies(desk)['id']}/refund"
    body = {"amount": 1_000, "reason": "Thu nhầm"}
    assert desk.refused(path, body, by=officer(desk, 2)) == (403, "forbidden")
    for by in (officer(desk), desk.token("officer", 1, name="ca-chieu"), desk.supervisor):
        assert desk.do(path, body, by=by)["amount"] == -1_000


def test_a_refund_has_its_own_number_and_is_never_more_than_was_paid(desk: House) -> None:
    paid = copies(desk)
    path = f"/payments/{paid['id']}/refund"
    half = desk.do(path, {"amount": 4_000, "reason": "Sao thừa một bản"}, by=desk.supervisor)
    kept = {
        name: half[name] for name in ("receipt", "kind", "amount", "reason", "refund_of", "refund_of_receipt")
    }
    assert kept == {
        "receipt": "000002/2026",
        "kind": "refund",
        "amount": -4_000,
        "reason": "Sao thừa một bản",
        "refund_of": paid["id"],
        "refund_of_receipt": "000001/2026",
    }
    more = desk.ask("POST", path, {"amount": 6_001, "reason": "x"}, by=officer(desk))
    assert (more.status, more.body["code"], more.body["left"]) == (409, "refund_too_high", 6_000)
    assert desk.refused(
        f"/payments/{half['id']}/refund", {"amount": 1, "reason": "x"}, by=desk.supervisor
    ) == (
        409,
        "not_refundable",
    )
    # A refund that was a mistake is voided: then all of it may be given back again.
    desk.do(f"/payments/{half['id']}/void", {"reason": "Nhầm"}, by=desk.supervisor)
    desk.later(days=1)
    assert desk.do(path, {"amount": 10_000, "reason": "Trả lại"}, by=officer(desk))["left"] == 0
    assert desk.get(f"/payments/{paid['id']}", officer(desk))["left"] == 0
    assert numbers(desk) == [1, 2, 3]


def test_a_voided_receipt_keeps_its_number_and_its_lines_are_open_again(desk: House) -> None:
    code = dossier(desk)
    add(desk, code, FORM)
    paid = pay(desk, code)
    path = f"/payments/{paid['id']}/void"
    assert desk.refused(path, {"reason": "x"}, by=officer(desk, 2)) == (403, "forbidden")
    voided = desk.do(path, {"reason": "Sai hình thức"}, by=officer(desk))
    assert (voided["voided_by"], voided["void_reason"], voided["receipt"], voided["left"]) == (
        "officer-1",
        "Sai hình thức",
        "000001/2026",
        0,
    )
    assert voided["lines"] == paid["lines"]
    assert desk.refused(path, {"reason": "x"}, by=officer(desk)) == (409, "already_voided")
    assert fees(desk, code)["due"] == 3_000
    again = pay(desk, code, "card")
    assert again["receipt"] == "000002/2026"
    refused = desk.refused(f"/payments/{paid['id']}/refund", {"amount": 1, "reason": "x"}, by=officer(desk))
    assert refused == (409, "already_voided")
    desk.do(f"/payments/{again['id']}/refund", {"amount": 1, "reason": "x"}, by=officer(desk))
    assert desk.refused(f"/payments/{again['id']}/void", {"reason": "x"}, by=desk.supervisor) == (
        409,
        "has_refund",
    )


def test_a_receipt_of_another_day_is_not_voided(desk: House) -> None:
    paid = copies(desk)
    desk.later(days=1)
    assert desk.refused(f"/payments/{paid['id']}/void", {"reason": "x"}, by=desk.supervisor) == (
        409,
        "void_too_late",
    )


def test_a_payment_sent_twice_is_taken_once(desk: House) -> None:
    code = dossier(desk)
    add(desk, code, FORM)
    path, body = f"/dossiers/{code}/payments", {"method": "cash"}
    answers = [desk.ask("POST", path, body, by=officer(desk), key="once") for _ in range(2)]
    assert answers[0].body == answers[1].body
    assert answers[1].headers["idempotent-replayed"] == "true"
    assert numbers(desk) == [1]


def test_a_deed_that_fails_leaves_no_hole_in_the_numbers(
    desk: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies(desk)

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("after the number was taken")

    with monkeypatch.context() as patch:
        patch.setattr(receipts, "_told", fails)
        ticket = served(desk)
        body = {"method": "cash", "lines": [COPY]}
        assert desk.ask("POST", f"/tickets/{ticket}/payments", body, by=officer(desk)).status == 500
    desk.do(f"/tickets/{ticket}/payments", body, by=officer(desk))
    assert numbers(desk) == [1, 2]


def test_each_year_begins_with_one(desk: House) -> None:
    copies(desk)
    desk.later(days=200)
    for number in (1, 2):
        desk.do(f"/counters/{number}/open", by=officer(desk, number))
    assert copies(desk)["receipt"] == "000001/2027"


def test_the_day_begins_with_nothing_and_an_officer_sees_only_their_own(desk: House) -> None:
    nothing = dict.fromkeys(
        ("taken", "refunded", "voided", "book", "cash", "transfer", "card", "receipts", "refunds", "voids"), 0
    )
    empty = desk.get("/cash", officer(desk))
    assert (empty["sums"], empty["items"], empty["officers"]) == (
        nothing,
        [],
        [{"officer": "officer-1", "sums": nothing, "closing": None}],
    )
    copies(desk)
    copies(desk, 2, "transfer")
    mine = desk.get("/cash", officer(desk))
    assert (mine["officer"], [paid["by"] for paid in mine["items"]], mine["sums"]["book"]) == (
        "officer-1",
        ["officer-1"],
        10_000,
    )
    everybody = desk.get("/cash", desk.supervisor)
    assert [row["officer"] for row in everybody["officers"]] == ["officer-1", "officer-2"]
    assert (everybody["sums"]["cash"], everybody["sums"]["transfer"]) == (10_000, 10_000)
    assert desk.get("/cash?officer=officer-2", desk.supervisor)["sums"]["cash"] == 0
    assert desk.ask("GET", "/cash?officer=officer-2", by=officer(desk)).body["code"] == "forbidden"


def test_closing_the_day_keeps_what_was_counted_and_ends_taking(desk: House) -> None:
    paid = copies(desk)
    closed = desk.do("/cash/close", {"counted": 9_500, "note": "Thối nhầm"}, by=officer(desk))
    (closing,) = closed["closings"]
    assert {name: closing[name] for name in ("expected", "counted", "difference", "note", "by")} == {
        "expected": 10_000,
        "counted": 9_500,
        "difference": -500,
        "note": "Thối nhầm",
        "by": "officer-1",
    }
    assert desk.refused("/cash/close", {"counted": 0}, by=officer(desk)) == (409, "cash_closed")
    ticket = served(desk)
    body = {"method": "cash", "lines": [COPY]}
    assert desk.refused(f"/tickets/{ticket}/payments", body, by=officer(desk)) == (409, "cash_closed")
    assert desk.refused(f"/payments/{paid['id']}/void", {"reason": "x"}, by=desk.supervisor) == (
        409,
        "cash_closed",
    )
    again = {"officer": "officer-1", "reason": "Chốt nhầm giờ"}
    assert desk.ask("POST", "/cash/reopen", again, by=officer(desk)).status == 403
    reopened = desk.do("/cash/reopen", again, by=desk.supervisor)
    assert (reopened["officers"][0]["closing"], reopened["closings"][0]["reopen_reason"]) == (
        None,
        "Chốt nhầm giờ",
    )
    desk.do(f"/tickets/{ticket}/payments", body, by=officer(desk))
    after = desk.do("/cash/close", {"counted": 20_000}, by=officer(desk))
    assert [row["difference"] for row in after["closings"]] == [-500, 0]
    assert desk.refused("/cash/reopen", {"officer": "nobody", "reason": "x"}, by=desk.supervisor) == (
        409,
        "cash_not_closed",
    )


def test_a_day_that_was_forgotten_is_closed_later_and_one_to_come_is_not(desk: House) -> None:
    copies(desk)
    desk.later(days=1)
    closed = desk.do("/cash/close", {"day": "2026-06-15", "counted": 10_000}, by=officer(desk))
    assert (closed["day"], closed["today"], closed["closings"][0]["difference"]) == ("2026-06-15", False, 0)
    assert desk.refused("/cash/close", {"day": "2026-06-17", "counted": 0}, by=officer(desk)) == (
        422,
        "invalid",
    )
    others = {"officer": "officer-2", "counted": 0}
    assert desk.refused("/cash/close", others, by=officer(desk)) == (403, "forbidden")
    assert desk.do("/cash/close", others, by=desk.supervisor)["closings"][0]["by"] == "supervisor"


@pytest.mark.parametrize("seed", [1, 2])
def test_receipts_less_refunds_less_voids_are_the_cash_book_of_any_day(desk: House, seed: int) -> None:
    chance = random.Random(seed)
    drawer = {1: 0, 2: 0}
    book = 0
    taken: list[dict[str, Any]] = []
    tickets = {number: served(desk, number) for number in (1, 2)}
    for _ in range(40):
        number = chance.choice((1, 2))
        by = officer(desk, number)
        deed = chance.choice(("pay", "pay", "refund", "void"))
        if deed == "pay" or not taken:
            line = {"label": "Lệ phí", "unit_price": chance.randrange(1, 90) * 1_000}
            body = {"method": chance.choice(("cash", "transfer", "card")), "lines": [line]}
            made = desk.do(f"/tickets/{tickets[number]}/payments", body, by=by)
            taken.append(made)
        elif deed == "refund":
            of = chance.choice(taken)
            number = of["counter"]
            by = officer(desk, number)
            body = {"amount": chance.randrange(1, of["amount"] * 2), "reason": "Hoàn"}
            answer = desk.ask("POST", f"/payments/{of['id']}/refund", body, by=by)
            if answer.status != 201:
                assert answer.body["code"] in ("refund_too_high", "already_voided")
                continue
            made = answer.body
        else:
            of = chance.choice(taken)
            by, number = officer(desk, int(of["by"][-1])), int(of["by"][-1])
            answer = desk.ask("POST", f"/payments/{of['id']}/void", {"reason": "Nhầm"}, by=by)
            if answer.status != 200:
                assert answer.body["code"] in ("has_refund", "already_voided")
                continue
            made = {**answer.body, "amount": -answer.body["amount"]}
        book += made["amount"]
        drawer[number] += made["amount"] if made["method"] == "cash" else 0
    found = desk.get("/cash", desk.supervisor)
    sums = found["sums"]
    assert sums["taken"] - sums["refunded"] - sums["voided"] == sums["book"] == book
    assert {row["officer"][-1]: row["sums"]["cash"] for row in found["officers"]} == {
        str(number): amount for number, amount in drawer.items()
    }
    assert numbers(desk) == list(range(1, sums["receipts"] + sums["refunds"] + 1))


def test_facts_tell_codes_and_amounts_and_no_reason(desk: House) -> None:
    code = dossier(desk)
    seq = desk.seq()
    add(desk, code, {**FORM, "exempt_percent": 50, "exempt_reason": "Hộ nghèo"})
    paid = pay(desk, code)
    given = desk.do(f"/payments/{paid['id']}/refund", {"amount": 500, "reason": "Bà Ánh"}, by=officer(desk))
    desk.do(f"/payments/{given['id']}/void", {"reason": "Bà Ánh"}, by=officer(desk))
    desk.do("/cash/close", {"counted": 1_000, "note": "Bà Ánh"}, by=officer(desk))
    told = desk.facts(seq)
    assert [fact["type"] for fact in told] == [
        "fees_changed",
        "payment_taken",
        "payment_refunded",
        "payment_voided",
        "cash_closed",
    ]
    assert {**told[1]["data"], "payment": 0, "tickets": []} == {
        "payment": 0,
        "receipt": "000001/2026",
        "amount": 1_500,
        "method": "cash",
        "day": "2026-06-15",
        "officer": "officer-1",
        "ticket": None,
        "code": code,
        "tickets": [],
        "version": 3,
    }
    assert "Ánh" not in repr(told) + repr(desk.facts())
    assert "nghèo" not in repr(told)


def test_reasons_lie_sealed_and_open_only_in_their_own_row(desk: House) -> None:
    code = dossier(desk)
    add(desk, code, {**FORM, "exempt_percent": 50, "exempt_reason": "Hộ nghèo"})
    paid = pay(desk, code)
    desk.do(f"/payments/{paid['id']}/void", {"reason": "Bà Ánh"}, by=officer(desk))
    with desk.book.engine.connect() as connection:
        mine = desk.centre.centre.id
        kept = [
            *connection.execute(
                select(fee_lines.c.exempt_reason).where(fee_lines.c.centre == mine)
            ).scalars(),
            *connection.execute(select(payments.c.lines).where(payments.c.centre == mine)).scalars(),
            *connection.execute(select(payments.c.void_reason).where(payments.c.centre == mine)).scalars(),
        ]
    assert [text.startswith("s1:") for text in kept] == [True] * 3
    assert desk.get(f"/payments/{paid['id']}", officer(desk))["void_reason"] == "Bà Ánh"


def test_an_exemption_needs_its_reason_and_a_line_one_price(desk: House) -> None:
    code = dossier(desk)
    for wrong in (
        {**FORM, "exempt_percent": 50},
        {**FORM, "exempt_reason": "Hộ nghèo"},
        {**FORM, "copy_pages": 2},
        {"label": "Không có giá"},
        {"unit_price": 1_000},
        {**FORM, "quantity": 0},
        {**FORM, "unit_price": -1},
    ):
        assert desk.refused(f"/dossiers/{code}/fees", {"lines": [wrong]}, by=officer(desk)) == (
            422,
            "invalid",
        )
    high = {"label": "x", "unit_price": 1_000_000_000, "quantity": 2}
    assert desk.refused(f"/dossiers/{code}/fees", {"lines": [high]}, by=officer(desk)) == (422, "invalid")


def test_a_centre_sets_its_own_rate_for_copies(
    new_house: Callable[..., House], shipped_centre: Configuration
) -> None:
    own = Fees(CopyRate(3_000, 3_000, 1, 8_000))
    house = new_house(with_centre(shipped_centre, fees=own))
    house.do("/counters/1/open", by=officer(house))
    ticket = served(house)
    paid = house.do(f"/tickets/{ticket}/payments", {"method": "cash", "lines": [COPY]}, by=officer(house))
    assert paid["amount"] == 16_000
