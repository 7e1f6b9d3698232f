"""Fees: what copies cost, exemptions, what may be refunded or voided, and that a cash book adds up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.configuration.values import CopyRate
from queue_server.ledger.errors import RuleBroken
from queue_server.money import rules as fees
from queue_server.money.rules import Entry, Method, Sums

USUAL = CopyRate()
RATES = st.builds(
    CopyRate,
    page=st.integers(0, 10_000),
    more=st.integers(0, 10_000),
    from_page=st.integers(1, 20),
    most=st.integers(0, 500_000),
)
PAGES = st.integers(1, 2_000)


@pytest.mark.parametrize(
    ("pages", "copies", "costs"),
    [
        (1, 1, 2_000),
        (2, 1, 4_000),
        (3, 1, 5_000),
        (4, 1, 6_000),
        (10, 1, 12_000),
        (3, 5, 25_000),
        (197, 1, 199_000),
        (198, 1, 200_000),
        (199, 1, 200_000),
        (1_000, 1, 200_000),
        # At most so much for each copy, not for all of them.
        (1_000, 3, 600_000),
    ],
)
def test_certified_copies_cost_what_the_tariff_says(pages: int, copies: int, costs: int) -> None:
    assert fees.copies(pages, copies, USUAL) == costs


def test_another_centre_sets_its_own_tariff() -> None:
    flat = CopyRate(page=3_000, more=3_000, from_page=1, most=20_000)
    assert [fees.one_copy(pages, flat) for pages in (1, 2, 6, 7, 8)] == [3_000, 6_000, 18_000, 20_000, 20_000]


@given(PAGES, PAGES, RATES)
def test_more_pages_never_cost_less(one: int, other: int, rate: CopyRate) -> None:
    fewer, more = sorted((one, other))
    assert fees.one_copy(fewer, rate) <= fees.one_copy(more, rate)


@given(PAGES, st.integers(1, 500), RATES)
def test_no_copy_costs_more_than_the_highest_price(pages: int, copies: int, rate: CopyRate) -> None:
    assert 0 <= fees.copies(pages, copies, rate) <= copies * rate.most


@given(PAGES, st.integers(1, 500), RATES)
def test_each_copy_costs_the_same(pages: int, copies: int, rate: CopyRate) -> None:
    assert fees.copies(pages, copies, rate) == copies * fees.one_copy(pages, rate)


@given(PAGES, RATES)
def test_below_the_highest_price_the_next_page_costs_one_of_the_two_prices(
    pages: int, rate: CopyRate
) -> None:
    before, after = fees.one_copy(pages, rate), fees.one_copy(pages + 1, rate)
    assert after in (before + rate.page, before + rate.more, rate.most)


@pytest.mark.parametrize(("pages", "copies"), [(0, 1), (-1, 1), (1, 0)])
def test_no_page_and_no_copy_have_no_price(pages: int, copies: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        fees.copies(pages, copies, USUAL)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("8.000 đồng/bản", "bản"),
        ("10.000 đồng/trường hợp", "trường hợp"),
        ("8.000 đồng/việc hộ tịch; miễn cho gia đình có công, hộ nghèo, người khuyết tật", "việc hộ tịch"),
        ("Theo quy định của HĐND tỉnh", None),
        ("", None),
        (None, None),
    ],
)
def test_the_unit_of_a_published_fee_is_read_from_its_text(text: str | None, unit: str | None) -> None:
    assert fees.unit_of(text) == unit


@pytest.mark.parametrize(
    ("quantity", "price", "percent", "costs"),
    [(1, 8_000, 0, 8_000), (3, 8_000, 0, 24_000), (3, 8_000, 100, 0), (1, 8_000, 50, 4_000), (1, 5, 50, 2)],
)
def test_an_exemption_leaves_its_part_in_whole_dong(
    quantity: int, price: int, percent: int, costs: int
) -> None:
    assert fees.amount(quantity, price, percent) == costs


def test_a_line_has_a_highest_amount() -> None:
    assert fees.amount(1, fees.MOST) == fees.MOST
    with pytest.raises(RuleBroken, match="amount_too_high"):
        fees.amount(2, fees.MOST)


def test_a_refund_is_never_more_than_what_is_left() -> None:
    fees.check_refund(50_000, [20_000, 10_000], 20_000)
    with pytest.raises(RuleBroken) as broken:
        fees.check_refund(50_000, [20_000, 10_000], 20_001)
    assert (broken.value.code, broken.value.extra) == ("refund_too_high", {"left": 20_000})


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, None),
        ({"voided": True}, "already_voided"),
        ({"mine": False}, "not_your_receipt"),
        ({"today": "2026-06-16"}, "void_too_late"),
        ({"refunded": True}, "has_refund"),
    ],
)
def test_a_receipt_is_voided_once_on_its_day_by_its_officer_and_before_any_refund(
    changed: dict[str, object], code: str | None
) -> None:
    fine = {"day": "2026-06-15", "today": "2026-06-15", "voided": False, "refunded": False, "mine": True}
    said = None
    try:
        fees.check_void(**{**fine, **changed}, receipt="000001/2026")  # type: ignore[arg-type]
    except RuleBroken as broken:
        said = broken.code
    assert said == code


def test_a_day_adds_up_by_hand() -> None:
    entries = [
        Entry(50_000, Method.CASH),
        Entry(8_000, Method.CASH, voided=True),
        Entry(20_000, Method.TRANSFER),
        Entry(-10_000, Method.CASH),
        Entry(-5_000, Method.CASH, voided=True),
        Entry(1_000, Method.CARD),
    ]
    assert fees.sums(entries) == Sums(
        taken=79_000,
        refunded=15_000,
        voided=3_000,
        book=61_000,
        cash=40_000,
        transfer=20_000,
        card=1_000,
        receipts=4,
        refunds=2,
        voids=2,
    )
    assert fees.sums([]) == Sums()


def test_a_receipt_of_nothing_is_a_receipt_and_no_refund() -> None:
    assert fees.sums([Entry(0, Method.CASH)]) == Sums(receipts=1)


ENTRIES = st.builds(
    Entry,
    st.integers(-(10**9), 10**9).filter(bool),
    st.sampled_from([method.value for method in Method]),
    st.booleans(),
)


@given(st.lists(ENTRIES, max_size=60))
def test_receipts_less_refunds_less_voids_are_the_cash_book(entries: list[Entry]) -> None:
    found = fees.sums(entries)
    assert found.taken - found.refunded - found.voided == found.book
    assert found.cash + found.transfer + found.card == found.book


@given(st.lists(ENTRIES, max_size=30), st.lists(ENTRIES, max_size=30))
def test_two_officers_books_add_up_to_the_centres(mine: list[Entry], yours: list[Entry]) -> None:
    both = fees.sums([*mine, *yours])
    assert both.book == fees.sums(mine).book + fees.sums(yours).book
    assert both.cash == fees.sums(mine).cash + fees.sums(yours).cash


@pytest.mark.parametrize(
    ("procedure", "copies"),
    [("Chứng thực bản sao từ bản chính", True), ("Thủ tục chứng thực Bản Sao", True), ("Khai sinh", False)],
)
def test_a_procedure_that_certifies_copies_is_known_by_its_name(procedure: str, copies: bool) -> None:
    assert fees.is_for_copies(procedure) is copies
