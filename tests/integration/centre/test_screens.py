"""Emergencies, zones, restarts and announcements: what the server tells the hall's screens."""

import hashlib
import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from queue_server.centre.deeds import media
from queue_server.ledger.audiences import render
from queue_server.ledger.reading import reading
from queue_server.realtime import snapshot
from tests.integration.house import House, Token
from tests.pictures import bomb, picture

WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\x82\x84webm" + bytes(64)
MP4 = b"\x00\x00\x00\x18ftypisom" + bytes(64)


def send(house: House, data: bytes, name: str = "lich-tiep-dan.png", by: Token | None = None) -> Any:
    headers = {"X-File-Name": name, "Content-Type": "application/octet-stream"}
    return house.ask("POST", "/media", by=by or house.supervisor, headers=headers, data=data)


def calls_of(house: House, zone: frozenset[str] | None = None) -> list[str]:
    with reading(house.book) as now:
        return [call.number for call in snapshot.take(now, "hall", zone=zone).calls]


def test_an_emergency_reaches_everyone_at_once_and_ends(house: House) -> None:
    seq = house.seq()
    told = house.do("/centre/emergency", {"text": " Có cháy ở tầng 2. "}, by=house.supervisor)
    since = house.now.isoformat(timespec="milliseconds")
    assert told == {"emergency": "Có cháy ở tầng 2.", "since": since}
    centre = house.get("/centre")
    assert (centre["emergency"], centre["emergency_at"]) == ("Có cháy ở tầng 2.", since)
    (fact,) = house.facts(seq)
    assert render(fact, "hall") == {
        "seq": seq + 1,
        "type": "emergency_started",
        "at": since,
        "data": {"text": "Có cháy ở tầng 2.", "since": since},
    }
    with reading(house.book) as now:
        assert snapshot.take(now, "hall").centre.emergency == "Có cháy ở tầng 2."

    house.later(minutes=5)
    house.do("/centre/emergency", {"text": "Mời ra cửa chính."}, by=house.token("admin"))
    assert house.get("/centre")["emergency"] == "Mời ra cửa chính."
    assert house.do("/centre/emergency/end", by=house.supervisor) == {"emergency": None, "since": None}
    assert (house.get("/centre")["emergency"], house.get("/centre")["emergency_at"]) == (None, None)
    assert [fact["type"] for fact in house.facts(seq)][1:] == ["emergency_started", "emergency_ended"]
    assert house.refused("/centre/emergency/end", by=house.supervisor) == (409, "no_emergency")


def test_a_zone_keeps_its_own_latest_calls_however_many_others_there_were(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "_CALLS_READ", 3)
    for counter in (1, 4, 6):
        house.do(f"/counters/{counter}/open", by=house.supervisor)
    mine = house.issue("dat-dai")["number"]
    house.do("/counters/6/call-next", by=house.supervisor)
    for _ in range(8):
        ticket = house.issue("ho-tich")
        house.do("/counters/1/call-next", by=house.supervisor)
        house.do(f"/tickets/{ticket['id']}/no-show", by=house.supervisor)
    assert calls_of(house) == [f"A00{n}" for n in range(8, 2, -1)]
    assert calls_of(house, frozenset({"dat-dai"})) == [mine]
    assert calls_of(house, frozenset({"dat-dai", "ho-tich"})) == [f"A00{n}" for n in range(8, 2, -1)]


def test_who_was_called_in_another_queue_since_is_not_the_zones_any_more(house: House) -> None:
    for counter in (1, 6):
        house.do(f"/counters/{counter}/open", by=house.supervisor)
    ticket = house.issue("dat-dai")
    house.do("/counters/6/call-next", by=house.supervisor)
    house.do(f"/tickets/{ticket['id']}/transfer", {"queue": "ho-tich", "place": "first"}, by=house.supervisor)
    assert calls_of(house, frozenset({"dat-dai"})) == [ticket["number"]]
    house.do("/counters/1/call-next", by=house.supervisor)
    assert calls_of(house, frozenset({"dat-dai"})) == []
    assert calls_of(house, frozenset({"ho-tich"})) == [ticket["number"]]


