"""Behind the hall: dossiers taken in at the counter, worked on by the departments, and fetched on later visits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from queue_server.simulation import citizens
from queue_server.simulation.afterwards import Afterwards
from queue_server.simulation.citizens import Person
from queue_server.simulation.hall import Hall, Visit
from queue_server.simulation.stage import Stage
from queue_server.simulation.till import Till
from shared.wire.centre import WholeProcedure
from shared.wire.dossiers import Attachments, Dossier

_ADVICE_ONLY_SHARE = 0.06
_REFUSED_SHARE = 0.02
_INCOMPLETE_AT_COUNTER_SHARE = 0.03
_INCOMPLETE_LATER_SHARE = 0.03
_WITHDRAWN_SHARE = 0.01
_LATE_SHARE = 0.06
_PUT_OFF_SHARE = 0.03
_EARLY_SHARE = 0.5
_COLLECT_SHARE = 0.95
_SCANNED_SHARE = 0.3
_SCANNED_WRONGLY_SHARE = 0.04
_UNPUBLISHED_LIMIT_DAYS = 10
_HANDED_OVER = time(16, 30)
_MORNING = time(8)
_SCAN = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 595]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
"""An empty page, since nobody looks at the contents of a scan here."""


@dataclass(slots=True)
class Offices:
    """The departments; `next_working_day` knows the centre's calendar."""

    stage: Stage
    hall: Hall
    till: Till
    afterwards: Afterwards
    next_working_day: Callable[[date, int], date]

    def take_in(self, person: Person, procedure: WholeProcedure, ticket: int, counter: int) -> str | None:
        """The intake's outcome at the counter: a dossier, or advice."""
        chance = self.stage.chance
        if chance.random() < _ADVICE_ONLY_SHARE:
            self.stage.tally["advised"] += 1
            return "advised"
        body: dict[str, object] = {
            "procedure": procedure.id,
            "applicant": {
                "name": person.name,
                "id_type": "cccd",
                "id_number": person.cccd,
                "phone": person.phone,
                "address": person.address,
            },
            "documents": [
                {
                    "name": name.strip(" *"),
                    "form": chance.choice(("original", "certified", "copy")),
                    "copies": 1,
                }
                for name in procedure.documents[:10]
                if name.strip(" *")
            ],
        }
        if procedure.time_limit is None and not procedure.same_day:
            due = self._working_moment(_UNPUBLISHED_LIMIT_DAYS)
            body |= {"due_at": due.isoformat(), "due_basis": "Theo phiếu hẹn của cán bộ tiếp nhận"}
        drawn = chance.random()
        if drawn < _REFUSED_SHARE:
            body |= {"outcome": "refuse", "note": "Không thuộc thẩm quyền giải quyết"}
        elif drawn < _REFUSED_SHARE + _INCOMPLETE_AT_COUNTER_SHARE:
            body |= {"outcome": "request-supplement", "note": "Thiếu bản sao có chứng thực"}
        officer = self.stage.cast.officers[counter]
        dossier = self.stage.post(Dossier, f"/tickets/{ticket}/dossiers", officer, body)
        self.stage.tally["dossiers"] += 1
        outcome = body.get("outcome", "accept")
        self.stage.tally[f"dossiers_{outcome}"] += 1
        if outcome == "accept":
            self.till.take(dossier.code, procedure, counter)
            self._scan(dossier.code, procedure, officer)
        if outcome == "request-supplement":
            self._citizen_supplements(dossier.code, procedure, person)
        elif outcome == "accept" and procedure.same_day:
            self._move(dossier.code, "complete", officer)
            self._return(dossier.code, officer)
        elif outcome == "accept":
            self._hand_over(dossier.code, procedure, _due(dossier), person)
        return None

    def _scan(self, code: str, procedure: WholeProcedure, officer: str) -> None:
        """Some papers are scanned at the counter; now and then the wrong one, which is taken out again."""
        chance = self.stage.chance
        if chance.random() >= _SCANNED_SHARE:
            return
        path = f"/dossiers/{code}/attachments"
        self.stage.send_file(path, officer, f"{procedure.id}.pdf", _SCAN)
        self.stage.tally["scans"] += 1
        if chance.random() < _SCANNED_WRONGLY_SHARE:
            scan = self.stage.find(Attachments, path, officer).items[-1].id
            self.stage.tell(f"{path}/{scan}/remove", officer, {"reason": "Quét nhầm giấy"})
            self.stage.tally["scans_removed"] += 1

    def _return(self, code: str, token: str | None = None) -> None:
        """The result is handed out."""
        self.afterwards.returned(self._move(code, "return-result", token))
        self.stage.tally["returned"] += 1

    def _hand_over(self, code: str, procedure: WholeProcedure, due: datetime, person: Person) -> None:
        """Art. 18: the same day, after 15:00 at the start of the next working day."""
        now = self.stage.api.now().astimezone(due.tzinfo)
        when = now.replace(hour=_HANDED_OVER.hour, minute=_HANDED_OVER.minute, second=0)
        if now.hour >= 15:
            when = self._at(self.next_working_day(now.date(), 1), _MORNING, now)
        self.stage.at(when, lambda: self._work_on(code, procedure, due, person))

    def _work_on(self, code: str, procedure: WholeProcedure, due: datetime, person: Person) -> None:
        """The department gets it and signs for it; then it asks for something, or finishes in time or not."""
        chance = self.stage.chance
        if self._move(code, "forward").awaited is not None:
            self.stage.later(timedelta(minutes=chance.randrange(1, 4)), lambda: self._sign_for(code))
        drawn = chance.random()
        now = self.stage.api.now()
        if drawn < _INCOMPLETE_LATER_SHARE:
            self.stage.at(self._working_moment(1), lambda: self._ask_for_supplement(code, procedure, person))
            return
        if drawn < _INCOMPLETE_LATER_SHARE + _WITHDRAWN_SHARE:
            self.stage.at(self._working_moment(2), lambda: self._withdraw(code))
            return
        left = due - now
        drawn = chance.random()
        if drawn < _LATE_SHARE:
            ready = due + timedelta(days=chance.randint(1, 6), minutes=chance.randrange(60))
            self.stage.at(max(due, now) + timedelta(hours=20), lambda: self.afterwards.late(code, person))
            if drawn < _PUT_OFF_SHARE and left > timedelta(days=2):
                self.stage.at(due - timedelta(hours=26), lambda: self._put_off(code))
        elif drawn < _LATE_SHARE + _EARLY_SHARE:
            ready = now + left * (0.3 + 0.5 * chance.random())
        else:
            ready = max(now, due - timedelta(minutes=chance.randrange(5, 180)))
        self.stage.at(max(ready, now + timedelta(minutes=5)), lambda: self._complete(code))

    def _ask_for_supplement(self, code: str, procedure: WholeProcedure, person: Person) -> None:
        self._move(code, "request-supplement", note="Bổ sung giấy tờ chứng minh nơi cư trú")
        self._citizen_supplements(code, procedure, person)

    def _put_off(self, code: str) -> None:
        """It will be late, and the citizen is told so the day before: the date is put off, this once."""
        body = {
            "due_at": self._working_moment(5).isoformat(),
            "reason": "Chờ kết quả xác minh của cơ quan phối hợp",
        }
        self._move(code, "extend", **body)

    def _withdraw(self, code: str) -> None:
        self._move(code, "withdraw", note="Công dân xin rút hồ sơ")
        self.till.give_back(code)
        self.stage.tally["withdrawn"] += 1

    def _complete(self, code: str) -> None:
        chance = self.stage.chance
        if self._move(code, "complete").awaited is not None:
            self.stage.later(timedelta(minutes=chance.randrange(1, 4)), lambda: self._sign_for(code))
        self.stage.tally["completed"] += 1
        if chance.random() < _COLLECT_SHARE:
            self._visit(code, "collect", lambda *_: self._give_result(code))

    def _sign_for(self, code: str) -> None:
        """Whoever was given the dossier, or its result, signs for it."""
        self._move(code, "receive")

    def _give_result(self, code: str) -> str:
        self._return(code)
        return "collected"

    def _citizen_supplements(self, code: str, procedure: WholeProcedure, person: Person) -> None:
        self._visit(code, "supplement", lambda *_: self._supplemented(code, procedure, person))

    def _supplemented(self, code: str, procedure: WholeProcedure, person: Person) -> str:
        after = self._move(code, "supplement")
        if after.status == 1:
            # It was sent back at the counter: complete now, it is accepted, with a date where none is published.
            more: dict[str, str] = {}
            if procedure.time_limit is None and not procedure.same_day:
                more = {"due_at": self._working_moment(_UNPUBLISHED_LIMIT_DAYS).isoformat()}
            after = self._move(code, "accept", **more)
            self._hand_over(code, procedure, _due(after), person)
        else:
            due = _due(after)
            self.stage.at(due - timedelta(minutes=30), lambda: self._complete(code))
        return "other"

    def _visit(self, code: str, purpose: str, work: Callable[..., str]) -> None:
        """The citizen comes back one to four working days later, with a number for the dossier at hand."""
        chance = self.stage.chance
        moment = self._working_moment(chance.randint(1, 4)).replace(
            hour=chance.choice((7, 8, 8, 9, 9, 10, 14, 14, 15)), minute=chance.randrange(60)
        )
        self.stage.at(moment, lambda: self._come(code, purpose, work))

    def _come(self, code: str, purpose: str, work: Callable[..., str]) -> None:
        chance = self.stage.chance
        dossier = self.stage.find(Dossier, f"/dossiers/{code}", self.stage.cast.supervisor)
        procedure = self.stage.procedures[str(dossier.procedure)]
        span = timedelta(seconds=citizens.serving(chance).total_seconds() / 3)
        errand = _Errand(lambda *_: work())
        visit = Visit(citizens.walking(chance), [span], False, errand, ())
        body = {"queue": procedure.queue, "purpose": purpose, "dossiers": [code]}
        self.stage.tally[purpose] += 1
        self.hall.take_number(body, visit)

    def _move(self, code: str, move: str, token: str | None = None, **body: object) -> Dossier:
        done = self.stage.post(Dossier, f"/dossiers/{code}/{move}", token or self.stage.cast.supervisor, body)
        self.stage.tally[f"move_{move}"] += 1
        return done

    def _working_moment(self, days: int) -> datetime:
        local = self.stage.api.now().astimezone(self.stage.zone)
        return self._at(self.next_working_day(local.date(), days), time(9, 30), local)

    @staticmethod
    def _at(day: date, clock: time, like: datetime) -> datetime:
        return datetime.combine(day, clock, like.tzinfo)


def _due(dossier: Dossier) -> datetime:
    """When it is due: every accepted dossier says it."""
    assert dossier.due_at is not None
    return datetime.fromisoformat(dossier.due_at)


@dataclass(frozen=True, slots=True)
class _Errand:
    """What a visit is about."""

    work: Callable[..., str | None]

    def served(self, ticket: int, counter: int, procedure: str | None) -> str | None:
        """Does it."""
        return self.work(ticket, counter, procedure)


def submitting(offices: Offices, person: Person) -> _Errand:
    """The errand of somebody who hands papers in: each stop's procedure becomes a dossier, or advice."""

    def work(ticket: int, counter: int, procedure: str | None) -> str | None:
        if procedure is None:
            return "advised"
        return offices.take_in(person, offices.stage.procedures[procedure], ticket, counter)

    return _Errand(work)
