"""Who is next, and why: the one rule of order, as a pure function over the waiting tickets of a counter.

Officers, kiosks, follow pages and reports all ask this file, so that a place in line means the same everywhere.
To change how priority works, change `_take`.
"""

from bisect import insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from queue_server.configuration.values import Policy
from shared.wire.vocabulary import OrderReason

PUT_BACK_MS = 2 * 60 * 1000
"""Milliseconds for which a ticket that was put back is left out, unless another ticket is called earlier."""

DELAY_MS = 10 * 60 * 1000
"""Whoever asks for ten more minutes is not called before these are over, and keeps the place of their arrival."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A waiting ticket as the order sees it; times are milliseconds since 1970 UTC."""

    id: int
    queue: str
    arrival: int
    priority: bool = False
    appointment: bool = False
    sent_to: int | None = None
    first_at: int | None = None
    put_back_at: int | None = None
    returned: bool = False
    delayed_until: int | None = None

    @property
    def key(self) -> tuple[int, int]:
        """Earliest effective arrival first; the id decides between equals."""
        return (self.arrival, self.id)


@dataclass(frozen=True, slots=True)
class Choice:
    """The next ticket, why it is next, the turns afterwards, and the put-back tickets that this call lets in again."""

    ticket: Waiting
    reason: OrderReason
    turn: Mapping[str, int]
    released: tuple[int, ...] = ()


def delay_ends(now: int, appointment_at: int | None) -> int:
    """Until when a ticket is not called if its holder asks for ten more minutes now.

    For an appointment that is still to come, the ten minutes begin at the time of the appointment.
    """
    return max(now, appointment_at or now) + DELAY_MS


def is_delayed(ticket: Waiting, now: int) -> bool:
    """Whether the ticket's holder asked for more time and that time is not over yet.

    Where the clock was put back in between, the answer is False, so that nobody waits for hours.
    """
    if ticket.delayed_until is None:
        return False
    asked_from = max(now, ticket.arrival) if ticket.appointment else now
    return now < ticket.delayed_until <= asked_from + DELAY_MS


def eligible(
    tickets: Iterable[Waiting], queues: Sequence[str], counter: int | None, now: int
) -> list[Waiting]:
    """The tickets that the counter may call: those of its queues that were not sent to a counter, and those sent to it.

    Tickets whose holder asked for more time, or whose appointment is still to come, are among them.
    """
    return [t for t in tickets if (t.sent_to == counter if t.sent_to is not None else t.queue in queues)]


def is_early(ticket: Waiting, now: int) -> bool:
    """Whether the time of the ticket's appointment is still to come; until then it is called only when nobody else waits."""
    return ticket.appointment and ticket.arrival > now and ticket.first_at is None


def next_ticket(
    tickets: Iterable[Waiting], turn: Mapping[str, int], policy: Policy, now: int
) -> Choice | None:
    """The ticket that the counter with these eligible tickets calls now, or None when nobody waits."""
    return next(_calls(tickets, turn, policy, now), None)


def line(
    tickets: Iterable[Waiting], turn: Mapping[str, int], policy: Policy, now: int, most: int | None = None
) -> list[tuple[Waiting, OrderReason]]:
    """All eligible tickets in the order in which they would be called if nothing else happened, each with its reason.

    Tickets whose holder asked for more time come last, since nobody calls them yet. With `most`, only the first `most`.
    """
    pool = list(tickets)
    later = sorted((t for t in pool if is_delayed(t, now)), key=lambda t: (t.delayed_until or 0, t.key))
    called = ((choice.ticket, choice.reason) for choice in _calls(pool, turn, policy, now))
    return list(islice(chain(called, ((ticket, OrderReason.DELAYED) for ticket in later)), most))


def ahead_of_last(
    priority_count: int, ordinary_count: int, turn: int, policy: Policy, *, priority: bool
) -> int:
    """How many tickets of a queue are called before the ticket that came last: its place in `line`, but by arithmetic alone.

    That is possible where no ticket of the queue was sent first or put back. The counts include the ticket itself, which
    is the latest of its kind (priority or ordinary).
    """
    if priority:
        if policy.mode == "strict":
            return priority_count - 1
        return (
            priority_count
            - 1
            + min(ordinary_count, _others_before(priority_count, turn, policy.p, policy.n, 0))
        )
    if policy.mode == "strict":
        return ordinary_count - 1 + priority_count
    return (
        ordinary_count
        - 1
        + min(priority_count, _others_before(ordinary_count, turn, policy.p, policy.n, policy.p))
    )


