"""Papers that come back to the kiosk, lists instead of numbers, and reports that outlive the server's absence."""

import io
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from kiosk.answers.catalogue import Document as PaperOfIt
from kiosk.answers.catalogue import FieldSign, WholeProcedure
from kiosk.deeds.appointments import Appointments
from kiosk.deeds.checklists import Checklists
from kiosk.deeds.returning_papers import Papers, secret_of
from kiosk.deeds.ticket_presenter import TicketPresenter
from kiosk.offline.journal import Journal
from kiosk.offline.outbox import Outbox
from kiosk.paper import Checklist, Drawer, Ticket, checklist
from kiosk.printer import PrinterStatus, PrintResult
from kiosk.printer.print_desk import PrintDesk
from kiosk.upstream.hall import Hall
from kiosk.upstream.server import Answer, Refused, Unreachable
from kiosk.upstream.server_clock import ServerClock
from kiosk.upstream.usual_load import UsualLoad
from shared.hours.wording import WrittenHours
from shared.text.documents import Document
from shared.wire.base import InBothLanguages
from shared.wire.reports import Load
from tests.unit.kiosk.answers import centre, fact, followed_json, ranges, request, shown, ticket, ticket_json
from tests.waiting import eventually

HOME = timezone(timedelta(hours=7))
NOW = datetime(2026, 6, 15, 9, 20, tzinfo=HOME)
SECRET = "s" * 24
TEXT = f"http://so.example/f/{SECRET}"
FOLLOWED = followed_json()
WAYS = InBothLanguages(vi="Trong ngày", en="The same day")
BIRTH = WholeProcedure(
    id="dang-ky-khai-sinh",
    title="Đăng ký khai sinh",
    field=FieldSign(id=None, name=None, prefix=None, colour=None),
    queue="ho-tich",
    time=WAYS,
    full_name="Thủ tục đăng ký khai sinh",
    code=None,
    documents=[
        PaperOfIt(name="Tờ khai", note=None, show_only=False, conditional=False),
        PaperOfIt(name="Giấy chứng sinh", note=None, show_only=False, conditional=False),
        PaperOfIt(name="Giấy ủy quyền", note=None, show_only=True, conditional=True),
    ],
    fee=InBothLanguages(vi="Chưa công bố", en="Not published"),
    fee_known=False,
    same_day=True,
    time_known=True,
)
HOURS = [
    {"days": [1, 2, 3, 4, 5], "from": "07:00", "to": "11:30"},
    {"days": [6], "from": "07:00", "to": "11:30"},
]
CENTRE = centre(public_address="http://so.example", hours=HOURS)


