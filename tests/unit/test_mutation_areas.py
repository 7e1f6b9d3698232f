"""What `make mutation` changes and runs is there: a file that moved would otherwise be left out without a word."""

import pytest

from tests.mutation.areas import AREAS, ROOT, Area


@pytest.mark.parametrize("area", AREAS, ids=lambda area: area.name)
def test_every_module_and_every_test_of_an_area_exists(area: Area) -> None:
    assert all((ROOT / file).is_file() for file in area.files())
    assert [path for path in area.tests if not (ROOT / path).exists()] == []
