"""The log: one line whatever is logged, nothing personal, nothing forged, and never an error."""

import io
import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.logs import journal as logs
from shared.logs.file import LogFile
from tests.waiting import HANG_SECONDS


class Terminal(io.StringIO):
    """A stream that people read."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where `logs.start` of a test shows its lines; afterwards the program has no journal again."""
    handlers, level = list(logging.getLogger().handlers), logging.getLogger().level
    yield io.StringIO()
    logs.journal().close()
    logs.start("tests", None, stream=io.StringIO())
    logging.getLogger().handlers[:] = handlers
    logging.getLogger().setLevel(level)


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_what_happens_is_a_line_of_json_in_the_file_and_on_standard_error(
    stream: io.StringIO, tmp_path: Path
) -> None:
    logs.start("kiosk", tmp_path / "logs", stream=stream)
    logs.event("delivered", request="abc", number="A901")
    (shown,) = lines(stream.getvalue())
    assert (tmp_path / "logs" / "kiosk.jsonl").read_text("utf-8") == stream.getvalue()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d", shown.pop("time"))
    assert shown == {
        "level": "info",
        "program": "kiosk",
        "event": "delivered",
        "request": "abc",
        "number": "A901",
    }


def test_a_terminal_shows_sentences_and_the_file_keeps_json(tmp_path: Path, stream: io.StringIO) -> None:
    del stream
    terminal = Terminal()
    logs.start("kiosk", tmp_path, stream=terminal)
    logging.getLogger("motcua.x").warning("no answer", extra=logs.about("server_silent", request="abc"))
    assert terminal.getvalue()[9:] == "kiosk WARNING server_silent: no answer  logger=motcua.x  request=abc\n"
    assert lines((tmp_path / "kiosk.jsonl").read_text("utf-8"))[0]["event"] == "server_silent"


def test_a_chosen_format_is_kept_whatever_the_stream_is(tmp_path: Path, stream: io.StringIO) -> None:
    logs.start("kiosk", None, "text", stream)
    logs.event("started")
    assert stream.getvalue()[9:] == "kiosk started\n"
    terminal = Terminal()
    logs.start("kiosk", None, "json", terminal)
    logs.event("started")
    assert lines(terminal.getvalue())[0]["event"] == "started"


def test_routine_goes_to_the_file_alone(tmp_path: Path, stream: io.StringIO) -> None:
    logs.start("worker", tmp_path, stream=stream)
    logs.event("task", "debug", task="estimates")
    assert stream.getvalue() == ""
    assert lines((tmp_path / "worker.jsonl").read_text("utf-8"))[0]["task"] == "estimates"


@given(st.text(), st.text())
def test_no_value_can_forge_a_line_or_move_a_terminals_cursor(value: str, sentence: str) -> None:
    stream = io.StringIO()
    journal = logs.Journal("kiosk", None, stream, "json")
    journal.write("info", {"event": "x", "value": value, "text": sentence})
    written = stream.getvalue()
    assert (written.count("\n"), written.splitlines()) == (1, [written[:-1]])
    known = json.loads(written)
    assert known["value"] == value
    text = logs.as_text({"event": "x", "value": value, "text": sentence})
    assert not re.search("[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", text + written[:-1])


