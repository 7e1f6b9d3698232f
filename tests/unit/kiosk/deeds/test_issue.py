"""Taking a number: one key a wish, never two numbers, the kiosk's own where the server does not answer in time."""

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from kiosk.deeds import issue
from kiosk.deeds.issue import ANSWER_WITHIN, Issuer
from kiosk.offline.journal import Entry, Journal, NotLearned
from kiosk.offline.not_taken import NotTaken
from kiosk.offline.number_request import NumberRequest
from kiosk.upstream.server import Answer, Refused, Server, Unreachable
from tests.unit.kiosk.answers import ranges, request, ticket, ticket_json
from tests.waiting import HANG_SECONDS

ASKED = {"procedures": ["dang-ky-khai-sinh"], "purpose": "submit", "lang": "vi", "documents": []}
WISH, OTHER = request(**ASKED), request(**{**ASKED, "lang": "en"})
NOW = datetime(2026, 6, 15, 9, 20, tzinfo=timezone(timedelta(hours=7)))
RANGES = ranges({"ho-tich": {"prefix": "A", "first": 800, "last": 801, "used_to": None}})


class QueueServer:
    """Answers as it is told, one entry a request; gives numbers like the real one, one a key."""

    def __init__(self, *answers: Exception | Answer | None) -> None:
        self.answers = list(answers)
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.numbers: dict[str, int] = {}

    def post(self, path: str, body: Mapping[str, object], key: str, timeout: float) -> Answer:
        assert (path, timeout <= ANSWER_WITHIN) == ("/tickets", True)
        self.requests.append((key, dict(body)))
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        if answer is not None:
            return answer
        number = self.numbers.setdefault(key, len(self.numbers) + 1)
        return Answer(201, ticket_json(id=number, number=f"A{number:03}"), None)


class Knowing:
    """A kiosk that knows the queue of every wish, or why there is none."""

    def __init__(self) -> None:
        self.refusal: Exception | None = None
        self.told: list[str | None] = []

    def place(self, body: NumberRequest) -> str:
        if self.refusal is not None:
            raise self.refusal
        return "ho-tich"

    def moment(self) -> datetime:
        return NOW

    def day(self) -> str:
        return NOW.date().isoformat()

    def given(self, entry: Entry) -> None:
        self.told.append(entry.number)


class Clock:
    """Time that passes by half a second a look."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 0.5
        return self.now


class Kiosk:
    """An issuer with all that it needs."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.server = QueueServer()
        self.alone = Knowing()
        self.clock = Clock()
        self.start()

    def start(self) -> None:
        """Starts anew on the same journal: the one before is never closed, as after a kill."""
        self.journal = Journal(self.file)
        self.issuer = Issuer(self.server.post, self.journal, self.alone, self.clock)

    def take(self, request: NumberRequest = WISH, wish: str | None = None) -> str:
        """The number on the paper; not a second tap of the one before."""
        self.clock.now += 10
        entry = self.issuer.take(request, wish)
        return entry.number or (entry.answer.number if entry.answer is not None else "none")

    def refused(self, request: NumberRequest = WISH, wish: str | None = None) -> str:
        with pytest.raises(NotTaken) as caught:
            self.take(request, wish)
        return caught.value.code


@pytest.fixture
def kiosk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kiosk]:
    monkeypatch.setattr(issue.time, "sleep", lambda seconds: None)
    made = Kiosk(tmp_path / "journal.sqlite3")
    yield made
    made.journal.close()


@pytest.fixture
def ready(kiosk: Kiosk) -> Kiosk:
    """A kiosk that has learned its ranges."""
    kiosk.journal.learn("2026-06-15", RANGES)
    return kiosk


def test_a_number_is_taken_with_a_fresh_key_and_a_secret_of_the_kiosk(kiosk: Kiosk) -> None:
    assert [kiosk.take(), kiosk.take()] == ["A001", "A002"]
    (key, body), (other_key, other) = kiosk.server.requests
    assert {name: value for name, value in body.items() if name != "follow_secret"} == ASKED
    assert key != other_key
    assert body["follow_secret"] != other["follow_secret"]
    assert len(body["follow_secret"]) >= 22  # 128 bits and more in base 64


def test_a_wish_is_journalled_before_it_is_sent(ready: Kiosk) -> None:
    seen: list[tuple[str, str]] = []
    post = ready.server.post

    def look_first(path: str, body: Mapping[str, object], key: str, timeout: float) -> Answer:
        beside = Journal(ready.file)
        found = beside.entry(1)
        beside.close()
        assert found is not None
        seen.append((found.state, found.key))
        assert found.body.json_body() == body
        return post(path, body, key, timeout)

    Issuer(look_first, ready.journal, ready.alone).take(WISH)
    assert seen == [("asked", ready.server.requests[0][0])]


def test_a_finger_that_taps_twice_gets_one_number(kiosk: Kiosk) -> None:
    assert kiosk.issuer.take(WISH) == kiosk.issuer.take(WISH)
    assert len(kiosk.server.requests) == 1


