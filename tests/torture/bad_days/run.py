"""One run of bad days on one engine: a fault each, people before and after it, and a look at what became of the promises."""

import contextlib
import random
from collections.abc import Iterator
from pathlib import Path

from tests.torture.bad_days import faults
from tests.torture.bad_days.faults import Broken
from tests.torture.bad_days.hall import Hall
from tests.torture.bad_days.seen import Day, Look, Seen
from tests.torture.building import Building
from tests.torture.engines import Engine, Postgres, Sqlite
from tests.torture.watchdog import Watchdog


def run(seed: int, days: int, engine_name: str, folder: Path, port: int, only: tuple[str, ...] = ()) -> Seen:
    """So many bad days, of all kinds or of some only. Whatever happens, nothing that was started is left.

    Raises OSError where nothing answers any more.
    """
    with contextlib.ExitStack() as stack:
        watchdog = Watchdog()
        stack.callback(watchdog.close)
        engine: Engine = Sqlite(folder)
        if engine_name == "postgres":
            engine = Postgres(folder, port + 400, watchdog.mind)
        stack.callback(engine.stop)
        building = Building(folder, engine.url, None, 1, port, watchdog)
        stack.callback(building.stop)
        hall = Hall(building, engine, folder / "clock")
        hall.open()
        seen = tuple(_days(hall, seed, days, only or faults.kinds(engine)))
        return Seen(tuple(hall.papers), seen)


def schedule(seed: int, days: int, kinds: tuple[str, ...]) -> Iterator[str]:
    """The fault of each day: every kind once, in a shuffled order, then all of them again."""
    chance = random.Random(f"{seed}/bad days")
    for index in range(days):
        if index % len(kinds) == 0:
            order = chance.sample(kinds, len(kinds))
        yield order[index % len(kinds)]


def _days(hall: Hall, seed: int, days: int, kinds: tuple[str, ...]) -> Iterator[Day]:
    for index, kind in enumerate(schedule(seed, days, kinds)):
        hall.day, hall.after = index, False
        yield _day(hall, kind, random.Random(f"{seed}/{index}/{kind}"))


def _day(hall: Hall, kind: str, chance: random.Random) -> Day:
    hall.take(chance.randint(1, 4))
    before = hall.look()
    broken, after, settled = Broken(), Look(), Look()
    try:
        broken = faults.FAULTS[kind](hall, chance)
        hall.after = True
        hall.take(chance.randint(1, 4))
        after = hall.look()
        hall.settle()
        hall.take(1)
        settled = hall.look()
    except OSError as error:
        broken.complaints.append(f"{kind}: {error}")
        _mend(hall)
    return Day(kind, broken.lost, before, after, settled, tuple(broken.told), tuple(broken.complaints))


def _mend(hall: Hall) -> None:
    """Brings the server back for the next day, after one that ended in the middle."""
    hall.set_clock(0)
    with contextlib.suppress(OSError):
        hall.kill()
    hall.start()
