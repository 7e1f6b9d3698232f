"""Starting the server: its arguments, its data directory, the first administrator, and a clean end."""

import argparse
import gc
import logging
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from queue_server.access import passwords
from queue_server.access import rows as people_rows
from queue_server.app import Application, create_app
from queue_server.centre.deeds import people
from queue_server.configuration.folder import load
from queue_server.configuration.reader import ConfigurationInvalid, report
from queue_server.configuration.settings import REMEMBERED, Settings, remember, sqlite_url
from queue_server.ledger.actor import SYSTEM
from queue_server.ledger.database import Database
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.schema import CentreMissing, UnknownRevision
from queue_server.ledger.service_day import steady_seconds
from queue_server.ledger.storage import engine as store
from queue_server.ledger.storage.offload import Offload
from queue_server.ledger.storage.sealing import KeyMissing
from queue_server.recovery import key_file
from queue_server.recovery.key_file import KeyFileUnreadable
from queue_server.server.preflight import CannotOpen, Premises
from queue_server.server.shutdown import Stop
from shared.launch import systemd
from shared.logs import journal as logs
from shared.text.messages import say
from shared.wire.vocabulary import Role

FIRST_ADMIN = "quantri"
_LOG = logging.getLogger("motcua.opening")
_CONFIG = Path(__file__).resolve().parents[2] / "config"

Run = Callable[[Application, str, int, Stop], None]


def parse(arguments: list[str]) -> argparse.Namespace:
    """The arguments of `motcua serve`."""
    parser = argparse.ArgumentParser(prog="motcua serve", description=say("server.help.serve"))
    parser.add_argument("--host", default="127.0.0.1", help=say("server.help.host"))
    parser.add_argument("--port", type=int, default=8080, help=say("server.help.port"))
    parser.add_argument("--data-dir", type=Path, required=True, help=say("server.help.data_dir"))
    parser.add_argument("--config", type=Path, default=_CONFIG, help=say("server.help.config"))
    parser.add_argument("--database", help=say("server.help.database"))
    parser.add_argument("--key-file", type=Path, help=say("server.help.key_file"))
    parser.add_argument("--message-queue", help=say("server.help.message_queue"))
    parser.add_argument("--public-address", help=say("server.help.public_address"))
    parser.add_argument(
        "--async-mode",
        choices=["eventlet", "threading"],
        default="eventlet",
        help=say("server.help.async_mode"),
    )
    parser.add_argument("--behind-proxy", action="store_true", help=say("server.help.behind_proxy"))
    parser.add_argument("--no-worker", action="store_true", help=say("server.help.no_worker"))
    logs.add_option(parser)
    return parser.parse_args(arguments)


def serve(arguments: argparse.Namespace, offload: Offload, run: Run) -> int:
    """Serves until told to stop; returns the exit status. Nothing starts when the configuration has mistakes."""
    data_dir: Path = arguments.data_dir
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        print(say("server.start.data_dir", path=data_dir, error=error), file=sys.stderr)
        return 2
    logs.start("server", data_dir / "logs", arguments.log_format)
    if not _free(arguments.host, arguments.port):
        print(say("server.start.port_taken", port=arguments.port), file=sys.stderr)
        return 2
    address = (arguments.public_address or f"http://{_named(arguments.host)}:{arguments.port}").rstrip("/")
    settings = Settings(
        data_dir,
        arguments.config,
        arguments.database or sqlite_url(data_dir),
        arguments.message_queue,
        arguments.async_mode,
        address,
        not arguments.no_worker,
        arguments.behind_proxy,
        arguments.key_file,
    )
    premises: Premises | None = None
    try:
        centre = load(settings.config_dir)
        premises = Premises(data_dir, settings.database, data_dir / centre.centre.backup.folder)
        premises.enter()
        application = premises.patiently(
            lambda: create_app(settings, offload, steady=steady_seconds, centre=centre)
        )
        premises.patiently(lambda: _first_admin(application.parts.book))
        premises.patiently(application.start)
    except ConfigurationInvalid as invalid:
        print(report(invalid.mistakes), file=sys.stderr)
        return 2
    except (KeyMissing, KeyFileUnreadable) as error:
        print(key_file.explained(error, data_dir, arguments.key_file), file=sys.stderr)
        return 2
    except CannotOpen as refusal:
        print(refusal, file=sys.stderr)
        return 3
    except (SQLAlchemyError, UnknownRevision, CentreMissing) as error:
        print(premises.explain(error) if premises else error, file=sys.stderr)
        return 3
    except OSError as error:
        print(premises.explain_files(error) if premises else error, file=sys.stderr)
        return 3
    shipped = arguments.config.resolve() == _CONFIG
    try:
        remember(data_dir, None if shipped else arguments.config, arguments.database, arguments.key_file)
    except OSError:
        _LOG.exception(say("faults.log.not_remembered", file=data_dir / REMEMBERED))
    stop = Stop()
    stop.listen()
    application.sockets.start_background_task(application.loop_lag.tell_ready, arguments.host, arguments.port)
    # What is loaded now stays, so the garbage collector need not look at it again, which would stall requests.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    _tell(say("server.start.ready", url=address))
    logs.event("started", address=f"{arguments.host}:{arguments.port}", async_mode=arguments.async_mode)
    try:
        run(application, arguments.host, arguments.port, stop)
    finally:
        systemd.notify("STOPPING=1")
        application.stop()
        store.close(application.parts.book.engine)
        logs.event("stopped")
    return 0


def _free(host: str, port: int) -> bool:
    """Whether the port can be bound: the libraries' own message would be a traceback."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _named(host: str) -> str:
    """The host as another device would write it: for "every address" this machine's own one."""
    if host not in ("0.0.0.0", "::"):
        return f"[{host}]" if ":" in host else host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: this asks the system which of its addresses it would send from.
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def _first_admin(book: Database) -> None:
    """Creates the first administrator where there is nobody yet, and prints the one-time password."""
    with book.engine.connect() as connection:
        if people_rows.everyone(connection, book.centre.centre.id):
            return
    password = passwords.generate()
    hashed = passwords.hash_password(password)
    try:
        book.perform(
            SYSTEM,
            lambda deed: people.create_person(deed, FIRST_ADMIN, Role.ADMIN, (), hashed, must_change=True),
        )
    except RuleBroken:
        # Another process started at the same time and was first: its password holds.
        return
    _tell(say("server.start.admin", name=FIRST_ADMIN, password=password))


def _tell(text: str) -> None:
    """Prints for whoever started the server. Where the output goes to a full disk, the server goes on without it."""
    with suppress(OSError):
        print(text, flush=True)
