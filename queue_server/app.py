"""The only place where the parts of the server are wired together. Importing it opens nothing."""

import contextlib
import dataclasses
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import flask_socketio
from flask import Flask
from flask_openapi import Info
from werkzeug.middleware.proxy_fix import ProxyFix

import counter_panel
from queue_server.access.identity import Identities
from queue_server.appointments import api as appointments
from queue_server.centre.api import emergency, media, notice, pairing, people, session
from queue_server.centre.deeds.devices import RESTART, Screens
from queue_server.centre.rows.media_files import FOLDER as MEDIA_FOLDER
from queue_server.centre.rows.media_files import MediaFiles
from queue_server.centre.views.catalogue import Catalogue
from queue_server.configuration import folder
from queue_server.configuration.values import Configuration
from queue_server.dossiers.api import attachments, story
from queue_server.dossiers.rows.scans import FOLDER, Scans
from queue_server.exchange.api import imports, portal
from queue_server.forms.api import forms, greeting, money
from queue_server.hall.api import balance, catalogue, counters, devices, feed
from queue_server.hall.views.usual_loads import Loads
from queue_server.http import guard, pages, problems, request_log
from queue_server.http.document import Document
from queue_server.http.limits import Limit, SignIns
from queue_server.http.pages.shell import PageShell
from queue_server.http.process_metrics import Tally
from queue_server.http.worker_client import Worker, WorkerFailed
from queue_server.intake import api as intake_api
from queue_server.ledger import catalogue_rows, schema, sealing
from queue_server.ledger.engine import open_engine
from queue_server.ledger.times import to_ms
from queue_server.ledger.unit_of_work import Database
from queue_server.realtime.announcer import Announcer
from queue_server.realtime.hub import Hub
from queue_server.realtime.socket_limits import Gate, plain_sockets
from queue_server.realtime.wake import Wake
from queue_server.recovery import key_file, restored
from queue_server.recovery.nightly import BackupFailed, Nightly
from queue_server.reports.api import complaints, reports, returns
from queue_server.server import health_api as health
from queue_server.server import metrics_api
from queue_server.server.health import Health
from queue_server.server.loop_lag import Pulse
from queue_server.server.settings import Settings
from queue_server.upkeep import day_end
from queue_server.upkeep.housekeeping import Housekeeping
from queue_server.visitors.api import kiosk_dossiers, ticket_holder, tickets
from shared.logs import journal as logs
from shared.web import assets

Offload = Callable[..., Any]
_MAX_BODY = 2 * 1024 * 1024
_BACKUP_SECONDS = 1800.0
_CONTENT_POLICY = (
    "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "font-src 'self'; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
# The browsable API document is a library's page with inline scripts; it shows no data of the centre.
_DOCS_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)

_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
)


_UNKEPT = ("Cache-Control", "no-store")

_DOCS = ("/api/docs", "/api/swagger")

_ENDS = frozenset({"token_revoked", "person_removed", "signed_in", "signed_out", "password_changed"})
"""What ends tokens and sessions; whoever signs in anew ends the session of before."""


@dataclass(slots=True)
class Limits:
    """The rate limits of this process."""

    issuing: Limit
    signing_in: SignIns = field(default_factory=SignIns)
    guessing: Limit = field(default_factory=lambda: Limit(60, 60))
    """Secrets of follow pages, receipts and pairings that nobody has, from one address."""
    pairing: Limit = field(default_factory=lambda: Limit(20, 60))
    rating: Limit = field(default_factory=lambda: Limit(30, 60))
    """Ratings from one address: a whole hall may share one."""
    holding: Limit = field(default_factory=lambda: Limit(60, 60))
    """Delays and cancellations from one address: a whole hall may share one, and the kiosks have their own."""
    booking: Limit = field(default_factory=lambda: Limit(30, 600))
    """Appointments booked from one address: a village may share one, and each person has few a day."""
    looking_up: Limit = field(default_factory=lambda: Limit(20, 60))
    """Dossiers looked up at one kiosk: a citizen needs seconds for each."""
    finding: Limit = field(default_factory=lambda: Limit(20, 60))
    """Appointments looked up at one kiosk."""


