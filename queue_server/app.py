"""The only place where the parts of the server are wired together. Importing it opens nothing."""

import dataclasses
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import flask_socketio
from flask import Flask
from flask_openapi import Info
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from queue_server.access.identity import Identities
from queue_server.centre.deeds import doubts
from queue_server.centre.deeds.devices import Screens
from queue_server.centre.rows.media_files import FOLDER as MEDIA_FOLDER
from queue_server.centre.rows.media_files import MediaFiles
from queue_server.centre.views.catalogue import Catalogue
from queue_server.configuration import folder
from queue_server.configuration.settings import Settings
from queue_server.configuration.values import Configuration
from queue_server.dossiers.rows.scans import FOLDER, Scans
from queue_server.hall.rows import lines
from queue_server.http import guard, problems, request_log
from queue_server.http.document import Document
from queue_server.http.headers import with_headers
from queue_server.http.limits import Limits
from queue_server.http.pages.shell import PageShell
from queue_server.http.price.door import Door, priced
from queue_server.http.price.loop_time import OfGreenlets, of_thread
from queue_server.http.price.meter import Meter
from queue_server.http.price.turns import Turns
from queue_server.http.process.health import Health
from queue_server.http.process.loop_lag import LoopLag
from queue_server.http.process.process_metrics import ProcessMetrics
from queue_server.http.worker.client import Worker
from queue_server.ledger import schema
from queue_server.ledger.actor import SYSTEM
from queue_server.ledger.audiences import Told
from queue_server.ledger.database import Database
from queue_server.ledger.service_day import ClockTrust
from queue_server.ledger.storage import catalogue_rows, sealing
from queue_server.ledger.storage.engine import open_engine
from queue_server.ledger.storage.marks import marks_of
from queue_server.ledger.storage.offload import Offload
from queue_server.ledger.storage.times import to_ms
from queue_server.realtime.announcer import Announcer
from queue_server.realtime.hub import Hub
from queue_server.realtime.socket_limits import SocketLimits, plain_sockets
from queue_server.realtime.wake import Wake
from queue_server.recovery import key_file, missing, restored
from queue_server.recovery.key_watch import KeyWatch
from queue_server.recovery.nightly import Nightly
from queue_server.routes import register
from queue_server.services import Services
from queue_server.upkeep import clock_watch, day_end
from queue_server.upkeep.growth import Growth
from queue_server.upkeep.housekeeping import Housekeeping
from shared.logs import journal as logs
from shared.wire.facts.administration import (
    CatalogueReplaced,
    DoubtRaised,
    DoubtSettled,
    PasswordChanged,
    PersonRemoved,
    RestartAsked,
    SignedIn,
    SignedOut,
    TokenRevoked,
)
from shared.wire.vocabulary import DoubtKind

_MAX_BODY = 2 * 1024 * 1024
_ENDS = frozenset(kind.what for kind in (TokenRevoked, PersonRemoved, SignedIn, SignedOut, PasswordChanged))
"""What ends tokens and sessions, as the end of a doubt of the clock may; whoever signs in anew ends the session of before."""


class Application:
    """A wired server: the WSGI application, its sockets, and what must run beside them."""

    def __init__(self, app: Flask, sockets: flask_socketio.SocketIO, parts: Services) -> None:
        self.app = app
        self.sockets = sockets
        self.parts = parts
        self.loop_lag = LoopLag(parts.metrics, sockets.sleep, parts.stopping)
        self.gate = SocketLimits(sockets, parts.door, parts.hub.payer)

    def start(self) -> None:
        """Reads the waiting lines, then starts the announcer and the housekeeping beside the requests."""
        lines.remember(self.parts.book)
        self.parts.announcer.begin()
        spawn = self.sockets.start_background_task
        spawn(self.parts.announcer.run)
        spawn(self.parts.wake.run)
        parts = self.parts
        keeping = Housekeeping(
            parts.book,
            parts.recheck,
            parts.estimate,
            self.sockets.sleep,
            parts.stopping,
            parts.scans,
            parts.hub.presence.beat,
            media_files=parts.media_files,
            advise=parts.advise,
            changed=parts.counters_changed,
            end_overdue=parts.end_overdue,
            count_tables=Growth(parts.book, parts.offload).look,
            sync_marks=parts.sync_marks,
            look_at_key=parts.key.look,
        )
        spawn(keeping.run)
        spawn(keeping.run_estimates)
        if parts.worker is not None:
            spawn(parts.nightly.run)
        spawn(self.loop_lag.run)
        spawn(self.gate.run, self.sockets.sleep, parts.stopping)

    def stop(self) -> None:
        """Ends everything that `start` began, and the worker."""
        self.parts.stopping.set()
        self.parts.announcer.stop()
        self.parts.wake.stop()
        if self.parts.worker is not None:
            self.parts.worker.close()
        self.parts.hub.close()
        self.parts.book.close()


