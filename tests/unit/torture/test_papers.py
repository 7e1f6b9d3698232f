"""Papers are read back from their dots: every number and secret exactly, and a torn paper not at all."""

from datetime import datetime
from functools import cache
from typing import Any

import pytest
from PIL import Image

from kiosk.paper import Drawer, Ticket
from kiosk.paper.wording import wording
from tests.torture import papers

SECRET = "0123456789abcdefghijABCD"


@cache
def drawer(dots: int) -> Drawer:
    """One drawer a width: its fonts take long to load."""
    return Drawer(dots)


def drawn(number: str, dots: int = 576, field: str = "Hộ tịch", **more: Any) -> Image.Image:
    """A ticket as the kiosk draws it."""
    at = datetime(2026, 6, 15, 8, 0)  # noqa: DTZ001  # only its figures are printed
    ticket = Ticket(
        number, field, (1, 2), 3, 5, 10, at, "Trung tâm", "Kiosk 1", follow_url=f"http://x/f/{SECRET}", **more
    )
    return drawer(dots).draw(wording(ticket), ticket.follow_url)


@pytest.mark.parametrize(
    "number", ["A001", "B1345", "C899", "K067", "M5000", "L7777", "J236", "G018", "E402"]
)
@pytest.mark.parametrize("dots", [576, 384])
def test_a_paper_is_read_as_it_was_drawn(number: str, dots: int) -> None:
    picture = drawn(number, dots)
    assert (papers.number(picture), papers.secret(picture)) == (number, SECRET)


def test_a_field_of_two_lines_is_not_taken_for_the_number() -> None:
    picture = drawn("B020", field="Văn hóa, Thể thao và Thông tin", large=True)
    assert papers.number(picture) == "B020"


def test_a_paper_torn_in_the_number_says_nothing() -> None:
    picture = drawn("A012")
    torn = picture.crop((0, 0, picture.width, 230))
    assert (papers.number(torn), papers.secret(torn)) == (None, None)


def test_a_paper_torn_below_the_number_still_says_the_number() -> None:
    picture = drawn("A012")
    torn = picture.crop((0, 0, picture.width, 420))
    assert (papers.number(torn), papers.secret(torn)) == ("A012", None)
