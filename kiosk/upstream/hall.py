"""What the kiosk knows of the centre right now: its hours, queues, counters and the link.

While the server is away, the last answers are used; whether the centre is open is computed here, by the centre's clock.
"""

import threading
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kiosk.upstream.estimates import worded
from kiosk.upstream.server_clock import ServerClock
from shared.hours import opening
from shared.text.dates import clock, day_in_sentence, long_date
from shared.text.messages import LANGUAGES

Json = dict[str, Any]
_HOME = "Asia/Ho_Chi_Minh"
_MIDNIGHT = 24 * 60
_TOLD = {"emergency_started": "emergency", "emergency_ended": "emergency", "notice_changed": "notice"}
_MOMENTARY = frozenset({"now", "day", "open_now", "reopens_at"})
_NO_FIGURES = {"waiting": 0, "called": 0, "serving": 0, "done": 0, "quota_left": None, "estimate": None}


class Hall:
    """The last snapshot, kept up to date by facts; safe to use from several threads."""

    def __init__(self, time: ServerClock | None = None) -> None:
        self.time = time or ServerClock()
        self._lock = threading.Lock()
        self._centre: Json = {}
        self._queues: dict[str, Json] = {}
        self._counters: dict[int, Json] = {}
        self._link = "starting"
        self.stale = threading.Event()
        """Set when the queues' figures have changed and should be fetched."""

    @property
    def link(self) -> str:
        """`starting`, `connected`, `disconnected` or `refused`."""
        return self._link

    @property
    def zone(self) -> str:
        """The centre's time zone."""
        return str(self._centre.get("timezone") or _HOME)

    def now(self) -> datetime:
        """The time by the server's clock, in the centre's zone: a kiosk's own clock may be wrong."""
        try:
            zone = ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError):
            zone = ZoneInfo(_HOME)
        return self.time.now().astimezone(zone)

    def open(self) -> bool:
        """Whether the centre gives numbers now, by the hours and days off of the server's last answer."""
        centre, now = self.centre(), self.now()
        if "hours" not in centre:
            return True
        before = int(centre.get("last_ticket_minutes") or 0)
        return opening.takes_numbers(_spans(centre), _days_off(centre), now, before)

    def copy(self) -> Json:
        """What is saved for a start without the server; figures are not saved, since they would be old."""
        with self._lock:
            queues = [{**row, **_NO_FIGURES} for row in self._queues.values()]
            centre = {key: value for key, value in self._centre.items() if key not in _MOMENTARY}
            return {"centre": centre, "queues": queues, "counters": list(self._counters.values())}

    def restore(self, copy: Any) -> None:
        """Takes a saved copy; whatever of it cannot be read is missing until the server answers."""
        try:
            centre, queues = dict(copy["centre"]), [dict(row) for row in copy["queues"]]
            counters = {int(row["number"]): dict(row) for row in copy["counters"]}
            _spans(centre), _days_off(centre), [_queue(row, counters) for row in queues]
        except (KeyError, TypeError, ValueError):
            return
        with self._lock:
            self._centre, self._counters = centre, counters
        self.take_queues(queues)

    def take_snapshot(self, snapshot: Mapping[str, Any]) -> None:
        """Replaces all that is known."""
        with self._lock:
            self._counters = {row["number"]: dict(row) for row in snapshot.get("counters", [])}
        self.take_centre(snapshot["centre"])
        self.take_queues(snapshot["queues"])

    def take_fact(self, fact: Mapping[str, Any]) -> None:
        """Changes counters by the fact at once; marks the queues' figures as stale, because facts do not carry them."""
        kind, data = str(fact["type"]), fact.get("data") or {}
        if kind in _TOLD:
            # This is done at once and not with the next figures, since an emergency cannot wait.
            with self._lock:
                self._centre = {**self._centre, _TOLD[kind]: data.get("text")}
        if kind.startswith("counter_"):
            with self._lock:
                known = self._counters.setdefault(data["number"], {"number": data["number"]})
                known.update({key: data[key] for key in ("name", "state", "queues") if key in data})
        if kind.startswith(("ticket_", "counter_")):
            self.stale.set()

    def take_link(self, status: str) -> None:
        """The link's new state."""
        self._link = status

    def take_centre(self, centre: Json) -> None:
        """The centre as `GET /centre` describes it; its clock becomes ours."""
        with self._lock:
            self._centre = centre
        self.take_time(centre.get("now"))

    def take_time(self, told: object) -> None:
        """Takes the server's time from an answer that has just come."""
        try:
            moment = datetime.fromisoformat(str(told))
        except ValueError:
            return
        if moment.tzinfo is not None:
            self.time.take(moment)

    def take_queues(self, queues: list[Json]) -> None:
        """The queues as `GET /queues` lists them."""
        with self._lock:
            self._queues = {row["id"]: row for row in queues}

    def queue(self, ident: str) -> Json | None:
        """One queue's row, or None."""
        with self._lock:
            return self._queues.get(ident)

    def centre(self) -> Json:
        """The centre's description; empty before the first answer."""
        with self._lock:
            return self._centre

    def state(self) -> Json:
        """What the page shows of the hall; texts are in both languages."""
        now, is_open = self.now(), self.open()
        with self._lock:
            centre = self._centre
            left = opening.left_today(_spans(centre), _days_off(centre), now)
            queues = {ident: _queue(row, self._counters, left) for ident, row in self._queues.items()}
            counters_open = sum(row.get("state") == "open" for row in self._counters.values())
        return {
            "clock": clock(now),
            "day": now.date().isoformat(),
            "date": {lang: long_date(now.date(), lang) for lang in LANGUAGES},
            "link": self._link,
            "centre": {
                "name": centre.get("name", ""),
                "subtitle": centre.get("subtitle", ""),
                "open": is_open,
                "reopens": None if is_open else _reopens(centre, now),
                "until": _until(centre, now),
                "no_more_today": not is_open and _until(centre, now) is not None,
                "notice": centre.get("notice"),
                "emergency": centre.get("emergency"),
                "groups": centre.get("priority_groups") or [],
                "guide_queue": centre.get("guide_queue"),
            },
            "queues": queues,
            "waiting": sum(row["waiting"] for row in queues.values()),
            "counters_open": counters_open,
        }


