"""The link's bookkeeping: whatever is lost, doubled or swapped, every fact is applied once and in order."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from shared.link.sequence import ASK_AGAIN, BACK_AFTER, GAP_WAIT, Sequence


def fact(seq: int) -> dict[str, int]:
    return {"seq": seq}


def at(last: int) -> Sequence:
    """A link whose snapshot stood at that number."""
    sequence = Sequence()
    sequence.snapshot(last)
    return sequence


def test_the_next_number_is_applied_and_an_old_one_dropped() -> None:
    sequence = at(5)
    assert [sequence.receive(seq, fact(seq), 0.0) for seq in (6, 6, 3, 7)] == [[fact(6)], [], [], [fact(7)]]


def test_a_gap_that_closes_by_itself_asks_for_nothing() -> None:
    sequence = at(5)
    applied = [sequence.receive(7, fact(7), 0.0), sequence.receive(6, fact(6), 0.19)]
    assert (applied, sequence.resume(10.0)) == ([[], [fact(6), fact(7)]], None)


def test_a_gap_is_resumed_once_after_the_wait() -> None:
    sequence = at(5)
    sequence.receive(8, fact(8), 0.0)
    moments = (0.0, GAP_WAIT - 0.01, GAP_WAIT, GAP_WAIT + 0.5)
    assert [sequence.resume(now) for now in moments] == [None, None, 5, None]


def test_an_unanswered_resume_is_asked_again_later() -> None:
    sequence = at(5)
    sequence.receive(8, fact(8), 0.0)
    sequence.resume(GAP_WAIT)
    assert sequence.resume(GAP_WAIT + ASK_AGAIN) == 5


def test_a_second_gap_waits_anew() -> None:
    sequence = at(0)
    sequence.receive(2, fact(2), 0.0)
    sequence.receive(9, fact(9), 0.1)
    sequence.receive(1, fact(1), 0.15)
    assert [sequence.resume(now) for now in (0.2, 0.34, 0.35)] == [None, None, 2]


def test_a_heartbeat_ahead_leads_to_a_resume_and_one_behind_to_nothing() -> None:
    sequence = at(5)
    sequence.heartbeat(4, 0.0)
    nothing = sequence.resume(1.0)
    sequence.heartbeat(6, 2.0)
    assert (nothing, sequence.resume(2.1), sequence.resume(2.2)) == (None, None, 5)


def test_facts_before_the_snapshot_wait_for_it() -> None:
    sequence = Sequence()
    early = [sequence.receive(seq, fact(seq), 0.0) for seq in (4, 5, 7)]
    taken = sequence.snapshot(4)
    freed = sequence.release(0.0)
    assert (early, taken, freed, sequence.resume(GAP_WAIT)) == ([[], [], []], True, [fact(5)], 5)


def test_an_old_snapshot_on_the_same_connection_takes_nothing_back() -> None:
    sequence = at(5)
    sequence.receive(6, fact(6), 0.0)
    assert (sequence.snapshot(5), sequence.last) == (False, 6)


def test_a_new_connection_believes_a_server_that_was_restored_to_an_older_number() -> None:
    sequence = at(50)
    sequence.forget()
    assert (sequence.snapshot(20), sequence.receive(21, fact(21), 0.0)) == (True, [fact(21)])


def test_a_number_that_stays_behind_shows_a_diary_that_was_put_back() -> None:
    sequence = at(50)
    beats = [(50, 0.0), (49, BACK_AFTER - 0.01), (20, 2.0)]
    assert [sequence.heartbeat(seq, now) for seq, now in beats] == [True, True, False]


def test_a_heartbeat_that_a_newer_snapshot_overtook_shows_nothing() -> None:
    sequence = at(49)
    known = [sequence.heartbeat(49, 0.0), sequence.snapshot(51), sequence.heartbeat(50, 2.0)]
    assert (known, sequence.heartbeat(51, 4.0), sequence.heartbeat(50, 6.0)) == ([True] * 3, True, False)


def test_what_an_earlier_connection_heard_shows_nothing_of_the_new_one() -> None:
    sequence = at(50)
    sequence.heartbeat(50, 0.0)
    sequence.forget()
    before = sequence.heartbeat(20, 2.0)
    sequence.snapshot(20)
    assert (before, sequence.heartbeat(20, 4.0)) == (True, True)


@dataclass
class Server:
    """A server that remembers every fact, and a wire whose faults the test draws."""

    data: st.DataObject
    seq: int = 0
    wire: list[tuple[str, int]] = field(default_factory=list)

    def happen(self) -> None:
        self.seq += 1
        self.wire += [("fact", self.seq)] * self.data.draw(st.integers(0, 2), label="copies")

    def answer(self, after: int) -> None:
        if self.data.draw(st.integers(0, 3), label="snapshot instead") == 0:
            self.wire.append(("snapshot", self.seq))
        else:
            self.wire += [("fact", seq) for seq in range(after + 1, self.seq + 1)]

    def deliver(self) -> tuple[str, int] | None:
        if not self.wire:
            return None
        return self.wire.pop(self.data.draw(st.integers(0, len(self.wire) - 1), label="which"))


@given(
    st.data(),
    st.lists(st.sampled_from(["happen", "deliver", "beat", "lose", "wait", "reconnect"]), max_size=60),
)
def test_after_any_faults_everything_was_applied_once_and_in_order(
    data: st.DataObject, steps: list[str]
) -> None:
    server, sequence, now = Server(data), at(0), 0.0
    state: list[int] = []

    def take(kind: str, seq: int) -> None:
        if kind == "snapshot":
            if sequence.snapshot(seq):
                state[:] = range(1, seq + 1)
                state.extend(fact["seq"] for fact in sequence.release(now))
        else:
            state.extend(fact["seq"] for fact in sequence.receive(seq, {"seq": seq}, now))

    def tick() -> None:
        after = sequence.resume(now)
        if after is not None:
            server.answer(after)

    for step in [*steps, "end"]:
        if step == "happen":
            server.happen()
        elif step == "deliver" and (message := server.deliver()):
            take(*message)
        elif step == "beat":
            assert sequence.heartbeat(server.seq, now)
        elif step == "lose":
            server.deliver()
        elif step == "wait":
            now += 0.1
        elif step == "reconnect":
            server.wire = [("snapshot", server.seq)]
            sequence.forget()
        tick()
        if sequence.ready:
            # What is shown is always a whole beginning of what happened: no hole, nothing twice.
            assert state == list(range(1, (sequence.last or 0) + 1))

    # The faults end: what is on the wire arrives, the heartbeat goes on and resumes are answered.
    if not sequence.ready:
        server.wire.append(("snapshot", server.seq))
    for _ in range(8):
        while message := server.deliver():
            take(*message)
        sequence.heartbeat(server.seq, now)
        now += ASK_AGAIN
        tick()
    assert state == list(range(1, server.seq + 1))
