"""Which fault comes when: the same seed gives the same schedule. Pure."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

SERVER_KINDS = ("kill_server", "kill_both", "freeze_server", "stop_server", "disk_full")
KIOSK_KINDS = ("kill_kiosk", "freeze_kiosk")
DISPLAY_KINDS = ("kill_display", "freeze_display")
LINE_KINDS = ("cut_line", "hold_line", "slow_line", "lost_answers")
PRINTER_KINDS = (
    *("paper_out", "cover_open", "runs_out", "power_cycle", "half_job"),
    *("printer_off", "printer_silent", "printer_garbage", "printer_late", "printer_away", "printer_cut"),
)
QUEUE_KINDS = ("kill_valkey", "cut_database")

Aim = Literal["any", "request", "answer", "issue_request", "issue_answer"]
AIMS: tuple[Aim, ...] = ("any", "request", "answer", "issue_request", "issue_answer")


@dataclass(frozen=True, slots=True)
class Step:
    """One fault: `after` seconds since the one before it in its lane, on target number `target`.

    `lasts` is how long it lasts (for a kill: until the start), `aim` the moment of a kill (see the proxy), `share` a
    number in 0..1 for whatever else the kind needs.
    """

    after: float
    kind: str
    target: int
    lasts: float
    aim: Aim = "any"
    share: float = 0.0


def servers(seed: int, kills: int, count: int, *, disk: bool) -> list[Step]:
    """The servers' lane: exactly so many kills, and among them freezes, orderly stops and full disks."""
    chance = random.Random(f"{seed}/servers")
    kinds: list[str] = []
    left = kills
    while left > 0:
        both = count > 1 and left >= 2 and chance.random() < 0.2
        kinds.append("kill_both" if both else "kill_server")
        left -= 2 if both else 1
    others = max(1, kills // 20)
    for kind in ("freeze_server", "stop_server", *(("disk_full",) if disk else ())):
        for _ in range(others):
            # Never the last one: a run ends with a kill.
            kinds.insert(chance.randrange(max(1, len(kinds))), kind)
    return [_server_step(chance, kind, count) for kind in kinds]


def _server_step(chance: random.Random, kind: str, count: int) -> Step:
    lasts = chance.uniform(0.0, 0.6)
    if kind == "freeze_server":
        # Mostly shorter than the clients' patience, at times longer than all of it.
        lasts = chance.uniform(8.0, 11.0) if chance.random() < 0.3 else chance.uniform(0.5, 4.0)
    elif kind == "disk_full":
        lasts = chance.uniform(2.0, 5.0)
    # Mostly soon after the last one; at times the kiosks get so long that the server gives the numbers again.
    after = chance.uniform(2.0, 4.0) if chance.random() < 0.2 else chance.uniform(0.3, 1.2)
    aim = chance.choice(AIMS)
    return Step(after, kind, chance.randrange(count), lasts, aim, chance.random())


def lane(
    seed: int, name: str, kinds: Sequence[str], targets: int, pause: tuple[float, float]
) -> Iterator[Step]:
    """An endless lane of faults: each kind once, in a shuffled order, then all of them again."""
    chance = random.Random(f"{seed}/{name}")
    while True:
        for kind in chance.sample(kinds, len(kinds)):
            yield Step(
                chance.uniform(*pause),
                kind,
                chance.randrange(targets),
                chance.uniform(0.3, 3.0),
                share=chance.random(),
            )
