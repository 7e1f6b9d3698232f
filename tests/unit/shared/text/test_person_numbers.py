"""Numbers of people: one telephone and one paper, however somebody wrote them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.text import identity_numbers, person_numbers, procedure_codes, telephones

SAME = (
    "0912345678",
    "0912 345 678",
    "0912.345.678",
    "+84912345678",
    "+84 912-345-678",
    "+84 (0)912345678",
    "0084912345678",
    "00 84 912 345 678",
    "84912345678",
    "912345678",
    "０９１２３４５６７８",
)


@pytest.mark.parametrize("written", SAME)
def test_a_telephone_is_one_however_it_is_written(written: str) -> None:
    assert telephones.canonical(written) == "0912345678"
    assert person_numbers.of_telephone(written) == "0912345678"
    assert "0912345678" in person_numbers.meant(written)


@pytest.mark.parametrize(
    ("written", "one"),
    [
        ("(024) 3825 6789", "02438256789"),
        ("24 3825 6789", "02438256789"),
        ("1900 1234", "19001234"),
        ("+81 90-1234-5678", "+819012345678"),
        ("0081 90 1234 5678", "+819012345678"),
        ("0912345678 ext 5", "0912345678"),
        ("01681234567", None),
        ("113", None),
        ("0912345678/0987654321", None),
        ("bí mật", None),
        ("", None),
    ],
)
def test_other_numbers_have_one_form_or_none(written: str, one: str | None) -> None:
    assert telephones.canonical(written) == one


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0912  345 678", "0912 345 678"),
        ("912345678", "0912345678"),
        ("+84 (0)912 345 678", "0912345678"),
        ("+81 90-1234-5678", "+81 90-1234-5678"),
        ("0912345678 ext 5", "0912345678 ext 5"),
        ("01681234567", "01681234567"),
        ("0912345678/0987654321", "0912345678/0987654321"),
        ("", ""),
    ],
)
def test_a_number_is_kept_as_it_was_written_if_those_are_its_digits(written: str, kept: str) -> None:
    assert telephones.kept(written) == kept


@given(st.text(max_size=30))
def test_whatever_is_written_has_a_form_that_is_its_own(written: str) -> None:
    form = person_numbers.of_telephone(written)
    assert form is None or person_numbers.of_telephone(form) == form or telephones.canonical(written) is None
    telephones.kept(written)


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("022185001234", "022185001234"),
        ("022 185 001 234", "022185001234"),
        ("c1234567", "C1234567"),
        ("351234567", "351234567"),
        ("12345", None),
        ("Nguyễn Thị", None),
        ("", None),
    ],
)
def test_papers_are_compared_without_what_people_put_between(written: str, form: str | None) -> None:
    assert person_numbers.of_paper(written) == form


def test_a_searched_number_may_be_a_telephone_or_a_paper() -> None:
    assert person_numbers.meant("351234567") == ["0351234567", "351234567"]
    assert person_numbers.meant("0912 345 678") == ["0912345678"]
    assert person_numbers.meant("Ánh") == []
    assert person_numbers.of_person("022185001234", "912345678") == ["022185001234", "0912345678"]
    assert person_numbers.of_person(None, None) == []


def test_a_citizens_number_gets_back_only_the_zeros_that_it_must_have_had() -> None:
    tried = ("1090012345", "79090012345", "9990012345", "1970012345", "351234567", "001090012345")
    assert [identity_numbers.restored(digits) for digits in tried] == [
        "001090012345",
        "079090012345",
        None,
        None,
        None,
        None,
    ]
    assert [identity_numbers.is_whole("1" * length) for length in (8, 9, 10, 12, 13)] == [
        False,
        True,
        False,
        True,
        False,
    ]


def test_a_procedures_code_has_six_digits_behind_its_point() -> None:
    tried = ("1.00119", "1.5", "1.001193", "12", "1.0011933", "")
    assert [procedure_codes.restored(code) for code in tried] == [
        "1.001190",
        "1.500000",
        "1.001193",
        "12",
        "1.0011933",
        "",
    ]