class Server:
    """A queue server that answers as it is told and remembers what was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {f"/follow/{SECRET}": FOLLOWED}
        self.asked: list[str] = []
        self.posted: list[tuple[str, dict[str, Any], str]] = []

    def get(self, path: str, *, timeout: float = 5.0) -> Answer:
        self.asked.append(path)
        answer = self.answers.get(path, Refused(404, "not_found", "", ""))
        if isinstance(answer, Exception):
            raise answer
        return Answer(200, answer, None)

    def get_png(self, path: str, timeout: float) -> bytes:
        self.asked.append(path)
        answer = self.answers.get(path, Refused(404, "not_found", "Hồ sơ của Nguyễn Thị Ngọc Ánh", ""))
        if isinstance(answer, Exception):
            raise answer
        return bytes(answer)

    def post(self, path: str, body: Mapping[str, object], key: str, timeout: float) -> Answer:
        self.posted.append((path, dict(body), key))
        answer = self.answers.get(path, {})
        if isinstance(answer, Exception):
            raise answer
        return Answer(201, answer, None)


class Printer:
    """A printer that prints all, and a drawer that remembers what it was to draw."""

    answers = True

    def __init__(self) -> None:
        self.tickets: list[dict[str, Any]] = []
        self.lists: list[dict[str, Any]] = []
        self.images: list[Image.Image] = []

    def print(self, image: Image.Image) -> PrintResult:
        self.images.append(image)
        return PrintResult("printed", PrinterStatus("ready"))

    def status(self) -> PrinterStatus:
        return PrinterStatus("ready")

    def close(self) -> None:
        pass

    def draw(self, words: dict[str, Any], follow_url: str | None) -> Image.Image:
        self.tickets.append({**words, "url": follow_url})
        return Image.new("1", (576, 8))

    def draw_checklist(self, words: dict[str, Any], url: str | None) -> Image.Image:
        self.lists.append({**words, "url": url})
        return Image.new("1", (576, 8))


class Catalogue:
    """One procedure."""

    def procedure(self, ident: str) -> WholeProcedure | None:
        return BIRTH if ident == BIRTH.id else None

    def documents(self, ids: list[str]) -> list[Document]:
        return [
            Document(one.name, one.note, one.show_only, one.conditional)
            for ident in ids
            if ident == BIRTH.id
            for one in BIRTH.documents
        ]

    def summaries(self, ids: list[str]) -> list[WholeProcedure]:
        return [BIRTH for ident in ids if ident == BIRTH.id]


class Corner:
    """A kiosk's parts around its papers."""

    def __init__(self, folder: Path) -> None:
        self.server, self.printer = Server(), Printer()
        self.hall = Hall(ServerClock(wall=lambda: NOW.astimezone(UTC), steady=lambda: 0.0))
        self.hall.take_centre(CENTRE)
        self.journal = Journal(folder / "journal.sqlite3")
        self.desk = PrintDesk(self.printer, self.printer, self.hall.now)  # type: ignore[arg-type]
        self.desk.start()
        self.outbox = Outbox(folder / "outbox.sqlite3", self.server.post)
        catalogue: Any = Catalogue()
        self.lists = Checklists(self.desk, self.outbox, catalogue, self.hall, lambda: "Kiosk 1")
        slips = TicketPresenter(self.hall, catalogue, lambda: "Kiosk 1")
        server: Any = self.server
        self.appointments = Appointments(server, self.hall, catalogue, self.desk, lambda: "Kiosk 1")
        self.papers = Papers(server, self.hall, self.journal, slips, self.desk, self.lists, "kiosk-1")

    def printed(self, ident: int | None) -> str:
        assert ident is not None
        return eventually(lambda: self.papers.printed(ident).paper, lambda paper: paper != "printing")

    def stop(self) -> None:
        self.desk.stop()
        self.outbox.stop()
        self.journal.close()


@pytest.fixture
def corner(tmp_path: Path) -> Iterator[Corner]:
    made = Corner(tmp_path)
    yield made
    made.stop()


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (TEXT, SECRET),
        (f" {TEXT}\n", SECRET),
        (f"/f/{SECRET}", SECRET),
        ("http://so.example/f/short", None),
        ("http://so.example/d/H49?secret=x", None),
        ("079|1|Nguyễn Văn A|01011990|Nam|Hà Nội|01012021", None),
    ],
)
def test_only_a_tickets_address_is_a_ticket(text: str, secret: str | None) -> None:
    assert secret_of(text) == secret


@pytest.mark.parametrize(
    ("allowed", "may"),
    [
        (["cancel", "print-again"], {"back": False, "cancel": True, "print": True}),
        (["check-in", "print-again"], {"back": True, "cancel": False, "print": True}),
        ([], {"back": False, "cancel": False, "print": False}),
    ],
)
def test_its_holder_may_do_what_the_server_allows(
    corner: Corner, allowed: list[str], may: dict[str, bool]
) -> None:
    corner.server.answers[f"/follow/{SECRET}"] = {**FOLLOWED, "at_kiosk": allowed}
    found = shown(corner.papers.look(TEXT))
    assert (found["state"], found["ticket"]["number"], found["ticket"]["may"]) == ("found", "A012", may)
    assert (corner.papers.print_again(TEXT).ident is not None) == may["print"]


