"""`/metrics`: every promised figure is there and true, and the example alerts ask for figures that exist."""

import re
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from queue_server.upkeep.metrics_api import NAMES
from tests.integration.house import House

RULES = Path(__file__).parents[3] / "deploy" / "prometheus" / "motcua.rules.yml"
PAGE = Path(__file__).parents[3] / "docs" / "technician" / "README.md"


def figures(house: House) -> dict[str, float]:
    """Every sample of the page by name and labels."""
    answer = house.ask("GET", "/metrics", by=house.token("integration"))
    assert answer.status == 200
    return {
        sample.name + "".join(f"|{key}={value}" for key, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.body.decode())
        for sample in family.samples
    }


def families(house: House) -> set[str]:
    """The names as Prometheus knows them, counters with their ending."""
    body = house.ask("GET", "/metrics", by=house.token("integration")).body.decode()
    return set(re.findall(r"^# TYPE (\S+) ", body, re.MULTILINE))


def test_every_promised_figure_is_on_the_page_and_no_other(house: House) -> None:
    ours = {name for name in families(house) if not name.startswith("motcua_process_")}
    assert ours == set(NAMES)


def test_deeds_are_counted_by_kind_and_outcome_and_only_done_ones_are_timed(house: House) -> None:
    for _ in range(2):
        house.ask("POST", "/tickets", {"queue": "ho-tich"}, by=house.kiosk, key="k")
    house.ask("POST", "/tickets", {"queue": "nowhere"}, by=house.kiosk)
    found = figures(house)
    assert {name: value for name, value in found.items() if name.startswith("motcua_deeds_total")} == {
        "motcua_deeds_total|deed=tickets.issue|outcome=done": 1,
        "motcua_deeds_total|deed=tickets.issue|outcome=refused": 1,
        "motcua_deeds_total|deed=tickets.issue|outcome=replayed": 1,
    }
    assert found["motcua_deed_seconds_count|deed=tickets.issue"] == 1
    assert found["motcua_deed_seconds_bucket|deed=tickets.issue|le=+Inf"] == 1
    assert 0 < found["motcua_deed_seconds_sum|deed=tickets.issue"] < 5
    assert found["motcua_requests_total|route=tickets.issue|status=201"] == 2


def test_lines_counters_and_the_diary_are_told(house: House) -> None:
    house.issue("ho-tich")
    house.do("/counters/1/open", by=house.supervisor)
    found = figures(house)
    assert found["motcua_tickets_waiting|queue=ho-tich"] == 1
    assert (found["motcua_counters|state=open"], found["motcua_counters_open"]) == (1, 1)
    assert found["motcua_events_seq"] == house.seq()
    # Nothing announces in this house: all that was committed waits.
    assert found["motcua_announcer_lag_events"] == house.seq()
    house.application.parts.announcer.announce()
    assert figures(house)["motcua_announcer_lag_events"] == 0


def test_a_kiosks_own_numbers_and_printer_are_told(house: House) -> None:
    detail = {"paper": "low", "printer": "ready", "undelivered": 3, "set_aside": 1}
    status = {"state": "fault", "detail": detail}
    assert house.ask("PUT", "/devices/me/status", status, by=house.kiosk).status == 204
    house.later(seconds=20)
    found = figures(house)
    assert found["motcua_kiosk_printer|kiosk=kiosk-1|paper=low|printer=ready"] == 1
    assert found["motcua_kiosk_undelivered|kiosk=kiosk-1"] == 3
    assert found["motcua_kiosk_set_aside|kiosk=kiosk-1"] == 1
    assert found["motcua_device_state|device=kiosk-1|role=kiosk|state=fault"] == 1
    assert found["motcua_device_state|device=kiosk-1|role=kiosk|state=ok"] == 0
    assert found["motcua_device_silent_seconds|device=kiosk-1|role=kiosk"] == 20


def test_what_a_device_reports_cannot_break_the_page(house: House) -> None:
    detail = {"paper": 'low"}\nmotcua_clients 99', "undelivered": "many", "set_aside": None}
    status = {"state": "ok", "detail": detail}
    house.ask("PUT", "/devices/me/status", status, by=house.kiosk)
    found = figures(house)
    assert (found["motcua_clients"], found["motcua_kiosk_undelivered|kiosk=kiosk-1"]) == (0, 0)


def test_disk_database_and_backup_are_told(house: House, tmp_path: Path) -> None:
    found = figures(house)
    assert 0 < found["motcua_disk_free_bytes"] <= found["motcua_disk_size_bytes"]
    assert found["motcua_database_bytes"] > 0
    assert found["motcua_backup_newest_timestamp_seconds"] == 0
    folder = tmp_path / "backups"
    folder.mkdir()
    archive = folder / "motcua-x-2026-06-15.tar.gz"
    archive.write_bytes(b"")
    assert figures(house)["motcua_backup_newest_timestamp_seconds"] == archive.stat().st_mtime


def test_only_who_may_watch_sees_them(house: House) -> None:
    asked = [house.ask("GET", "/metrics", by=by).status for by in (None, house.kiosk, house.supervisor)]
    assert asked == [401, 403, 200]


def test_the_example_alerts_ask_for_figures_that_exist(house: House) -> None:
    known = families(house) | {f"{name}_bucket" for name in NAMES if name.endswith("_seconds")}
    expressions = re.findall(r"^ +expr: (.+)$", RULES.read_text("utf-8"), re.MULTILINE)
    asked = {name for expression in expressions for name in re.findall(r"\bmotcua_\w+", expression)}
    assert len(expressions) >= 10
    assert asked - known == set()


def test_every_alert_leads_to_a_place_on_the_technicians_page() -> None:
    places = set(re.findall(r'<a id="([\w-]+)"></a>', PAGE.read_text("utf-8")))
    pages = re.findall(r"page: docs/technician/README\.md#([\w-]+)", RULES.read_text("utf-8"))
    alerts = re.findall(r"^ +- alert: (\w+)$", RULES.read_text("utf-8"), re.MULTILINE)
    assert len(pages) == len(alerts)
    assert set(pages) - places == set()
