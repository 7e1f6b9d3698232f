"""What a kiosk learns before it may give numbers alone: its ranges, and how far they are on paper today."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.integration.house import House, Token

JOURNAL = "first-journal"


def ranges(house: House, by: Token | None = None, journal: str = JOURNAL) -> dict[str, Any]:
    """The kiosk's ranges by queue."""
    answer = house.get(f"/devices/me/ranges?journal={journal}", by or house.kiosk)
    assert (answer["day"], answer["now"]) == (
        house.now.date().isoformat(),
        house.now.isoformat(timespec="milliseconds"),
    )
    found: dict[str, Any] = answer["queues"]
    return found


def deliver(house: House, number: str, queue: str = "chung-thuc") -> None:
    body = {"queue": queue, "printed_number": number, "printed_at": house.now.isoformat()}
    house.do("/tickets", body, by=house.kiosk)


def report(house: House, **detail: object) -> None:
    answer = house.ask("PUT", "/devices/me/status", {"state": "ok", "detail": detail}, by=house.kiosk)
    assert answer.status == 204


def test_a_kiosk_learns_its_range_of_every_queue(house: House) -> None:
    found = ranges(house)
    assert len(found) == 12
    assert found["chung-thuc"] == {"prefix": "B", "first": 800, "last": 849, "used_to": None}
    assert ranges(house, house.token("kiosk", name="kiosk-2"))["chung-thuc"]["first"] == 850
    assert ranges(house, house.token("kiosk", name="kiosk-9")) == {}
    screen = house.ask("GET", "/devices/me/ranges?journal=first-journal", by=house.token("display"))
    assert screen.status == 403


def test_the_highest_number_on_paper_today_is_known_whatever_became_of_it(house: House) -> None:
    for number in ("B800", "B803", "B801"):
        deliver(house, number)
    deliver(house, "A810", "ho-tich")
    (moved,) = house.get("/tickets?number=B803", house.supervisor)
    house.do(f"/tickets/{moved['id']}/transfer", {"queue": "ho-tich"}, by=house.supervisor)
    house.issue("dat-dai")  # the server's own numbers use nothing of a range
    used = {queue: told["used_to"] for queue, told in ranges(house).items() if told["used_to"]}
    assert used == {"chung-thuc": 803, "ho-tich": 810}


def test_the_range_begins_again_on_the_next_service_day(house: House) -> None:
    deliver(house, "B800")
    house.later(days=1)
    assert ranges(house)["chung-thuc"]["used_to"] is None


def test_a_number_that_replaced_the_servers_own_counts(house: House) -> None:
    body = {"queue": "chung-thuc"}
    house.do("/tickets", body, by=house.kiosk, key="visit-1")
    printed = {**body, "printed_number": "B805", "printed_at": house.now.isoformat()}
    house.do("/tickets", printed, by=house.kiosk, key="visit-1")
    assert ranges(house)["chung-thuc"]["used_to"] == 805


def test_a_kiosk_that_lost_its_journal_today_passes_half_of_the_rest_over(house: House) -> None:
    report(house, journal=JOURNAL)
    deliver(house, "B809")
    deliver(house, "A849", "ho-tich")
    report(house)  # a new journal is not named before it has learned
    found = ranges(house, journal="second-journal")
    assert [found[queue]["used_to"] for queue in ("chung-thuc", "dat-dai", "ho-tich")] == [829, 824, 849]
    assert ranges(house)["chung-thuc"]["used_to"] == 809
    report(house, journal="second-journal")
    assert ranges(house, journal="second-journal")["chung-thuc"]["used_to"] == 809
    house.later(days=1)
    assert ranges(house, journal="third-journal")["chung-thuc"]["used_to"] is None


def test_a_range_that_was_moved_counts_only_what_lies_in_it(
    new_house: Callable[..., House], shipped_centre: Any
) -> None:
    first, *others = shipped_centre.kiosks
    moved = tuple(replace(one, first=700, last=749) for one in first.offline_ranges)
    house = new_house(replace(shipped_centre, kiosks=(replace(first, offline_ranges=moved), *others)))
    deliver(house, "B749")
    assert ranges(house)["chung-thuc"] == {"prefix": "B", "first": 700, "last": 749, "used_to": 749}


def test_the_journal_must_be_named(house: House) -> None:
    for query in ("", "?journal=", "?journal=short", "?journal=with%20space%20in%20it"):
        assert house.ask("GET", f"/devices/me/ranges{query}", by=house.kiosk).status == 422, query


def claim(house: House, instance: str, starts: int, journal: str = JOURNAL, **more: object) -> Any:
    """What a running kiosk is answered that asks for its range."""
    body = {"journal": journal, "instance": instance, "starts": starts, **more}
    return house.ask("PUT", "/devices/me/journal", body, by=house.kiosk)


def test_two_kiosks_of_one_name_are_told_to_the_supervisor_and_one_of_them_is_refused(house: House) -> None:
    assert claim(house, "program-1", 4).body["queues"]["chung-thuc"]["first"] == 800
    assert claim(house, "program-2", 5).status == 200
    refused = claim(house, "program-1", 4)
    assert (refused.status, refused.body["code"]) == (409, "kiosk_twin")
    assert house.get("/doubts", house.supervisor) == []
    assert claim(house, "program-2", 5).status == 200
    (doubt,) = house.get("/doubts", house.supervisor)
    assert (doubt["kind"], doubt["subject"]) == ("kiosk", "kiosk-1")
    # The other is switched off.
    house.do("/doubts/settle", {"kind": "kiosk", "subject": "kiosk-1"}, by=house.supervisor)
    house.later(seconds=30)
    assert claim(house, "program-2", 5).status == 200
    assert house.get("/doubts", house.supervisor) == []


def test_a_journal_that_counts_less_than_a_mark_beside_it_passes_half_of_the_rest_over(house: House) -> None:
    deliver(house, "B809")
    found = claim(house, "program-1", 4, behind=True).body["queues"]
    assert (found["chung-thuc"]["used_to"], found["dat-dai"]["used_to"]) == (829, 824)


def test_what_was_passed_over_is_told_again_where_the_answer_was_lost_or_the_kiosk_started_again(
    house: House,
) -> None:
    deliver(house, "B809")
    for instance, starts in (("program-1", 4), ("program-1", 4), ("program-2", 5)):
        found = claim(house, instance, starts, behind=instance == "program-1").body["queues"]
        assert (found["chung-thuc"]["used_to"], found["dat-dai"]["used_to"]) == (829, 824)
    deliver(house, "B830")
    assert claim(house, "program-2", 5).body["queues"]["chung-thuc"]["used_to"] == 830
    house.later(days=1)
    assert claim(house, "program-2", 5).body["queues"]["chung-thuc"]["used_to"] is None


def test_another_kiosk_is_nobodys_twin(house: House) -> None:
    assert claim(house, "program-1", 4).status == 200
    other = house.token("kiosk", name="kiosk-2")
    body = {"journal": JOURNAL, "instance": "program-2", "starts": 1}
    assert (
        house.ask("PUT", "/devices/me/journal", body, by=other).body["queues"]["chung-thuc"]["first"] == 850
    )
