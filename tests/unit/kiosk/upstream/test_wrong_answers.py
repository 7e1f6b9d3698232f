"""An answer that is none: told in the log without what stood there, and handled as if the server had not answered."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from kiosk.deeds.dossiers import LookUp
from kiosk.printer.escpos_job import PaperKind
from kiosk.upstream.hall import Hall
from kiosk.upstream.looking_up import look_up
from kiosk.upstream.server import Answer, Unreachable
from kiosk.upstream.server import Server as RealServer
from kiosk.upstream.settings import Settings
from kiosk.upstream.usual_load import UsualLoad
from shared.wire.centre import Queues
from shared.wire.visitors import KioskDossier
from tests.unit.kiosk.answers import queue_json

WRONG = [None, "<html>", [], {}, {"code": ["H49"]}, {"settings": 7}, {"days": None, "queue": 1}]


class Server:
    """A server that answers every question alike."""

    def __init__(self, body: object) -> None:
        self.body = body

    def get(self, path: str, *, etag: str | None = None, timeout: float = 5.0) -> Answer:
        del path, timeout
        return Answer(200, self.body, etag)


@pytest.mark.parametrize("body", WRONG)
def test_a_question_for_a_citizen_is_answered_as_if_nobody_could_be_asked(body: object) -> None:
    server = Server(body)
    assert look_up(server, "/kiosk/dossiers?code=1", KioskDossier) == "away"
    found = LookUp(server, Hall()).look("260605 0007")  # type: ignore[arg-type]  # its one method
    assert (found.state, found.code) == ("away", "260605 0007")


@pytest.mark.parametrize("body", WRONG)
def test_settings_and_load_stay_as_they_were_known(body: object, tmp_path: Path) -> None:
    table = {"id": "kiosk-1", "name": "Kiosk 1", "paper_mm": 58, "profile": "TM-T20II", "cut": False}
    server = Server({"name": "kiosk-1", "role": "kiosk", "settings": table})
    settings = Settings(tmp_path / "settings.json", "kiosk-1")
    settings.refresh(server)  # type: ignore[arg-type]  # its one method
    server.body = body
    settings.refresh(server)  # type: ignore[arg-type]
    again = Settings(tmp_path / "settings.json", "kiosk-1")
    for known in (settings, again):
        assert (known.name, known.paper) == ("Kiosk 1", PaperKind(58, "TM-T20II", cut=False))
    assert UsualLoad(server).of("ho-tich") is None  # type: ignore[arg-type]


def test_a_table_that_does_not_fit_leaves_the_known_one_and_is_not_kept(tmp_path: Path) -> None:
    server = Server({"name": "kiosk-1", "role": "kiosk", "settings": {"name": "Kiosk 1"}})
    settings = Settings(tmp_path / "settings.json", "kiosk-1")
    settings.refresh(server)  # type: ignore[arg-type]
    server.body = {"name": "kiosk-1", "role": "kiosk", "settings": {"name": "Kiosk 2", "paper_mm": "wide"}}
    settings.refresh(server)  # type: ignore[arg-type]
    assert (settings.name, Settings(tmp_path / "settings.json", "kiosk-1").name) == ("Kiosk 1", "Kiosk 1")


def test_a_kept_table_of_an_older_kiosk_with_a_nested_printer_is_read(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text('{"name": "Kiosk 1", "paper_mm": 80, "printer": {"paper_mm": 58, "cut": false}}', "utf-8")
    assert Settings(file, "kiosk-1").paper == PaperKind(58, "TM-T20II", cut=False)
    file.write_text("[]", "utf-8")
    assert (Settings(file, "kiosk-1").name, Settings(file, "kiosk-1").paper) == ("kiosk-1", PaperKind())


def test_what_does_not_fit_is_named_by_its_place_and_not_by_what_stood_there(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rows = [queue_json(), queue_json(waiting="Nguyễn Văn An"), queue_json(id=None)]
    with pytest.raises(Unreachable):
        Answer(200, rows, None).read(Queues)
    assert "the server told no Queues: 1.waiting: int_parsing, 2.id: string_type" in caplog.text
    assert "Nguyễn" not in caplog.text


def test_what_a_newer_server_says_besides_is_passed_over(caplog: pytest.LogCaptureFixture) -> None:
    [row] = Answer(200, [queue_json(floor=2)], None).read(Queues).root
    assert (row.id, caplog.text) == ("ho-tich", "")


class _Gateway(BaseHTTPRequestHandler):
    """Answers what nobody can read."""

    def do_GET(self) -> None:
        """Whatever is asked."""
        body = b"[" * 100_000
        self.send_response(int(self.path.rsplit("/", 1)[-1]))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Says nothing."""


@pytest.mark.parametrize("status", [200, 502])
def test_an_answer_that_is_nested_for_ever_is_no_answer(status: int) -> None:
    with HTTPServer(("127.0.0.1", 0), _Gateway) as gateway:
        serving = threading.Thread(target=gateway.handle_request)
        serving.start()
        server = RealServer(f"http://127.0.0.1:{gateway.server_port}", "token")
        with pytest.raises(Unreachable):
            server.get(f"/{status}")
        serving.join()
