"""What is sent with each operation of the table, so that nothing but a missing right can refuse it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.integration.rights.scene import JUSTICE, PASSWORD, PDF, appointment, png

_NEW_PASSWORD = "mot-mat-khau-khac-han"
_LINE = {"lines": [{"label": "Lệ phí", "unit_price": 3000}]}
_LATER = "2026-06-17T09:00:00+07:00"


@dataclass(frozen=True, slots=True)
class Sent:
    """A body as JSON, or a file."""

    body: object = None
    data: bytes | None = None

    def more(self) -> dict[str, Any]:
        """What `House.ask` is given besides."""
        if self.data is None:
            return {}
        raw = {"Content-Type": "application/octet-stream", "X-File-Name": "giay.pdf"}
        return {"data": self.data, "headers": raw}


def sent(line: str, names: Mapping[str, Any]) -> Sent:
    """What goes with this line of the table; nothing for most."""
    if line in _FILES:
        return Sent(data=_FILES[line])
    return Sent({**_BODIES[line], **_named(line, names)} if line in _BODIES else _named(line, names) or None)


_FILES = {
    "POST /dossiers/{at_department}/attachments": PDF,
    "POST /dossiers/{at_centre}/attachments": PDF,
    "PUT /devices/me/screen": png(),
    "POST /media": png("blue"),
    "POST /imports/dossiers": b"PK",
    "POST /imports/catalogue": b"PK",
}
_BODIES: dict[str, dict[str, Any]] = {
    "POST /tickets": {"queue": "dat-dai"},
    "POST /tickets/{serving}/finish": {"outcome": "advised"},
    "POST /tickets/{serving}/hold": {"reason": "chờ giấy"},
    "POST /tickets/{serving}/transfer": {"queue": "dat-dai"},
    "POST /tickets/{waiting}/transfer": {"queue": "dat-dai"},
    "POST /tickets/{serving}/dossiers": {
        "procedure": "dang-ky-khai-sinh",
        "applicant": {"name": "Trần Văn Thử"},
    },
    "POST /tickets/{waiting}/cancel": {"reason": "về"},
    "POST /tickets/{waiting}/priority": {"group": None, "reason": "nhầm"},
    "POST /tickets/{done}/payments": {"method": "cash", **_LINE},
    "POST /follow/{done_secret}/rating": {"score": 3},
    "POST /counters/{free_counter}/pause": {"reason": "ăn trưa"},
    "POST /counters/{free_counter}/call": {"reason": "thử"},
    "POST /counters/{tablets_counter}/rating": {"score": 3},
    "POST /rearrangements": {"counter": 9, "queues": ["ho-tich"]},
    "POST /alarms (for a counter)": {"counter": 2},
    "POST /dossiers/{at_centre}/forward": {"to": JUSTICE},
    "POST /dossiers/{at_centre}/request-supplement": {"note": "thiếu giấy"},
    "POST /dossiers/{at_department}/stop": {"note": "dừng"},
    "POST /dossiers/{at_department}/withdraw": {"note": "rút"},
    "POST /dossiers/{at_department}/hand-over": {"to": None},
    "POST /dossiers/{at_department}/assign": {"to": None},
    "POST /dossiers/{at_department}/extend": {
        "due_at": "2026-07-15T09:00:00+07:00",
        "reason": "chờ xác minh",
    },
    "POST /dossiers/{at_department}/correct": {"applicant": {"name": "Trần Văn Sửa"}, "note": "nhầm tên"},
    "POST /public/dossiers/{returned}/rating?secret={returned_secret}": {"score": 3},
    "POST /dossiers/{at_department}/attachments/{scan}/remove": {"reason": "quét nhầm"},
    "POST /forms/2025/receipt": {"template": "= Thử"},
    "POST /checklists": {"procedure": "dang-ky-khai-sinh", "missing": []},
    "POST /dossiers/{at_department}/fees": _LINE,
    "POST /dossiers/{at_department}/payments": {"method": "cash"},
    "POST /payments/{receipt_of_number}/refund": {"amount": 1000, "reason": "thu nhầm"},
    "POST /payments/{receipt_of_dossier}/refund": {"amount": 1000, "reason": "thu nhầm"},
    "POST /payments/{receipt_of_number}/void": {"reason": "thu nhầm"},
    "POST /payments/{receipt_of_dossier}/void": {"reason": "thu nhầm"},
    "POST /cash/close (the own day)": {"counted": 0},
    "POST /cash/close (the officer's day)": {"counted": 0, "officer": "officer"},
    "POST /cash/reopen": {"officer": "officer", "day": "2026-06-12", "reason": "đếm lại"},
    "POST /public/appointments": appointment("2026-06-18T09:00:00+07:00"),
    "POST /appointments": appointment("2026-06-18T09:00:00+07:00"),
    "POST /public/appointments/{booked_secret}/move": {"at": _LATER},
    "POST /appointments/{booked}/move": {"at": _LATER},
    "POST /complaints": {"matter": "chờ lâu"},
    "POST /complaints/{complaint}/answer": {"answer": "xin lỗi"},
    "PUT /devices/me/journal": {
        "journal": "journal-of-this",
        "instance": "instance-of-this",
        "starts": 1,
        "behind": False,
    },
    "PUT /devices/me/status": {"state": "ok", "detail": {}},
    "POST /pairings/{pairing_code}/approve": {"name": "tv-8"},
    "POST /centre/emergency": {"text": "Có cháy."},
    "POST /centre/notice": {"text": "Nghỉ trưa."},
    "POST /media/{picture}": {"seconds": 9},
    "POST /doubts/settle": {"kind": "records"},
    "POST /session": {"name": "supervisor", "password": PASSWORD},
    "POST /session/password": {"old": PASSWORD, "new": _NEW_PASSWORD},
    "POST /people": {"name": "moi", "role": "officer", "counters": [1], "password": _NEW_PASSWORD},
    "POST /tokens": {"name": "cong-moi", "role": "integration"},
}


def _named(line: str, names: Mapping[str, Any]) -> dict[str, Any]:
    """What a body says of the scene's objects."""
    if line == "POST /tickets/{serving}/dossiers (a known dossier tied to the number)":
        return {"dossier": names["at_centre"]}
    if line == "POST /counters/{free_counter}/call":
        return {"ticket": names["sent"]}
    if line == "POST /counters/{tablets_counter}/rating":
        return {"ticket": names["done"]}
    if line == "POST /kiosks/kiosk-1/papers (a number)":
        return {"ticket": names["waiting"]}
    if line == "POST /kiosks/kiosk-1/papers (a form's slip)":
        return {"slip": {"dossier": names["at_department"], "form": "receipt"}}
    if line == "POST /dossiers/{at_department}/correct":
        return {"version": names["version"]}
    return {}