@dataclass(slots=True)
class Services:
    """Everything that runs in one server process; views reach it through `web.guard.parts`."""

    settings: Settings
    book: Database
    identities: Identities
    limits: Limits
    catalogue: Catalogue
    screens: Screens
    scans: Scans
    media_files: MediaFiles
    hub: Hub
    announcer: Announcer
    offload: Offload
    wake: Wake
    worker: Worker | None
    stopping: threading.Event
    tally: Tally
    loads: Loads = field(default_factory=Loads)
    proposal: dict[str, Any] | None = None
    """What would shorten the longest wait (service/balance.py), as the worker last said."""
    counters_changed: threading.Event = field(default_factory=threading.Event)
    health: Health = field(init=False)
    nightly: Nightly = field(init=False)

    def recheck(self) -> None:
        """Disconnects whoever may not speak any more."""
        self.hub.recheck()

    def pause(self) -> None:
        """Lets the others go on in the midst of something long."""
        self.hub.sockets.sleep(0)

    def end_overdue(self) -> None:
        """Disconnects those whose sessions are over by their time."""
        self.hub.end_overdue()

    def clients(self) -> int:
        """How many sockets are connected."""
        return len(self.hub.clients)

    def clients_by_role(self) -> dict[str, int]:
        """How many sockets of each role are connected; a citizen's phone is `follow`."""
        return Counter(client.role for client in self.hub.clients.values())

    def connected_names(self) -> set[str]:
        """Who is connected, by name."""
        return self.hub.connected_names()

    def estimate(self) -> dict[str, list[tuple[int, int]]] | None:
        """The waits by queue and place, from the worker; None when it cannot say."""
        if self.worker is None:
            return None
        try:
            answer = self.worker.call("estimates", {"centre": self.book.centre.centre.id})
        except WorkerFailed:
            return None
        return {queue: [(p50, p90) for p50, p90 in places] for queue, places in answer.items()}

    def advise(self) -> None:
        """Takes over what the worker says would help the hall now."""
        if self.worker is None:
            return
        with contextlib.suppress(WorkerFailed):
            self.proposal = self.worker.call("advice", {})["proposal"]

    def failing(self) -> list[str]:
        """Which parts beside the database and the disk do not work."""
        broken = self.worker is not None and self.worker.broken
        return [*self.wake.failing(), *(["worker"] if broken else []), *self.nightly.failing()]

    def back_up(self, target: Path) -> None:
        """One archive of everything at that path, made by the worker. Raises BackupFailed."""
        if self.worker is None:
            raise BackupFailed("no worker")
        task = {"data_dir": str(self.settings.data_dir), "target": str(target)}
        try:
            self.worker.call("backup", task, timeout=_BACKUP_SECONDS)
        except WorkerFailed as failure:
            raise BackupFailed(str(failure)) from failure


