"""What one person may do with a dossier now: by its status, the person's role, and the place where it lies."""

from dataclasses import replace

import pytest

from queue_server.dossiers.rules import dossier as table
from queue_server.dossiers.rules.allowed import allowed, at_counter_of, next_of
from queue_server.dossiers.rules.dossier import Status
from queue_server.dossiers.rules.record import Dossier
from queue_server.ledger.actor import SYSTEM, Actor

NOW = 1_000_000
DESK = Actor("Lan", "officer", counters=(1,))
JUSTICE = Actor("Hoa", "officer", department="Tư pháp")
LAND = Actor("Mai", "officer", department="Địa chính")
SUPERVISOR = Actor("Bà Ánh", "supervisor")
DOSSIER = Dossier(
    id=3,
    centre="hoa-binh",
    code="H49-1",
    received_at=NOW,
    created_by="Lan",
    receipt_secret="secret",
    status=Status.IN_PROGRESS,
    due_at=NOW,
    department="Tư pháp",
)
MOVES = ["complete", "request-supplement", "request-payment", "withdraw", "stop", "refuse"]
BESIDE = ["extend", "hand-over", "assign", "correct"]


@pytest.mark.parametrize("actor", [DESK, JUSTICE, SUPERVISOR])
def test_whoever_works_where_it_lies_is_offered_every_deed_and_the_usual_one_first(actor: Actor) -> None:
    deeds = allowed(DOSSIER, actor, NOW, awaited=False)
    assert (deeds, next_of(DOSSIER, deeds)) == ([*MOVES, *BESIDE], "complete")


@pytest.mark.parametrize("actor", [LAND, SYSTEM, Actor("kiosk-1", "kiosk"), Actor("vbdlis", "integration")])
def test_other_departments_and_devices_are_offered_nothing(actor: Actor) -> None:
    deeds = allowed(DOSSIER, actor, NOW, awaited=False)
    assert (deeds, next_of(DOSSIER, deeds)) == ([], None)


@pytest.mark.parametrize("actor", [JUSTICE, SUPERVISOR])
def test_what_was_handed_over_is_signed_for_before_anything_is_made_of_it(actor: Actor) -> None:
    deeds = allowed(DOSSIER, actor, NOW, awaited=True)
    assert (deeds, next_of(DOSSIER, deeds)) == (["receive", "extend", "assign", "correct"], "receive")


def test_the_counter_may_still_move_what_a_department_has_not_signed_for_and_nothing_is_usual_then() -> None:
    deeds = allowed(DOSSIER, DESK, NOW, awaited=True)
    assert deeds == [*MOVES[1:4], *MOVES[4:], "complete", "extend", "assign", "correct"]
    assert next_of(DOSSIER, deeds) is None


def test_a_department_signs_for_nothing_that_waits_at_the_centre() -> None:
    back = replace(DOSSIER, department=None, status=Status.FINISHED)
    assert allowed(back, JUSTICE, NOW, awaited=True) == []
    assert allowed(back, DESK, NOW, awaited=True) == ["receive", "assign", "correct"]


def test_a_date_that_has_passed_or_was_put_off_is_not_put_off() -> None:
    assert "extend" not in allowed(DOSSIER, DESK, NOW + 1, awaited=False)
    assert "extend" not in allowed(replace(DOSSIER, extended_from=NOW), DESK, NOW, awaited=False)
    assert "extend" not in allowed(replace(DOSSIER, due_at=None), DESK, NOW, awaited=False)


def test_an_accepted_one_is_forwarded_and_not_handed_on() -> None:
    accepted = replace(DOSSIER, status=Status.ACCEPTED, department=None)
    deeds = allowed(accepted, DESK, NOW, awaited=False)
    assert deeds == ["forward", "request-supplement", "withdraw", "complete", "extend", "correct"]


def test_nothing_is_left_to_do_once_it_is_returned_or_its_people_are_forgotten() -> None:
    assert allowed(replace(DOSSIER, status=Status.RETURNED), SUPERVISOR, NOW, awaited=False) == []
    forgotten = replace(DOSSIER, status=Status.REFUSED, anonymised_at=NOW)
    assert allowed(forgotten, SUPERVISOR, NOW, awaited=False) == []


@pytest.mark.parametrize("status", list(Status))
def test_the_usual_move_of_a_status_is_one_that_it_allows(status: Status) -> None:
    possible = table.possible(status)
    assert (table.USUAL.get(status) in possible) == bool(possible)


def test_a_visit_at_the_counter_is_for_what_is_ready_or_for_what_is_missing() -> None:
    assert {status: table.at_counter(status) for status in Status if table.at_counter(status)} == {
        Status.REFUSED: "return-result",
        Status.SUPPLEMENT_ASKED: "supplement",
        Status.WITHDRAWN: "return-result",
        Status.STOPPED: "return-result",
        Status.FINISHED: "return-result",
    }


def test_only_whoever_works_on_it_is_told_what_the_visit_is_for() -> None:
    back = replace(DOSSIER, department=None, status=Status.FINISHED)
    told = [
        at_counter_of(back, actor) for actor in (DESK, SUPERVISOR, JUSTICE, Actor("vbdlis", "integration"))
    ]
    assert told == ["return-result", "return-result", None, None]
    assert at_counter_of(replace(back, anonymised_at=NOW), DESK) is None


def test_a_reason_is_asked_for_wherever_the_server_refuses_without_one_or_the_citizen_reads_it() -> None:
    assert table.NEEDS_REASON < table.ASKS_REASON
    assert sorted(table.ASKS_REASON) == ["refuse", "reopen", "request-supplement", "stop", "withdraw"]


def test_every_status_stands_for_something_to_its_citizen() -> None:
    assert set(table.STANDINGS) == set(Status)
    papers = {status for status, standing in table.STANDINGS.items() if standing in ("ready", "papers")}
    assert papers == table.GIVES_BACK
