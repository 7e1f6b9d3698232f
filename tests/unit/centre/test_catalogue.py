"""The search is made anew when the catalogue was replaced: once, beside the requests, and never half."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import ParamSpec, TypeVar

import pytest

from queue_server.centre.views import catalogue as views
from queue_server.centre.views.catalogue import Catalogue
from queue_server.configuration.folder import load
from queue_server.configuration.values import Configuration
from shared.search.matcher import Matcher
from tests.waiting import HANG_SECONDS

Given = ParamSpec("Given")
Result = TypeVar("Result")

SHIPPED = load(Path(__file__).parents[3] / "config")
FIRST, SECOND = (replace(SHIPPED, procedures=SHIPPED.procedures[at : at + 3]) for at in (0, 3))


def found(catalogue: Catalogue, centre: Configuration) -> list[str]:
    """The procedures that a search for the name of the centre's first one finds."""
    name = centre.procedures[0].name
    return [item.id for item in catalogue.search(centre, name, None, 5).items]


def test_what_takes_long_is_done_beside_the_requests_and_once_for_each_catalogue() -> None:
    done: list[str] = []

    def offload(work: Callable[Given, Result], /, *arguments: Given.args, **named: Given.kwargs) -> Result:
        done.append(work.__name__)
        return work(*arguments, **named)

    catalogue = Catalogue(offload)
    for centre in (FIRST, FIRST, SECOND):
        assert centre.procedures[0].id in found(catalogue, centre)
        assert catalogue.whole(centre) == catalogue.whole(centre)
    assert done == ["_made_of", "_whole_of"] * 2
    assert catalogue.whole(FIRST)[0] != catalogue.whole(SECOND)[0]


def test_a_search_that_comes_while_the_catalogue_is_made_waits_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    catalogue = Catalogue()
    found(catalogue, FIRST)

    class Slow(Matcher):
        """Waits in the middle."""

        def __init__(self, *given: object) -> None:
            begun.set()
            assert go_on.wait(HANG_SECONDS)
            super().__init__(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(views, "Matcher", Slow)
    answers: list[list[str]] = []
    threads = [threading.Thread(target=lambda: answers.append(found(catalogue, SECOND))) for _ in range(2)]
    threads[0].start()
    assert begun.wait(HANG_SECONDS)
    threads[1].start()
    # Whoever does not wait has answered, or failed, in this time.
    threads[1].join(0.5)
    waited = threads[1].is_alive()
    go_on.set()
    for thread in threads:
        thread.join(HANG_SECONDS)
    assert waited
    assert [SECOND.procedures[0].id in answer for answer in answers] == [True, True]
