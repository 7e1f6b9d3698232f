"""What may be done with fee lines and receipts, and what is left of them."""

from dataclasses import replace

import pytest

from queue_server.ledger.errors import RuleBroken
from queue_server.money import rules
from queue_server.money.rules import Closing, Entry, FeeLine, Item, Method, Receipt

COPY = Item(label="Bản sao", quantity=3, unit="bản", unit_price=8_000, amount=24_000)
POOR = Item(label="Lệ phí", quantity=1, unit="hồ sơ", unit_price=20_000, amount=0, exempt_reason="Hộ nghèo")
OPEN, PAID, FREE = FeeLine(COPY, id=1), FeeLine(COPY, payment_id=9, id=2), FeeLine(POOR, id=3)
RECEIPT = Receipt(
    id=9,
    centre="hoa-binh",
    year=2026,
    receipt_no=17,
    day="2026-06-15",
    at=1_000,
    by="Lan",
    method=Method.CASH,
    amount=24_000,
    items=(COPY, POOR),
)
NAME = "000017/2026"
REFUND = replace(
    RECEIPT,
    id=10,
    receipt_no=18,
    amount=-4_000,
    items=(),
    reason="Trả thừa",
    refund_of=9,
    refund_of_receipt=NAME,
)
VOID = RECEIPT.voided(2_000, "Hoa", "Nhầm")


def broken(refused: pytest.ExceptionInfo[RuleBroken]) -> tuple[str, int, dict[str, object]]:
    return refused.value.code, refused.value.status, refused.value.values


def test_without_a_choice_all_open_lines_are_paid() -> None:
    assert rules.chosen([OPEN, PAID, FREE], None) == [OPEN, FREE]
    assert rules.chosen([OPEN, PAID, FREE], [3]) == [FREE]


@pytest.mark.parametrize(
    ("ids", "refusal"), [([1, 4], ("unknown_fee", 422, {})), ([1, 2], ("fee_is_paid", 409, {}))]
)
def test_only_open_lines_of_the_dossier_are_paid(
    ids: list[int], refusal: tuple[str, int, dict[str, object]]
) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.chosen([OPEN, PAID], ids)
    assert broken(refused) == refusal


def test_a_fee_of_another_dossier_is_told_as_a_mistake_of_the_request() -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.chosen([OPEN], [4])
    assert refused.value.extra == {"code": "invalid"}


def test_only_open_lines_are_owed_and_may_go() -> None:
    assert rules.open_sum([OPEN, PAID, OPEN, FREE]) == 48_000
    OPEN.check_removable()
    with pytest.raises(RuleBroken) as refused:
        PAID.check_removable()
    assert broken(refused) == ("fee_is_paid", 409, {})


def test_a_hundred_lines_may_be_open_and_no_more() -> None:
    rules.check_room([OPEN] * 60 + [PAID] * 60, 40)
    with pytest.raises(RuleBroken) as refused:
        rules.check_room([OPEN] * 60, 41)
    assert broken(refused) == ("too_many_fees", 422, {"most": 100})


def test_there_is_no_receipt_for_nothing() -> None:
    assert rules.total([COPY, POOR]) == 24_000
    with pytest.raises(RuleBroken) as refused:
        rules.total([POOR])
    assert broken(refused) == ("nothing_to_pay", 409, {})


def test_what_was_given_back_is_no_longer_left_unless_the_refund_is_void() -> None:
    assert RECEIPT.left([]) == 24_000
    assert RECEIPT.left([REFUND, REFUND]) == 16_000
    assert RECEIPT.left([REFUND, REFUND.voided(1, "Hoa", "Nhầm")]) == 20_000
    assert (VOID.left([]), REFUND.left([])) == (0, 0)


@pytest.mark.parametrize(
    ("receipt", "asked", "refusal"),
    [
        (replace(REFUND, voided_at=1), 1, ("not_refundable", 409, {})),
        (VOID, 1, ("already_voided", 409, {"receipt": NAME})),
        (RECEIPT, 20_001, ("refund_too_high", 409, {"left": "20.000"})),
    ],
)
def test_a_refund_is_refused(
    receipt: Receipt, asked: int, refusal: tuple[str, int, dict[str, object]]
) -> None:
    with pytest.raises(RuleBroken) as refused:
        receipt.check_refund([REFUND], asked, NAME)
    assert broken(refused) == refusal


def test_what_is_left_may_be_given_back() -> None:
    RECEIPT.check_refund([REFUND], 20_000, NAME)


@pytest.mark.parametrize(
    ("receipt", "refunds", "today", "mine", "refusal"),
    [
        (VOID, [], "2026-06-15", True, ("already_voided", 409, {"receipt": NAME})),
        (RECEIPT, [], "2026-06-15", False, ("not_your_receipt", 403, {})),
        (RECEIPT, [], "2026-06-16", True, ("void_too_late", 409, {"receipt": NAME})),
        (RECEIPT, [REFUND], "2026-06-15", True, ("has_refund", 409, {"receipt": NAME})),
    ],
)
def test_a_voiding_is_refused(
    receipt: Receipt,
    refunds: list[Receipt],
    today: str,
    mine: bool,
    refusal: tuple[str, int, dict[str, object]],
) -> None:
    with pytest.raises(RuleBroken) as refused:
        receipt.check_void(refunds, today, mine=mine, name=NAME)
    assert broken(refused) == refusal


def test_a_receipt_of_today_is_voided_once_its_refund_is_void() -> None:
    RECEIPT.check_void([REFUND.voided(1, "Hoa", "Nhầm")], "2026-06-15", mine=True, name=NAME)
    assert replace(RECEIPT, voided_at=2_000, voided_by="Hoa", void_reason="Nhầm") == VOID
    assert (RECEIPT.is_voided, VOID.is_voided, RECEIPT.is_refund, REFUND.is_refund) == (
        False,
        True,
        False,
        True,
    )


def test_the_cash_book_sees_amount_method_and_whether_it_counts() -> None:
    assert [receipt.entry for receipt in (RECEIPT, REFUND, VOID)] == [
        Entry(24_000, Method.CASH),
        Entry(-4_000, Method.CASH),
        Entry(24_000, Method.CASH, voided=True),
    ]


def test_what_is_forgotten_leaves_amounts_and_numbers() -> None:
    plain = replace(RECEIPT, items=(COPY, replace(POOR, exempt_reason=None)))
    assert RECEIPT.without_exemptions() == plain
    assert replace(RECEIPT, reason="Bà Ánh").without_reasons() == plain


def test_a_closing_says_what_was_missing_and_ends_when_the_day_is_reopened() -> None:
    closing = Closing("hoa-binh", "2026-06-15", "Lan", 1_000, "Lan", expected=24_000, counted=20_000)
    again = closing.reopened(2_000, "Hoa", "Đếm nhầm")
    assert (closing.difference, closing.is_in_force, again.is_in_force) == (-4_000, True, False)
    assert again == replace(closing, reopened_at=2_000, reopened_by="Hoa", reopen_reason="Đếm nhầm")


def test_its_officer_voids_a_receipt_of_today() -> None:
    RECEIPT.check_void([], "2026-06-15", mine=True, name=NAME)