def test_a_call_says_in_which_language_it_is_heard(house: House) -> None:
    house.do("/counters/1/open", by=house.supervisor)
    house.issue("ho-tich", lang="en")
    seq = house.seq()
    house.do("/counters/1/call-next", by=house.supervisor)
    (fact,) = house.facts(seq)
    assert render(fact, "hall")["data"]["lang"] == "en"
    with reading(house.book) as now:
        assert [call.lang for call in snapshot.calls(now)] == ["en"]


def test_a_screens_zone_is_what_the_configuration_gives_it(house: House) -> None:
    from queue_server.centre.deeds.devices import zone_of
    from queue_server.ledger.actor import Actor

    tv = house.centre.displays[0]
    zoned = replace(house.centre, displays=(tv, replace(tv, id="tv-2", queues=("dat-dai",))))
    found = [zone_of(zoned, Actor(name, "display")) for name in ("tv-1", "tv-2", "mot-man-hinh-ghep")]
    assert found == [None, frozenset({"dat-dai"}), None]


def test_a_screen_that_was_heard_lately_is_told_to_restart_and_one_that_is_away_is_not(house: House) -> None:
    tv = house.token("display", name="tv-1")
    assert house.refused("/devices/tv-1/restart", by=house.supervisor) == (409, "device_away")
    assert house.refused("/devices/tv-9/restart", by=house.supervisor) == (404, "not_found")
    _ = house.kiosk
    assert house.refused("/devices/kiosk-1/restart", by=house.supervisor) == (422, "invalid")
    report = {"state": "ok", "detail": {"sound": True, "started": "2026-06-15T07:00:00+07:00"}}
    assert house.ask("PUT", "/devices/me/status", report, by=tv).status == 204
    asked = house.do("/devices/tv-1/restart", by=house.supervisor)
    assert asked == {"name": "tv-1", "asked_at": house.now.isoformat(timespec="milliseconds")}
    house.later(seconds=26)
    answer = house.ask("POST", "/devices/tv-1/restart", by=house.supervisor)
    assert (answer.status, answer.body["title"]) == (
        409,
        "tv-1 đang mất liên lạc nên không nhận được lệnh khởi động lại. Xin kiểm tra nguồn và dây mạng.",
    )
    events = house.get("/events?after=0&limit=1000", house.supervisor)["events"]
    asked_of = [e["data"] for e in events if e["data"] and e["data"].get("what") == "restart_asked"]
    assert asked_of == [{"what": "restart_asked", "name": "tv-1", "by": "supervisor"}]


def test_a_picture_is_taken_by_its_contents_listed_and_served_to_anyone(house: House) -> None:
    data = picture()
    digest = hashlib.sha256(data).hexdigest()
    seq = house.seq()
    made = send(house, data, "L%E1%BB%8Bch%20ti%E1%BA%BFp%20d%C3%A2n.jpg")
    assert made.status == 201, made
    assert made.body == {
        "id": made.body["id"],
        "name": "Lịch tiếp dân.jpg",
        "type": "image/png",
        "size": len(data),
        "sha256": digest,
        "seconds": 12,
        "position": 1,
        "from_day": None,
        "until_day": None,
        "displays": None,
        "shown_today": True,
        "at": house.now.isoformat(timespec="milliseconds"),
        "by": "supervisor",
    }
    assert render(house.facts(seq)[0], "hall")["data"] == {"id": made.body["id"]}
    with house.client.get(f"/media/{digest}") as response:
        assert (response.status_code, response.data, response.content_type) == (200, data, "image/png")
        assert "max-age=31536000" in response.headers["Cache-Control"]
    with house.client.get(f"/media/{digest}", headers={"Range": "bytes=0-7"}) as part:
        assert (part.status_code, part.data) == (206, data[:8])
    for wrong in ("0" * 64, "..%2Fmotcua.sqlite3", "abc"):
        assert house.client.get(f"/media/{wrong}").status_code == 404
    assert send(house, data).body["code"] == "media_known"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (picture(kind="JPEG"), "image/jpeg"),
        (picture(kind="WEBP"), "image/webp"),
        (MP4, "video/mp4"),
        (WEBM, "video/webm"),
    ],
)
def test_each_kind_is_known_by_its_first_bytes(house: House, data: bytes, kind: str) -> None:
    made = send(house, data)
    assert (made.status, made.body["type"]) == (201, kind)
    assert made.body["seconds"] == (120 if kind.startswith("video/") else 12)


