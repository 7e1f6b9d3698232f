"""Taking a number: one key a wish, never two numbers, and a plain word when there is none."""

from collections.abc import Mapping
from typing import Any

import pytest

from kiosk import issuing
from kiosk.issuing import Issuer, NotTaken
from kiosk.server import Answer, Refused, Unreachable

WISH = {"procedures": ["dang-ky-khai-sinh"], "purpose": "submit", "lang": "vi"}


class Server:
    """Answers as it is told, one entry a request; gives numbers like the real one, one a key."""

    def __init__(self, *answers: Exception | None) -> None:
        self.answers = list(answers)
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.numbers: dict[str, int] = {}

    def post(self, path: str, body: Mapping[str, object], key: str, timeout: float) -> Answer:
        assert path == "/tickets"
        self.requests.append((key, dict(body)))
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        number = self.numbers.setdefault(key, len(self.numbers) + 1)
        return Answer(201, {"id": number, "number": f"A{number:03}"}, None)


class Clock:
    """Time that passes by half a second a look."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 0.5
        return self.now


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuing.time, "sleep", lambda seconds: None)


def _issuer(server: Server) -> tuple[Issuer, Clock]:
    clock = Clock()
    return Issuer(server.post, clock), clock


def test_a_number_is_taken_with_a_fresh_key_and_a_secret_of_the_kiosk() -> None:
    server = Server()
    issuer, clock = _issuer(server)
    assert issuer.take(WISH)["number"] == "A001"
    clock.now += 10
    assert issuer.take(WISH)["number"] == "A002"
    (key, body), (other_key, other) = server.requests
    assert {name: value for name, value in body.items() if name != "follow_secret"} == WISH
    assert key != other_key
    assert body["follow_secret"] != other["follow_secret"]
    assert len(body["follow_secret"]) >= 22  # 128 bits and more in base 64


def test_a_finger_that_taps_twice_gets_one_number() -> None:
    server = Server()
    issuer, _ = _issuer(server)
    assert issuer.take(WISH) == issuer.take(WISH)
    assert len(server.requests) == 1


def test_a_lost_answer_is_asked_for_again_under_the_same_key() -> None:
    server = Server(Unreachable("reset"), Refused(503, "unavailable", "", ""))
    issuer, _ = _issuer(server)
    assert issuer.take(WISH)["number"] == "A001"
    assert len({key for key, _ in server.requests}) == 1
    assert len(server.requests) == 3


def test_without_the_server_no_number_was_taken_and_a_later_try_keeps_the_key() -> None:
    server = Server(*[Unreachable("down")] * 20)
    issuer, _ = _issuer(server)
    with pytest.raises(NotTaken) as caught:
        issuer.take(WISH)
    assert caught.value.code == "server_away"
    server.answers.clear()
    assert issuer.take(WISH)["number"] == "A001"
    assert len({(key, body["follow_secret"]) for key, body in server.requests}) == 1


def test_a_refusal_is_final_and_says_why() -> None:
    server = Server(Refused(409, "quota_reached", "Đã hết số Hộ tịch hôm nay.", ""))
    issuer, _ = _issuer(server)
    with pytest.raises(NotTaken) as caught:
        issuer.take(WISH)
    assert (caught.value.code, caught.value.title) == ("quota_reached", "Đã hết số Hộ tịch hôm nay.")
    assert issuer.take(WISH)["number"] == "A001"
    assert len({key for key, _ in server.requests}) == 2
