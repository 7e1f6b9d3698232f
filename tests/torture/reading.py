"""Reads what a run left behind: the tables, the feed and the displays' boards."""

import json
import sqlite3
import urllib.request
from collections.abc import Sequence
from dataclasses import asdict, fields, is_dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.engine import make_url

from queue_server.configuration.values import Configuration
from queue_server.ledger import tables
from queue_server.ledger.storage.engine import open_engine
from tests.torture.history import Centre, Database, History, Json


def database(url: str, centre: str) -> Database:
    """The tables of the centre, and what the engine says of its files."""
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            kept = connection.execute(
                select(tables.idempotency_keys).where(tables.idempotency_keys.c.centre == centre)
            ).mappings()
            return Database(
                seq=int(
                    connection.execute(
                        select(tables.centres.c.seq).where(tables.centres.c.id == centre)
                    ).scalar_one()
                ),
                tickets=_rows(connection, tables.tickets, centre),
                voided=_rows(connection, tables.voided_numbers, centre),
                events=_rows(connection, tables.events, centre),
                kept_answers={(row["principal"], row["key"]): (row["status"], row["body"]) for row in kept},
                counters=_rows(connection, tables.counters, centre),
                sound=_soundness(url),
            )
    finally:
        engine.dispose()


def _rows(connection: Connection, table: Any, centre: str) -> tuple[Json, ...]:
    query = select(table).where(table.c.centre == centre).order_by(*table.primary_key.columns)
    return tuple(dict(row) for row in connection.execute(query).mappings())


def _soundness(url: str) -> str:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return "ok"
    with sqlite3.connect(str(parsed.database)) as connection:
        return "; ".join(row[0] for row in connection.execute("PRAGMA integrity_check"))


def get(address: str, token: str = "") -> Any:
    """The body of a GET. Raises OSError."""
    request = urllib.request.Request(address, headers={"Accept": "application/json"})
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    with urllib.request.urlopen(request, timeout=10.0) as answer:
        return json.loads(answer.read())


def feed(server: str, token: str) -> tuple[Json, ...]:
    """Every event as the API tells staff."""
    found: list[Json] = []
    while True:
        after = found[-1]["seq"] if found else 0
        page = get(f"{server}/api/v1/events?after={after}&limit=1000", token)["events"]
        found += page
        if len(page) < 1000:
            return tuple(found)


def rules(configuration: Configuration) -> Centre:
    """What the checker needs to know of the configuration."""
    policy = configuration.centre.policy
    return Centre(
        timezone=configuration.centre.timezone,
        policy=(policy.mode, policy.p, policy.n),
        counters={counter.number: tuple(counter.queues) for counter in configuration.counters},
        prefixes={queue.id: queue.prefix for queue in configuration.queues},
        ranges=tuple(
            (kiosk.id, mine.queue, mine.first, mine.last)
            for kiosk in configuration.kiosks
            for mine in kiosk.offline_ranges
        ),
    )


def save_history(
    folder: Path, history: History, log: Sequence[tuple[float, str, str]], said: Sequence[str]
) -> None:
    """Keeps everything beside the logs, for whoever looks for the cause."""
    parts = {field.name: getattr(history, field.name) for field in fields(history)}
    parts["database"] = {
        field.name: getattr(history.database, field.name) for field in fields(history.database)
    }
    parts["database"]["kept_answers"] = [
        [*key, *answer] for key, answer in history.database.kept_answers.items()
    ]
    for name, value in {**parts, "faults": log, "violations": said}.items():
        (folder / f"{name}.json").write_text(
            json.dumps(value, ensure_ascii=False, indent=1, default=_plain), "utf-8"
        )


def _plain(value: Any) -> Any:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)