def create_app(
    settings: Settings,
    offload: Offload,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ticks: Callable[[], float] = time.monotonic,
    steady: Callable[[], float] | None = None,
    centre: Configuration | None = None,
) -> Application:
    """Wires a server. Raises ConfigurationInvalid before anything is opened when config/ has mistakes.

    `clock` says the date and time, `ticks` the seconds by which the rate limits are counted, and `steady` those by which the
    clock is checked; without them every clock is believed, as one must be that a simulation plays.
    """
    centre = centre or folder.load(settings.config_dir)
    engine = open_engine(settings.database)
    key_file.give(engine, settings.data_dir, settings.key_file)
    marks = marks_of(settings.data_dir, centre.centre.id)
    try:
        marks.begin(schema.prepare(engine, centre, clock(), marks.founded, makes_up=True))
    except BaseException:
        marks.close()
        raise
    book = Database(
        engine,
        _with_catalogue(engine, centre),
        clock,
        day_end.end_day,
        marks=marks,
        trust=ClockTrust(steady),
        missing=lambda deed: missing.noticed(deed, marks),
        public_address=centre.centre.public_address or settings.public_address,
    )
    book.doubting = lambda deed, off: clock_watch.doubt(deed, book, off)
    book.believing = doubts.end_doubt_of_clock
    clock_watch.begin(book)
    app = Document(
        "queue_server",
        info=Info(title="Một Cửa", version="1.0.0", description="Kiosk và hàng đợi của trung tâm một cửa."),
        validation_error_callback=problems.of_validation,
    )
    app.request_class = guard.ApiRequest
    app.config.update(MAX_CONTENT_LENGTH=_MAX_BODY, MAX_FORM_MEMORY_SIZE=_MAX_BODY)
    sockets = flask_socketio.SocketIO(
        app,
        async_mode=settings.async_mode,
        transports=["websocket"],
        ping_interval=5,
        ping_timeout=5,
        max_http_buffer_size=65_536,
        cors_allowed_origins=None,
        manage_session=False,
    )
    identities = Identities(engine, centre.centre.id, lambda: to_ms(clock()))
    door = _door(sockets)
    hub = Hub(sockets, book, identities, door)
    announcer = Announcer(book, hub.say, time.monotonic)
    wake = _wake(settings, centre, announcer, hub)
    hub.share = wake.share
    metrics = ProcessMetrics()
    book.announce = request_log.counting(metrics, wake.committed)
    worker = Worker(_worker_context(settings)) if settings.worker else None
    parts = Services(
        settings,
        book,
        identities,
        Limits(centre.centre.tickets_per_minute, ticks),
        door,
        Catalogue(offload),
        Screens(settings.data_dir / "screens", book),
        Scans(settings.data_dir / FOLDER, centre.centre.id, sealing.seal_of(engine)),
        MediaFiles(settings.data_dir / MEDIA_FOLDER, centre.centre.id),
        hub,
        announcer,
        offload,
        wake,
        worker,
        threading.Event(),
        metrics,
    )
    parts.health = Health(
        book,
        settings.data_dir,
        centre.centre.least_free_mb,
        parts.failing,
        offload,
        sockets.start_background_task,
        sockets.sleep,
    )
    # A relative folder lies in the data directory, an absolute one where it says.
    backups = settings.data_dir / centre.centre.backup.folder
    parts.nightly = Nightly(book, backups, parts.back_up, sockets.sleep, parts.stopping)
    parts.key = KeyWatch(book, key_file.of(settings.data_dir, settings.key_file), offload)
    announcer.watchers.append(lambda fact: _follow(parts, centre, fact))
    announcer.on_emitted, announcer.on_caught_up = hub.lines.note, hub.lines.tell
    announcer.on_restored = lambda: _begin_anew(parts, centre)
    register(app, PageShell(), parts)
    app.wsgi_app = priced(app.wsgi_app, door)  # type: ignore[method-assign,assignment]
    app.wsgi_app = plain_sockets(app.wsgi_app)  # type: ignore[method-assign,assignment]
    if settings.behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    app.wsgi_app = with_headers(app.wsgi_app)  # type: ignore[method-assign,assignment]
    app.wsgi_app = request_log.RequestLog(app.wsgi_app, app, metrics)  # type: ignore[method-assign]
    logs.journal().context = request_log.context
    restored.pass_over(book, settings.data_dir)
    missing.look(book)
    parts.look_for_doubts()
    return Application(app, sockets, parts)


