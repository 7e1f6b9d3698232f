"""`motcua display`: opens screen, loudspeaker and link of a lobby TV and runs its loop until it is stopped.

The only file of the display that wires its parts; it holds no rules.
"""

import os

# Before pygame is imported anywhere: it greets on standard output otherwise.
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pygame

from display.loop import Loop
from display.screenshot import serve
from display.uplink import Uplink
from display.voice.loudspeaker import Loudspeaker, convert
from display.voice.pack import Pack, default_cache
from display.window import open_window
from shared import logs
from shared.text.messages import LANGUAGES, say


class CannotStart(Exception):
    """What a person at the terminal has to mend first, in both languages."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the display; returns the exit status."""
    options = _options(arguments)
    logs.start("display", None if options.data_dir is None else options.data_dir / "logs", options.log_format)
    try:
        return _run(options)
    except CannotStart as error:
        print(error, file=sys.stderr)
        return 1


def _run(options: argparse.Namespace) -> int:
    token = _token(options.token_file)
    surface = open_window(options.windowed, options.headless)
    pack = Pack(options.data_dir or default_cache(), options.voice_dir or _recordings(), convert)
    loudspeaker = Loudspeaker(pack, mute=options.mute)
    loop = Loop(surface, loudspeaker, options.id, options.lang)
    silent = not loudspeaker.works and not options.mute and not options.headless

    def report() -> dict[str, Any]:
        detail = {"sound": loudspeaker.works, "screen": "{}x{}".format(*surface.get_size())}
        return {"state": "warning" if silent else "ok", "detail": detail}

    uplink = Uplink(
        options.server, token, loop.messages.put, report, loop.frames, lambda: loop.picture_version
    )
    loop.reconnect = uplink.reconnect
    for name in ("SIGINT", "SIGTERM"):
        signal.signal(getattr(signal, name), lambda *_: loop.stop())
    pictures = None
    if options.screenshot_port is not None:
        try:
            pictures = serve(options.screenshot_port, loop.frames, lambda: loop.state)
        except OSError:
            raise CannotStart(_both("port_taken", port=options.screenshot_port)) from None
    uplink.start()
    logs.event("started", display=options.id, sound=loudspeaker.works)
    try:
        loop.run()
    finally:
        uplink.stop()
        loudspeaker.close()
        pygame.display.quit()
        if pictures is not None:
            pictures.shutdown()
            pictures.server_close()
        logs.event("stopped")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="motcua display", description=_both("description"))
    parser.add_argument("--id", required=True, metavar="ID", help=_both("id"))
    parser.add_argument("--server", required=True, metavar="URL", help=_both("server"))
    parser.add_argument("--token-file", type=Path, metavar="F", help=_both("token_file"))
    look = parser.add_mutually_exclusive_group()
    look.add_argument("--windowed", action="store_true", help=_both("windowed"))
    look.add_argument("--headless", action="store_true", help=_both("headless"))
    parser.add_argument("--screenshot-port", type=int, metavar="P", help=_both("screenshot_port"))
    parser.add_argument("--data-dir", type=Path, metavar="D", help=_both("data_dir"))
    parser.add_argument("--voice-dir", type=Path, metavar="V", help=_both("voice_dir"))
    parser.add_argument("--mute", action="store_true", help=_both("mute"))
    parser.add_argument("--lang", choices=LANGUAGES, default="vi", help=_both("lang"))
    logs.add_option(parser)
    return parser.parse_args(arguments)


def _token(file: Path | None) -> str:
    token = os.environ.pop("MOTCUA_TOKEN", "").strip()
    if file is not None:
        try:
            token = file.read_text("utf-8").strip()
        except (OSError, ValueError) as error:
            raise CannotStart(_both("token_unreadable", file=file, reason=error)) from None
    if not token:
        raise CannotStart(_both("no_token"))
    return token


def _recordings() -> Path | None:
    """`config/voice` of the checkout, where a centre keeps its own recordings; None where it has none."""
    folder = Path(__file__).resolve().parent.parent / "config" / "voice"
    return folder if folder.is_dir() else None


def _both(key: str, **values: object) -> str:
    return " / ".join(say(f"display.help.{key}", lang, **values) for lang in LANGUAGES)


if __name__ == "__main__":
    sys.exit(main())
