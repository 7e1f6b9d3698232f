"""`/metrics`: the centre's and this process's figures for Prometheus. With several processes each shows its own.

Every name stands in `NAMES`; a test holds the page, the alert rules under deploy/prometheus/ and the names together.
"""

import platform
import shutil
import time
from collections import Counter as Count
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

from flask import Response
from flask_openapi import Tag
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from sqlalchemy import text
from sqlalchemy.engine import make_url

from queue_server.centre.deeds import devices
from queue_server.hall.views import counters as counter_views
from queue_server.hall.views import tickets as ticket_views
from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.guard import needs, read
from queue_server.http.permissions import Permission
from queue_server.http.process.process_metrics import ProcessMetrics
from queue_server.http.services import Handed, services
from queue_server.ledger.reading import Reading
from queue_server.recovery.nightly import newest_backup
from shared.logs import journal as logs
from shared.wire.centre import Queue
from shared.wire.vocabulary import CounterState

api = ApiBlueprint("metrics", __name__, abp_tags=[Tag(name="Watching")])


class Process(Protocol):
    """What only the server process itself knows."""

    metrics: ProcessMetrics

    def announced(self) -> int:
        """The number of the last event that it has sent to its clients."""

    def clients(self) -> int:
        """How many sockets are connected to it."""

    def clients_by_role(self) -> Mapping[str, int]:
        """How many sockets of each role are connected; a citizen's phone is `follow`."""


process = Handed[Process]("process")

_PLAIN: Any = {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}
_TICKETS: dict[str, Callable[[Queue], int]] = {
    "waiting": lambda queue: queue.waiting,
    "called": lambda queue: queue.called,
    "serving": lambda queue: queue.serving,
    "done": lambda queue: queue.done,
}
_STATES = (CounterState.OPEN, CounterState.PAUSED, CounterState.CLOSED)

NAMES = {
    "motcua_build_info": "Version, Python, engine and async library",
    "motcua_requests_total": "Answered requests by route and status, since the process started",
    "motcua_deeds_total": "Deeds by kind and outcome: done, replayed, refused, failed",
    "motcua_deed_seconds": "Time of done deeds by kind (tickets.issue, counters.call_next, …)",
    "motcua_tickets_waiting": "Tickets of today that are waiting",
    "motcua_tickets_called": "Tickets of today that are called",
    "motcua_tickets_serving": "Tickets of today that are serving",
    "motcua_tickets_done": "Tickets of today that are done",
    "motcua_counters": "Counters by state",
    "motcua_counters_open": "Counters that are open",
    "motcua_clients": "Connected sockets",
    "motcua_sockets": "Connected sockets by role; follow is a citizen's phone",
    "motcua_events_seq": "Last event's number in the database",
    "motcua_events_committed_total": "Events that this process has committed",
    "motcua_announcer_lag_events": "Events in the database that this process has not announced yet",
    "motcua_loop_lag_seconds": "By how much the loop's last beat came late",
    "motcua_loop_lag_most_seconds": "The longest lag of the last minute or two",
    "motcua_worker_tasks_total": "Tasks of the worker process by task and outcome",
    "motcua_worker_tasks": "Tasks that the worker has now, by whether they wait",
    "motcua_device_connected": "Whether the device's socket is connected to this process",
    "motcua_device_state": "1 for the state that the device last reported: ok, warning, fault",
    "motcua_device_silent_seconds": "Seconds since the device's last report",
    "motcua_kiosk_printer": "1 for the printer and paper state that the kiosk last reported",
    "motcua_kiosk_undelivered": "Numbers that the kiosk gave alone and has not delivered yet",
    "motcua_kiosk_set_aside": "Deliveries that the server refused and a person must look at",
    "motcua_backup_newest_timestamp_seconds": "When the newest nightly backup was made; 0 for never",
    "motcua_disk_free_bytes": "Free space where the data directory lies",
    "motcua_disk_size_bytes": "Size of the disk where the data directory lies",
    "motcua_database_bytes": "Size of the database",
    "motcua_database_wal_bytes": "Size of SQLite's write-ahead log; 0 on PostgreSQL",
    "motcua_log_lines_lost": "Log lines that could not be written since the last one that could",
}


@api.get("/metrics", responses=_PLAIN)
@api.get("/api/v1/metrics", responses=_PLAIN)
@needs(Permission.READ_METRICS)
def metrics() -> Response:
    """The centre's figures for Prometheus."""
    registry = CollectorRegistry()
    ProcessCollector(namespace="motcua", registry=registry)
    with read() as reading:
        registry.register(_Figures([*_of_centre(reading), *_of_devices(reading), *_of_store(reading)]))
    registry.register(_Figures([*_of_process()]))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Figures(Collector):
    """Gives out figures that were read before, so that no query runs while the page is written."""

    def __init__(self, found: list[Metric]) -> None:
        self._found = found

    def collect(self) -> list[Metric]:
        return self._found


def _gauge(name: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, NAMES[name], labels=labels)


def _number(name: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, NAMES[name], value=value)


def _counter(name: str, *labels: str) -> CounterMetricFamily:
    return CounterMetricFamily(name.removesuffix("_total"), NAMES[name], labels=labels)


