"""What of a device's report is news."""

from dataclasses import replace

from queue_server.centre.rules.device_report import DeviceReport

BEFORE = DeviceReport("kiosk-1", "kiosk", "ok", {"paper": "ok"}, last_seen=1_000, screen_at=500)


def test_the_first_report_is_news_and_that_the_device_is_still_there_is_none() -> None:
    assert BEFORE.says_more_than(None)
    assert not replace(BEFORE, last_seen=2_000, screen_at=None).says_more_than(BEFORE)


def test_another_state_or_another_detail_is_news() -> None:
    assert replace(BEFORE, state="warning").says_more_than(BEFORE)
    assert replace(BEFORE, detail={"paper": "low"}).says_more_than(BEFORE)