def test_a_number_has_ended_where_the_server_says_so(corner: Corner) -> None:
    told = []
    for ended in (False, True):
        corner.server.answers[f"/follow/{SECRET}"] = {**FOLLOWED, "ended": ended}
        told.append(shown(corner.papers.look(TEXT))["ticket"]["ended"])
    assert told == [False, True]


def test_an_older_server_that_does_not_say_what_is_allowed_decides_each_press(corner: Corner) -> None:
    older = {key: FOLLOWED[key] for key in FOLLOWED if key not in ("at_kiosk", "ended", "can_cancel")}
    corner.server.answers[f"/follow/{SECRET}"] = {**older, "state": "done"}
    found = shown(corner.papers.look(TEXT))["ticket"]
    assert (found["may"], found["ended"]) == ({"back": True, "cancel": True, "print": True}, False)
    corner.server.answers["/tickets/7/check-in"] = Refused(409, "illegal_move", "Số A012 đã xong.", "")
    assert corner.papers.do(TEXT, "check-in").refused == "Số A012 đã xong."
    assert corner.printed(corner.papers.print_again(TEXT).ident) == "printed"


def test_a_text_that_is_no_ticket_is_sent_nowhere(corner: Corner) -> None:
    assert shown(corner.papers.look("079|1|A|01011990|Nam|x|y")) == {"state": "no_ticket", "ticket": None}
    assert corner.server.asked == []


def test_being_back_and_giving_up_are_one_deed_each_and_show_what_came_of_it(corner: Corner) -> None:
    corner.papers.do(TEXT, "check-in")
    corner.papers.do(TEXT, "cancel")
    paths = [path for path, _, _ in corner.server.posted]
    assert paths == ["/tickets/7/check-in", f"/follow/{SECRET}/cancel"]
    assert len({key for _, _, key in corner.server.posted}) == 2
    corner.server.answers[f"/follow/{SECRET}/cancel"] = Refused(
        409, "illegal_move", "Số A012 đang được phục vụ.", ""
    )
    assert corner.papers.do(TEXT, "cancel").refused == "Số A012 đang được phục vụ."


def test_another_kiosks_number_is_printed_again_as_the_same_number_and_not_for_ever(corner: Corner) -> None:
    ident = corner.papers.print_again(TEXT).ident
    assert corner.printed(ident) == "printed"
    words = corner.printer.tickets[-1]
    assert (words["number"], words["boxes"], words["url"], words["matter"]) == (
        "A012",
        ["IN LẠI 09:20"],
        TEXT,
        "Đăng ký khai sinh",
    )
    assert corner.server.posted == []  # nothing was asked of the server: no second number can come of it
    again = []
    for _ in range(4):
        again.append(corner.papers.print_again(TEXT).ident)
        corner.printed(ident)
    assert again == [ident, ident, ident, None]


def test_a_second_paper_bears_priority_and_purpose_as_they_are_now(corner: Corner) -> None:
    def again(secret: str, **changes: object) -> tuple[list[str], str]:
        corner.server.answers[f"/follow/{secret}"] = {**FOLLOWED, **changes}
        ident = corner.papers.print_again(TEXT.replace(SECRET, secret)).ident
        assert corner.printed(ident) == "printed"
        words = corner.printer.tickets[-1]
        return words["boxes"], words["purpose"]

    boxes = ["ƯU TIÊN", "IN LẠI 09:20"]
    assert again("t" * 24, purpose="collect", priority=True) == (boxes, "Nhận kết quả")
    assert again("u" * 24, purpose="submit", priority=False) == (boxes[1:], "")
    # A number of this kiosk's, whose holder was given priority at a counter since.
    body = request(queue="ho-tich", purpose="submit", lang="vi", follow_secret="v" * 24)
    entry = corner.journal.begin("wish-1", body, False, "key-1", NOW)
    corner.journal.answered(entry, ticket())
    assert again("v" * 24, purpose="submit", priority=True) == (boxes, "")


