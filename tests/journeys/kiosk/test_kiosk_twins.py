"""A kiosk's data directory copied to a second machine: it is noticed, and without the server only one gives the numbers."""

import shutil
from collections.abc import Callable

from tests.journeys.centre import Centre
from tests.journeys.own_kiosk import ask, learned, take, tickets
from tests.waiting import eventually

NUMBER = {"queue": "ho-tich", "purpose": "collect"}


def test_two_machines_with_one_card_never_print_one_number(
    new_centre: Callable[..., Centre], free_port: Callable[[], int]
) -> None:
    centre = new_centre("--no-worker")
    first = centre.start_kiosk("kiosk-1")
    learned(first)
    supervisor = centre.token("supervisor-1", "supervisor")
    # A file that is being written has another name for a moment, and may be gone before it is copied.
    shutil.copytree(
        centre.folder / "kiosk-1", centre.folder / "clone", ignore=shutil.ignore_patterns("*.new")
    )
    port = free_port()
    arguments = (*centre._device("kiosk-1", "kiosk"), "--port", str(port), "--printer", "virtual")
    centre._run_part("clone", "kiosk", *arguments, "--data-dir", str(centre.folder / "clone"))
    second = f"http://127.0.0.1:{port}"
    centre.wait_for(f"{second}/")

    doubts = eventually(lambda: centre.request("GET", "/doubts", token=supervisor).body, bool)
    assert [(doubt["kind"], doubt["subject"]) for doubt in doubts] == [("kiosk", "kiosk-1")]
    # With the server both serve citizens, and no number comes twice.
    assert take(first)["number"] != take(second, lang="en")["number"]
    ready = [ask(address, "GET", "/local/state").body["alone"]["ready"] for address in (first, second)]
    assert sorted(ready) == [False, True]
    giving, refused = (first, second) if ready[0] else (second, first)

    centre.kill("server")
    assert take(giving, lang="en", purpose="originals")["number"] == "A800"
    answer = ask(refused, "POST", "/local/tickets", {**NUMBER, "purpose": "supplement"})
    assert (answer.status, answer.body["code"]) == (503, "server_away")
    centre.start("--no-worker")
    eventually(lambda: tickets(centre), lambda found: found[-1] == "A800")
    assert len(tickets(centre)) == 3