def _others_before(place: int, turn: int, p: int, n: int, own_start: int) -> int:
    """How many turns of the other kind pass before the `place`-th turn of this kind, whose turns start at `own_start`."""
    size = p + n
    own, other = (p, n) if own_start == 0 else (n, p)
    # Turns from the present one to the end of this kind's first stretch, then whole rounds.
    at = (turn - own_start) % size
    if at < own:
        left, before = own - at, 0
    else:
        left, before = own, size - at
    if place <= left:
        return before
    rounds = (place - left - 1) // own + 1
    return before + rounds * other


def _calls(tickets: Iterable[Waiting], turn: Mapping[str, int], policy: Policy, now: int) -> Iterator[Choice]:
    pool = [t for t in tickets if not is_delayed(t, now)]
    firsts = sorted((t for t in pool if t.first_at is not None), key=lambda t: (t.first_at or 0, t.id))
    early = sorted((t for t in pool if is_early(t, now)), key=_key)
    others = [t for t in pool if t.first_at is None and not is_early(t, now)]
    # Where the clock was put back in between, the ticket is not left out, so that nobody waits for hours.
    out = [t for t in others if t.put_back_at is not None and 0 <= now - t.put_back_at < PUT_BACK_MS]
    left_out = {t.id for t in out}
    called = False
    priority = sorted((t for t in others if t.priority and t.id not in left_out), key=_key)
    ordinary = sorted((t for t in others if not t.priority and t.id not in left_out), key=_key)
    while firsts or priority or ordinary or out or early:
        released = tuple(sorted(t.id for t in out)) if out else ()
        if firsts:
            choice = Choice(firsts.pop(0), OrderReason.SENT_FIRST, turn)
        elif not (priority or ordinary or out):
            # Nobody else waits, so a citizen who came before their time need not wait beside an idle officer.
            choice = Choice(early.pop(0), OrderReason.APPOINTMENT, turn)
        else:
            if not priority and not ordinary:
                _let_in(out, priority, ordinary)
            choice, turn = _take(priority, ordinary, turn, policy)
        if out:
            _let_in(out, priority, ordinary)
        if choice.ticket.id in left_out and called:
            choice = replace(choice, reason=OrderReason.PUT_BACK)
        called = True
        if released:
            choice = replace(choice, released=tuple(i for i in released if i != choice.ticket.id))
        yield choice


def _take(
    priority: list[Waiting], ordinary: list[Waiting], turn: Mapping[str, int], policy: Policy
) -> tuple[Choice, Mapping[str, int]]:
    """Takes the next ticket from one of the two lines, and returns it with the turns afterwards.

    With `strict`, priority always comes first. Otherwise, while both lines have somebody, `policy.p` priority tickets are
    taken, then `policy.n` ordinary ones, and so on.
    """
    if not ordinary or (priority and policy.mode == "strict"):
        return _chosen(priority.pop(0), turn), turn
    if not priority:
        return _chosen(ordinary.pop(0), turn), turn
    queue = ordinary[0].queue
    at = turn.get(queue, 0)
    taken = priority.pop(0) if at < policy.p else ordinary.pop(0)
    turn = {**turn, queue: (at + 1) % (policy.p + policy.n)}
    return _chosen(taken, turn), turn


def _let_in(out: list[Waiting], priority: list[Waiting], ordinary: list[Waiting]) -> None:
    for ticket in out:
        insort(priority if ticket.priority else ordinary, replace(ticket, put_back_at=None), key=_key)
    out.clear()


def _chosen(ticket: Waiting, turn: Mapping[str, int]) -> Choice:
    if ticket.priority:
        reason = OrderReason.PRIORITY
    elif ticket.appointment:
        reason = OrderReason.APPOINTMENT
    elif ticket.returned:
        reason = OrderReason.RETURNED
    else:
        reason = OrderReason.ARRIVAL
    return Choice(ticket, reason, turn)


def _key(ticket: Waiting) -> tuple[int, int]:
    return ticket.key
