"""The centre's message to everyone: put up and taken down by supervisors, seen at once, before the configuration's own."""

from collections.abc import Callable
from typing import Any

from queue_server.ledger.reading import reading
from queue_server.realtime import snapshot
from tests.integration.house import House, with_centre

TEXT = "Chiều nay từ 15:30 trung tâm họp; số đã lấy vẫn được gọi."


def test_a_message_reaches_everyone_at_once_and_is_taken_down(house: House) -> None:
    seq = house.seq()
    assert house.do("/centre/notice", {"text": f" {TEXT} "}, by=house.supervisor) == {"notice": TEXT}
    assert house.get("/centre")["notice"] == TEXT
    with reading(house.book) as now:
        assert snapshot.take(now, "hall").centre.notice == TEXT
    assert house.do("/centre/notice", {"text": ""}, by=house.supervisor) == {"notice": None}
    assert house.get("/centre")["notice"] is None
    told = [fact for fact in house.facts(seq) if fact["type"] == "notice_changed"]
    assert [fact["data"]["text"] for fact in told] == [TEXT, None]


def test_the_configurations_message_stands_until_another_is_put_up_and_comes_back(
    new_house: Callable[..., House], shipped_centre: Any
) -> None:
    house = new_house(with_centre(shipped_centre, notice="Nghỉ trưa 11:30 đến 13:30."))
    assert house.get("/centre")["notice"] == "Nghỉ trưa 11:30 đến 13:30."
    house.do("/centre/notice", {"text": TEXT}, by=house.supervisor)
    assert house.get("/centre")["notice"] == TEXT
    house.do("/centre/notice", {"text": ""}, by=house.supervisor)
    assert house.get("/centre")["notice"] is None
    again = house.do("/centre/notice/reset", by=house.supervisor)
    assert again == {"notice": "Nghỉ trưa 11:30 đến 13:30."}
    assert house.get("/centre")["notice"] == "Nghỉ trưa 11:30 đến 13:30."


def test_only_supervisors_and_administrators_put_messages_up(house: House) -> None:
    for role in ("officer", "kiosk", "display", "integration"):
        assert house.refused("/centre/notice", {"text": TEXT}, by=house.token(role)) == (403, "forbidden")
    assert house.refused("/centre/notice", {"text": "x" * 201}, by=house.supervisor) == (422, "invalid")
