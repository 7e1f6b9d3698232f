"""What troubles a device, from its last report: names in order of urgency, and how it is in one word."""

from dataclasses import replace

import pytest

from queue_server.centre.rules import device_troubles
from queue_server.centre.rules.device_report import Detail, DeviceReport
from shared.wire.access import SetAside

NOW = 1_000_000
WELL: Detail = {
    "kind": "escpos",
    "paper": "ok",
    "printer": "ready",
    "page": True,
    "undelivered": 0,
    "set_aside": 0,
    "alone": False,
}
REPORT = DeviceReport("kiosk-1", "kiosk", "ok", WELL, last_seen=NOW)


@pytest.mark.parametrize(
    ("detail", "names"),
    [
        ({}, ""),
        (WELL, ""),
        ({"paper": "out", "printer": "cover_open"}, "paper_out cover_open"),
        ({"printer": "offline"}, "printer_offline"),
        ({"paper": "low"}, "paper_low"),
        ({"page": False}, "page_closed"),
        ({"alone": True}, "alone"),
        ({"alone": True, "undelivered": 3}, "undelivered"),
        ({"undelivered": 3}, "undelivered"),
        (
            {"paper": "low", "alone": True, "set_aside": 1, "printer": "cover_open"},
            "cover_open set_aside alone paper_low",
        ),
    ],
)
def test_the_most_urgent_trouble_comes_first(detail: Detail, names: str) -> None:
    assert device_troubles.troubles(detail) == names.split()


@pytest.mark.parametrize(
    ("detail", "known"),
    [
        ({"kind": "none"}, "none"),
        ({"kind": "windows", "confirms": False, "paper": "ok"}, "silent"),
        ({"kind": "escpos", "confirms": True, "paper": "out", "printer": "offline"}, "out"),
        ({"kind": "escpos", "confirms": True, "paper": "low"}, "low"),
        ({"kind": "escpos", "confirms": True, "paper": "ok", "printer": "ready"}, "ok"),
        ({"kind": "escpos", "confirms": True, "paper": "ok"}, "ok"),
        # What a printer last said of its paper is worth nothing once it does not answer.
        ({"kind": "escpos", "confirms": True, "paper": "ok", "printer": "offline"}, None),
        ({}, None),
    ],
)
def test_what_is_known_of_the_paper(detail: Detail, known: str | None) -> None:
    assert device_troubles.paper(detail) == known


@pytest.mark.parametrize(
    ("detail", "why"),
    [
        ({}, None),
        (WELL, None),
        ({"paper": "low"}, None),
        ({"kind": "windows", "confirms": False}, None),
        ({"paper": "out", "printer": "offline"}, "paper_out"),
        ({"printer": "cover_open"}, "printer"),
        ({"printer": "offline"}, "printer"),
        ({"kind": "none"}, "printer"),
    ],
)
def test_a_printer_without_paper_or_with_trouble_prints_nothing(detail: Detail, why: str | None) -> None:
    assert device_troubles.cannot_print(detail) == why


@pytest.mark.parametrize(
    ("report", "connected", "expected"),
    [
        (REPORT, True, "fine"),
        (replace(REPORT, state="fault"), True, "fault"),
        (replace(REPORT, last_seen=NOW - 45_000), False, "fine"),
        (replace(REPORT, last_seen=NOW - 45_001, state="warning"), False, "cut_off"),
        (replace(REPORT, last_seen=NOW - 45_001, state="warning"), True, "warning"),
        (None, False, "never"),
        (None, True, "fine"),
    ],
)
def test_how_a_device_is_in_one_word(report: DeviceReport | None, connected: bool, expected: str) -> None:
    assert device_troubles.condition(report, connected=connected, now=NOW) == expected


def test_numbers_that_were_set_aside_are_read_with_their_reasons() -> None:
    told = device_troubles.set_aside({"set_aside_numbers": "A007 (queue_closed), B012, C 1"})
    assert told == [
        SetAside(number="A007", reason="queue_closed"),
        SetAside(number="B012", reason=None),
        SetAside(number="C 1", reason=None),
    ]
    assert device_troubles.set_aside({}) == device_troubles.set_aside({"set_aside_numbers": ""}) == []


def test_a_lobby_display_begins_anew_and_a_kiosk_does_not() -> None:
    assert [device_troubles.restarts(role) for role in ("display", "kiosk")] == [True, False]
