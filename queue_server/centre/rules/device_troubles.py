"""What troubles a kiosk or a display, judged by its last report; pages and kiosks' papers go by these words alone."""

import re
from typing import Literal

from queue_server.centre.rules.device_report import Detail, DeviceReport
from shared.wire.access import Condition, KnownPaper, SetAside, Trouble
from shared.wire.vocabulary import Role

UNSEEN_MS = 45_000
"""A device without a connection is cut off after this time; one that only connects anew is back before."""

_SET_ASIDE = re.compile(r"(\S+)(?: \((\w+)\))?")
_NO_PRINTER = frozenset[Trouble]({"cover_open", "printer_offline"})


def condition(report: DeviceReport | None, *, connected: bool, now: int) -> Condition:
    """How the device is in one word; `now` in milliseconds."""
    if report is None:
        return "fine" if connected else "never"
    if not connected and now - report.last_seen > UNSEEN_MS:
        return "cut_off"
    return "fine" if report.state == "ok" else report.state


def troubles(detail: Detail) -> list[Trouble]:
    """Everything that is wrong with the device, the most urgent first; empty for one that works."""
    found: list[tuple[Trouble, bool]] = [
        ("paper_out", detail.get("paper") == "out"),
        ("cover_open", detail.get("printer") == "cover_open"),
        ("printer_offline", detail.get("printer") == "offline"),
        ("set_aside", _some(detail, "set_aside")),
        # A kiosk whose screen shows no page gives nobody a number, though its agent is well.
        ("page_closed", detail.get("page") is False),
        # Numbers that are not delivered say that it is alone, and more.
        ("undelivered", _some(detail, "undelivered")),
        ("alone", bool(detail.get("alone")) and not _some(detail, "undelivered")),
        ("paper_low", detail.get("paper") == "low"),
    ]
    return [trouble for trouble, holds in found if holds]


def paper(detail: Detail) -> KnownPaper | None:
    """What is known of the printer's paper: `none` without a printer, `silent` for one that cannot say.

    None where the last word is worth nothing, because the printer has trouble and does not say that it has no paper.
    """
    told = detail.get("paper")
    if detail.get("kind") == "none":
        return "none"
    if detail.get("confirms") is False:
        return "silent"
    if told == "out":
        return "out"
    if told == "low":
        return "low"
    return "ok" if told == "ok" and detail.get("printer", "ready") == "ready" else None


def cannot_print(detail: Detail) -> Literal["paper_out", "printer"] | None:
    """Why a paper cannot be printed at the device now; None if it can."""
    found = troubles(detail)
    if "paper_out" in found:
        return "paper_out"
    return "printer" if _NO_PRINTER.intersection(found) or paper(detail) == "none" else None


def set_aside(detail: Detail) -> list[SetAside]:
    """The numbers that the server did not take, each with the reason's code; at most five are reported."""
    told = str(detail.get("set_aside_numbers") or "")
    found = [(_SET_ASIDE.fullmatch(text), text) for text in told.split(", ") if text]
    return [
        SetAside(number=match[1] if match else text, reason=match[2] if match else None)
        for match, text in found
    ]


def restarts(role: str) -> bool:
    """Whether the device can be asked to begin anew: a lobby display can, a kiosk that people stand at is left alone."""
    return role == Role.DISPLAY


def _some(detail: Detail, key: str) -> bool:
    value = detail.get(key)
    return isinstance(value, (int, float)) and value > 0
