"""What a kiosk reads is what the server says: each answer fits its model, and no key of it is missing there."""

from typing import Any

import pytest
from pydantic import BaseModel

from queue_server.ledger.reading import reading
from queue_server.realtime import snapshot
from shared.wire.access import DeviceSettings, KioskSettings
from shared.wire.appointments import Appointment, KioskAppointment, Slots
from shared.wire.centre import Catalogue, Centre, Queues
from shared.wire.counters import Snapshot
from shared.wire.forms import WantedPaper
from shared.wire.tickets import Followed, GivenTicket, KioskRanges, Ticket
from tests.integration.house import House


def assert_whole(kind: type[BaseModel], told: Any) -> None:
    """The model reads the answer, and what it read is the answer again."""
    assert kind.model_validate(told).model_dump(mode="json", by_alias=True, exclude_unset=True) == told


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/queues", Queues),
        ("/centre", Centre),
        ("/catalogue", Catalogue),
        ("/devices/me", DeviceSettings),
        ("/devices/me/ranges?journal=a-journal", KioskRanges),
        ("/appointments/slots?queue=chung-thuc", Slots),
    ],
)
def test_an_answer_is_read_whole(house: House, path: str, kind: type[BaseModel]) -> None:
    house.issue()
    assert_whole(kind, house.get(path, house.kiosk))


def test_a_ticket_is_read_whole_by_whoever_prints_it(house: House) -> None:
    given = house.issue(follow_secret=house.secret, documents=["Tờ khai"])
    assert_whole(Ticket, given)
    assert_whole(GivenTicket, given)
    assert set(GivenTicket.model_fields) <= set(Ticket.model_fields)
    assert_whole(Followed, house.get(f"/follow/{house.secret}"))


def test_an_appointment_is_read_whole(house: House) -> None:
    slots = house.get("/appointments/slots?queue=chung-thuc")
    at = next(slot["at"] for day in slots["days"] for slot in day["slots"] if slot["left"])
    wish = {"queue": "chung-thuc", "at": at, "phone": "0912345678"}
    booked = house.do("/public/appointments", wish, by=house.kiosk)
    assert_whole(Appointment, booked)
    assert_whole(KioskAppointment, house.get(f"/kiosk/appointments?code={booked['code']}", house.kiosk))


def test_the_halls_snapshot_is_read_whole(house: House) -> None:
    officer = house.token("officer", 3)
    house.issue()
    house.do("/counters/3/open", by=officer)
    house.do("/counters/3/call-next", by=officer)
    with reading(house.book) as now:
        assert_whole(Snapshot, snapshot.take(now, "hall").as_json())


def test_a_kiosks_table_of_the_configuration_is_known(house: House) -> None:
    settings = KioskSettings.model_validate(house.get("/devices/me", house.kiosk)["settings"])
    assert (settings.name, settings.paper_mm, settings.cut) == ("Kiosk 1, sảnh chính", 80, True)


def test_a_paper_for_the_house_is_read_whole(house: House) -> None:
    ticket = house.issue()
    report = {"state": "ok", "detail": {"printer": "ready", "paper": "ok"}}
    house.ask("PUT", "/devices/me/status", report, by=house.kiosk)
    house.application.parts.hub.connected_names = lambda: {"kiosk-1"}  # type: ignore[method-assign]
    for wish in ({"ticket": ticket["id"]}, {"checklist": {"procedure": "dang-ky-khai-sinh", "missing": []}}):
        asked = house.do("/kiosks/kiosk-1/papers", wish, by=house.supervisor)
        assert_whole(WantedPaper, house.get(f"/kiosk/papers/{asked['paper']}", house.kiosk))
