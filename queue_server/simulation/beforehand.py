"""Citizens of a simulated day who ask "Đủ giấy chưa?" before they queue, and go home with a list."""

import random
from dataclasses import dataclass, field, replace
from datetime import timedelta

from queue_server.simulation import citizens
from queue_server.simulation.citizens import Citizen
from queue_server.simulation.stage import Stage
from shared.wire.visitors import Papers

_TICKING_SHARE = 0.4
_LACKING_SHARE = 0.2
"""Of the papers that a matter needs."""
_BACK_AT_THE_EARLIEST, _BACK_WITHIN = timedelta(minutes=30), timedelta(minutes=150)


@dataclass(slots=True)
class Beforehand:
    """The ticks of one day; drawn apart from everything else that chance decides."""

    stage: Stage
    chance: random.Random
    _needed: dict[str, list[str]] = field(default_factory=dict)

    def ticks(self, citizen: Citizen) -> Citizen:
        """The citizen as they come for a number: with all papers, if they ticked any.

        Who lacked some was here before and took a list instead of a number; where the centre was closed at that time, the
        list is from another day.
        """
        if self.chance.random() >= _TICKING_SHARE:
            return citizen
        procedure = citizen.procedures[0]
        needed = self._papers(procedure)
        missing = [name for name in needed if self.chance.random() < _LACKING_SHARE]
        before = citizen.arrives - _BACK_AT_THE_EARLIEST - _BACK_WITHIN * self.chance.random()
        if missing and citizens.let_in(before.time()):
            self.stage.at(before, lambda: self._take_list(procedure, missing))
        return replace(citizen, documents=tuple(needed))

    def _papers(self, procedure: str) -> list[str]:
        """The names of those that everybody needs, each once."""
        if procedure not in self._needed:
            told = self.stage.find(Papers, f"/procedures/{procedure}/papers", self.stage.cast.kiosk)
            names = (paper.name for paper in told.documents if not paper.conditional)
            self._needed[procedure] = list(dict.fromkeys(names))
        return self._needed[procedure]

    def _take_list(self, procedure: str, missing: list[str]) -> None:
        body = {"procedure": procedure, "missing": missing}
        self.stage.tell("/checklists", self.stage.cast.supervisor, body)
        self.stage.tally["checklists"] += 1
