"""`motcua printer`: a virtual printer as a program of its own, with its page."""

import argparse
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from kiosk.api import guard
from kiosk.api.listener import listen
from kiosk.printer.escpos_job import WIDTHS
from kiosk.virtual_printer import Roll, VirtualDevice, blueprint
from shared.text.messages import LANGUAGES, say
from shared.web import assets


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the printer until SIGTERM or Ctrl-C; returns the exit status."""
    parser = argparse.ArgumentParser(prog="motcua printer", description=_both("printer_about"))
    parser.add_argument("--port", type=int, required=True, metavar="P", help=_both("printer_port"))
    parser.add_argument("--page-port", type=int, metavar="Q", help=_both("printer_page_port"))
    parser.add_argument("--data-dir", type=Path, metavar="D", help=_both("printer_data_dir"))
    parser.add_argument(
        "--paper-mm", type=int, default=80, choices=sorted(WIDTHS), help=_both("printer_paper")
    )
    given = parser.parse_args(arguments)
    stop = threading.Event()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: stop.set())
    with _folder(given.data_dir) as folder:
        return _run(given, folder, stop)


@contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    """The folder of the papers; one that nobody named is deleted at the end, since papers have names on them."""
    if given is not None:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="motcua-printer-") as made:
        yield Path(made)


def _run(given: argparse.Namespace, folder: Path, stop: threading.Event) -> int:
    try:
        roll = Roll(
            folder / "papers", lambda number: print(_both("printer_printed_paper", number=number), flush=True)
        )
        device = VirtualDevice(roll, WIDTHS[given.paper_mm], port=given.port)
        web = listen(_site(device, given.page_port), given.page_port) if given.page_port else None
    except OSError as error:
        print(_both("cannot_start", reason=error), file=sys.stderr)
        return 1
    device.start()
    print(_both("printer_ready", address=f"tcp://127.0.0.1:{device.port}", folder=folder), flush=True)
    if web is not None:
        threading.Thread(target=web.serve_forever, daemon=True).start()
        print(f"http://127.0.0.1:{given.page_port}/paper", flush=True)
    while not stop.wait(1.0):
        pass
    if web is not None:
        web.shutdown()
        web.server_close()
    device.stop()
    return 0


def _site(device: VirtualDevice, port: int) -> Flask:
    app = Flask(__name__, static_folder=None)
    guard.install(app, port)
    app.register_blueprint(assets.blueprint())
    app.register_blueprint(blueprint(device))
    return app


def _both(key: str, /, **values: object) -> str:
    return " / ".join(say(f"kiosk.command.{key}", lang, **values) for lang in LANGUAGES)


if __name__ == "__main__":
    sys.exit(main())
