"""Which procedure of a visit is next when its ticket is sent elsewhere by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.hall.rules.stops import going_to

ABC = ("a", "b", "c")


@pytest.mark.parametrize(
    ("stop", "fitting", "served", "expected"),
    [
        # Nobody served the first one: it comes after the one that is taken first now.
        (0, {1}, False, (("b", "a", "c"), 0)),
        (0, {2}, False, (("c", "a", "b"), 0)),
        # The first one was served: it is over.
        (0, {1}, True, (ABC, 1)),
        (0, {2}, True, (("a", "c", "b"), 1)),
        # The present one fits: another counter of the same queue goes on with it.
        (1, {1, 2}, False, (ABC, 1)),
        (1, {1}, True, (ABC, 1)),
        # Back to one that was taken before.
        (1, {0}, True, (("b", "a", "c"), 1)),
        (1, {0}, False, (("a", "b", "c"), 0)),
        # Nothing fits.
        (1, set(), True, (ABC, 1)),
    ],
)
def test_a_visit_goes_on_with_the_procedure_that_fits_the_place(
    stop: int, fitting: set[int], served: bool, expected: object
) -> None:
    assert going_to(ABC, stop, fitting, served=served) == expected


@given(st.data())
def test_no_procedure_of_a_visit_is_lost_or_done_twice(data: st.DataObject) -> None:
    count = data.draw(st.integers(0, 5))
    procedures = [f"p{number}" for number in range(count)]
    stop = data.draw(st.integers(0, max(0, count - 1)))
    fitting = data.draw(st.sets(st.integers(0, count)))
    served = data.draw(st.booleans())
    found, at = going_to(procedures, stop, fitting, served=served)
    assert sorted(found) == procedures
    if fitting & set(range(count)):
        assert procedures.index(found[at]) in fitting
    # What nobody has taken yet is still to come.
    untaken = set(procedures[stop + served :])
    assert untaken <= set(found[at:])