def _of_centre(reading: Reading) -> Iterator[Metric]:
    queues = ticket_views.queues(reading)
    for state, count in _TICKETS.items():
        found = _gauge(f"motcua_tickets_{state}", "queue")
        for queue in queues:
            found.add_metric([queue.id], count(queue))
        yield found
    states = Count(counter.state for counter in counter_views.counters(reading))
    counters = _gauge("motcua_counters", "state")
    for state in _STATES:
        counters.add_metric([state.value], states[state])
    yield counters
    yield _number("motcua_counters_open", states[CounterState.OPEN])
    yield _number("motcua_events_seq", reading.seq)
    yield _number("motcua_announcer_lag_events", max(0, reading.seq - process().announced()))


def _of_devices(reading: Reading) -> Iterator[Metric]:
    connected, state, silent = (
        _gauge("motcua_device_connected", "device", "role"),
        _gauge("motcua_device_state", "device", "role", "state"),
        _gauge("motcua_device_silent_seconds", "device", "role"),
    )
    printer = _gauge("motcua_kiosk_printer", "kiosk", "printer", "paper")
    undelivered, set_aside = (
        _gauge("motcua_kiosk_undelivered", "kiosk"),
        _gauge("motcua_kiosk_set_aside", "kiosk"),
    )
    for device in devices.every(reading, services().connected_names()):
        name, role, detail = device.name, device.role, device.detail
        connected.add_metric([name, role], device.connected)
        for possible in ("ok", "warning", "fault"):
            state.add_metric([name, role, possible], device.state == possible)
        if device.last_seen is not None:
            seen = datetime.fromisoformat(device.last_seen)
            silent.add_metric([name, role], (reading.now - seen).total_seconds())
        if role == "kiosk":
            printer.add_metric(
                [name, str(detail.get("printer", "unknown")), str(detail.get("paper", "unknown"))], 1
            )
            undelivered.add_metric([name], _whole(detail.get("undelivered")))
            set_aside.add_metric([name], _whole(detail.get("set_aside")))
    yield from (connected, state, silent, printer, undelivered, set_aside)


def _whole(value: object) -> int:
    """A count in a device's own report, which may be anything."""
    return value if isinstance(value, int) else 0


def _of_store(reading: Reading) -> Iterator[Metric]:
    settings = services().settings
    disk = shutil.disk_usage(settings.data_dir)
    yield _number("motcua_disk_free_bytes", disk.free)
    yield _number("motcua_disk_size_bytes", disk.total)
    newest = newest_backup(settings.data_dir / reading.centre.centre.backup.folder, time.time())
    yield _number("motcua_backup_newest_timestamp_seconds", newest.stat().st_mtime if newest else 0)
    url = make_url(settings.database)
    database = wal = 0
    if url.get_backend_name() != "sqlite":
        database = reading.connection.execute(
            text("SELECT pg_database_size(current_database())")
        ).scalar_one()
    elif url.database:
        database, wal = _size(Path(url.database)), _size(Path(url.database + "-wal"))
    yield _number("motcua_database_bytes", database)
    yield _number("motcua_database_wal_bytes", wal)


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def _of_process() -> Iterator[Metric]:
    running, metrics = services(), process().metrics
    yield InfoMetricFamily(
        "motcua_build",
        NAMES["motcua_build_info"],
        value={
            "version": version("motcua"),
            "python": platform.python_version(),
            "engine": make_url(running.settings.database).get_backend_name(),
            "async_mode": running.settings.async_mode,
        },
    )
    requests = _counter("motcua_requests_total", "route", "status")
    for (endpoint, status), count in sorted(metrics.requests.items()):
        requests.add_metric([endpoint, str(status)], count)
    deeds = _counter("motcua_deeds_total", "deed", "outcome")
    for (kind, outcome), count in sorted(metrics.deeds.items()):
        deeds.add_metric([kind, outcome], count)
    seconds = HistogramMetricFamily("motcua_deed_seconds", NAMES["motcua_deed_seconds"], labels=["deed"])
    for kind, histogram in sorted(metrics.latency.items()):
        seconds.add_metric([kind], buckets=histogram.cumulative(), sum_value=histogram.seconds)
    yield from (requests, deeds, seconds)
    events = _counter("motcua_events_committed_total")
    events.add_metric([], metrics.events)
    yield events
    yield _number("motcua_loop_lag_seconds", metrics.loop_lag)
    yield _number("motcua_loop_lag_most_seconds", metrics.loop_lag_most)
    yield _number("motcua_clients", process().clients())
    sockets = _gauge("motcua_sockets", "role")
    for role, count in sorted(process().clients_by_role().items()):
        sockets.add_metric([role], count)
    yield sockets
    tasks = _counter("motcua_worker_tasks_total", "task", "outcome")
    if running.worker is not None:
        for (task, result), count in sorted(running.worker.counted.items()):
            tasks.add_metric([task, result], count)
    yield tasks
    now = _gauge("motcua_worker_tasks", "state")
    if running.worker is not None:
        now.add_metric(["waiting"], running.worker.waiting)
        now.add_metric(["under_way"], running.worker.under_way)
    yield now
    yield _number("motcua_log_lines_lost", logs.journal().lost)
