"""The procedures of a visit in the order in which its counters take them: which is next when a ticket goes elsewhere."""

from collections.abc import Collection, Sequence


def going_to(
    procedures: Sequence[str], stop: int, fitting: Collection[int], *, served: bool
) -> tuple[tuple[str, ...], int]:
    """The procedures and the present stop of a visit that goes to a queue or counter by hand.

    `fitting` are the places, in `procedures`, of those that are done there. The visit goes on with the present one if it
    fits and was not `served`, else with the first later one, else with an earlier one. That one changes its place to be next,
    so that those which were passed over come after it. Where none fits, nothing changes: the counter gets what it got so far.
    """
    again = [] if served else [stop]
    wanted = next(
        (place for place in (*again, *_later_first(len(procedures), stop)) if place in fitting), None
    )
    if wanted is None or wanted == stop:
        return tuple(procedures), stop
    over = stop + 1 if served else stop
    before = [one for place, one in enumerate(procedures[:over]) if place != wanted]
    after = [one for place, one in enumerate(procedures[over:], over) if place != wanted]
    return (*before, procedures[wanted], *after), len(before)


def _later_first(count: int, stop: int) -> list[int]:
    return [*range(stop + 1, count), stop, *range(min(stop, count))]
