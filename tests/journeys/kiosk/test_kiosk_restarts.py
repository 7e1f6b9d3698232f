"""The real kiosk agent killed at every stage of a number, with a server that is away, hangs or comes back."""

import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.centre import Centre
from tests.journeys.own_kiosk import ask, frozen, learned, take, tickets, waiting
from tests.waiting import HANG_SECONDS, eventually

CONFIG = Path(__file__).resolve().parents[3] / "config"


@pytest.fixture
def centre(new_centre: Callable[..., Centre]) -> Centre:
    """A server and a kiosk that may give numbers alone."""
    made = new_centre("--no-worker")
    learned(made.start_kiosk("kiosk-1"))
    return made


def _address(centre: Centre) -> str:
    return f"http://127.0.0.1:{centre.ports['kiosk-1']}"


def _device(centre: Centre) -> dict[str, object]:
    """What the supervisor sees of the kiosk."""
    rows = centre.request("GET", "/devices", token=centre.token("supervisor-1", "supervisor")).body
    (row,) = [row for row in rows if row["name"] == "kiosk-1"]
    return {"state": row["state"], **row["detail"]}


def _ranges(folder: Path, first: int, last: int) -> Path:
    """The shipped configuration with another range for the first kiosk."""
    if not folder.exists():
        shutil.copytree(CONFIG, folder)
    file = folder / "kiosks.toml"
    text = (CONFIG / "kiosks.toml").read_text("utf-8")
    file.write_text(text.replace('"*" = [800, 849]', f'"*" = [{first}, {last}]'), "utf-8")
    return folder


def test_killed_with_a_request_on_its_way_to_a_hung_server_the_wish_gets_one_number(centre: Centre) -> None:
    with frozen(centre, "server"):
        lost = threading.Thread(target=_try, args=(_address(centre),))
        lost.start()
        time.sleep(0.7)  # the request lies in the frozen server's socket, and the kiosk waits for its answer
        centre.kill("kiosk-1")
        lost.join(HANG_SECONDS)
        address = centre.start_kiosk("kiosk-1")
        # Given while the server still hangs: whoever waited for it would wait for ever.
        assert take(address, wish="wish-0001")["number"] == "A800"
        assert take(address, wish="wish-0002", lang="en")["number"] == "A801"
        assert take(address, wish="wish-0001")["number"] == "A800"
    eventually(lambda: waiting(centre), lambda found: found == ["A800", "A801"])
    assert tickets(centre) == ["A800", "A801"]
    eventually(
        lambda: ask(address, "GET", "/local/state").body["alone"]["undelivered"], lambda found: found == 0
    )
    # The server read the request when the paper was out: the number that it gave is voided and not given again.
    feed = centre.request("GET", "/events", token=centre.token("supervisor-1", "supervisor")).body["events"]
    voided = [event["data"]["old"] for event in feed if event["type"] == "ticket_renumbered"]
    assert voided in ([], ["A001"])  # none where the delivery was read before the request
    assert take(address, wish="wish-0003", priority="elderly")["number"] == ("A002" if voided else "A001")


def _try(address: str) -> None:
    try:
        take(address, wish="wish-0001")
    except OSError:
        return


def test_killed_at_any_other_stage_no_number_is_lost_or_given_twice(centre: Centre) -> None:
    address = _address(centre)
    servers = take(address, wish="wish-0001")
    eventually(
        lambda: ask(address, "GET", f"/local/tickets/{servers['id']}").body,
        lambda one: one["paper"] == "printed",
    )
    papers = _papers(centre)
    centre.kill("kiosk-1")
    centre.kill("server")
    address = centre.start_kiosk("kiosk-1")
    again = take(address, wish="wish-0001")
    assert (again["number"], again["paper"], _papers(centre)) == (servers["number"], "printed", papers)
    own = take(address, wish="wish-0002", lang="en")
    assert (own["number"], own["ahead"], own["estimate"], own["offline"]) == ("A800", None, None, True)
    centre.kill("kiosk-1")
    address = centre.start_kiosk("kiosk-1")
    assert take(address, wish="wish-0002", lang="en")["number"] == "A800"
    assert take(address, wish="wish-0003", priority="elderly")["number"] == "A801"
    centre.start("--no-worker")
    with frozen(centre, "server"):
        time.sleep(1.5)  # a delivery is on its way, or all are over
        centre.kill("kiosk-1")
    centre.start_kiosk("kiosk-1")
    eventually(lambda: tickets(centre), lambda found: found == ["A001", "A800", "A801"])
    assert waiting(centre) == ["A801", "A001", "A800"]  # the priority group goes first, as everywhere


def _papers(centre: Centre) -> list[Path]:
    return sorted((centre.folder / "kiosk-1" / "papers").glob("*.png"))


def test_a_kiosk_with_a_new_disk_learns_what_is_used_before_it_gives_a_number(centre: Centre) -> None:
    centre.kill("server")
    assert take(_address(centre))["number"] == "A800"
    centre.start("--no-worker")
    eventually(lambda: tickets(centre), lambda found: found == ["A800"])
    eventually(lambda: _device(centre), lambda device: "journal" in device and device["undelivered"] == 0)
    centre.kill("kiosk-1")
    shutil.rmtree(centre.folder / "kiosk-1")
    centre.kill("server")
    address = centre.start_kiosk("kiosk-1")
    answer = ask(address, "POST", "/local/tickets", {"queue": "ho-tich", "purpose": "collect"})
    assert (answer.status, answer.body["code"]) == (503, "server_away")
    centre.start("--no-worker")
    learned(address)
    centre.kill("server")
    # Half of what was left is passed over: the lost journal may have held numbers that the server never saw.
    assert take(address, lang="en")["number"] == "A826"


def test_a_full_range_says_so_and_a_number_that_is_not_taken_is_set_aside_with_an_alert(
    new_centre: Callable[..., Centre], tmp_path: Path
) -> None:
    config = _ranges(tmp_path / "config", 800, 801)
    centre = new_centre("--no-worker", config=config)
    address = centre.start_kiosk("kiosk-1")
    learned(address)
    centre.kill("server")
    assert [take(address, lang=lang)["number"] for lang in ("vi", "en")] == ["A800", "A801"]
    answer = ask(address, "POST", "/local/tickets", {"queue": "ho-tich", "purpose": "originals"})
    assert (answer.status, answer.body["code"]) == (409, "range_full")
    eventually(lambda: ask(address, "GET", "/local/state").body["queues"]["ho-tich"]["spent"], bool)
    assert take(address, "dat-dai")["number"] == "C800"

    _ranges(config, 801, 849)  # somebody moves the range while the kiosk is away
    centre.start("--no-worker", config=config)
    eventually(lambda: tickets(centre), lambda found: found == ["A801"])
    device = eventually(lambda: _device(centre), lambda found: found.get("undelivered") == 0)
    told = {key: device[key] for key in ("state", "set_aside", "set_aside_numbers")}
    assert told == {
        "state": "fault",
        "set_aside": 2,
        "set_aside_numbers": "C800 (number_not_yours), A800 (number_not_yours)",
    }
    feed = centre.request("GET", "/events", token=centre.token("supervisor-1", "supervisor")).body["events"]
    assert [e["data"]["state"] for e in feed if e["type"] == "device_changed"][-1] == "fault"
    assert take(address, purpose="originals")["number"] == "A001"
