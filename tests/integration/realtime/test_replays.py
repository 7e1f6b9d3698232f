"""Who missed facts gets them in small turns, between which others go on, and never much more than they read."""

from queue_server.ledger.audiences import Told
from queue_server.realtime.replays import AT_ONCE, MOST, Replays
from tests.integration.house import House


class Client:
    """A client that reads all that was sent to it in each pause, or nothing."""

    def __init__(self, house: House, *, reads: bool = True) -> None:
        self.house, self.reads = house, reads
        self.heard: list[int] = []
        self.turns: list[int] = []
        self.unread = 0
        self.replays = Replays(house.book, self._hear, lambda sid: self.unread, self._turn, lambda _: None)

    def _hear(self, _sid: str, fact: Told) -> None:
        self.heard.append(fact["seq"])
        self.unread += 100_000

    def _turn(self, _sid: str) -> None:
        self.turns.append(len(self.heard))
        if self.reads:
            self.unread = 0


def test_facts_come_in_turns_between_which_others_go_on(house: House) -> None:
    for _ in range(2 * AT_ONCE + 10):
        house.do("/tickets", {"queue": "ho-tich"}, by=house.token("integration"))
    last = house.get("/events?limit=1", house.supervisor)["last_seq"]
    client = Client(house)
    client.replays.replay("sid", "hall", last - 2 * AT_ONCE - 5, last)
    assert client.heard == list(range(last - 2 * AT_ONCE - 4, last + 1))
    assert client.turns == [AT_ONCE, 2 * AT_ONCE, 2 * AT_ONCE + 5]


def test_whoever_reads_nothing_gets_one_turn(house: House) -> None:
    for _ in range(2 * AT_ONCE):
        house.do("/tickets", {"queue": "ho-tich"}, by=house.token("integration"))
    client = Client(house, reads=False)
    client.replays.replay("sid", "hall", 0, 2 * AT_ONCE)
    assert len(client.heard) == AT_ONCE


def test_what_a_socket_asks_during_an_answer_is_answered_once_after_it(house: House) -> None:
    replays, answered = Client(house).replays, list[object]()

    def answer(after: object) -> None:
        answered.append(after)
        if after == 1:
            for more in (2, 3, 4):
                replays.serve("a", more, answer)
            replays.serve("b", 5, answer)

    replays.serve("a", 1, answer)
    assert answered == [1, 5, 4]
    replays.serve("a", 6, answer)
    assert answered == [1, 5, 4, 6]


def test_a_number_that_makes_no_sense_or_is_too_old_is_told_apart(house: House) -> None:
    replays = Client(house).replays
    asked: list[tuple[object, int]] = [(5, 4), (-1, 4), ("x", 4), (None, 4), (0, MOST + 1), (0, MOST), (4, 4)]
    assert [replays.too_old(after, last) for after, last in asked] == [True] * 5 + [False] * 2
