"""Pictures of a report that has nothing to show, and of kinds that do not exist."""

import pytest

from queue_server.reports.drawing.plots import plot
from tests.unit.reports.empty import NOTHING


@pytest.mark.parametrize("kind", ["waits", "counts"])
def test_an_empty_report_still_makes_a_picture(kind: str) -> None:
    assert plot(NOTHING, kind, "png").startswith(b"\x89PNG")


@pytest.mark.parametrize(("kind", "file"), [("pie", "svg"), ("waits", "gif")])
def test_what_does_not_exist_is_refused(kind: str, file: str) -> None:
    with pytest.raises(ValueError, match="no plot"):
        plot(NOTHING, kind, file)
