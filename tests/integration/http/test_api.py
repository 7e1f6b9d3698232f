"""Every endpoint of the contract answers as written: statuses, shapes and the words that others rely on."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.integration.house import House, with_centre, with_queue
from tests.pictures import bomb, picture

TICKET = {
    "id": 0,
    "number": "A001",
    "queue": "ho-tich",
    "procedures": ["dang-ky-khai-sinh"],
    "stop": 0,
    "purpose": "submit",
    "priority": "elderly",
    "lang": "en",
    "state": "waiting",
    "ahead": 0,
    "estimate": None,
    "told": None,
    "delayed_until": None,
    "appointment_at": None,
    "counters": [1, 2, 3, 5],
    "counter": None,
    "calls": 0,
    "issued_at": "2026-06-15T08:00:00.000+07:00",
    "called_at": None,
    "started_at": None,
    "finished_at": None,
    "outcome": None,
    "documents": ["Tờ khai"],
    "held_reason": None,
    "held_until": None,
    "note": None,
    "offline": False,
    "kiosk": "kiosk-1",
    "dossiers": [],
}
NOTHING: dict[str, object] = {"items": [], "total": 0, "groups": [], "elsewhere": []}
ASKED = {
    "procedures": ["dang-ky-khai-sinh"],
    "purpose": "submit",
    "priority": "elderly",
    "lang": "en",
    "documents": ["Tờ khai"],
    "phone": "0912 345 678",
}


def test_a_new_ticket_is_whole(house: House) -> None:
    answer = house.ask("POST", "/tickets", {**ASKED, "follow_secret": house.secret}, by=house.kiosk)
    url = f"http://so.example/f/{house.secret}"
    assert (answer.status, answer.body) == (201, {**TICKET, "id": answer.body["id"], "follow_url": url})
    assert house.get(f"/tickets/{answer.body['id']}", house.kiosk) == answer.body


def test_the_fields_count_their_procedures(house: House) -> None:
    fields = house.get("/fields")
    assert (len(fields), sum(field["procedures"] for field in fields)) == (12, 92)
    assert {key: fields[0][key] for key in ("id", "name", "prefix")} == {
        "id": "ho-tich",
        "name": "Hộ tịch",
        "prefix": "A",
    }


def test_procedures_are_found_without_accents_and_read_whole(house: House) -> None:
    found = house.get("/procedures?q=khai sinh&limit=2")
    assert (found["items"][0]["id"], len(found["items"])) == ("dang-ky-khai-sinh", 2)
    assert found["total"] >= 2
    assert found["items"][0]["queue"] == "ho-tich"
    whole = house.get("/procedures/dang-ky-khai-sinh")
    assert {
        **found["items"][0],
        "documents": 0,
        "synonyms": 0,
        "department": 0,
        "papers": 0,
    }.keys() == whole.keys()
    assert [paper["line"] for paper in whole["papers"]] == whole["documents"] != []
    if whole["code"]:
        assert house.get(f"/procedures/{whole['code']}") == whole


def test_nothing_found_is_an_empty_list(house: House) -> None:
    assert house.get("/procedures?q=qqqqzzzz") == NOTHING
    assert house.get("/procedures?field=no-such-field") == NOTHING


def test_a_field_lists_its_procedures(house: House) -> None:
    found = house.get("/procedures?field=chung-thuc&limit=200")
    assert found["total"] == len(found["items"]) > 0
    assert {item["field"] for item in found["items"]} == {"chung-thuc"}


def test_the_whole_catalogue_answers_304_when_unchanged(house: House) -> None:
    first = house.ask("GET", "/catalogue")
    again = house.ask("GET", "/catalogue", headers={"If-None-Match": first.headers["etag"]})
    assert (first.status, again.status, again.body) == (200, 304, None)
    assert (len(first.body["fields"]), len(first.body["procedures"])) == (12, 92)


def test_the_centre_says_who_it_is_and_when_it_is_open(house: House) -> None:
    centre = house.get("/centre")
    known = ("name", "now", "day", "open_now", "reopens_at", "policy", "guide_queue", "public_address")
    assert {key: centre[key] for key in known} == {
        "name": "Trung tâm Phục vụ hành chính công",
        "now": "2026-06-15T08:00:00.000+07:00",
        "day": "2026-06-15",
        "open_now": True,
        "reopens_at": None,
        "policy": {"mode": "interleave", "p": 2, "n": 1},
        "guide_queue": "noi-vu-ton-giao",
        "public_address": "http://so.example",
    }


def test_the_queues_count_their_tickets(house: House) -> None:
    for _ in range(3):
        house.issue("ho-tich")
    house.do("/counters/1/open", by=house.supervisor)
    first = house.do("/counters/1/call-next", by=house.supervisor)
    house.do(f"/tickets/{first['id']}/start", by=house.supervisor)
    queues = house.get("/queues")
    assert len(queues) == 12
    shown = {
        key: queues[0][key] for key in ("id", "prefix", "waiting", "called", "serving", "done", "counters")
    }
    assert shown == {
        "id": "ho-tich",
        "prefix": "A",
        "waiting": 2,
        "called": 0,
        "serving": 1,
        "done": 0,
        "counters": [1, 2, 3, 5],
    }
    assert (queues[0]["closed"], queues[0]["paused"], queues[1]["closed"]) == (False, False, True)


def test_waiting_tickets_stand_in_order_with_their_reasons(house: House) -> None:
    for priority in (None, None, "pregnant", "merit", "elderly"):
        house.issue("ho-tich", priority=priority)
    house.later(minutes=12)
    line = house.get("/queues/ho-tich/waiting", house.supervisor)
    shown = [(t["number"], t["ahead"], t["order"]["reason"], t["waited_minutes"]) for t in line]
    assert shown == [
        ("A003", 0, "priority", 12),
        ("A004", 1, "priority", 12),
        ("A001", 2, "arrival", 12),
        ("A005", 3, "priority", 12),
        ("A002", 4, "arrival", 12),
    ]
    assert [t["order"]["text"] for t in line[:3]] == [
        "Ưu tiên: Phụ nữ mang thai",
        "Ưu tiên: Người có công với cách mạng",
        "Giờ lấy số 08:00",
    ]


def test_ahead_is_the_place_in_the_queues_own_line(house: House) -> None:
    issued = [house.issue("ho-tich", priority=p) for p in (None, None, "merit", "merit", "merit", None)]
    line = {t["id"]: t["ahead"] for t in house.get("/queues/ho-tich/waiting", house.supervisor)}
    now = {t["id"]: house.get(f"/tickets/{t['id']}", house.supervisor)["ahead"] for t in issued}
    assert now == line
    assert [t["ahead"] for t in issued] == [0, 1, 0, 1, 3, 5]


def test_the_first_procedure_decides_the_queue_and_the_guide_desk_needs_none(house: House) -> None:
    several = ["chung-thuc-ban-sao-tu-ban-chinh", "dang-ky-khai-sinh"]
    ticket = house.do("/tickets", {"procedures": several}, by=house.kiosk)
    assert (ticket["queue"], ticket["procedures"], ticket["number"]) == ("chung-thuc", several, "B001")
    guide = house.do("/tickets", {"purpose": "guide"}, by=house.kiosk)
    assert (guide["queue"], guide["purpose"], guide["counters"]) == ("noi-vu-ton-giao", "guide", [18])


def test_tickets_are_found_by_number_and_day(house: House) -> None:
    first = house.issue("ho-tich")
    house.later(days=1)
    second = house.issue("ho-tich")
    third = house.issue("ho-tich")

    def found(query: str) -> list[int]:
        return [ticket["id"] for ticket in house.get(f"/tickets{query}", house.supervisor)]

    assert found("?number=A001") == [second["id"], first["id"]]
    assert found("?number=A001&date=2026-06-15") == [first["id"]]
    assert found("") == found("?number=&date=") == [third["id"], second["id"]]
    assert found("?number=A009") == []


def test_a_tickets_history_says_who_did_what_and_why(house: House) -> None:
    ticket = house.issue("ho-tich")
    officer = house.token("officer", 1)
    house.do("/counters/1/open", by=officer)
    house.do("/counters/1/call", {"ticket": ticket["id"], "reason": "bà cụ mệt"}, by=officer)
    history = house.get(f"/tickets/{ticket['id']}/history", house.supervisor)
    assert [(step["type"], step["by"]) for step in history] == [
        ("ticket_issued", "kiosk-1"),
        ("ticket_called", "officer-1"),
    ]
    assert (history[1]["data"]["order"], history[1]["data"]["reason"]) == ("chosen", "bà cụ mệt")


def test_the_follow_page_knows_the_place_and_nothing_personal(house: House) -> None:
    house.issue("ho-tich", priority="merit")
    house.do("/tickets", {**ASKED, "priority": None, "follow_secret": house.secret}, by=house.kiosk)
    followed = house.get(f"/follow/{house.secret}")
    assert sorted(followed) == sorted(
        [
            *("id", "number", "queue", "queue_name", "colour", "procedure", "state", "ahead", "estimate"),
            *("told", "delayed_until", "can_delay", "can_cancel", "appointment_at"),
            *("counters", "counter", "calls", "order_text", "lang", "issued_at", "offline"),
            *("called_at", "documents", "rated", "purpose", "priority", "at_kiosk", "ended"),
        ]
    )
    assert (followed["purpose"], followed["priority"]) == ("submit", False)
    assert (followed["number"], followed["ahead"], followed["queue_name"]) == ("A002", 1, "Hộ tịch")
    assert followed["order_text"] == "Called first by priority: 1."


def test_counters_show_their_state_and_their_ticket(house: House) -> None:
    ticket = house.issue("ho-tich")
    house.do("/counters/1/open", by=house.token("officer", 1))
    called = house.do("/counters/1/call-next", by=house.token("officer", 1))
    counters = house.get("/counters", house.supervisor)
    assert len(counters) == 18
    assert counters[0] == {
        "number": 1,
        "name": "Hộ tịch 1",
        "state": "open",
        "reason": None,
        "officer": "officer-1",
        "queues": ["ho-tich"],
        "ticket": {**called, "estimate": None, "follow_url": ticket["follow_url"]},
        "allowed": ["pause", "close"],
        "receives": True,
    }
    assert (counters[1]["state"], counters[1]["ticket"]) == ("closed", None)
    assert called["id"] == ticket["id"]


def test_calling_when_nobody_waits_is_204_without_a_body(house: House) -> None:
    house.do("/counters/1/open", by=house.supervisor)
    answer = house.ask("POST", "/counters/1/call-next", by=house.supervisor)
    assert (answer.status, answer.body, "content-type" in answer.headers) == (204, None, False)


def test_the_feed_is_gapless_and_goes_on_where_it_stopped(house: House) -> None:
    for _ in range(5):
        house.issue("ho-tich")
    whole = house.get("/events?limit=1000", house.supervisor)
    assert [event["seq"] for event in whole["events"]] == list(range(1, whole["last_seq"] + 1))
    pages, after = [], 0
    while page := house.get(f"/events?after={after}&limit=2", house.supervisor)["events"]:
        pages += page
        after = page[-1]["seq"]
    assert pages == whole["events"]
    issued = next(e for e in pages if e["type"] == "ticket_issued")
    assert sorted(issued) == ["at", "data", "seq", "type"]
    assert house.get(f"/events?after={whole['last_seq']}", house.supervisor) == {
        "events": [],
        "last_seq": whole["last_seq"],
    }


def test_every_integration_reads_the_feed(house: House) -> None:
    house.issue("ho-tich")
    events = house.get("/events", house.token("integration"))["events"]
    assert events[-1]["type"] != "hidden"


def test_metrics_speak_prometheus(house: House) -> None:
    house.issue("ho-tich")
    by = house.token("integration")
    for path in ("/metrics", "/api/v1/metrics"):
        answer = house.ask("GET", path, by=by)
        assert answer.status == 200
        assert b'motcua_tickets_waiting{queue="ho-tich"} 1.0' in answer.body
    assert house.ask("GET", "/metrics").status == 401


def test_a_device_reads_its_settings_and_reports(house: House) -> None:
    tv = house.token("display", name="tv-1")
    me = house.get("/devices/me", tv)
    assert (me["name"], me["role"]) == ("tv-1", "display")
    assert me["settings"]["id"] == "tv-1"
    status = {"state": "warning", "detail": {"sound": False}}
    seq = house.seq()
    for _ in range(2):
        assert house.ask("PUT", "/devices/me/status", status, by=tv).status == 204
    (fact,) = house.facts(seq)
    assert (fact["type"], fact["data"]["state"]) == ("device_changed", "warning")
    shows = picture()
    png = {"Content-Type": "image/png"}
    assert house.ask("PUT", "/devices/me/screen", data=shows, headers=png, by=tv).status == 204
    assert house.ask("PUT", "/devices/me/screen", data=b"GIF89a", headers=png, by=tv).status == 422
    large = bomb("PNG", 30_000, 30_000)
    assert house.ask("PUT", "/devices/me/screen", data=large, headers=png, by=tv).status == 422
    devices = {d["name"]: d for d in house.get("/devices", house.supervisor)}
    assert (devices["tv-1"]["state"], devices["tv-1"]["screen_at"]) == (
        "warning",
        "2026-06-15T08:00:00.000+07:00",
    )
    shown = house.client.get(
        "/api/v1/devices/tv-1/screen.png",
        headers={"Authorization": f"Bearer {house.supervisor.secret}"},
        buffered=True,
    )
    assert shown.get_data() == shows


def test_a_picture_before_the_first_report_is_known_too(house: House) -> None:
    tv = house.token("display", name="tv-1")
    png = {"Content-Type": "image/png"}
    house.ask("PUT", "/devices/me/screen", data=picture(), headers=png, by=tv)
    (device,) = [d for d in house.get("/devices", house.supervisor) if d["name"] == "tv-1"]
    assert device["screen_at"] == "2026-06-15T08:00:00.000+07:00"


def test_the_panel_holds_all_that_an_officer_needs(house: House) -> None:
    officer, _ = house.token("officer", 1), house.supervisor
    first, second = house.issue("ho-tich"), house.issue("ho-tich")
    house.do("/counters/1/open", by=officer)
    house.do("/counters/1/call-next", by=officer)
    panel = house.get("/counters/1/panel", officer)
    assert (panel["ticket"]["id"], [t["id"] for t in panel["waiting"]]) == (first["id"], [second["id"]])
    assert (panel["seq"], panel["counter"]["state"], panel["held"], panel["undo"]) == (
        house.seq(),
        "open",
        [],
        None,
    )
    house.do(f"/tickets/{first['id']}/no-show", by=officer)
    panel = house.get("/counters/1/panel", officer)
    assert (panel["ticket"], [t["state"] for t in panel["recent"]]) == (None, ["no_show"])
    assert panel["undo"]["ticket"] == first["id"]
    assert house.ask("GET", "/counters/2/panel", by=officer).body["code"] == "not_your_counter"


def test_outside_its_hours_the_centre_gives_no_numbers_but_a_supervisor_may(
    new_house: Callable[..., House], shipped_centre: Any
) -> None:
    hours = tuple(replace(h, opens=7 * 60, closes=11 * 60 + 30) for h in shipped_centre.centre.hours)
    house = new_house(with_centre(shipped_centre, hours=hours))
    house.now = house.now.replace(hour=11, minute=30)
    for by in (house.kiosk, house.token("officer", 1), house.token("integration")):
        assert house.refused("/tickets", {"queue": "ho-tich"}, by=by) == (409, "queue_closed")
    assert house.do("/tickets", {"queue": "ho-tich"}, by=house.supervisor)["number"] == "A001"
    centre = house.get("/centre")
    assert (centre["open_now"], centre["reopens_at"]) == (False, "2026-06-16T07:00:00+07:00")


def test_a_quota_ends_the_days_numbers(new_house: Callable[..., House], shipped_centre: Any) -> None:
    house = new_house(with_queue(shipped_centre, "ho-tich", quota=2))
    moved = house.issue("ho-tich")
    house.do(f"/tickets/{moved['id']}/transfer", {"queue": "chung-thuc"}, by=house.supervisor)
    assert house.get("/queues")[0]["quota_left"] == 1
    house.issue("ho-tich")
    assert house.refused("/tickets", {"queue": "ho-tich"}, by=house.kiosk) == (409, "quota_reached")
    house.later(days=1)
    assert house.get("/queues")[0]["quota_left"] == 2
    assert house.issue("ho-tich")["number"] == "A001"


def test_a_full_range_is_said_and_a_number_that_is_free_again_is_given(
    new_house: Callable[..., House], shipped_centre: Any
) -> None:
    house = new_house(with_queue(shipped_centre, "ho-tich", first=1, last=3))
    tickets = [house.issue("ho-tich") for _ in range(3)]
    assert house.refused("/tickets", {"queue": "ho-tich"}, by=house.kiosk) == (409, "range_full")
    house.do(f"/tickets/{tickets[0]['id']}/transfer", {"queue": "dat-dai"}, by=house.supervisor)
    assert house.refused("/tickets", {"queue": "ho-tich"}, by=house.kiosk) == (409, "range_full")
    house.do(f"/tickets/{tickets[1]['id']}/cancel", {"reason": "về"}, by=house.supervisor)
    again = house.issue("ho-tich")
    assert (again["number"], again["id"] != tickets[1]["id"]) == ("A002", True)


def test_a_field_without_a_queue_is_for_looking_up_only(
    new_house: Callable[..., House], shipped_centre: Any
) -> None:
    queues = tuple(queue for queue in shipped_centre.queues if queue.id != "chung-thuc")
    counters = tuple(
        replace(c, queues=tuple(q for q in c.queues if q != "chung-thuc") or ("ho-tich",))
        for c in shipped_centre.counters
    )
    kiosks = tuple(
        replace(k, offline_ranges=tuple(r for r in k.offline_ranges if r.queue != "chung-thuc"))
        for k in shipped_centre.kiosks
    )
    house = new_house(replace(shipped_centre, queues=queues, counters=counters, kiosks=kiosks))
    procedure = "chung-thuc-ban-sao-tu-ban-chinh"
    assert house.get(f"/procedures/{procedure}")["queue"] is None
    refused = house.refused("/tickets", {"procedures": [procedure]}, by=house.kiosk)
    assert refused == (409, "lookup_only")