def test_an_outage_does_not_fill_the_log_with_one_sentence(
    stream: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    logs.start("kiosk", None, stream=stream)
    now = [0.0]
    monkeypatch.setattr("shared.logs.journal.time.monotonic", lambda: now[0])
    for second in range(130):
        now[0] = float(second)
        logging.getLogger("motcua.x").warning("the server is away")
        if second == 3:
            logging.getLogger("motcua.x").warning("the printer is away")
    told = [(line["text"], line.get("repeated")) for line in lines(stream.getvalue())]
    assert told == [
        ("the server is away", None),
        ("the printer is away", None),
        ("the server is away", 59),
        ("the server is away", 59),
    ]


def test_a_broken_log_call_names_its_place(stream: io.StringIO) -> None:
    logs.start("kiosk", None, stream=stream)
    record = logging.LogRecord("motcua.x", logging.INFO, __file__, 1, "%d", ("three",), None)
    ours = [one for one in logging.getLogger().handlers if type(one).__module__ == "shared.logs.journal"]
    ours[0].emit(record)
    assert Path(__file__).name in lines(stream.getvalue())[0]["text"]


def test_an_errors_words_are_told_only_where_they_cannot_quote_a_citizen(stream: io.StringIO) -> None:
    logs.start("kiosk", None, stream=stream)
    try:
        try:
            int("Nguyễn Thị Lan 012345678901")
        except ValueError as error:
            raise OSError(28, "No space left on device") from error
    except OSError:
        logging.getLogger("motcua.x").exception("failed")
    (line,) = lines(stream.getvalue())
    assert line["error"] == "OSError: [Errno 28] No space left on device < ValueError"
    assert Path(__file__).name in line["trace"][0]
    assert "Lan" not in stream.getvalue()


def test_a_databases_error_is_told_without_the_values_of_its_statement(stream: io.StringIO) -> None:
    from sqlalchemy import create_engine, text
    from sqlalchemy.exc import DBAPIError

    logs.start("server", None, stream=stream)
    with create_engine("sqlite://").connect() as connection:
        try:
            connection.execute(text("INSERT INTO nowhere VALUES (:name)"), {"name": "Nguyễn Thị Lan"})
        except DBAPIError:
            logging.getLogger("motcua.x").exception("failed")
    (line,) = lines(stream.getvalue())
    assert line["error"].startswith("OperationalError: no such table: nowhere < OperationalError")
    assert "Lan" not in stream.getvalue()


@pytest.mark.parametrize(
    ("given", "good"),
    [
        ("3f0c8a2e-0c55-4f0a-9a76-2c6f9f5a1c11", True),
        ("a", True),
        ("", False),
        ("-a", False),
        ("a b", False),
        ('a"b', False),
        ("a\n", False),
        ("ă", False),
        ("a" * 64, True),
        ("a" * 65, False),
    ],
)
def test_a_request_id_is_short_and_plain(given: str, good: bool) -> None:
    assert (logs.REQUEST_ID.fullmatch(given) is not None) == good


def test_a_full_file_is_turned_over_and_the_oldest_goes(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "server.jsonl", largest=100, kept=2)
    for number in range(12):
        log.write(b"%030d\n" % number)
    log.close()
    found = {file.name: file.read_text().split() for file in tmp_path.iterdir()}
    assert {name: [int(line) for line in kept] for name, kept in found.items()} == {
        "server.jsonl": [9, 10, 11],
        "server.jsonl.1": [6, 7, 8],
        "server.jsonl.2": [3, 4, 5],
    }


def test_two_programs_share_a_file_and_neither_turns_the_others_over(tmp_path: Path) -> None:
    first, second = (LogFile(tmp_path / "server.jsonl", largest=100, kept=3) for _ in range(2))
    for number in range(9):
        (first if number % 2 else second).write(b"%030d\n" % number)
    first.close()
    second.close()
    assert sorted(int(line) for file in tmp_path.iterdir() for line in file.read_text().split()) == [
        *range(9)
    ]
    assert len((tmp_path / "server.jsonl.1").read_text().split()) >= 3


def test_a_disk_that_refuses_is_no_error_and_is_told_of_later(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.write_text("a file stands where the folder should be")
    log = LogFile(folder / "server.jsonl")
    log.write(b"one\n")
    log.write(b"two\n")
    assert log.dropped == 2
    folder.unlink()
    log.write(b'{"event":"three"}\n')
    log.close()
    told = lines((folder / "server.jsonl").read_text())
    assert told == [{"event": "log_lines_lost", "level": "warning", "count": 2}, {"event": "three"}]


def test_a_full_disk_stops_no_program() -> None:
    code = """
import resource, signal, sys
from pathlib import Path
from shared.logs.file import LogFile
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
log = LogFile(Path(sys.argv[1]) / "server.jsonl")
log.write(b"x" * 99 + b"\\n")
resource.setrlimit(resource.RLIMIT_FSIZE, (150, resource.RLIM_INFINITY))
log.write(b"y" * 99 + b"\\n")
log.write(b"y" * 99 + b"\\n")
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
log.write(b"z" * 99 + b"\\n")
print(log.dropped)
"""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", code, folder],
            capture_output=True,
            text=True,
            check=True,
            timeout=HANG_SECONDS,
        )
        assert done.stdout == "0\n"
        kept = (Path(folder) / "server.jsonl").read_text().split("\n")
    assert (kept[0], kept[-2]) == ("x" * 99, "z" * 99)
    assert '{"event":"log_lines_lost","level":"warning","count":2}' in kept


def test_only_its_owner_reads_the_log(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "logs" / "server.jsonl")
    log.write(b"x\n")
    log.close()
    assert oct(os.stat(log.path).st_mode & 0o777) == "0o600"
