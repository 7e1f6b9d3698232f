"""The waiting lines at hand say the same as all tickets together, whatever was put in and taken out."""

from hypothesis import given
from hypothesis import strategies as st

from queue_server.configuration.values import Policy
from queue_server.hall.rows.lines import Lines
from queue_server.hall.rules.ordering import Waiting, eligible, next_ticket

NOW = 1_000_000
QUEUES = ("a", "b", "c")


@st.composite
def tickets(draw: st.DrawFn) -> Waiting:
    return Waiting(
        id=draw(st.integers(1, 15)),
        queue=draw(st.sampled_from(QUEUES)),
        arrival=draw(st.integers(0, 5)),
        priority=draw(st.booleans()),
        appointment=draw(st.sampled_from([False, False, True])),
        sent_to=draw(st.sampled_from([None, None, 1, 2])),
        first_at=draw(st.sampled_from([None, None, 3])),
        put_back_at=draw(st.sampled_from([None, None, NOW - 1, NOW - 200_000])),
    )


changes = st.lists(st.tuples(st.sampled_from(["put", "put", "drop", "release"]), tickets()), max_size=30)


@given(
    changes,
    st.sampled_from([("a",), ("a", "b"), QUEUES]),
    st.integers(1, 3),
    st.dictionaries(st.sampled_from(QUEUES), st.integers(0, 2)),
    st.sampled_from([Policy(), Policy("strict"), Policy("interleave", 1, 2)]),
)
def test_the_candidates_at_hand_give_the_same_next_ticket_as_everyone(
    happened: list[tuple[str, Waiting]],
    queues: tuple[str, ...],
    counter: int,
    turns: dict[str, int],
    policy: Policy,
) -> None:
    lines, everyone = Lines(1, "2026-06-15"), dict[int, Waiting]()
    for what, ticket in happened:
        if what == "put":
            lines.put(ticket)
            everyone[ticket.id] = ticket
        elif what == "drop":
            lines.drop(ticket.id)
            everyone.pop(ticket.id, None)
        else:
            back = [t.id for t in everyone.values() if t.put_back_at is not None]
            lines.release(back)
            everyone |= {
                i: Waiting(t.id, t.queue, t.arrival, t.priority, t.appointment, t.sent_to, t.first_at)
                for i, t in everyone.items()
                if i in back
            }
    at_hand = {t.id: t for queue in lines.by_queue.values() for t in queue.every()}
    assert at_hand == everyone
    some = next_ticket(eligible(lines.candidates(queues, counter), queues, counter, NOW), turns, policy, NOW)
    whole = next_ticket(eligible(everyone.values(), queues, counter, NOW), turns, policy, NOW)
    assert some == whole