def test_what_no_screen_shows_is_refused(house: House) -> None:
    assert send(house, b"%PDF-1.7 not for a screen").body["code"] == "invalid"
    broken = send(house, picture()[:40])
    assert (broken.status, broken.body["title"]) == (422, "Ảnh này bị hỏng, không mở được.")
    large = send(house, bomb("PNG", 8000, 6000))
    assert (large.status, "8000 × 6000" in large.body["title"]) == (422, True)
    assert send(house, bomb("PNG", 60_000, 60_000)).body["title"] == (
        "Ảnh có quá nhiều điểm ảnh (60000 × 60000); nhiều nhất 40 triệu. Xin thu nhỏ."
    )
    assert send(house, b"").status == 422
    assert send(house, picture(), by=house.token("officer", 1)).status == 403
    assert house.get("/media", house.supervisor)["items"] == []


def test_order_days_and_screens_are_the_supervisors(house: House) -> None:
    tv, strip = house.token("display", name="tv-1"), house.token("display", name="cua-vao")
    ids = [
        send(house, picture(colour=colour), f"{colour}.png").body["id"] for colour in ("red", "green", "blue")
    ]
    by = house.supervisor
    house.do(f"/media/{ids[2]}", {"position": 1, "seconds": 30}, by=by)
    changed = house.do(
        f"/media/{ids[0]}",
        {"from_day": "2026-06-20", "until_day": "2026-06-30", "displays": ["tv-1"], "name": "Nghỉ lễ"},
        by=by,
    )
    assert (changed["name"], changed["shown_today"], changed["displays"]) == ("Nghỉ lễ", False, ["tv-1"])
    listed = house.get("/media", by)
    assert [(row["id"], row["position"]) for row in listed["items"]] == [
        (ids[2], 1),
        (ids[0], 2),
        (ids[1], 3),
    ]
    assert (listed["displays"], listed["largest_mb"]) == (["cua-vao", "tv-1"], 50)
    assert [row["seconds"] for row in house.get("/devices/me/media", tv)] == [30, 12, 12]
    assert len(house.get("/devices/me/media", strip)) == 2
    assert house.refused(f"/media/{ids[0]}", {"until_day": "2026-06-19"}, by=by) == (422, "invalid")
    assert house.refused(f"/media/{ids[0]}", {"displays": ["tv-7"]}, by=by) == (422, "invalid")
    house.do(f"/media/{ids[0]}", {"from_day": None, "until_day": None, "displays": None}, by=by)
    assert house.get("/media", by)["items"][1]["shown_today"] is True

    house.do(f"/media/{ids[2]}/remove", by=by)
    assert [row["position"] for row in house.get("/media", by)["items"]] == [1, 2]
    assert house.refused(f"/media/{ids[2]}/remove", by=by) == (404, "not_found")


def test_files_that_nobody_wants_are_swept_away_later(house: House) -> None:
    files = house.application.parts.media_files
    kept, dropped = send(house, picture(colour="red")).body, send(house, picture(colour="green")).body
    house.do(f"/media/{dropped['id']}/remove", by=house.supervisor)
    stray: Path = files.path("f" * 64)
    stray.write_bytes(b"left by a killed process")
    assert media.sweep(house.book, files) == 0
    old = time.time() - 4000
    for row in (kept, dropped):
        os.utime(files.path(row["sha256"]), (old, old))
    os.utime(stray, (old, old))
    assert media.sweep(house.book, files) == 2
    assert [path.name for path in stray.parent.iterdir()] == [kept["sha256"]]
