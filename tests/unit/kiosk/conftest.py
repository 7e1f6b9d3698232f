"""A kiosk of its own for each test, which has the same catalogue as every other."""

import pytest

from kiosk.upstream import catalogue
from tests import matchers


@pytest.fixture(autouse=True)
def one_matcher(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search of that catalogue is made once."""
    monkeypatch.setattr(catalogue, "Matcher", matchers.matcher)