class Application:
    """A wired server: the WSGI application, its sockets, and what must run beside them."""

    def __init__(self, app: Flask, sockets: flask_socketio.SocketIO, parts: Services) -> None:
        self.app = app
        self.sockets = sockets
        self.parts = parts
        self.pulse = Pulse(parts.tally, sockets.sleep, parts.stopping)
        self.gate = Gate(sockets)

    def start(self) -> None:
        """Starts the announcer and the housekeeping beside the requests."""
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
        )
        spawn(keeping.run)
        spawn(keeping.run_estimates)
        if parts.worker is not None:
            spawn(parts.nightly.run)
        spawn(self.pulse.run)
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
    centre: Configuration | None = None,
) -> Application:
    """Wires a server. Raises ConfigurationInvalid before anything is opened when config/ has mistakes."""
    centre = centre or folder.load(settings.config_dir)
    engine = open_engine(settings.database)
    key_file.give(engine, settings.data_dir, settings.key_file)
    schema.prepare(engine, centre, clock())
    book = Database(
        engine,
        _with_catalogue(engine, centre),
        clock,
        day_end.end_day,
        public_address=centre.centre.public_address or settings.public_address,
    )
    app = Document(
        "queue_server",
        info=Info(title="Một Cửa", version="1.0.0", description="Kiosk và hàng đợi của trung tâm một cửa."),
        validation_error_callback=problems.of_validation,
        static_folder=None,
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
    hub = Hub(sockets, book, identities)
    announcer = Announcer(book, hub.say, time.monotonic)
    wake = _wake(settings, centre, announcer, hub)
    hub.share = wake.share
    tally = Tally()
    book.announce = request_log.counting(tally, wake.committed)
    worker = Worker(_worker_context(settings)) if settings.worker else None
    parts = Services(
        settings,
        book,
        identities,
        Limits(Limit(centre.centre.tickets_per_minute, 60)),
        Catalogue(),
        Screens(settings.data_dir / "screens", book),
        Scans(settings.data_dir / FOLDER, centre.centre.id, sealing.seal_of(engine)),
        MediaFiles(settings.data_dir / MEDIA_FOLDER, centre.centre.id),
        hub,
        announcer,
        offload,
        wake,
        worker,
        threading.Event(),
        tally,
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
    announcer.watchers.append(lambda fact: _follow(parts, centre, fact))
    announcer.on_emitted, announcer.on_caught_up = hub.lines.note, hub.lines.tell
    announcer.on_restored = lambda: _begin_anew(parts, centre)
    app.extensions["motcua"] = parts
    _register(app, PageShell())
    app.wsgi_app = plain_sockets(app.wsgi_app)  # type: ignore[method-assign]
    if settings.behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    app.wsgi_app = _with_headers(app.wsgi_app)  # type: ignore[method-assign]
    app.wsgi_app = request_log.RequestLog(app.wsgi_app, app, tally)  # type: ignore[method-assign]
    logs.journal().context = request_log.context
    restored.pass_over(book, settings.data_dir)
    return Application(app, sockets, parts)


def _wake(settings: Settings, centre: Configuration, announcer: Announcer, hub: Hub) -> Wake:
    if settings.message_queue is None:
        return Wake(announcer.tell)
    # 8 MB that a server without a message queue never needs.
    from queue_server.realtime.message_queue import MessageQueue

    url, heard = settings.message_queue, hub.presence.heard
    return MessageQueue(url, centre.centre.id, announcer.tell, announcer.poke, heard)


def _with_catalogue(engine: Any, centre: Configuration) -> Configuration:
    with engine.connect() as connection:
        fields, procedures = catalogue_rows.load(connection, centre.centre.id)
    return dataclasses.replace(centre, fields=fields, procedures=procedures)


def _follow(parts: Services, shipped: Configuration, fact: dict[str, Any]) -> None:
    """Caches follow the diary's administration: whoever changed tokens or the catalogue, here or on the command line."""
    if fact["type"].startswith("counter_"):
        parts.proposal = None
        parts.counters_changed.set()
    what = fact["data"].get("what")
    if what == "catalogue_replaced":
        parts.book.centre = _with_catalogue(parts.book.engine, shipped)
    if what == RESTART:
        parts.hub.restart(str(fact["data"].get("name")))
    if what in _ENDS:
        parts.identities.forget()
        parts.recheck()


def _begin_anew(parts: Services, shipped: Configuration) -> None:
    """The database under this process was put back to an older state: forgets what it remembers, and so do the clients."""
    parts.book.centre = _with_catalogue(parts.book.engine, shipped)
    parts.book.lines = None
    parts.book.shown.forget()
    parts.identities.forget()
    parts.hub.close()


def _worker_context(settings: Settings) -> dict[str, str]:
    return {
        "database": settings.database,
        "config_dir": str(settings.config_dir),
        "data_dir": str(settings.data_dir),
    }


def _with_headers(inner: Any) -> Any:
    """The security headers on every answer, static files and errors included; added to the finished list, which is cheap."""

    def outer(environ: dict[str, Any], start_response: Any) -> Any:
        path: str = environ.get("PATH_INFO", "")
        docs = path == "/api/" or path.startswith(_DOCS)
        added = [("Content-Security-Policy", _DOCS_POLICY if docs else _CONTENT_POLICY), *_HEADERS]
        private = path.startswith("/api/v1/")
        if private:
            added.append(_UNKEPT)

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            if not private and _is_page(headers):
                return start_response(status, [*headers, *added, _UNKEPT], *error)
            return start_response(status, headers + added, *error)

        return inner(environ, start)

    return outer


def _is_page(headers: list[tuple[str, str]]) -> bool:
    """Whether this is a page or an error: pages hold a session's own token, and whoever comes next may go back to them."""
    kinds = ("text/html", "application/problem+json")
    names = {name.lower(): value for name, value in headers}
    return names.get("content-type", "").startswith(kinds) and "cache-control" not in names


def _register(app: Document, shell: PageShell) -> None:
    problems.register(app)
    guard.register(app)
    for api in (
        catalogue.api,
        tickets.api,
        ticket_holder.api,
        counters.api,
        balance.api,
        intake_api.api,
        kiosk_dossiers.api,
        appointments.api,
        greeting.api,
        story.api,
        forms.api,
        money.api,
        complaints.api,
        attachments.api,
        feed.api,
        health.watch,
        metrics_api.api,
        devices.api,
        session.api,
        people.api,
        reports.api,
        returns.api,
        portal.api,
        imports.api,
        pairing.api,
        emergency.api,
        notice.api,
        media.api,
    ):
        app.register_api(api)
    app.register_blueprint(assets.blueprint())
    app.register_blueprint(media.files)
    app.register_blueprint(pages.blueprint(shell))
    app.register_blueprint(counter_panel.blueprint(shell))