def test_without_the_server_a_number_of_this_kiosk_is_known_and_printed(corner: Corner) -> None:
    corner.journal.learn(
        "2026-06-15", ranges({"ho-tich": {"prefix": "A", "first": 800, "last": 849, "used_to": None}})
    )
    body = request(queue="ho-tich", purpose="submit", lang="vi", follow_secret=SECRET)
    entry = corner.journal.begin("wish-1", body, False, "key-1", NOW)
    corner.journal.give(entry, "ho-tich", "2026-06-15", NOW)
    corner.server.answers[f"/follow/{SECRET}"] = Unreachable("down")
    found = shown(corner.papers.look(TEXT))
    assert (found["state"], found["ticket"]["number"], found["ticket"]["may"]["cancel"]) == (
        "alone",
        "A800",
        False,
    )
    assert corner.papers.do(TEXT, "cancel").state == "alone"
    ident = corner.papers.print_again(TEXT).ident
    assert (ident, corner.printed(ident)) == (entry.id, "printed")
    words = corner.printer.tickets[-1]
    assert (words["number"], words["ahead"], words["boxes"][0]) == ("A800", None, "IN LẠI 09:20")
    # A number of nobody's is not invented.
    other = TEXT.replace("s" * 24, "t" * 24)
    corner.server.answers[f"/follow/{'t' * 24}"] = Unreachable("down")
    assert shown(corner.papers.look(other)) == {"state": "away", "ticket": None}
    assert shown(corner.papers.print_again(other)) == {"ident": None}


def test_what_a_greeter_asks_for_is_fetched_and_printed_by_the_kiosk_that_is_meant(corner: Corner) -> None:
    missing = {"procedure": "dang-ky-khai-sinh", "missing": ["Tờ khai"]}
    corner.server.answers["/kiosk/papers/5"] = {
        "ticket": ticket_json(procedures=["dang-ky-khai-sinh"], follow_url=TEXT),
        "checklist": None,
        "lang": "vi",
        "again": True,
        "slip": False,
    }
    corner.server.answers["/kiosk/papers/6"] = {
        "ticket": None,
        "checklist": missing,
        "lang": "en",
        "again": False,
        "slip": False,
    }
    corner.papers.start()
    for seq, kiosk in ((4, "kiosk-2"), (5, "kiosk-1"), (6, "kiosk-1")):
        corner.papers.take_fact(fact(seq, "paper_wanted", {"kiosk": kiosk}))
    corner.papers.take_fact(fact(7, "ticket_called", {"kiosk": "kiosk-1"}))
    eventually(lambda: len(corner.printer.lists), lambda count: count == 1)
    corner.papers.stop()
    assert [path for path in corner.server.asked if path.startswith("/kiosk/")] == [
        "/kiosk/papers/5",
        "/kiosk/papers/6",
    ]
    assert (corner.printer.tickets[-1]["number"], corner.printer.tickets[-1]["boxes"]) == (
        "A012",
        ["IN LẠI 09:20"],
    )
    assert corner.printer.lists[-1]["missing"] == ["Tờ khai"]
    assert corner.outbox.waiting() == 0  # the server has counted it


