"""Who has a dossier open: told to those here, shared with other processes, and forgotten when they are silent."""

from typing import Any

from queue_server.realtime.presence import FORGOTTEN_SECONDS, Presence


class House:
    """Processes that hear each other at once, under one clock."""

    def __init__(self, count: int) -> None:
        self.now = 0.0
        self.told: list[list[tuple[str, list[str]]]] = [[] for _ in range(count)]
        self.cut = False
        self.all: list[Presence] = []
        for number in range(count):
            self.all.append(
                Presence(
                    lambda code, names, n=number: self.told[n].append((code, names)),  # type: ignore[misc]
                    lambda news, n=number: self._share(n, news),  # type: ignore[misc]
                    lambda: self.now,
                )
            )

    def _share(self, sender: int, news: dict[str, Any]) -> None:
        for number, other in enumerate(self.all):
            # A process hears its own news as well, as from a message queue.
            if not self.cut or number == sender:
                other.heard(news)


def test_whoever_opens_and_leaves_is_told_of() -> None:
    house = House(1)
    (here,) = house.all
    here.opened("s1", "H-1", "hoa")
    here.opened("s2", "H-1", "minh")
    here.opened("s3", "H-1", "hoa")
    here.closed("s1")
    here.opened("s2", "H-2", "minh")
    here.closed("s2")
    here.closed("s2")
    assert house.told == [
        [
            ("H-1", ["hoa"]),
            ("H-1", ["hoa", "minh"]),
            ("H-1", ["hoa", "minh"]),
            ("H-1", ["hoa", "minh"]),
            ("H-1", ["hoa"]),
            ("H-2", ["minh"]),
            ("H-2", []),
        ]
    ]


def test_two_processes_show_each_others_people() -> None:
    house = House(2)
    first, second = house.all
    first.opened("s1", "H-1", "hoa")
    second.opened("s1", "H-1", "minh")
    first.closed("s1")
    assert house.told[1] == [("H-1", ["hoa"]), ("H-1", ["hoa", "minh"]), ("H-1", ["minh"])]
    assert first.names("H-1") == second.names("H-1") == ["minh"]


def test_a_process_that_is_silent_is_forgotten_and_one_that_beats_is_not() -> None:
    house = House(2)
    first, second = house.all
    first.opened("s1", "H-1", "hoa")
    house.now += FORGOTTEN_SECONDS
    first.beat()
    house.now += FORGOTTEN_SECONDS
    second.beat()
    assert second.names("H-1") == ["hoa"]
    house.cut = True
    house.now += 1
    second.beat()
    assert (second.names("H-1"), house.told[1][-1]) == ([], ("H-1", []))


def test_news_that_make_no_sense_are_passed_over() -> None:
    (here,) = House(1).all
    for news in ({}, {"process": 7, "open": {}}, {"process": "x", "open": []}):
        here.heard(news)
    assert here.names("H-1") == []
