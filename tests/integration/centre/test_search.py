"""The search as people reach it: over HTTP, on the shipped catalogue and on the national list once it was imported."""

import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.centre import Centre
from tests.unit.shared.search.relevance import NATIONAL, figures, national, said_of_names
from tests.waiting import eventually


@contextmanager
def running(folder: Path, free_port: Callable[[], int]) -> Iterator[Centre]:
    """A running server of the demonstration centre."""
    centre = Centre(folder, free_port)
    try:
        centre.start("--no-worker")
        yield centre
    finally:
        centre.stop()


@pytest.fixture(scope="module")
def served(free_port: Callable[[], int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """A server that no test gives another catalogue."""
    with running(tmp_path_factory.mktemp("served"), free_port) as centre:
        yield centre


@pytest.fixture
def changed(free_port: Callable[[], int], tmp_path: Path) -> Iterator[Centre]:
    """A server for one test that gives it another catalogue."""
    with running(tmp_path, free_port) as centre:
        yield centre


def search(served: Centre, text: str, limit: int = 20) -> dict[str, Any]:
    """The answer to `GET /procedures?q=`."""
    query = urllib.parse.urlencode({"q": text, "limit": limit})
    return dict(served.request("GET", f"/procedures?{query}").body)


def test_an_ambiguous_query_is_answered_in_groups_besides(served: Centre) -> None:
    found = search(served, "đăng ký lại", limit=5)
    assert [item["id"] for item in found["items"]][:2] == ["dang-ky-lai-khai-sinh", "dang-ky-lai-ket-hon"]
    assert found["groups"] == [
        {"name": "Khai sinh", "name_en": "Birth", "items": ["dang-ky-lai-khai-sinh"]},
        {"name": "Kết hôn", "name_en": "Marriage", "items": ["dang-ky-lai-ket-hon"]},
    ]


def test_a_clear_query_an_empty_one_and_one_in_vain_have_no_groups(served: Centre) -> None:
    asked = ("giấy khai sinh", "", "xyzzy qwerty")
    assert [(bool(search(served, text)["items"]), search(served, text)["groups"]) for text in asked] == [
        (True, []),
        (True, []),
        (False, []),
    ]


def test_what_is_not_done_here_is_not_guessed_but_said_with_the_office_that_does_it(served: Centre) -> None:
    assert search(served, "lam can cuoc") == {
        "items": [],
        "total": 0,
        "groups": [],
        "elsewhere": [
            {
                "name": "Thẻ căn cước",
                "name_en": "Identity card",
                "office": "Công an cấp xã",
                "office_en": "the police of the commune",
            }
        ],
    }
    assert search(served, "công chứng căn cước")["elsewhere"] == []


@pytest.mark.parametrize(
    "typed",
    ["bố tôi mất", "death certificate", "khai tuwr", "khaitu", "dang ky khai tu", "gkt"],
)
def test_the_server_understands_as_the_kiosk_does(served: Centre, typed: str) -> None:
    assert search(served, typed)["items"][0]["id"] == "dang-ky-khai-tu"


@pytest.mark.skipif(not NATIONAL.exists(), reason="the national list lies beside a full checkout")
def test_the_national_list_is_imported_and_found_in(changed: Centre) -> None:
    changed.motcua("catalogue", "import", str(NATIONAL))
    rows = national()
    eventually(lambda: search(changed, "")["total"] == len(rows))
    marriage = search(changed, "kết hôn", limit=5)["items"]
    assert (marriage[0]["code"], marriage[0]["name"]) == ("1.000894", "Thủ tục đăng ký kết hôn")
    # The country's list has what the police do, and so it is done where that list is.
    identity_card = search(changed, "lam can cuoc")
    assert ("căn cước" in identity_card["items"][0]["name"], identity_card["elsewhere"]) == (True, [])
    again = search(changed, "đăng ký lại")
    assert {group["name"] for group in again["groups"]} >= {"Khai sinh", "Kết hôn", "Khai tử"}
    names = {row["id"]: row["name"] for row in rows}
    places = []
    for one in said_of_names("national_held_out.txt", national):
        right = {names[ident] for ident in one.right}
        found = [item["name"] for item in search(changed, one.text, limit=5)["items"]]
        places.append(next((place for place, name in enumerate(found, 1) if name in right), 0))
    assert figures(places).five >= 0.9
