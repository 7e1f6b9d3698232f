"""Whose task the worker does next, and when the second child is used."""

import threading
from collections.abc import Callable

import pytest

from queue_server.http.worker.turns import NoTurn, Place, Turns
from queue_server.http.worker.wire import Urgency
from tests.waiting import HANG_SECONDS, eventually

CITIZEN, HALL, OFFICE = Urgency.CITIZEN, Urgency.HALL, Urgency.OFFICE


class Tasks:
    """Tasks that hold their place until they are let go, and in which order they got one."""

    def __init__(self) -> None:
        self.turns = Turns()
        self.began: list[tuple[str, Place]] = []
        self.threads: list[threading.Thread] = []

    def ask(self, name: str, urgency: Urgency) -> Callable[[], None]:
        """Asks for a turn; returns how to end the task. It waits, or has its place, when this returns."""
        ended = threading.Event()
        before = self.turns.waiting + len(self.began)

        def work() -> None:
            with self.turns.turn(urgency, HANG_SECONDS) as place:
                self.began.append((name, place))
                ended.wait(HANG_SECONDS)

        thread = threading.Thread(target=work)
        self.threads.append(thread)
        thread.start()
        eventually(lambda: self.turns.waiting + len(self.began) > before)
        return ended.set

    def join(self) -> None:
        for thread in self.threads:
            thread.join()


def test_what_a_citizen_waits_for_goes_first_then_the_hall_and_then_the_office_by_arrival() -> None:
    tasks = Tasks()
    ends = [tasks.ask("first receipt", CITIZEN)]
    for name, urgency in (
        ("report 1", OFFICE),
        ("estimates", HALL),
        ("report 2", OFFICE),
        ("receipt 1", CITIZEN),
        ("receipt 2", CITIZEN),
    ):
        ends.append(tasks.ask(name, urgency))
    # A receipt is short: the others wait for it, and no second child is needed.
    eventually(lambda: tasks.began)
    assert tasks.began == [("first receipt", Place.USUAL)]
    for end in ends:
        end()
    tasks.join()
    assert tasks.began == [
        (name, Place.USUAL)
        for name in ("first receipt", "receipt 1", "receipt 2", "estimates", "report 1", "report 2")
    ]


def test_beside_a_report_one_receipt_after_the_other_is_made_by_the_second_child_and_nothing_else() -> None:
    tasks = Tasks()
    end_report = tasks.ask("report 1", OFFICE)
    ends = [
        tasks.ask("report 2", OFFICE),
        tasks.ask("estimates", HALL),
        tasks.ask("receipt 1", CITIZEN),
        tasks.ask("receipt 2", CITIZEN),
    ]
    eventually(lambda: len(tasks.began) == 2)
    assert tasks.began == [("report 1", Place.USUAL), ("receipt 1", Place.SPARE)]
    ends[2]()
    eventually(lambda: len(tasks.began) == 3)
    assert tasks.began[-1] == ("receipt 2", Place.SPARE)
    ends[3]()
    eventually(lambda: tasks.turns.under_way == 1)
    assert (len(tasks.began), tasks.turns.waiting) == (3, 2)
    for end in (end_report, *ends):
        end()
    tasks.join()
    assert tasks.began[3:] == [("estimates", Place.USUAL), ("report 2", Place.USUAL)]


def test_nobody_waits_longer_than_they_want_and_nobody_gets_a_turn_after_the_end() -> None:
    tasks = Tasks()
    end = tasks.ask("report", OFFICE)
    with pytest.raises(NoTurn, match="busy"), tasks.turns.turn(OFFICE, 0):
        pass
    assert tasks.turns.waiting == 0
    refused: list[str] = []

    def wait() -> None:
        try:
            with tasks.turns.turn(OFFICE, HANG_SECONDS):
                pass
        except NoTurn as error:
            refused.append(str(error))

    waiting = threading.Thread(target=wait)
    waiting.start()
    eventually(lambda: tasks.turns.waiting == 1)
    tasks.turns.close(0)
    waiting.join()
    with pytest.raises(NoTurn, match="closed"), tasks.turns.turn(CITIZEN, HANG_SECONDS):
        pass
    end()
    tasks.join()
    assert refused == ["closed"]
