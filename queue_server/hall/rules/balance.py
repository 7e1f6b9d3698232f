"""Which change of one counter would shorten the longest wait: each change is simulated, and the best one is proposed.

No proposal makes the longest expected wait longer, and none takes the last counter away from a queue.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from queue_server.hall.rules.estimate import LEAST_SAMPLES, RUNS, InLine, OpenCounter, Samples, positions
from shared.wire.vocabulary import Rearranging

SKETCH_RUNS = 24
"""Simulated days for each change in the first round, which only sketches its effect."""
PLAYED_AGAIN = 4
"""How many of the best changes are simulated once more, with as many days as an estimate."""
MOST_CALLS = 300_000
"""Calls that the first round may simulate in all, and the second round too: forms and reports wait for the same process."""
LEAST_RUNS = 3
_ALIKE = 2.0
"""Two changes whose effects differ by no more than these minutes count as equal; then the `Rearranging` decides."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A counter that is open, or that is closed and could be opened.

    `may` holds the queues that the counter may be given (None: any). `busy_for` has the unit of the samples.
    """

    number: int
    queues: tuple[str, ...]
    open: bool
    may: frozenset[str] | None = None
    busy_with: str | None = None
    busy_for: float = 0.0
    extra: frozenset[str] = frozenset()
    """Lines of the simulation that only this counter calls: the tickets that were sent to it."""

    def playing(self, queues: Sequence[str] | None = None) -> OpenCounter:
        """The counter for the simulation, with `queues`, or with its own queues if that is None."""
        served = frozenset(self.queues if queues is None else queues) | self.extra
        return OpenCounter(self.number, served, self.busy_with, self.busy_for)


@dataclass(frozen=True, slots=True)
class Change:
    """One counter serves other queues than now, or is opened with them, so that `queue` is called by more counters.

    `queues` is what it serves then; `gives_up` is the queue that it serves no more.
    """

    kind: Rearranging
    counter: int
    queue: str
    queues: tuple[str, ...]
    gives_up: str | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """A change, and how long a newcomer of its queue waits before the change (None: nobody calls that queue) and after it."""

    change: Change
    before: float | None
    after: float


Worst = tuple[int, float]
"""How bad the hall is: queues in which people wait and nobody calls, then the longest wait of a newcomer."""


def advise(
    desks: Sequence[Desk],
    waiting: Sequence[InLine],
    samples: Samples,
    *,
    least: float,
    worth: float = 0.0,
    seed: int = 0,
) -> Advice | None:
    """The change of one counter that shortens the longest expected wait most, or None.

    `least` is how much a change must at least shorten that wait; while the longest wait is below `worth`, the answer is None.
    The same arguments always give the same answer. Times are in the unit of the samples.
    """
    runs = days_played(RUNS, 1 + PLAYED_AGAIN, len(waiting))
    now = waits(desks, waiting, samples, runs, seed)
    here = worst(now)
    queue = _longest(now, waiting)
    if queue is None or now[queue] < worth:
        return None
    best: list[tuple[Worst, Change]] = []
    possible = list(changes(desks, queue))
    sketch_runs = days_played(SKETCH_RUNS, len(possible), len(waiting))
    for change in possible:
        sketched = worst(waits(changed(desks, change), waiting, samples, sketch_runs, seed))
        if sketched < here:
            best.append((sketched, change))
    best.sort(key=lambda one: (one[0], list(Rearranging).index(one[1].kind), one[1].counter))
    found: list[tuple[Worst, float, Change]] = []
    for _, change in best[:PLAYED_AGAIN]:
        then = waits(changed(desks, change), waiting, samples, runs, seed)
        ends = worst(then)
        if shortens(here, ends, least):
            found.append((ends, then[queue], change))
    if not found:
        return None
    top = min(ends for ends, _, _ in found)
    alike = [one for one in found if one[0][0] == top[0] and one[0][1] - top[1] <= _ALIKE]
    _, after, change = min(
        alike, key=lambda one: (list(Rearranging).index(one[2].kind), one[0], one[2].counter)
    )
    before = now[queue]
    return Advice(change, None if before == inf else before, after)


def days_played(most: int, times: int, waiting: int) -> int:
    """How many days each of `times` simulations plays: `most`, or fewer where many wait, so that `MOST_CALLS` is kept.

    Fewer days are enough there, because the total of many services varies less from day to day.
    """
    return max(LEAST_RUNS, min(most, MOST_CALLS // max(1, times * waiting)))


def shortens(before: Worst, after: Worst, least: float) -> bool:
    """Whether fewer queues are without a counter afterwards or, if that is equal, the longest wait is `least` shorter."""
    if after[0] != before[0]:
        return after[0] < before[0]
    return before[1] - after[1] >= max(least, 1e-9)


def changes(desks: Sequence[Desk], queue: str) -> Iterator[Change]:
    """Every change of one counter that lets it call this queue."""
    called = [served for desk in desks if desk.open for served in desk.queues]
    for desk in desks:
        serves = queue in desk.queues
        if not serves and desk.may is not None and queue not in desk.may:
            continue
        if not desk.open:
            queues = desk.queues if serves else (queue, *desk.queues)
            yield Change(Rearranging.OPEN, desk.number, queue, queues)
            continue
        if serves:
            continue
        yield Change(Rearranging.MORE, desk.number, queue, (*desk.queues, queue))
        for old in desk.queues:
            # Only where another open counter still calls the newcomers of the old queue.
            if called.count(old) > 1:
                queues = tuple(queue if one == old else one for one in desk.queues)
                yield Change(Rearranging.INSTEAD, desk.number, queue, queues, old)


def changed(desks: Sequence[Desk], change: Change) -> list[Desk]:
    """The counters after the change."""
    return [
        Desk(desk.number, change.queues, True, desk.may, desk.busy_with, desk.busy_for, desk.extra)
        if desk.number == change.counter
        else desk
        for desk in desks
    ]


def waits(
    desks: Sequence[Desk], waiting: Sequence[InLine], samples: Samples, runs: int, seed: int = 0
) -> dict[str, float]:
    """How long a newcomer of each queue waits: the median of the simulated days, infinite where people wait and nobody calls.

    A queue with too few samples for an estimate is missing.
    """
    hall = [desk.playing() for desk in desks if desk.open]
    found = {queue: places[-1][0] for queue, places in positions(hall, waiting, samples, runs, seed).items()}
    called = {queue for counter in hall for queue in counter.queues}
    for ticket in waiting:
        if ticket.queue not in called and len(samples.get(ticket.queue, ())) >= LEAST_SAMPLES:
            found[ticket.queue] = inf
    return found


def worst(found: Mapping[str, float]) -> Worst:
    """How bad these waits are. A queue in which nobody waits counts too, since somebody may come."""
    finite = [wait for wait in found.values() if wait != inf]
    return (sum(wait == inf for wait in found.values()), max(finite, default=0.0))


def _longest(found: Mapping[str, float], waiting: Sequence[InLine]) -> str | None:
    """The queue with the longest wait among those in which people wait."""
    lengths = {ticket.queue for ticket in waiting}
    return max(
        (queue for queue in found if queue in lengths), key=lambda queue: (found[queue], queue), default=None
    )