def _door(sockets: flask_socketio.SocketIO) -> Door:
    """The price of what clients do; on threads the system divides the processor, and nobody waits for a turn."""
    meter = Meter()
    if sockets.async_mode != "eventlet":
        return Door(meter, of_thread, None, sockets.sleep)
    turns = Turns(sockets.start_background_task, lambda: sockets.sleep(0), meter.left)
    return Door(meter, OfGreenlets(), turns, sockets.sleep)


def _wake(settings: Settings, centre: Configuration, announcer: Announcer, hub: Hub) -> Wake:
    if settings.message_queue is None:
        return Wake(announcer.tell)
    # 8 MB that a server without a message queue never needs.
    from queue_server.realtime.message_queue import MessageQueue

    url, heard = settings.message_queue, hub.presence.heard
    return MessageQueue(url, centre.centre.id, announcer.tell, announcer.poke, heard)


def _with_catalogue(engine: Engine, centre: Configuration) -> Configuration:
    with engine.connect() as connection:
        fields, procedures = catalogue_rows.load(connection, centre.centre.id)
    return dataclasses.replace(centre, fields=fields, procedures=procedures)


def _follow(parts: Services, shipped: Configuration, fact: Told) -> None:
    """Caches follow the diary's administration: whoever changed tokens or the catalogue, here or on the command line."""
    if fact["type"].startswith("counter_"):
        parts.advice.proposal = None
        parts.counters_changed.set()
    what = fact["data"].get("what")
    if what == CatalogueReplaced.what:
        parts.book.centre = _with_catalogue(parts.book.engine, shipped)
    if what == RestartAsked.what:
        parts.hub.restart(str(fact["data"].get("name")))
    clock_clear = what == DoubtSettled.what and fact["data"]["kind"] == DoubtKind.CLOCK
    if clock_clear and fact["data"]["by"] != SYSTEM.name:
        # In another process somebody has said that the clock is right.
        parts.book.trust.believe(parts.book.clock().timestamp())
    if what in (DoubtRaised.what, DoubtSettled.what):
        parts.look_for_doubts()
    if what in _ENDS or clock_clear:
        parts.identities.forget()
        parts.recheck()


def _begin_anew(parts: Services, shipped: Configuration) -> None:
    """The database under this process was put back to an older state: forgets what it remembers, and so do the clients."""
    parts.book.centre = _with_catalogue(parts.book.engine, shipped)
    parts.book.kept = None
    parts.book.shown.forget()
    parts.identities.forget()
    # What was raised since is behind the number from which facts are announced again.
    parts.look_for_doubts()
    parts.hub.close()


def _worker_context(settings: Settings) -> dict[str, str]:
    return {
        "database": settings.database,
        "config_dir": str(settings.config_dir),
        "data_dir": str(settings.data_dir),
    }
