"""Looking a dossier up: what the page is told for each of the server's answers, and what is never sent to it."""

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.deeds.dossiers import LookUp
from kiosk.upstream.hall import Hall
from kiosk.upstream.server import Answer, Refused, Unreachable
from kiosk.upstream.server_clock import ServerClock
from tests.unit.kiosk.answers import shown

FOUND = {
    "code": "H49.77-260605-0007",
    "receipt": True,
    "status": 5,
    "status_name": {"vi": "Yêu cầu bổ sung giấy tờ", "en": "Supplement asked for"},
    "standing": "supplement",
    "due_at": "2026-06-12T16:00:00+07:00",
    "overdue": False,
    "ready": False,
    "queue": "ho-tich",
    "procedure_name": "Đăng ký khai sinh",
    "asked": "Giấy chứng sinh",
    "owed": 15000,
}


class Server:
    """A queue server with one answer."""

    def __init__(self, answer: Callable[[], Answer]) -> None:
        self.asked: list[str] = []
        self._answer = answer

    def get(self, path: str, *, timeout: float) -> Answer:
        self.asked.append(path)
        return self._answer()


def _raising(error: Exception) -> Callable[[], Answer]:
    def answer() -> Answer:
        raise error

    return answer


def _look(answer: Callable[[], Answer], text: str = "260605 0007") -> tuple[dict[str, Any], list[str]]:
    server = Server(answer)
    found = LookUp(server, Hall(ServerClock())).look(text)  # type: ignore[arg-type]  # its one method
    return shown(found), server.asked


def test_what_the_server_knows_is_worded_in_both_languages() -> None:
    found, asked = _look(lambda: Answer(200, FOUND, None), "https://so.example/d/260605-0007?secret=abc")
    assert asked == ["/kiosk/dossiers?code=260605-0007&secret=abc"]
    assert found == {
        "state": "found",
        "code": "H49.77-260605-0007",
        "dossier": {
            **{key: value for key, value in FOUND.items() if key != "due_at"},
            "due": {"vi": "16:00 · Thứ Sáu, 12/6/2026", "en": "16:00 · Friday, 12 June 2026"},
            "due_said": {"vi": "lúc 16:00 thứ Sáu, 12/6/2026", "en": "16:00 on Friday, 12 June 2026"},
            "owed": "15.000 đ",
            "purpose": "supplement",
        },
    }


@pytest.mark.parametrize(
    ("changes", "standing", "purpose"),
    [
        ({}, "supplement", "supplement"),
        ({"asked": None}, "working", None),
        ({"asked": None, "ready": True}, "ready", "collect"),
    ],
)
def test_an_older_server_that_does_not_say_where_it_stands_is_understood_by_what_it_says(
    changes: dict[str, object], standing: str, purpose: str | None
) -> None:
    older = {key: value for key, value in FOUND.items() if key != "standing"}
    found, _ = _look(lambda: Answer(200, {**older, **changes}, None))
    dossier = found["dossier"]
    assert (found["state"], dossier["standing"], dossier["purpose"]) == ("found", standing, purpose)


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Unreachable("hangs"), "away"),
        (Refused(404, "not_found", "", ""), "unknown"),
        (Refused(429, "too_many_requests", "", ""), "too_many"),
        (Refused(503, "unavailable", "", ""), "away"),
    ],
)
def test_without_a_dossier_the_page_is_told_why(error: Exception, state: str) -> None:
    assert _look(_raising(error))[0] == {"state": state, "code": "260605 0007", "dossier": None}


def test_another_code_is_sent_nowhere() -> None:
    card = "022099000123||Nguyễn Thị Bích Ngọc|05061999|Nữ|Tổ 1|10072021"
    assert _look(lambda: Answer(200, FOUND, None), card) == (
        {"state": "no_receipt", "code": None, "dossier": None},
        [],
    )
