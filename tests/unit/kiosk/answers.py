"""Whole answers of a queue server for tests of the kiosk: each message as JSON, changed by keywords, and as a value."""

from typing import Any

from pydantic import BaseModel

from kiosk.offline.number_request import NumberRequest
from shared.wire.centre import Centre, Queue
from shared.wire.facts import Happened, happened
from shared.wire.tickets import GivenTicket, KioskRange

Json = dict[str, Any]
WHOLE_WEEK = [{"days": [1, 2, 3, 4, 5, 6, 7], "from": "00:00", "to": "24:00"}]


def centre_json(**changes: object) -> Json:
    """`GET /centre`: a centre that is never closed."""
    return {
        **{
            "id": "ha-long",
            "name": "Trung tâm",
            "subtitle": "Phường Hạ Long",
            "timezone": "Asia/Ho_Chi_Minh",
        },
        **{"now": "2026-06-15T09:20:00+07:00", "day": "2026-06-15", "open_now": True, "reopens_at": None},
        **{"hours": WHOLE_WEEK, "days_off": [], "ticker": [], "notice": None, "public_address": None},
        **{"priority_groups": [], "guide_queue": None, "last_ticket_minutes": 0, "frequent": []},
        **{"policy": {"mode": "interleave", "p": 1, "n": 2}, "dossier_mode": "own"},
        **{"waiting_minutes": {"notice": 30, "alert": 60}, "emergency": None, "emergency_at": None},
        **changes,
    }


def centre(**changes: object) -> Centre:
    """The same as a value."""
    return Centre.model_validate(centre_json(**changes))


def queue_json(**changes: object) -> Json:
    """One row of `GET /queues`."""
    return {
        **{"id": "ho-tich", "name": "Hộ tịch", "prefix": "A", "colour": "#DB1B06", "waiting": 5, "called": 1},
        **{"serving": 2, "done": 9, "counters": [1, 2], "paused": False, "closed": False, "quota_left": None},
        "estimate": {"p50_minutes": 16, "p90_minutes": 24},
        **changes,
    }


def queue(**changes: object) -> Queue:
    """The same as a value."""
    return Queue.model_validate(queue_json(**changes))


def snapshot_json(centre_told: Json, queues: list[Json], counters: list[Json]) -> Json:
    """Socket.IO `snapshot`; of a counter only what differs is named."""
    whole = {"reason": None, "queues": [], "ticket": None}
    return {
        **{"seq": 1, "now": centre_told["now"], "centre": centre_told, "queues": queues, "calls": []},
        "counters": [{**whole, **counter} for counter in counters],
    }


def procedure_json(**changes: object) -> Json:
    """One procedure of `GET /catalogue`."""
    return {
        **{"id": "dang-ky-khai-sinh", "code": "1.001193", "name": "Thủ tục đăng ký khai sinh"},
        **{"short_name": None, "field": "ho-tich", "time_limit": None, "time_unit": None, "same_day": None},
        **{"fee_text": None, "fee_vnd": None, "queue": None, "documents": [], "synonyms": []},
        "department": None,
        **changes,
    }


def followed_json(**changes: object) -> Json:
    """`GET /follow/{secret}`."""
    return {
        **{"id": 7, "number": "A012", "queue": "ho-tich", "queue_name": "Hộ tịch", "colour": "#DB1B06"},
        **{"procedure": "Đăng ký khai sinh", "purpose": "submit", "priority": False, "state": "waiting"},
        **{"ahead": 3, "estimate": {"p50_minutes": 16, "p90_minutes": 24}, "counters": [1, 2]},
        **{"counter": None, "calls": 0, "order_text": None, "lang": "vi", "documents": [], "offline": False},
        **{"issued_at": "2026-06-15T08:30:00+07:00", "called_at": None, "appointment_at": None},
        **{"rated": False, "told": None, "delayed_until": None, "can_delay": True, "can_cancel": True},
        **{"at_kiosk": ["cancel", "print-again"], "ended": False},
        **changes,
    }


def ticket_json(**changes: object) -> Json:
    """`POST /tickets`, as a kiosk gets it."""
    return {
        **{"id": 7, "number": "A012", "queue": "ho-tich", "procedures": [], "stop": 1, "purpose": "submit"},
        **{"priority": None, "lang": "vi", "state": "waiting", "ahead": 3, "counters": [1, 2]},
        **{"estimate": {"p50_minutes": 16, "p90_minutes": 24}, "told": None, "delayed_until": None},
        **{"counter": None, "calls": 0, "issued_at": "2026-06-15T08:30:00+07:00", "called_at": None},
        **{"started_at": None, "finished_at": None, "outcome": None, "documents": [], "held_reason": None},
        **{"held_until": None, "note": None, "offline": False, "kiosk": "kiosk-1", "follow_url": None},
        **{"dossiers": [], "appointment_at": None},
        **changes,
    }


def ticket(**changes: object) -> GivenTicket:
    """The same as a value."""
    return GivenTicket.model_validate(ticket_json(**changes))


def request(**body: object) -> NumberRequest:
    """What is asked of the server for a number."""
    return NumberRequest.model_validate(body)


def ranges(told: Json) -> dict[str, KioskRange]:
    """A kiosk's ranges as it learns them."""
    return {name: KioskRange.model_validate(one) for name, one in told.items()}


def fact(seq: int, kind: str, data: Json) -> Happened:
    """A fact as the link hands it over."""
    return happened({"seq": seq, "type": kind, "at": "2026-06-15T09:20:00+07:00", "data": data})


def shown(answer: BaseModel) -> Json:
    """An answer of the agent as its page gets it."""
    return answer.model_dump(mode="json", by_alias=True, exclude_unset=True)
