"""What each rule says when it refuses: its code, its status, what fills its sentence, and what goes out beside it."""

from collections.abc import Callable

import pytest

from queue_server.appointments import rules as appointment_rules
from queue_server.configuration.values import AppointmentRules
from queue_server.dossiers.rules import dossier
from queue_server.dossiers.rules.dossier import Move, Status
from queue_server.hall.rules import counter, numbering, ticket
from queue_server.hall.rules.numbering import Range
from queue_server.ledger.errors import RuleBroken
from queue_server.money import rules as fees
from shared.wire.vocabulary import CounterState, TicketState

VOID = {"day": "2026-06-15", "today": "2026-06-15", "voided": False, "refunded": False, "mine": True}
RECEIPT = {"receipt": "000001/2026"}


def void(**changed: object) -> Callable[[], None]:
    """Voiding a receipt of today that is one's own, but for what is changed."""
    return lambda: fees.check_void(**{**VOID, **changed}, receipt="000001/2026")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ask", "refusal"),
    [
        (
            lambda: ticket.check_move("A001", TicketState.DONE, TicketState.CALLED),
            (
                "illegal_move",
                409,
                {"number": "A001", "origin": "done"},
                {"from": "done", "to": "called"},
            ),
        ),
        (
            lambda: counter.check_move(3, CounterState.CLOSED, CounterState.PAUSED),
            (
                "illegal_counter_move",
                409,
                {"counter": 3, "origin": "closed"},
                {"code": "illegal_move", "from": "closed", "to": "paused"},
            ),
        ),
        (
            lambda: counter.check_free(3, "A001"),
            ("counter_busy", 409, {"counter": 3, "number": "A001"}, {"number": "A001"}),
        ),
        (
            lambda: dossier.target(Move.PAY, Status.ACCEPTED),
            (
                "dossier_illegal_move",
                409,
                {"move": "pay", "origin": 2},
                {"code": "illegal_move", "from": 2, "to": 4},
            ),
        ),
        (
            lambda: dossier.target(Move.SUPPLEMENT, Status.ACCEPTED),
            (
                "dossier_illegal_move",
                409,
                {"move": "supplement", "origin": 2},
                {"code": "illegal_move", "from": 2, "to": None},
            ),
        ),
        (
            lambda: numbering.next_value(2, 0, Range(1, 2), lambda: {1, 2}),
            ("range_full", 409, {}, {}),
        ),
        (
            lambda: appointment_rules.check_person(["a"], "a", AppointmentRules(), name="Hộ tịch"),
            ("appointment_same_field", 409, {"queue": "Hộ tịch"}, {}),
        ),
        (
            lambda: appointment_rules.check_person(
                ["b", "c"], "a", AppointmentRules(a_day=2), name="Hộ tịch"
            ),
            ("appointment_day_full", 409, {"most": 2}, {}),
        ),
        (
            lambda: fees.amount(2, fees.MOST),
            ("amount_too_high", 422, {"most": "1.000.000.000"}, {"code": "invalid"}),
        ),
        (
            lambda: fees.check_refund(50_000, [20_000], 30_001),
            ("refund_too_high", 409, {"left": "30.000"}, {"left": 30_000}),
        ),
        (void(voided=True), ("already_voided", 409, RECEIPT, {})),
        (void(mine=False), ("not_your_receipt", 403, {}, {"code": "forbidden"})),
        (void(today="2026-06-16"), ("void_too_late", 409, RECEIPT, {})),
        (void(refunded=True), ("has_refund", 409, RECEIPT, {})),
    ],
)
def test_a_refusal_names_the_rule_and_all_that_its_sentence_needs(
    ask: Callable[[], object], refusal: tuple[object, ...]
) -> None:
    with pytest.raises(RuleBroken) as broken:
        ask()
    said = broken.value
    assert (said.code, said.status, said.values, said.extra) == refusal
    assert (str(said), said.retry_after) == (refusal[0], None)


def test_a_refusal_may_say_when_to_try_again() -> None:
    said = RuleBroken("too_soon", 429, retry_after=7, seconds=7)
    assert (said.status, said.retry_after, said.values, said.extra) == (429, 7, {"seconds": 7}, {})