def test_the_same_wish_gets_the_same_number_also_from_a_program_that_was_started_anew(ready: Kiosk) -> None:
    first = ready.take(wish="wish-0001")
    ready.start()
    assert ready.take(wish="wish-0001") == first == "A001"
    assert len(ready.server.requests) == 1


@pytest.mark.parametrize(
    "failure",
    [
        Unreachable("reset"),
        Refused(503, "unavailable", "", ""),
        Refused(500, "e", "", ""),
        Answer(201, {"number": "A001"}, None),
        Answer(200, ["an answer of something else"], None),
    ],
)
def test_without_an_answer_the_kiosk_gives_a_number_of_its_own_at_once(
    ready: Kiosk, failure: Exception | Answer
) -> None:
    ready.server.answers = [failure]
    assert ready.take() == "A800"
    assert (len(ready.server.requests), ready.alone.told) == (1, ["A800"])


def test_while_a_number_is_undelivered_the_next_ones_are_the_kiosks_own_without_asking(ready: Kiosk) -> None:
    ready.server.answers = [Unreachable("down")]
    assert [ready.take(), ready.take(OTHER)] == ["A800", "A801"]
    assert len(ready.server.requests) == 1


def test_once_all_is_delivered_the_server_gives_the_numbers_again(ready: Kiosk) -> None:
    ready.server.answers = [Unreachable("down")]
    ready.take()
    entry = ready.journal.next_to_deliver()
    assert entry is not None
    ready.journal.delivered(entry, ticket(number="A800"))
    assert ready.take(OTHER) == "A001"


def test_a_full_range_asks_the_server_and_else_says_so(ready: Kiosk) -> None:
    ready.server.answers = [Unreachable("down")]
    assert [ready.take(), ready.take(OTHER), ready.take()] == ["A800", "A801", "A001"]
    ready.server.answers = [Unreachable("down")]
    assert ready.refused(OTHER, wish="wish-0004") == "range_full"
    assert ready.take(OTHER, wish="wish-0004") == "A002"


def test_a_kiosk_that_never_learned_asks_for_longer_under_the_same_key(kiosk: Kiosk) -> None:
    kiosk.server.answers = [Unreachable("reset"), Refused(503, "unavailable", "", "")]
    assert kiosk.take() == "A001"
    assert (len(kiosk.server.requests), len({key for key, _ in kiosk.server.requests})) == (
        3,
        1,
    )


def test_without_server_and_range_there_is_no_number_and_a_later_try_keeps_the_key(kiosk: Kiosk) -> None:
    kiosk.server.answers = [Unreachable("down")] * 30
    assert kiosk.refused(wish="wish-0001") == "server_away"
    kiosk.server.answers.clear()
    kiosk.start()
    assert kiosk.take(wish="wish-0001") == "A001"
    assert len({(key, body["follow_secret"]) for key, body in kiosk.server.requests}) == 1


def test_a_refusal_is_final_and_says_why(ready: Kiosk) -> None:
    ready.server.answers = [Refused(409, "quota_reached", "Đã hết số Hộ tịch hôm nay.", "")]
    with pytest.raises(NotTaken) as caught:
        ready.issuer.take(WISH, "wish-0001")
    assert (caught.value.code, caught.value.title) == ("quota_reached", "Đã hết số Hộ tịch hôm nay.")
    assert ready.refused(wish="wish-0001") == "quota_reached"
    assert ready.take() == "A001"
    assert len({key for key, _ in ready.server.requests}) == 2


@pytest.mark.parametrize("code", ["queue_closed", "lookup_only", "unauthenticated"])
def test_alone_the_kiosk_gives_none_where_it_knows_that_there_is_none(ready: Kiosk, code: str) -> None:
    ready.server.answers, ready.alone.refusal = [Unreachable("down")], NotTaken(code)
    assert (ready.refused(), ready.journal.undelivered()) == (code, 0)


def test_a_wish_whose_queue_is_not_known_waits_for_the_server(ready: Kiosk) -> None:
    ready.server.answers, ready.alone.refusal = [Unreachable("down")], NotLearned()
    assert ready.take() == "A001"


def test_a_journal_that_cannot_be_written_promises_nothing(ready: Kiosk) -> None:
    ready.journal._connection.execute("PRAGMA query_only = ON")
    assert (ready.refused(), ready.server.requests) == ("journal", [])


def test_a_server_that_dribbles_holds_nobody_up(free_port: Callable[[], int]) -> None:
    port = free_port()
    done = threading.Event()
    with socket.create_server(("127.0.0.1", port)) as listener:

        def dribble() -> None:
            peer, _ = listener.accept()
            with peer:
                while not done.wait(0.05):
                    peer.send(b"H")

        thread = threading.Thread(target=dribble, daemon=True)
        thread.start()
        # It dribbles on until it is told to stop: whoever waited for the end of its answer would wait for ever.
        with pytest.raises(Unreachable):
            Server(f"http://127.0.0.1:{port}", "token").post("/tickets", {}, "key", 0.5)
        done.set()
        thread.join(HANG_SECONDS)
