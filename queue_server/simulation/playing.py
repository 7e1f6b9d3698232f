"""Prepares the simulation from what the API says about the centre, and plays its working days one after another."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from queue_server.simulation import citizens
from queue_server.simulation.afterwards import Afterwards
from queue_server.simulation.api import Api, found
from queue_server.simulation.beforehand import Beforehand
from queue_server.simulation.bookings import Bookings
from queue_server.simulation.citizens import Citizen
from queue_server.simulation.hall import Desk, Errand, Hall, until_empty
from queue_server.simulation.offices import Offices, submitting
from queue_server.simulation.stage import Cast, Stage
from queue_server.simulation.till import Till
from shared.wire.centre import Catalogue, Centre, WholeProcedure
from shared.wire.counters import Counters

BEGINS = time(6, 55)
"""Officers open their counters a little before the centre opens."""
_LAST_ONE_OUT = timedelta(hours=5)
_HOUSEKEEPING = time(14, 5)


class Play:
    """A centre, its people and its days; `next_working_day(day, n)` is the n-th working day after a day.

    `housekeeping` does what a running server does by itself in the afternoon, where the play has to move its clock.
    """

    def __init__(
        self,
        api: Api,
        cast: Cast,
        seed: int,
        next_working_day: Callable[[date, int], date],
        housekeeping: Callable[[], None] = lambda: None,
    ) -> None:
        centre = found(api, Centre, "/centre")
        catalogue = found(api, Catalogue, "/catalogue")
        self._procedures = _by_popularity(catalogue.procedures, centre.frequent)
        self._seed = seed
        self._groups = [group.id for group in centre.priority_groups]
        known = {procedure.id: procedure for procedure in catalogue.procedures}
        self.stage = Stage(api, cast, random.Random(seed), ZoneInfo(centre.timezone), known)
        desks = {
            counter.number: Desk(counter.number, frozenset(counter.queues))
            for counter in found(api, Counters, "/counters", cast.supervisor).root
            if counter.number in cast.officers
        }
        afterwards = Afterwards(self.stage, next_working_day)
        self.hall = Hall(self.stage, desks, afterwards)
        self._next_working_day = next_working_day
        self._housekeeping = housekeeping
        self._till = Till(self.stage)
        self._offices = Offices(self.stage, self.hall, self._till, afterwards, next_working_day)

    def days(self, first: date, count: int, visitors: int) -> Counter[str]:
        """Plays these many working days, each with the same number of new citizens; returns the counts of what was done."""
        on = self._next_working_day(first - timedelta(days=1), 1)
        for _ in range(count):
            self._day(on, visitors)
            on = self._next_working_day(on, 1)
        return self.stage.tally

    def _day(self, on: date, visitors: int) -> None:
        stage, hall = self.stage, self.hall

        def moment(clock: time) -> datetime:
            return datetime.combine(on, clock, stage.zone)

        stage.at(moment(BEGINS), hall.open)
        stage.at(moment(citizens.LUNCH), hall.lunch)
        stage.at(moment(citizens.BACK), hall.open)
        stage.at(moment(_HOUSEKEEPING), self._housekeeping)
        bookings = Bookings(stage, hall, random.Random(f"{self._seed} {on}"))
        beforehand = Beforehand(stage, random.Random(f"{self._seed} {on} papers"))
        comers: list[tuple[Citizen, Errand]] = []
        for citizen in citizens.day(on, visitors, self._procedures, self._groups, stage.zone, stage.chance):
            errand = submitting(self._offices, citizen.person)
            comers.append((beforehand.ticks(citizen), errand))
        stage.at(moment(BEGINS), lambda: bookings.morning(comers))
        stage.play(moment(citizens.CLOSES))
        until_empty(hall, moment(citizens.CLOSES) + _LAST_ONE_OUT)
        hall.close()
        self._till.close()


def _by_popularity(procedures: list[WholeProcedure], frequent: list[str]) -> list[str]:
    """Those that take tickets, the centre's frequent ones first."""
    with_queue = [procedure.id for procedure in procedures if procedure.queue is not None]
    return [ident for ident in frequent if ident in with_queue] + [
        ident for ident in with_queue if ident not in frequent
    ]
