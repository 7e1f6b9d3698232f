"""What the kiosk knows of the centre right now: its hours, queues, counters and the link. It decides no queue rule."""

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.text.dates import clock, long_date, minutes_text
from shared.text.messages import LANGUAGES

Json = dict[str, Any]
_HOME = "Asia/Ho_Chi_Minh"


class Hall:
    """The last snapshot, kept up to date by facts; safe to use from several threads."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._centre: Json = {}
        self._queues: dict[str, Json] = {}
        self._counters: dict[int, Json] = {}
        self._offset = timedelta(0)
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
        return (self._now() + self._offset).astimezone(zone)

    def take_snapshot(self, snapshot: Mapping[str, Any]) -> None:
        """Replaces all that is known."""
        with self._lock:
            self._counters = {row["number"]: dict(row) for row in snapshot.get("counters", [])}
        self.take_centre(snapshot["centre"])
        self.take_queues(snapshot["queues"])

    def take_fact(self, fact: Mapping[str, Any]) -> None:
        """Counters follow facts at once; queue figures, which facts do not carry, are marked as stale."""
        kind, data = str(fact["type"]), fact.get("data") or {}
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
            try:
                self._offset = datetime.fromisoformat(centre["now"]) - self._now()
            except (KeyError, ValueError, TypeError):
                self._offset = timedelta(0)

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
        """What the page shows of the hall, in both languages where it is text."""
        now = self.now()
        with self._lock:
            centre = self._centre
            queues = {ident: _queue(row, self._counters) for ident, row in self._queues.items()}
            counters_open = sum(row.get("state") == "open" for row in self._counters.values())
        return {
            "clock": clock(now),
            "date": {lang: long_date(now.date(), lang) for lang in LANGUAGES},
            "link": self._link,
            "centre": {
                "name": centre.get("name", ""),
                "subtitle": centre.get("subtitle", ""),
                "open": bool(centre.get("open_now", True)),
                "reopens": _reopens(centre.get("reopens_at")),
                "until": closes_at(centre.get("hours") or [], now),
                "notice": centre.get("notice"),
                "emergency": centre.get("emergency"),
                "groups": centre.get("priority_groups") or [],
                "guide_queue": centre.get("guide_queue"),
            },
            "queues": queues,
            "waiting": sum(row["waiting"] for row in queues.values()),
            "counters_open": counters_open,
        }


def closes_at(hours: list[Json], now: datetime) -> str | None:
    """When the opening hours that hold now end ("11:30"); None where they do not end today."""
    minute = f"{now.hour:02}:{now.minute:02}"
    for row in hours:
        if now.isoweekday() in row["days"] and row["from"] <= minute < row["to"]:
            return None if row["to"] == "24:00" else str(row["to"])
    return None


def _reopens(at: str | None) -> Json | None:
    if at is None:
        return None
    moment = datetime.fromisoformat(at)
    day = {lang: long_date(moment.date(), lang) for lang in LANGUAGES}
    # Within a sentence Vietnamese writes the weekday's first letter small.
    return {"time": clock(moment), "vi": day["vi"][0].lower() + day["vi"][1:], "en": day["en"]}


def _queue(row: Json, counters: Mapping[int, Json]) -> Json:
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
        "estimate": {
            lang: minutes_text(estimate.get("p50_minutes"), estimate.get("p90_minutes"), lang)
            for lang in LANGUAGES
        }
        if estimate
        else None,
    }