def test_a_slip_is_printed_as_the_server_drew_it_and_kept_nowhere(
    corner: Corner, caplog: pytest.LogCaptureFixture
) -> None:
    wanted = {"ticket": None, "checklist": None, "lang": "vi", "again": False, "slip": True}
    drawn, other = Image.new("1", (576, 40), 1), Image.new("1", (1152, 40), 1)
    for image in (drawn, other):
        image.paste(0, (0, 0, image.width // 2, 20))
    corner.server.answers |= {f"/kiosk/papers/{seq}": wanted for seq in (5, 6, 7)}
    for seq, image in ((5, drawn), (7, other)):
        png = io.BytesIO()
        image.save(png, "PNG")
        corner.server.answers[f"/kiosk/papers/{seq}/slip.png?dots=576"] = png.getvalue()
    corner.papers.start()
    with caplog.at_level("INFO"):
        for seq in (5, 6, 7):
            corner.papers.take_fact(fact(seq, "paper_wanted", {"kiosk": "kiosk-1"}))
        jobs = corner.desk._jobs
        eventually(
            lambda: [job.outcome for job in jobs.values()],
            lambda outcomes: outcomes == ["printed", "printed"],
        )
        corner.papers.stop()
    assert corner.printer.images[0].tobytes() == drawn.tobytes()
    assert (corner.printer.images[1].size, corner.printer.images[1].mode) == ((576, 20), "1")
    # Neither the desk's memory nor the journal nor the log has anything of it.
    assert [job.ticket.image for job in jobs.values()] == [None, None]  # type: ignore[union-attr]
    assert corner.journal.undelivered() == 0
    assert "Ánh" not in caplog.text
    assert "refused: 404 not_found" in caplog.text


def test_no_paper_is_taken_for_another_one_whoever_asked_for_it(corner: Corner) -> None:
    booked = {
        **{"id": 1, "code": "K7M4PQ", "queue": "ho-tich", "queue_name": "Hộ tịch", "procedures": []},
        **{f"{name}at": "2026-06-16T09:00:00+07:00" for name in ("", "opens_", "closes_")},
        **{
            "state": "booked",
            "number": None,
            "url": None,
            "lang": "vi",
            "counters": [1],
            "day": "2026-06-16",
        },
        **{"colour": "#DB1B06", "matters": [], "purpose": "submit", "secret": "x" * 24, "documents": []},
    }
    corner.server.answers["/public/appointments"] = booked
    for seq in (5, 6):
        corner.server.answers[f"/kiosk/papers/{seq}"] = {
            **{"ticket": ticket_json(number=f"A01{seq}"), "checklist": None, "lang": "vi", "again": False},
            "slip": False,
        }
        corner.papers.take_fact(fact(seq, "paper_wanted", {"kiosk": "kiosk-1"}))
    corner.papers.start()
    eventually(lambda: len(corner.printer.tickets), lambda count: count == 3)  # the first is drawn for nobody
    corner.papers.stop()
    corner.printed(corner.papers.print_again(TEXT).ident)
    given = corner.lists.give("dang-ky-khai-sinh", [], "vi", False)
    corner.appointments.book({}, "key-1", large=False)
    corner.appointments.book({}, "key-1", large=False)
    assert eventually(lambda: corner.appointments.paper(1), lambda paper: paper != "printing") == "printed"
    numbers = [words["number"] for words in corner.printer.tickets[1:]]
    assert (numbers, len(corner.printer.lists)) == (["A015", "A016", "A012", "K7M4PQ"], 1)
    assert given is not None
    assert given.id < 0


def test_a_list_is_printed_and_counted_once_however_fast_the_finger(corner: Corner) -> None:
    wish = ("dang-ky-khai-sinh", ["Giấy chứng sinh"], "vi", False)
    first = corner.lists.give(*wish)
    assert first is not None
    assert corner.lists.give(*wish) == corner.lists.state(first.id)
    eventually(lambda: corner.lists.state(first.id).paper, lambda paper: paper == "printed")
    words = corner.printer.lists[-1]
    assert (words["missing"], words["have"], words["sometimes"]) == (
        ["Giấy chứng sinh"],
        ["Tờ khai"],
        ["Giấy ủy quyền (chỉ xuất trình)"],
    )
    assert words["url"] == "http://so.example/papers/dang-ky-khai-sinh?missing=1"
    assert words["hours"] == [
        {"days": "Thứ Hai – Thứ Sáu", "spans": "07:00–11:30"},
        {"days": "Thứ Bảy", "spans": "07:00–11:30"},
    ]
    assert corner.outbox.waiting() == 1
    assert corner.lists.give("none", [], "vi", False) is None


def test_a_report_waits_for_the_server_and_is_delivered_once_under_its_key(tmp_path: Path) -> None:
    server = Server()
    server.answers["/checklists"] = Unreachable("down")
    outbox = Outbox(tmp_path / "outbox.sqlite3", server.post)
    outbox.put("/checklists", {"procedure": "a"})
    assert (outbox.deliver_next(), outbox.waiting()) == (False, 1)
    outbox.stop()
    # Another day, another process: the same key.
    server.answers["/checklists"] = {}
    later = Outbox(tmp_path / "outbox.sqlite3", server.post)
    assert [later.deliver_next(), later.deliver_next(), later.waiting()] == [True, False, 0]
    later.stop()
    assert len({key for _, _, key in server.posted}) == 1
    with pytest.raises(sqlite3.Error):
        later.put("/checklists", {})


def test_a_damaged_outbox_is_kept_and_does_not_keep_the_kiosk_from_its_work(tmp_path: Path) -> None:
    file = tmp_path / "outbox.sqlite3"
    file.write_bytes(b"no database at all" * 500)
    outbox = Outbox(file, Server().post)
    outbox.put("/checklists", {"procedure": "a"})
    assert outbox.waiting() == 1
    outbox.stop()
    assert [kept.read_bytes()[:11] for kept in tmp_path.glob("outbox.damaged-*")] == [b"no database"]


@pytest.mark.parametrize(
    ("refusal", "kept"),
    [
        (Refused(422, "invalid", "", ""), 0),
        (Refused(429, "busy", "", ""), 1),
        (Refused(503, "down", "", ""), 1),
    ],
)
def test_what_the_server_will_never_take_is_not_sent_for_ever(
    tmp_path: Path, refusal: Refused, kept: int
) -> None:
    server = Server()
    server.answers["/checklists"] = refusal
    outbox = Outbox(tmp_path / "outbox.sqlite3", server.post)
    outbox.put("/checklists", {"procedure": "a"})
    outbox.deliver_next()
    assert outbox.waiting() == kept
    outbox.stop()


@pytest.mark.parametrize(("dots", "large"), [(576, False), (576, True), (384, False)])
def test_a_list_names_every_paper_however_many(dots: int, large: bool) -> None:
    many = [Document(f"Giấy tờ bắt buộc số {n}") for n in range(30)]
    hours = [WrittenHours((1, 2, 3, 4, 5), "07:00", "11:30")]
    lacking = frozenset(one.name for one in many[::2])
    slip = Checklist(
        "Trung tâm", "Đăng ký khai sinh", many, hours, NOW, "Kiosk 1", missing=lacking, large=large
    )
    words = checklist.wording(slip)
    assert (len(words["missing"]), len(words["have"]), words["no_number"]) == (
        15,
        15,
        "Tờ này không phải số thứ tự",
    )
    drawn = Drawer(dots).draw_checklist(words, "http://so.example/papers/x")
    assert (drawn.mode, drawn.width) == ("1", dots)
    assert drawn.height > 30 * 30


def test_a_number_is_never_on_a_list() -> None:
    assert not hasattr(Checklist, "follow_url")
    assert {"number", "follow_url"} <= set(Ticket.__dataclass_fields__)


def test_busy_hours_are_asked_for_once_in_a_while_and_kept_while_the_server_is_away() -> None:
    server, clock = Server(), [0.0]
    server.answers["/queues/ho-tich/load"] = {"queue": "ho-tich", "least_weeks": 4, "days": []}
    told = Load(queue="ho-tich", least_weeks=4, days=[])
    load = UsualLoad(server, lambda: clock[0])  # type: ignore[arg-type]
    assert (load.of("ho-tich"), load.of("ho-tich"), len(server.asked)) == (told, told, 1)
    clock[0] = 4000.0
    server.answers["/queues/ho-tich/load"] = Unreachable("down")
    assert (load.of("ho-tich"), load.of("khac")) == (told, None)
