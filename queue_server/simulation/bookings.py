"""Citizens of a simulated day who booked their time in the morning, and some who never come."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from queue_server.simulation import citizens
from queue_server.simulation.citizens import Citizen
from queue_server.simulation.hall import Errand, Hall, Visit
from queue_server.simulation.stage import Stage
from shared.wire.appointments import Slots, StaffAppointment

_SHARE = 0.1
_NEVER_COME = 0.15
"""How many bookings are made, besides the others, to which nobody comes."""
_LEAD = timedelta(minutes=35)
_EARLY = timedelta(minutes=30)


@dataclass(slots=True)
class Bookings:
    """The appointments of one day; drawn apart from everything else that chance decides."""

    stage: Stage
    hall: Hall
    chance: random.Random

    def morning(self, comers: list[tuple[Citizen, Errand]]) -> None:
        """Books for some who come later today; who gets no time close to their coming takes an ordinary number."""
        for citizen, errand in comers:
            booked = self._book(citizen) if self._wants(citizen) else None
            self.stage.at(citizen.arrives, self._arrival(citizen, errand, booked))
            if booked is not None and self.chance.random() < _NEVER_COME:
                self._book(citizen, nobody=True)

    def _wants(self, citizen: Citizen) -> bool:
        # Drawn for everyone, so that nobody's day depends on when another comes.
        wants = self.chance.random() < _SHARE
        return wants and citizen.arrives >= self.stage.api.now() + _LEAD

    def _book(self, citizen: Citizen, *, nobody: bool = False) -> StaffAppointment | None:
        """An appointment at the first time after the citizen's coming; None where there is none close to it."""
        queue = self.stage.procedures[citizen.procedures[0]].queue
        token = self.stage.cast.supervisor
        slots = self.stage.find(Slots, f"/appointments/slots?queue={queue}", token).days[0].slots
        free = [slot.at for slot in slots if slot.left and _close(slot.at, citizen.arrives)]
        if not free:
            return None
        person = citizens.person(self.chance) if nobody else citizen.person
        body = {"at": free[0], "name": person.name, "phone": person.phone, "procedures": citizen.procedures}
        answer = self.stage.api.ask("POST", "/appointments", token, body)
        if answer.status != 201:
            return None
        self.stage.tally["appointments"] += 1
        return StaffAppointment.model_validate(answer.body)

    def _arrival(
        self, citizen: Citizen, errand: Errand, booked: StaffAppointment | None
    ) -> Callable[[], None]:
        if booked is None:
            return lambda: self.hall.arrive(citizen, errand)
        body = {"appointment": booked.code, **citizen.wish()}

        def come() -> None:
            visit = Visit(citizen.walks, list(citizen.takes), citizen.absent, errand, citizen.procedures)
            self.hall.take_number(body, visit)
            self.stage.tally["appointments_kept"] += 1

        return come


def _close(at: str, arrives: datetime) -> bool:
    return arrives <= datetime.fromisoformat(at) <= arrives + _EARLY
