"""Phones hear after everybody else, in small groups, and in order."""

from collections.abc import Callable, Mapping

from engineio.packet import MESSAGE, Packet

from queue_server.realtime.phones import AT_ONCE, MOST, MOST_FROM_ONE, Phones


class Outboxes:
    """Writes down who was told what, group by group."""

    def __init__(self) -> None:
        self.told: list[tuple[int, list[str]]] = []
        self.heard: dict[str, list[str]] = {}

    def packet(self, event: str, message: Mapping[str, object]) -> Packet:
        return Packet(MESSAGE, f"{event} {message['seq']}")

    def emit(self, sids: list[str], packets: list[Packet]) -> None:
        said = [str(packet.data) for packet in packets]
        self.told.append((len(sids), said))
        for sid in sids:
            self.heard.setdefault(sid, []).extend(said)


def test_a_hall_of_phones_is_told_in_groups_and_others_go_on_between_them() -> None:
    outboxes, tasks, pauses = Outboxes(), list[Callable[[], None]](), list[int]()
    phones = Phones(outboxes, tasks.append, lambda: pauses.append(len(outboxes.told)))
    for number in range(2 * AT_ONCE + 1):
        phones.enter(f"phone-{number}")
    phones.say("fact", {"seq": 1})
    phones.say("fact", {"seq": 2})
    assert outboxes.told == []
    (tell,) = tasks
    tell()
    both = ["fact 1", "fact 2"]
    assert outboxes.told == [(AT_ONCE, both), (AT_ONCE, both), (1, both)]
    assert pauses == [1, 2, 3]


def test_what_comes_while_phones_are_told_follows_in_order_and_nothing_is_told_twice() -> None:
    outboxes, tasks = Outboxes(), list[Callable[[], None]]()
    later = [{"seq": 2}, {"seq": 3}]

    def pause() -> None:
        if later:
            phones.say("fact", later.pop(0))

    phones = Phones(outboxes, tasks.append, pause)
    for number in range(AT_ONCE + 1):
        phones.enter(f"phone-{number}")
    phones.say("fact", {"seq": 1})
    tasks.pop()()
    assert tasks == []
    assert {tuple(heard) for heard in outboxes.heard.values()} == {("fact 1", "fact 2", "fact 3")}


def test_a_phone_that_left_hears_nothing_and_an_empty_hall_costs_nothing() -> None:
    outboxes, tasks = Outboxes(), list[Callable[[], None]]()
    phones = Phones(outboxes, tasks.append, lambda: None)
    phones.enter("phone")
    phones.leave("phone")
    phones.say("fact", {"seq": 1})
    assert (tasks, phones.anybody) == ([], False)


def test_one_address_and_the_whole_server_have_places_for_so_many_phones() -> None:
    phones = Phones(Outboxes(), lambda tell: None, lambda: None)
    hall = [f"hall-{number}" for number in range(MOST_FROM_ONE)]
    assert all(phones.come(sid, "192.0.2.7") for sid in hall)
    assert not phones.come("one-more", "192.0.2.7")
    phones.leave(hall[0])
    phones.leave(hall[0])
    assert phones.come("one-more", "192.0.2.7")
    assert not phones.come("yet-one", "192.0.2.7")
    # Behind a proxy on this machine anybody may be: there only the whole counts.
    assert all(phones.come(f"proxy-{n}", "127.0.0.1", alone=False) for n in range(MOST - MOST_FROM_ONE))
    assert not phones.come("last", "198.51.100.1")


def test_phones_share_a_snapshot_until_something_happens_or_a_second_is_over() -> None:
    phones, made = Phones(Outboxes(), lambda tell: None, lambda: None), list[int]()

    def take(seq: int, ms: int) -> str:
        def make() -> Mapping[str, object]:
            made.append(ms)
            return {"seq": seq}

        return str(phones.snapshot(seq, ms, make).data)

    assert [take(7, 1_000), take(7, 1_999), take(8, 2_000)] == ["snapshot 7", "snapshot 7", "snapshot 8"]
    assert made == [1_000, 2_000]
    # Also where the clock was put back.
    assert [take(8, 3_000), take(8, 2_500)] == ["snapshot 8", "snapshot 8"]
    assert made == [1_000, 2_000, 3_000, 2_500]
