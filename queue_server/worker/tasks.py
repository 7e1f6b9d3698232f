"""What the worker can do: one function a task, heavy libraries imported only by the tasks that need them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from queue_server.configuration import Configuration, load
from queue_server.service import estimates, reports
from queue_server.store.reports import open_read_only
from queue_server.store.times import from_ms

Payload = dict[str, Any]
Answer = tuple[dict[str, Any], bytes]


@dataclass
class Workshop:
    """What tasks work with: the centre's configuration and a database that they may only read."""

    database: str
    config: Path

    @cached_property
    def centre(self) -> Configuration:
        """The configuration that the server started with; a change needs a restart of both."""
        return load(self.config)

    @cached_property
    def engine(self) -> Engine:
        """The worker's own connections."""
        return open_read_only(self.database)


def form(shop: Workshop, payload: Payload) -> Answer:
    """`{pack, name, values, kind}` → the form as a file."""
    from queue_server.worker import paper

    return {}, paper.form(
        shop.config / "forms", payload["pack"], payload["name"], payload["values"], payload["kind"]
    )


def report(shop: Workshop, payload: Payload) -> Answer:
    """`{from, to, now, file: json|csv|xlsx, lang}` → the report as a value or as a file."""
    made = _report(shop, payload)
    if payload["file"] == "json":
        return made, b""
    from queue_server.worker import tables

    return {}, tables.to_csv(made) if payload["file"] == "csv" else tables.to_workbook(made, payload["lang"])


def plot(shop: Workshop, payload: Payload) -> Answer:
    """`{from, to, now, kind: waits|counts, file: svg|png, lang}` → the picture."""
    from queue_server.worker import plots

    return {}, plots.plot(_report(shop, payload), payload["kind"], payload["file"], payload["lang"])


def estimate(shop: Workshop, payload: Payload) -> Answer:
    """`{now?}` → `{queue: [[p50, p90], …]}` in minutes; without `now` the present moment."""
    now = from_ms(payload["now"]) if "now" in payload else datetime.now(UTC)
    with shop.engine.connect() as connection:
        found = estimates.compute(connection, shop.centre, now)
    return {queue: [list(pair) for pair in places] for queue, places in found.items()}, b""


def backup(shop: Workshop, payload: Payload) -> Answer:
    """`{data_dir, target}` → a whole copy at that path; the same task again makes the same copy anew."""
    from queue_server.backup import save

    save(shop.database, Path(payload["data_dir"]), Path(payload["target"]))
    return {}, b""


def ping(shop: Workshop, payload: Payload) -> Answer:
    """Whether the worker is there; used before its first real task and in tests."""
    return payload, b""


def _report(shop: Workshop, payload: Payload) -> dict[str, Any]:
    with shop.engine.connect() as connection:
        return reports.period(
            connection,
            shop.centre,
            date.fromisoformat(payload["from"]),
            date.fromisoformat(payload["to"]),
            from_ms(payload["now"]),
        )


TASKS: dict[str, Callable[[Workshop, Payload], Answer]] = {
    "form": form,
    "report": report,
    "plot": plot,
    "estimates": estimate,
    "backup": backup,
    "ping": ping,
}
