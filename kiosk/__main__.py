"""`motcua kiosk`: reads the command line, starts the agent and waits for the end."""

import argparse
import signal
import sqlite3
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from kiosk.agent import Agent, Options
from kiosk.printer import PrinterUnknown
from shared.launch import access_token, systemd
from shared.logs import journal as logs
from shared.text.messages import LANGUAGES, say


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the agent until SIGTERM or Ctrl-C; returns the exit status."""
    given = _given(arguments)
    options = _options(given)
    logs.start("kiosk", options.data_dir / "logs", given.log_format)
    stop = threading.Event()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: stop.set())
    try:
        agent = Agent(options)
    except (PrinterUnknown, OSError, sqlite3.Error) as error:
        print(_both("cannot_start", reason=error), file=sys.stderr)
        return 1
    agent.start()
    logs.event("started", kiosk=options.ident, port=options.port)
    systemd.notify("READY=1")
    print(_both("ready", address=f"http://127.0.0.1:{options.port}/"), flush=True)
    while not stop.wait(1.0):  # a wait without an end is not interrupted by signals on Windows
        pass
    systemd.notify("STOPPING=1")
    agent.stop()
    logs.event("stopped")
    return 0


def _given(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="motcua kiosk", description=_both("about"))
    parser.add_argument("--id", required=True, metavar="ID", help=_both("id"))
    parser.add_argument("--server", required=True, metavar="URL", help=_both("server"))
    parser.add_argument("--token-file", type=Path, metavar="F", help=_both("token_file"))
    parser.add_argument("--port", type=int, required=True, metavar="P", help=_both("port"))
    parser.add_argument("--data-dir", type=Path, required=True, metavar="D", help=_both("data_dir"))
    parser.add_argument("--printer", default="virtual", metavar="PRINTER", help=_both("printer"))
    parser.add_argument("--scanner", default="none", metavar="SCANNER", help=_both("scanner"))
    logs.add_option(parser)
    given = parser.parse_args(arguments)
    try:
        given.token = access_token.given(given.token_file)
    except (OSError, ValueError) as error:
        parser.error(_both("no_token_file", file=given.token_file or access_token.VARIABLE, reason=error))
    if not given.token:
        parser.error(_both("no_token"))
    return given


def _options(given: argparse.Namespace) -> Options:
    return Options(
        given.id, given.server, given.token, given.port, given.data_dir, given.printer, given.scanner
    )


def _both(key: str, /, **values: object) -> str:
    return " / ".join(say(f"kiosk.command.{key}", lang, **values) for lang in LANGUAGES)


if __name__ == "__main__":
    sys.exit(main())
