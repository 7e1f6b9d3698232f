"""What citizens say afterwards: faces for a visit, points for a dossier, and complaints with their answers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import parse_qs, urlsplit

from queue_server.simulation.citizens import Person
from queue_server.simulation.stage import Stage, Wish
from shared.wire.dossiers import Dossier
from shared.wire.visitors import Complaint

_RATED_VISITS_SHARE = 0.35
_RATED_DOSSIERS_SHARE = 0.3
_WITH_REASON_SHARE = 0.15
_COMPLAINED_OF_VISIT_SHARE = 0.002
_COMPLAINED_OF_LATE_SHARE = 0.1
_ANSWERED_SHARE = 0.9
_FACES, _FACE_WEIGHTS = (1, 2, 3), (1, 3, 16)
_INDICATORS = ("1", "2", "3", "4", "6", "7")
_POINTS, _POINT_WEIGHTS = (0, 1, 2), (1, 4, 15)
_WHY = {
    1: ("Chờ lâu quá", "Phải đi lại nhiều lần"),
    2: ("Hướng dẫn chưa rõ", "Bàn viết chật"),
    3: ("Cán bộ nhiệt tình", "Nhanh hơn tôi nghĩ"),
}


@dataclass(slots=True)
class Afterwards:
    """The citizens' voices; `next_working_day` knows the centre's calendar."""

    stage: Stage
    next_working_day: Callable[[date, int], date]

    def served(self, ticket: int, secret: str) -> None:
        """A visit is over: some rate it on the follow page soon after, few complain."""
        chance = self.stage.chance
        if chance.random() < _RATED_VISITS_SHARE:
            soon = timedelta(minutes=1 + 30 * chance.random())
            path = f"/follow/{secret}/rating"
            self.stage.later(soon, lambda: self._rate(path, {}))
        if chance.random() < _COMPLAINED_OF_VISIT_SHARE:
            self._complain({"ticket": ticket, "matter": "Phải chờ lâu dù còn ít người ở hàng đợi."})

    def returned(self, dossier: Dossier) -> None:
        """A result is in hand: some scan the receipt and rate the dossier."""
        if self.stage.chance.random() >= _RATED_DOSSIERS_SHARE:
            return
        address = urlsplit(dossier.public_url or "")
        path = f"/public/dossiers/{dossier.code}/rating?secret={parse_qs(address.query)['secret'][0]}"
        soon = timedelta(hours=1 + 8 * self.stage.chance.random())
        self.stage.later(soon, lambda: self._rate(path, self._points()))

    def late(self, code: str, person: Person) -> None:
        """A result comes after its date: some complain."""
        if self.stage.chance.random() < _COMPLAINED_OF_LATE_SHARE:
            who = {"name": person.name, "phone": person.phone, "address": person.address}
            self._complain({"dossier": code, "person": who, "matter": "Quá ngày hẹn mà chưa có kết quả."})

    def _rate(self, path: str, more: Wish) -> None:
        chance = self.stage.chance
        score = chance.choices(_FACES, _FACE_WEIGHTS)[0]
        body: dict[str, object] = {"score": score, **more}
        if chance.random() < _WITH_REASON_SHARE:
            body["reason"] = chance.choice(_WHY[score])
        taken = self.stage.from_phone(path, body)
        self.stage.tally["ratings" if taken else "ratings_turned_away"] += 1

    def _points(self) -> Wish:
        drawn = self.stage.chance.choices(_POINTS, _POINT_WEIGHTS, k=len(_INDICATORS))
        return {"indicators": dict(zip(_INDICATORS, drawn, strict=True))}

    def _complain(self, body: Wish) -> None:
        """The supervisor takes it down at once, and answers most within their time and some after it."""
        chance = self.stage.chance
        supervisor = self.stage.cast.supervisor
        code = self.stage.post(Complaint, "/complaints", supervisor, body).code
        self.stage.tally["complaints"] += 1
        if chance.random() >= _ANSWERED_SHARE:
            return
        local = self.stage.api.now().astimezone(self.stage.zone)
        day = self.next_working_day(local.date(), chance.randint(2, 18))
        self.stage.at(
            datetime.combine(day, time(10, chance.randrange(60)), local.tzinfo), lambda: self._answer(code)
        )

    def _answer(self, code: str) -> None:
        body = {"answer": "Trung tâm đã kiểm tra, xin lỗi ông/bà và đã chấn chỉnh."}
        self.stage.tell(f"/complaints/{code}/answer", self.stage.cast.supervisor, body)
        self.stage.tally["complaints_answered"] += 1
