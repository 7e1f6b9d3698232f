"""Delivering what was given alone: in order, under the same keys, a refused one aside, and nothing on a bad day."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from kiosk.offline.delivery import NumberDelivery
from kiosk.offline.journal import Journal
from kiosk.offline.retrying_sender import BROUGHT_WITHIN
from kiosk.upstream.server import Answer, Refused, Unreachable
from tests.unit.kiosk.answers import ranges, request, ticket_json
from tests.waiting import eventually

NOW = datetime(2026, 6, 15, 9, 20, tzinfo=timezone(timedelta(hours=7)))
DAY = "2026-06-15"


class Desk:
    """A server that answers as it is told, and a journal with three numbers for it."""

    def __init__(self, file: Path) -> None:
        self.journal = Journal(file)
        self.answers: list[Exception | Answer] = []
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.told = 0
        self.courier = NumberDelivery(
            self.post, self.journal, lambda entry: entry.printed_at or NOW, self.tell
        )
        self.journal.learn(DAY, ranges({"q": {"prefix": "B", "first": 800, "last": 849, "used_to": None}}))
        for place in range(3):
            body = request(queue="q", lang="vi", follow_secret=f"secret-{place}")
            entry = self.journal.begin(f"wish-{place}", body, False, f"key-{place}", NOW)
            self.journal.give(entry, "q", DAY, NOW + timedelta(minutes=place))

    def post(self, path: str, body: Mapping[str, object], key: str, timeout: float) -> Answer:
        assert (path, timeout) == ("/tickets", BROUGHT_WITHIN)
        self.requests.append((key, dict(body)))
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        return answer or Answer(201, ticket_json(number=body["printed_number"]), None)

    def tell(self) -> None:
        self.told += 1

    def states(self) -> list[str]:
        return [entry.state for entry in map(self.journal.entry, (1, 2, 3)) if entry is not None]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "journal.sqlite3")
    yield made
    made.journal.close()


def test_all_are_delivered_in_order_with_number_time_and_the_key_they_were_asked_for_with(desk: Desk) -> None:
    assert [desk.courier.deliver_next() for _ in range(4)] == [True, True, True, False]
    assert desk.requests[0] == (
        "key-0",
        {
            "queue": "q",
            "lang": "vi",
            "follow_secret": "secret-0",
            "printed_number": "B800",
            "printed_at": "2026-06-15T09:20:00+07:00",
        },
    )
    assert [(key, body["printed_number"]) for key, body in desk.requests[1:]] == [
        ("key-1", "B801"),
        ("key-2", "B802"),
    ]
    assert (desk.states(), desk.told) == (["delivered"] * 3, 3)
    first = desk.journal.entry(1)
    assert first is not None
    assert first.answer is not None
    assert first.answer.number == "B800"


@pytest.mark.parametrize(
    "refusal",
    [
        Refused(422, "number_not_yours", "", ""),
        Refused(409, "number_taken", "", ""),
        Refused(400, "bad", "", ""),
    ],
)
def test_a_refused_number_is_set_aside_and_the_rest_go_on(desk: Desk, refusal: Refused) -> None:
    desk.answers = [refusal]
    assert [desk.courier.deliver_next() for _ in range(4)] == [True, True, True, False]
    assert (desk.states(), desk.told) == (["set_aside", "delivered", "delivered"], 3)
    assert [one.reason for one in desk.journal.set_asides(DAY)] == [refusal.code]


@pytest.mark.parametrize(
    "failure",
    [
        Unreachable("reset"),
        Refused(503, "unavailable", "", ""),
        Refused(500, "internal", "", ""),
        Refused(429, "too_many_requests", "", ""),
        Refused(401, "unauthenticated", "", ""),
        Refused(403, "forbidden", "", ""),
    ],
)
def test_what_is_not_about_the_paper_is_tried_again_and_the_order_is_kept(
    desk: Desk, failure: Exception
) -> None:
    desk.answers = [failure, failure]
    assert [desk.courier.deliver_next() for _ in range(3)] == [False, False, True]
    assert [key for key, _ in desk.requests] == ["key-0"] * 3
    assert desk.states() == ["delivered", "given_alone", "given_alone"]


def test_an_answer_that_is_no_ticket_counts_as_none(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.answers = [Answer(200, {"number": 7, "name": "Nguyễn Văn An"}, None), Answer(200, None, None)]
    assert [desk.courier.deliver_next() for _ in range(3)] == [False, False, True]
    assert desk.states() == ["delivered", "given_alone", "given_alone"]
    assert "the server told no GivenTicket: number: string_type" in caplog.text
    assert "An" not in caplog.text.replace("kiosk", ""), "what stood there is nobody's business"


def test_the_thread_delivers_what_it_finds_at_the_start_and_what_it_is_woken_for(desk: Desk) -> None:
    desk.answers = [Unreachable("down")]
    desk.courier.start()

    def woken() -> list[str]:
        desk.courier.wake()
        return desk.states()

    eventually(woken, lambda states: states == ["delivered"] * 3)
    desk.courier.stop()
    assert desk.courier._thread.name == "courier"
