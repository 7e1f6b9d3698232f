"""Appointments at the kiosk: what the page is told for each of the server's answers, what is printed, what is never sent."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.answers.base import Paper
from kiosk.answers.lookups import Booked, NoAppointment, Slots
from kiosk.api.appointments import appointments
from kiosk.deeds.appointments import Appointments
from kiosk.paper import Ticket, wording
from kiosk.upstream.catalogue import Catalogue
from kiosk.upstream.hall import Hall
from kiosk.upstream.server import Answer, Refused, Unreachable
from kiosk.upstream.server_clock import ServerClock
from tests.unit.kiosk.answers import shown as as_json

FOUND = {
    **{"code": "K7M4PQ", "at": "2026-06-16T09:00:00+07:00", "opens_at": "2026-06-16T08:30:00+07:00"},
    **{"closes_at": "2026-06-16T09:15:00+07:00", "queue": "ho-tich", "queue_name": "Hộ tịch"},
    **{"procedures": [], "state": "booked", "standing": "early", "number": None},
}
BOOKED = {
    **{key: value for key, value in FOUND.items() if key != "standing"},
    **{"id": 17, "url": "http://so.example/appointments/abcdefghijklmnop?code=K7M4PQ", "lang": "vi"},
    **{"counters": [1, 2], "documents": [], "day": "2026-06-16", "colour": "#DB1B06", "matters": []},
    **{"purpose": "submit", "secret": "abcdefghijklmnop"},
}
SHOWN = {
    **{"code": "K7M4PQ", "time": "09:00", "today": False, "opens": "08:30", "closes": "09:15"},
    "day": {"vi": "thứ Ba, 16/6/2026", "en": "Tuesday, 16 June 2026"},
    **{"queue": "ho-tich", "procedures": [], "matters": [], "state": "booked", "number": None},
}


class Server:
    """A queue server with one answer; remembers what it was asked."""

    def __init__(self, answer: Callable[[], Answer]) -> None:
        self.asked: list[Any] = []
        self._answer = answer

    def get(self, path: str, *, timeout: float) -> Answer:
        self.asked.append(path)
        return self._answer()

    def post(self, path: str, body: Mapping[str, object], key: str, timeout: float) -> Answer:
        self.asked.append((path, dict(body), key))
        return self._answer()


class Desk:
    """A print desk that keeps what it is given."""

    def __init__(self) -> None:
        self.printed: dict[int, Ticket] = {}

    def name(self, thing: tuple[str, int]) -> int:
        return -1_000_000 - thing[1]

    def print(self, ident: int, ticket: Ticket) -> None:
        self.printed[ident] = ticket

    def job(self, ident: int) -> None:
        return None


def known(server: Server, folder: Path, desk: Desk | None = None) -> Appointments:
    catalogue = Catalogue(folder / "catalogue.json")
    parts: Any = (server, Hall(ServerClock()), catalogue, desk or Desk(), lambda: "Kiosk 1")
    return Appointments(*parts)


def raising(error: Exception) -> Callable[[], Answer]:
    def answer() -> Answer:
        raise error

    return answer


def test_a_code_however_typed_is_asked_for_and_the_answer_is_worded(tmp_path: Path) -> None:
    server = Server(lambda: Answer(200, FOUND, None))
    found = as_json(known(server, tmp_path).look(" k7m-4pq "))
    assert server.asked == ["/kiosk/appointments?code=K7M4PQ"]
    assert found == {"state": "found", "code": "K7M4PQ", "appointment": {**SHOWN, "standing": "early"}}


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Refused(404, "appointment_unknown", "", ""), "unknown"),
        (Refused(429, "too_many_requests", "", ""), "too_many"),
        (Refused(503, "unavailable", "", ""), "away"),
        (Unreachable("no answer"), "away"),
    ],
)
def test_without_a_good_answer_the_page_is_told_why(error: Exception, state: str, tmp_path: Path) -> None:
    found = as_json(known(Server(raising(error)), tmp_path).look("K7M4PQ"))
    assert found == {"state": state, "code": "K7M4PQ", "appointment": None}


@pytest.mark.parametrize("text", ["K7M4P0", "022090000001|Nguyễn Văn An|…", "260605 0007", ""])
def test_what_is_no_code_is_sent_nowhere(text: str, tmp_path: Path) -> None:
    server = Server(lambda: Answer(200, FOUND, None))
    found = as_json(known(server, tmp_path).look(text))
    assert found == {"state": "no_code", "code": None, "appointment": None}
    assert server.asked == []


def test_only_times_with_a_place_left_are_shown(tmp_path: Path) -> None:
    slots = [{"at": "2026-06-16T09:00:00+07:00", "left": 0}, {"at": "2026-06-16T09:30:00+07:00", "left": 2}]
    answer = {
        **{"queue": "ho-tich", "queue_name": "Hộ tịch", "enabled": True, "now": "2026-06-15T09:00:00+07:00"},
        **{"slot_minutes": 30, "early_minutes": 30, "late_minutes": 15},
        "days": [{"day": "2026-06-16", "open": True, "slots": slots}],
    }
    found = known(Server(lambda: Answer(200, answer, None)), tmp_path).slots("ho-tich")
    assert as_json(found) == {
        "state": "ok",
        "days": [
            {
                **{"day": "2026-06-16", "open": True, "label": SHOWN["day"]},
                "slots": [{"at": "2026-06-16T09:30:00+07:00", "left": 2, "time": "09:30"}],
            }
        ],
    }
    away = known(Server(raising(Unreachable(""))), tmp_path)
    assert as_json(away.slots("ho-tich")) == {"state": "away", "days": []}


def test_a_booked_one_is_shown_and_its_slip_is_no_number(tmp_path: Path) -> None:
    server, desk = Server(lambda: Answer(201, BOOKED, None)), Desk()
    found = as_json(known(server, tmp_path, desk).book({"queue": "ho-tich"}, "key-1", large=False))
    assert server.asked == [("/public/appointments", {"queue": "ho-tich"}, "key-1")]
    shown = found["appointment"]
    assert found == {"state": "booked", "code": None, "title": "", "appointment": shown}
    assert {key: shown[key] for key in SHOWN} == SHOWN
    assert (shown["id"], len(shown["qr"]) > 20) == (17, True)
    (slip,) = desk.printed.values()
    words = wording(slip)
    assert (words["number"], words["boxes"]) == ("K7M4PQ", ["HẸN 09:00 · Thứ Ba, 16/6/2026"])
    assert words["footer"].startswith("Đây là phiếu hẹn, chưa phải số thứ tự.")
    assert slip.follow_url == BOOKED["url"]
    assert all(ident < -1_000_000 for ident in desk.printed)


def test_a_refused_booking_prints_nothing_and_says_why(tmp_path: Path) -> None:
    desk = Desk()
    refused = known(Server(raising(Refused(409, "appointment_full", "Hết chỗ.", ""))), tmp_path, desk)
    assert as_json(refused.book({}, "key-1", large=False)) == {
        **{"state": "refused", "code": "appointment_full", "title": "Hết chỗ.", "appointment": None},
    }
    assert known(Server(raising(Unreachable(""))), tmp_path, desk).book({}, "k", large=False).state == "away"
    assert desk.printed == {}


# The page's addresses


class Told:
    """Stands for the appointments; remembers what it is asked to book."""

    def __init__(self) -> None:
        self.wishes: list[Any] = []
        self.asked = ""

    def look(self, text: str) -> NoAppointment:
        return NoAppointment(state="no_code", code=text, appointment=None)

    def slots(self, queue: str) -> Slots:
        self.asked = queue
        return Slots(state="ok", days=[])

    def book(self, wish: Mapping[str, object], key: str, large: bool) -> Booked:
        self.wishes.append((wish, key, large))
        return Booked(state="away", code=None, title="", appointment=None)

    def paper(self, ident: int) -> Paper:
        return "printed" if ident == 17 else "failed"


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def client(told: Told) -> FlaskClient:
    app = Flask("test")
    app.register_blueprint(appointments(told))
    return app.test_client()


def test_the_page_asks_books_and_looks_after_the_paper(client: FlaskClient, told: Told) -> None:
    assert client.post("/local/appointments/look", json={"text": "x"}).json["code"] == "x"  # type: ignore[index]
    assert client.get("/local/appointments/slots?queue=q").json == {"state": "ok", "days": []}
    assert told.asked == "q"
    assert client.get("/local/appointments/17/paper").json == {"paper": "printed"}
    wish = {"queue": "q", "at": "2026-06-16T09:00:00+07:00", "phone": "0912345678", "wish": "wish-0001"}
    assert client.post("/local/appointments", json=wish).status_code == 200
    assert client.post("/local/appointments", json={**wish, "procedure": "p"}).status_code == 200
    common = {"at": wish["at"], "phone": wish["phone"], "lang": "vi"}
    assert told.wishes == [
        ({**common, "queue": "q"}, "wish-0001", False),
        ({**common, "procedures": ["p"]}, "wish-0001", False),
    ]


@pytest.mark.parametrize(
    "body", [{}, {"queue": "q", "at": "x", "phone": "a", "wish": "wish-0001"}, {"text": 1}]
)
def test_what_cannot_be_read_is_refused(client: FlaskClient, body: object, told: Told) -> None:
    assert client.post("/local/appointments", json=body).status_code == 422
    assert client.post("/local/appointments/look", json=body).status_code == 422
    assert told.wishes == []
