"""People of a dossier: what is told of them, what finds them, what a list may show; and a scan that is taken away."""

import pytest

from queue_server.dossiers.rules.attachment import Attachment
from queue_server.dossiers.rules.people import Person, differing, names_of
from queue_server.ledger.errors import RuleBroken

ANH = Person(
    name="Nguyễn Thị Ngọc Ánh",
    id_type="cccd",
    id_number="022085001234",
    phone="0912345678",
    address="Hạ Long",
    email="anh@example.vn",
    relation="mẹ",
    authority="giấy ủy quyền",
)


def test_of_a_person_only_what_is_known_is_told() -> None:
    assert Person(name="Bình", phone="0912345678").told() == {"name": "Bình", "phone": "0912345678"}
    assert Person().told() == {}
    assert list(ANH.told()) == [
        "name",
        "id_type",
        "id_number",
        "phone",
        "address",
        "email",
        "relation",
        "authority",
    ]


def test_a_person_is_found_by_paper_and_telephone() -> None:
    assert ANH.numbers() == ["022085001234", "0912345678"]
    assert Person(name="Bình", phone="0912345678").numbers() == ["0912345678"]
    assert Person(id_number="", phone=None).numbers() == []


def test_a_list_shows_the_name_and_the_ends_of_the_numbers_and_nothing_else() -> None:
    assert ANH.veiled() == Person(
        name="Nguyễn Thị Ngọc Ánh", id_type="cccd", id_number="•••••••••234", phone="•••••••678"
    )
    assert Person(name="Bình").veiled() == Person(name="Bình")


def test_names_are_looked_through_without_accents() -> None:
    assert names_of([ANH, None, Person(), Person(name="Lê Bình")]) == "nguyen thi ngoc anh |  | le binh"


def test_what_differs_is_named_and_not_told() -> None:
    changed = Person(name="Nguyễn Thị Ngọc Ánh", phone="0987654321", email="a@example.vn")
    before = Person(name="Nguyễn Thị Ngọc Ánh", phone="0912345678", address="Hạ Long")
    assert differing("applicant", before, changed) == [
        "applicant.address",
        "applicant.email",
        "applicant.phone",
    ]
    assert differing("submitter", None, Person(name="Bình")) == ["submitter.name"]
    assert differing("submitter", Person(name="Bình"), None) == ["submitter.name"]
    assert differing("submitter", None, Person()) == []


def test_a_scan_is_taken_away_once() -> None:
    scan = Attachment("ha-long", 7, "don.pdf", "application/pdf", 9, "0" * 64, "a/b", 5, "minh")
    gone = scan.removed(8, "lan")
    assert (scan.is_removed, gone.is_removed, gone.removed_at, gone.removed_by) == (False, True, 8, "lan")
    with pytest.raises(RuleBroken) as broken:
        gone.removed(9, "minh")
    assert (broken.value.code, broken.value.status) == ("already_removed", 409)
