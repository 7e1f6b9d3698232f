"""Which departments the catalogue names, and whose dossiers a person may work on and sign for."""

import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from queue_server.centre.rules import departments
from queue_server.configuration.catalogue_files import Field
from queue_server.configuration.folder import load
from queue_server.ledger.actor import Actor
from queue_server.ledger.errors import RuleBroken
from shared.wire.centre import Department

SHIPPED = load(Path(__file__).parents[3] / "config")
FIELDS = (
    Field("a", "A", department="Phòng Kinh tế"),
    Field("b", "B"),
    Field("c", "C", department="Phòng Văn hóa"),
    Field("d", "D", department="Phòng Kinh tế"),
)
CENTRE = replace(SHIPPED, fields=FIELDS)
HERE, THERE = "Phòng Kinh tế", "Phòng Văn hóa"
AT_A_COUNTER = Actor("a", "officer", (1,))
OF_HERE = Actor("b", "officer", department=HERE)
OF_HERE_AT_A_COUNTER = Actor("c", "officer", (1,), department=HERE)
BOSS = Actor("d", "supervisor", department=HERE)


def refusal(ask: object) -> tuple[str, int, dict[str, object]] | None:
    """What a rule answers: None where it lets one pass."""
    assert callable(ask)
    try:
        ask()
    except RuleBroken as broken:
        return broken.code, broken.status, broken.values
    return None


def test_departments_come_in_the_catalogues_order_with_their_fields() -> None:
    assert departments.known(CENTRE) == [
        Department(name=HERE, fields=["a", "d"]),
        Department(name=THERE, fields=["c"]),
    ]


def test_a_field_and_a_procedure_belong_to_the_department_that_the_catalogue_names() -> None:
    assert [departments.of_field(CENTRE, field) for field in "abcdx"] == [HERE, None, THERE, HERE, None]
    procedure = replace(SHIPPED.procedures[0], field="c")
    assert departments.of_procedure(CENTRE, procedure) == THERE


def test_only_a_department_of_the_catalogue_is_one() -> None:
    for spelling in (THERE, THERE.upper(), unicodedata.normalize("NFD", THERE)):
        assert departments.named(CENTRE, spelling) == THERE
    assert refusal(lambda: departments.named(CENTRE, "\u200b")) is not None, "no field's missing department"
    assert refusal(lambda: departments.named(CENTRE, "Phòng Mèo")) == (
        "unknown_department",
        422,
        {"department": "Phòng Mèo"},
    )


def test_a_person_is_confined_to_a_department_who_neither_supervises_nor_sits_at_a_counter() -> None:
    people = (AT_A_COUNTER, OF_HERE, OF_HERE_AT_A_COUNTER, BOSS)
    assert [departments.confined_to(one) for one in people] == [None, HERE, None, None]
    assert [departments.supervises(one) for one in people] == [False, False, False, True]


@pytest.mark.parametrize("place", [None, HERE, THERE])
def test_counters_and_supervisors_work_on_every_dossier_and_a_department_on_its_own(
    place: str | None,
) -> None:
    elsewhere = ("not_your_department", 403, {})
    for one in (AT_A_COUNTER, OF_HERE_AT_A_COUNTER, BOSS):
        assert refusal(lambda one=one: departments.check_works_on(one, place)) is None
    assert refusal(lambda: departments.check_works_on(OF_HERE, place)) == (
        None if place == HERE else elsewhere
    )


def test_papers_are_received_where_they_go() -> None:
    signs = {
        (one.name, place): refusal(lambda one=one, place=place: departments.check_signs_for(one, place))
        is None
        for one in (AT_A_COUNTER, OF_HERE, OF_HERE_AT_A_COUNTER, BOSS)
        for place in (None, HERE, THERE)
    }
    assert signs == {
        ("a", None): True,
        ("a", HERE): False,
        ("a", THERE): False,
        ("b", None): False,
        ("b", HERE): True,
        ("b", THERE): False,
        ("c", None): True,
        ("c", HERE): True,
        ("c", THERE): False,
        ("d", None): True,
        ("d", HERE): True,
        ("d", THERE): True,
    }
    assert refusal(lambda: departments.check_signs_for(OF_HERE, THERE)) == ("not_your_department", 403, {})


@pytest.mark.parametrize(
    ("actor", "places"),
    [
        (BOSS, [None, HERE, THERE]),
        (AT_A_COUNTER, [None]),
        (OF_HERE, [HERE]),
        (OF_HERE_AT_A_COUNTER, [HERE, None]),
    ],
)
def test_somebody_sees_the_work_of_the_places_where_they_work(actor: Actor, places: list[str | None]) -> None:
    assert departments.places_of(CENTRE, actor) == places
