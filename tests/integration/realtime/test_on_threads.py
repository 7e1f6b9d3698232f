"""On threads, others come, leave and speak at any moment in between: nothing is told twice, lost, or left for ever."""

import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from types import FrameType
from typing import Any

import pytest
from engineio.packet import MESSAGE, Packet

from queue_server.http.price.meter import stranger
from queue_server.realtime.phones import Phones
from queue_server.realtime.replays import Replays
from tests.integration.house import House

Thing = Callable[[], object] | None


def interrupted(work: Callable[[], object], meanwhile: Iterable[Thing]) -> None:
    """Does the work; before each of its lines somebody else begins to do the next thing, on a thread of their own.

    Whoever has to wait for a lock goes on when it is free. None lets a line pass.
    """
    things, others = iter(meanwhile), list[threading.Thread]()

    def before(frame: FrameType, event: str, _: object) -> Callable[..., Any] | None:
        if "queue_server/realtime" not in frame.f_code.co_filename:
            return None
        waits = bool(others) and others[-1].is_alive()
        if event == "line" and not waits and (thing := next(things, None)) is not None:
            others.append(threading.Thread(target=thing))
            others[-1].start()
            others[-1].join(0.02)
        return before

    usual = sys.gettrace()
    sys.settrace(before)
    try:
        work()
    finally:
        sys.settrace(usual)
    for other in others:
        other.join()


class Neighbour:
    """A client while whose name, role or audience is read somebody else connects."""

    handle = "token:neighbour"
    is_phone = False
    zone = None
    counters = ()
    payer = stranger(None)

    def __init__(self, clients: dict[str, Any]) -> None:
        self._clients = clients

    def __getattr__(self, name: str) -> object:
        if name.startswith("_"):
            raise AttributeError(name)
        self._clients[f"new-{len(self._clients)}"] = self
        return {"audience": "desk", "name": "Lan", "role": "officer", "ends_at": None}[name]


@pytest.mark.parametrize(
    "work",
    [
        lambda house: house.application.parts.hub.say("fact", "staff", lambda: {"seq": 1}),
        lambda house: house.application.parts.hub.connected_names(),
        lambda house: house.application.parts.hub.end_overdue(),
        lambda house: house.application.parts.clients_by_role(),
    ],
    ids=["a fact", "the names", "the end of sessions", "the figures"],
)
def test_somebody_who_connects_meanwhile_breaks_nothing(
    house: House, work: Callable[[House], object]
) -> None:
    """What broke was said again to those who had heard it, a client stayed without its snapshot, /metrics answered 500."""
    clients: dict[str, Any] = house.application.parts.hub.clients
    for number in range(3):
        clients[f"sid-{number}"] = Neighbour(clients)
    work(house)
    clients.clear()


class Outboxes:
    """Writes down what a phone is told."""

    def __init__(self) -> None:
        self.heard: list[int] = []

    def packet(self, _event: str, message: Mapping[str, object]) -> Packet:
        return Packet(MESSAGE, message["seq"])

    def emit(self, _sids: list[str], packets: list[Packet]) -> None:
        self.heard += [packet.data for packet in packets]


def test_phones_hear_everything_in_order() -> None:
    outboxes, tasks, said = Outboxes(), list[Callable[[], None]](), list[int]()
    phones = Phones(outboxes, tasks.append, lambda: None)  # type: ignore[arg-type]  # as much of one as is needed
    phones.enter("phone")

    def say(seq: int) -> None:
        said.append(seq)
        phones.say("fact", {"seq": seq})

    say(0)
    interrupted(tasks.pop(), [partial(say, seq) for seq in range(1, 40)])
    while tasks:
        tasks.pop()()
    assert outboxes.heard == said == list(range(len(said)))


def test_what_a_client_asks_after_an_answer_is_answered_too(house: House) -> None:
    replays = Replays(house.book, lambda *_: None, lambda _: 0, lambda _: None, lambda _: None)
    for most in range(1, 20):
        asked, answered = [0], list[object]()

        def ask(number: int, asked: list[int] = asked, answered: list[object] = answered) -> None:
            asked.append(number)
            replays.serve("sid", number, answered.append)

        def asks(
            most: int = most, answered: list[object] = answered, ask: Callable[[int], None] = ask
        ) -> Iterator[Thing]:
            while not answered:
                yield None
            for number in range(1, most + 1):
                yield partial(ask, number)

        interrupted(partial(replays.serve, "sid", 0, answered.append), asks())
        assert answered[-1] == asked[-1]
