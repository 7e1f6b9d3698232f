"""What one piece of work took of the loop, without what others did while it waited."""

from collections.abc import Iterator

import greenlet
import pytest

from queue_server.http.price import loop_time
from queue_server.http.price.loop_time import OfGreenlets, of_thread


class Processor:
    """The thread's processor time, which only working moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def work(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def processor(monkeypatch: pytest.MonkeyPatch) -> Iterator[Processor]:
    made = Processor()
    monkeypatch.setattr(loop_time, "thread_time", lambda: made.seconds)
    before = greenlet.gettrace()
    yield made
    greenlet.settrace(before)


def test_each_greenlet_is_charged_for_its_own_time_only(processor: Processor) -> None:
    measure = OfGreenlets()
    took: dict[str, float] = {}

    def client(name: str, seconds: float) -> None:
        processor.work(5)
        spent = measure()
        for _ in range(3):
            processor.work(seconds)
            loop.switch()
        took[name] = spent()

    loop = greenlet.getcurrent()
    tasks = [greenlet.greenlet(client) for _ in range(2)]
    tasks[0].switch("light", 1)
    processor.work(100)
    tasks[1].switch("heavy", 10)
    for _ in range(3):
        for task in tasks:
            processor.work(100)
            task.switch()
    assert took == {"light": 3, "heavy": 30}
    assert measure._spent == {}


def test_a_thread_is_charged_for_its_time(processor: Processor) -> None:
    spent = of_thread()
    processor.work(2)
    assert spent() == 2