def _spans(centre: Json) -> list[opening.Span]:
    return [
        opening.Span(tuple(row["days"]), opening.minutes(row["from"]), opening.minutes(row["to"]))
        for row in centre.get("hours") or []
    ]


def _days_off(centre: Json) -> frozenset[date]:
    return frozenset(map(date.fromisoformat, centre.get("days_off") or []))


def _until(centre: Json, now: datetime) -> str | None:
    """When the present opening hours end ("11:30"); None if they do not end today."""
    end = opening.closes_at(_spans(centre), _days_off(centre), now)
    return None if end is None or end == _MIDNIGHT else f"{end // 60:02}:{end % 60:02}"


def _reopens(centre: Json, now: datetime) -> Json | None:
    moment = opening.reopens_at(_spans(centre), _days_off(centre), now)
    if moment is None:
        return None
    return {"time": clock(moment), **{lang: day_in_sentence(moment.date(), lang) for lang in LANGUAGES}}


def _queue(row: Json, counters: Mapping[int, Json], left: int | None = None) -> Json:
    """A queue for the page; `left` are the minutes until the day's last closing."""
    estimate = row.get("estimate") or {}
    mine = [counters.get(number, {}) for number in row.get("counters", [])]
    return {
        "id": row["id"],
        "name": row["name"],
        "prefix": row["prefix"],
        "colour": row["colour"],
        "waiting": row["waiting"],
        "counters": row.get("counters", []),
        "counters_open": [counter["number"] for counter in mine if counter.get("state") == "open"],
        "paused": bool(row.get("paused")),
        "closed": bool(row.get("closed")),
        "full": row.get("quota_left") == 0,
        # By the estimate, which includes breaks, half of the people who come now would still wait when the centre closes.
        "late": left is not None and estimate.get("p50_minutes", 0) > left,
        "left": row.get("quota_left"),
        "estimate": worded(estimate),
    }
