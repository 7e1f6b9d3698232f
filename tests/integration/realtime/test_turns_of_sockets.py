"""What a panel or a page says by its socket waits for its turn, and meanwhile the client may have left or said more."""

from collections.abc import Callable

import pytest
from flask import request

from queue_server.http.price.meter import STRANGER, Payer, stranger
from queue_server.realtime.hub import Client
from queue_server.realtime.phones import MOST_FROM_ONE
from tests.integration.house import House

PANEL = Payer("token:panel", stranger=False)


@pytest.fixture
def sid(house: House) -> str:
    """A connected panel of counter 1, whose officer reads dossiers."""
    hub = house.application.parts.hub
    made: str = hub.sockets.server.manager.connect("transport", "/")
    hub.clients[made] = Client("desk", "token:panel", "Lan", "officer", counters=(1,), payer=PANEL)
    return made


@pytest.fixture
def code(house: House) -> str:
    """A dossier's code."""
    ticket = house.do("/tickets", {"procedures": ["dang-ky-khai-sinh"]}, by=house.supervisor)
    house.do("/counters/1/open", by=house.supervisor)
    house.do("/counters/1/call", {"ticket": ticket["id"], "reason": "mời trước"}, by=house.supervisor)
    house.do(f"/tickets/{ticket['id']}/start", by=house.supervisor)
    body = {"procedure": "dang-ky-khai-sinh", "applicant": {"name": "Nguyễn Thị Bình"}, "documents": []}
    return str(house.do(f"/tickets/{ticket['id']}/dossiers", body, by=house.supervisor)["code"])


def says(house: House, sid: str, handler: Callable[[object], None], message: object) -> None:
    """The client's message arrives."""
    with house.application.app.test_request_context():
        request.sid = sid  # type: ignore[attr-defined]
        handler(message)


def test_whoever_leaves_before_its_turn_stands_on_no_list_afterwards(
    house: House, sid: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = house.application.parts.hub
    monkeypatch.setattr(house.application.parts.door, "turn", lambda _: hub._forget(sid))
    client = hub.clients[sid]

    says(house, sid, hub._open_dossier, {"code": code})
    hub.clients[sid] = client
    says(house, sid, hub._watch_counter, {"counter": 1})

    assert hub.presence.everything() == {}
    assert hub.lines._counters == {}


def test_closing_a_dossier_waits_for_its_turn_as_opening_it_does(
    house: House, sid: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Turns of one client are given in the order in which they were asked for, so what was opened before is closed."""
    hub = house.application.parts.hub
    asked: list[str] = []

    def turn(_: Payer) -> None:
        asked.append("turn")

    monkeypatch.setattr(house.application.parts.door, "turn", turn)
    says(house, sid, hub._open_dossier, {"code": code})
    assert hub.presence.everything() == {code: ["Lan"]}
    says(house, sid, hub._close_dossier, None)
    assert hub.presence.everything() == {}
    assert asked == ["turn", "turn"]


def test_a_phone_whose_connection_ended_while_it_was_looked_up_keeps_no_place(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = house.application.parts.hub
    monkeypatch.setattr(hub.sockets, "sleep", lambda _: None)
    guest = stranger("192.0.2.7")
    for number in range(MOST_FROM_ONE):
        assert hub.phones.come(f"gone-{number}", guest.key)
        phone = hub.clients[f"gone-{number}"] = Client("hall", None, "follow", payer=guest)
        hub._welcome(f"gone-{number}", phone)
    assert hub.clients == {}
    assert hub.phones.come("next", guest.key)


def test_a_phone_that_has_not_read_its_last_snapshot_gets_no_other(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = house.application.parts.hub
    hub.clients["phone"] = Client("hall", None, "follow", payer=stranger("192.0.2.7"))
    unread, sent = [5_000], list[str]()
    monkeypatch.setattr(hub.outboxes, "waiting", lambda sid: unread[0])
    monkeypatch.setattr(hub, "_send_snapshot", lambda sid, client: sent.append(sid))

    says(house, "phone", hub._resume, {"after": 7})
    assert sent == []
    unread[0] = 100
    says(house, "phone", hub._resume, {"after": 7})
    assert sent == ["phone"]


def test_an_address_that_is_far_over_gets_no_phone_connected(house: House) -> None:
    hub, meter = house.application.parts.hub, house.application.parts.door.meter
    guest = stranger("192.0.2.7")
    meter.charge(guest, STRANGER.most + 2.9 * STRANGER.share)
    assert hub._has_place("waits a little", guest)
    meter.charge(guest, 0.5 * STRANGER.share)
    assert not hub._has_place("would wait for long", guest)
    assert hub._has_place("of another address", stranger("192.0.2.8"))
