"""The log of every program: one JSON line for each deed, request or fault. Logging never raises and never writes secrets.

A program calls `start` once, then `event` for what happens, and the standard library's `logging` for what goes wrong. Lines
go to FOLDER/PROGRAM.jsonl (of bounded size; see `LogFile`) and, for a person or the system's journal, to standard error.
A line holds ids, routes and codes: no names of people, no bodies, no query strings, no tokens.
"""

import argparse
import json
import logging
import re
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Literal, TextIO

from shared.logs.file import LogFile
from shared.text.messages import LANGUAGES, say

Shown = Literal["auto", "text", "json"]
Level = Literal["debug", "info", "warning", "error"]
REQUEST_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""The form that an `X-Request-Id` may have (`fullmatch`); an id of another form is replaced by one of ours."""

# Control characters, line separators and signs that change the direction of writing, which could forge a line.
_FORGING = re.compile("[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]|[\ud800-\udfff]")
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode
# The messages of these errors are about files, sockets and the engine. The message of another error may quote a citizen.
_WORDS_OF_THE_MACHINE = frozenset({"OperationalError", "DatabaseError", "InterfaceError"})
_LONGEST_TEXT, _DEEPEST = 2_000, 30
_SAID_AGAIN, _SENTENCES = 60.0, 500
"""Seconds before the same sentence of a logger is written again, and how many sentences are remembered for that."""


class Journal:
    """Where the lines of a program go: to the file, to standard error, to both or to neither."""

    def __init__(self, program: str, file: LogFile | None, stream: TextIO | None, shown: Shown) -> None:
        self.program = program
        self._head = f',"program":{_ENCODE(program)}'
        self._file = file
        self._stream = stream
        self._as_text = shown == "text" or (shown == "auto" and stream is not None and stream.isatty())
        self.shows_requests = stream is not None and shown == "json"
        """Whether the lines of ordinary requests go to standard error too, which only JSON output asks for."""
        self.context: Callable[[], dict[str, object]] = dict
        """Returns the fields of the work that is being done now, such as the request's id; they are added to every event."""
        self._second = -1
        self._stamp = self._zone = ""

    def time(self) -> str:
        """The present time in this machine's zone with its offset, to the millisecond. Its text is made once per second."""
        now = time.time()
        second = int(now)
        if second != self._second:
            local = time.localtime(second)
            offset = time.strftime("%z", local)
            self._stamp = time.strftime("%Y-%m-%dT%H:%M:%S", local)
            self._zone = f"{offset[:3]}:{offset[3:5]}"
            self._second = second
        return f"{self._stamp}.{int((now - second) * 1000):03}{self._zone}"

    def write_line(self, fields: str, *, show: bool) -> None:
        """Writes a line from fields that are JSON text already, beginning with a comma; requests use this, as it is fast."""
        line = f'{{"time":"{self.time()}","level":"info"{self._head}{fields}}}\n'
        if self._file is not None:
            self._file.write(line.encode("utf-8", "replace"))
        if show:
            self._show(line)

    def write(self, level: Level, fields: Mapping[str, object]) -> None:
        """Writes a line from any fields. A value that cannot be written is left out, and nothing is raised."""
        try:
            whole = {"time": self.time(), "level": level, "program": self.program, **fields}
            line = _FORGING.sub(_escaped, _ENCODE(whole)) + "\n"
        except (TypeError, ValueError, RecursionError):
            return
        if self._file is not None:
            self._file.write(line.encode("utf-8", "replace"))
        if level != "debug" or self.shows_requests:
            self._show(as_text(whole) + "\n" if self._as_text else line)

    def _show(self, line: str) -> None:
        if self._stream is None:
            return
        try:
            self._stream.write(line)
            self._stream.flush()
        except (OSError, ValueError):
            # The terminal was closed, or its disk is full. The program goes on without it.
            self._stream = None

    @property
    def lost(self) -> int:
        """How many lines could not be written to the file since the last line that was."""
        return 0 if self._file is None else self._file.dropped

    def close(self) -> None:
        """Closes the file."""
        if self._file is not None:
            self._file.close()


_journal = Journal("motcua", None, None, "auto")
_starting = threading.Lock()


def journal() -> Journal:
    """This program's journal; before `start`, a journal that writes nowhere."""
    return _journal


def start(program: str, folder: Path | None, shown: Shown = "auto", stream: TextIO | None = None) -> Journal:
    """Opens the journal and sends the standard library's `logging` to it. If the folder cannot be used, nothing is raised.

    `shown` is how standard error is written: "text" for people, "json", or by whether it is a terminal.
    """
    global _journal
    with _starting:
        _journal.close()
        file = None if folder is None else LogFile(folder / f"{program}.jsonl")
        _journal = Journal(program, file, sys.stderr if stream is None else stream, shown)
        root = logging.getLogger()
        for handler in list(root.handlers):
            if isinstance(handler, _Handler):
                root.removeHandler(handler)
        root.addHandler(_Handler())
        root.setLevel(logging.INFO)
        # The libraries' own lines for each request would contain query strings, and nothing that our lines do not have.
        for noisy in ("werkzeug", "engineio", "socketio"):
            logging.getLogger(noisy).setLevel(logging.WARNING)
    return _journal


