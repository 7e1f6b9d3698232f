"""A complaint is answered once, is late by its due date, and a list shows little of it."""

from dataclasses import replace

import pytest

from queue_server.dossiers.rules.people import Person
from queue_server.ledger.errors import RuleBroken
from queue_server.visitors.rules.complaint import SHOWN, Complaint

ANH = Person(name="Bà Ánh", phone="0912345678", address="Phố Huế")
COMPLAINT = Complaint("hoa-binh", "PA-2026-0001", 1_000, "Lan", ANH, "Chờ lâu", due_at=9_000, id=1)


def test_an_answer_is_given_once() -> None:
    answered = COMPLAINT.answered("Xin lỗi", 5_000, "Hoa")
    assert answered == replace(COMPLAINT, answer="Xin lỗi", answered_at=5_000, answered_by="Hoa")
    with pytest.raises(RuleBroken) as refused:
        answered.answered("Nữa", 6_000, "Hoa")
    assert (refused.value.code, refused.value.values) == ("already_answered", {"complaint": "PA-2026-0001"})


@pytest.mark.parametrize(
    ("answered_at", "now", "overdue", "late"),
    [
        (None, 9_000, False, False),
        (None, 9_001, True, True),
        (9_000, 20_000, False, False),
        (9_001, 20_000, False, True),
    ],
)
def test_it_is_overdue_while_it_waits_and_late_for_good(
    answered_at: int | None, now: int, overdue: bool, late: bool
) -> None:
    complaint = replace(COMPLAINT, answered_at=answered_at)
    assert (complaint.is_overdue(now), complaint.is_late(now)) == (overdue, late)


def test_a_list_shows_no_address_no_answer_and_the_beginning_of_the_matter() -> None:
    veiled = replace(COMPLAINT, matter="x" * SHOWN + " y", answer="Xin lỗi").veiled()
    assert (veiled.person.name, veiled.person.address, veiled.answer) == ("Bà Ánh", None, None)
    assert veiled.person.phone != ANH.phone
    assert veiled.matter == "x" * SHOWN + "…"
    assert replace(COMPLAINT, matter="x" * SHOWN).veiled().matter == "x" * SHOWN