def event(name: str, /, level: Level = "info", **fields: object) -> None:
    """Logs that something happened; `fields` hold ids, codes and numbers. Level "debug" does not go to standard error."""
    _journal.write(level, {"event": name, **_journal.context(), **fields})


def about(name: str, /, **fields: object) -> dict[str, object]:
    """The `extra` for a `logging` call, so that its line has this event's name and fields beside its sentence."""
    return {"fields": {"event": name, **fields}}


def add_option(parser: argparse.ArgumentParser) -> None:
    """`--log-format`, the same for every program."""
    about = " / ".join(say("logs.help.format", lang) for lang in LANGUAGES)
    parser.add_argument("--log-format", choices=["auto", "text", "json"], default="auto", help=about)


def as_text(fields: Mapping[str, object]) -> str:
    """A line for people: time, level unless it is the usual one, event, and the rest as `key=value`."""
    rest = dict(fields)
    moment = str(rest.pop("time", ""))[11:19]
    level, program = str(rest.pop("level", "info")), rest.pop("program", "")
    name, words = rest.pop("event", ""), rest.pop("text", None)
    trace = rest.pop("trace", None)
    mark = "" if level == "info" else f"{level.upper()} "
    said = f": {words}" if words is not None else ""
    pairs = "".join(f"  {key}={_plain(value)}" for key, value in rest.items() if value is not None)
    line = _FORGING.sub(_escaped, f"{moment} {program} {mark}{name}{said}{pairs}")
    lines = [
        line,
        *(_FORGING.sub(_escaped, f"    {step}") for step in (trace if isinstance(trace, list) else ())),
    ]
    return "\n".join(lines)


def _plain(value: object) -> str:
    return value if isinstance(value, str) else _ENCODE(value)


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"


class _Handler(logging.Handler):
    """Turns what libraries and our own modules log into lines of the journal.

    The same sentence again within a minute (a server that is away, a disk that is full) is only counted, and the count is
    written with the next such line. Otherwise the lines of an outage would push out of the log what had led to it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[tuple[str, str, str], tuple[float, int]] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Writes one record; if its text cannot be made, its place in the code is written."""
        try:
            text = record.getMessage()[:_LONGEST_TEXT]
        except Exception:
            # A wrong format string in a log call must not end the work that is logged.
            text = f"{record.pathname}:{record.lineno}"
        fields: dict[str, object] = {"event": "log", "logger": record.name, "text": text}
        try:
            fields |= _journal.context()
        except Exception:
            # The context of the work may be gone already (a request that is being torn down).
            fields["context"] = None
        fields |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[1] is not None:
            fields |= of_error(record.exc_info[1])
        repeated = self._repeated((record.name, text, str(fields.get("error", ""))))
        if repeated is None:
            return
        if repeated:
            fields["repeated"] = repeated
        _journal.write(_level(record.levelno), fields)

    def _repeated(self, sentence: tuple[str, str, str]) -> int | None:
        """None if the sentence was written within the last minute; else how often it was left out since then."""
        now = time.monotonic()
        at, left_out = self._said.get(sentence, (float("-inf"), 0))
        if now - at < _SAID_AGAIN:
            self._said[sentence] = at, left_out + 1
            return None
        if len(self._said) >= _SENTENCES:
            self._said.clear()
        self._said[sentence] = now, 0
        return left_out


def _level(number: int) -> Level:
    if number >= logging.ERROR:
        return "error"
    return "warning" if number >= logging.WARNING else "info"


def of_error(error: BaseException) -> dict[str, object]:
    """The kinds and places of an error, and its message only if that is about the machine and not about a citizen."""
    kinds, trace = [], []
    for one in _chain(error):
        kinds.append(f"{type(one).__name__}{_words(one)}")
        for frame in traceback.extract_tb(one.__traceback__)[-_DEEPEST:]:
            trace.append(f"{frame.filename}:{frame.lineno} {frame.name}")
    return {"error": " < ".join(kinds), "trace": trace[-_DEEPEST:]}


def _chain(error: BaseException) -> Iterator[BaseException]:
    one: BaseException | None = error
    for _ in range(5):
        if one is None:
            return
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _words(error: BaseException) -> str:
    if isinstance(error, OSError):
        return f": {error}"[:300]
    told = getattr(error, "orig", None)
    if {kind.__name__ for kind in type(error).__mro__} & _WORDS_OF_THE_MACHINE:
        # SQLAlchemy's own text would repeat the statement with its values; the first line of the driver's text does not.
        lines = str(told if told is not None else error).splitlines()
        return f": {lines[0][:300]}" if lines else ""
    return ""
