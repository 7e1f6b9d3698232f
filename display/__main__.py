"""`motcua display`: opens screen, loudspeaker and link of a lobby TV and runs its loop until it is stopped.

The only file of the display that wires its parts.
"""

import os

# Before pygame is imported anywhere: it greets on standard output otherwise.
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import argparse
import re
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pygame

from display.clips import listing
from display.drawing.window import open_window
from display.loop import Loop
from display.screenshot import serve
from display.uplink import Uplink
from display.voice.loudspeaker import Loudspeaker, convert
from display.voice.pack import Pack, default_cache
from display.voice.recordings import Recording
from shared.launch import access_token
from shared.launch.systemd import RESTART_STATUS
from shared.logs import journal as logs
from shared.text.messages import LANGUAGES, say

RECORDINGS = "recordings"
"""The folder in the data directory that holds a centre's own clips."""


class CannotStart(Exception):
    """What a person at the terminal has to mend first, in both languages."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the display; returns the exit status."""
    options = _options(arguments)
    if options.clips:
        return _clips(options)
    logs.start("display", None if options.data_dir is None else options.data_dir / "logs", options.log_format)
    try:
        return _run(options)
    except CannotStart as error:
        print(error, file=sys.stderr)
        return 1


def _run(options: argparse.Namespace) -> int:
    token = _token(options.token_file)
    surface = open_window(options.windowed, options.headless, options.size)
    cache = options.data_dir or default_cache()
    pack = Pack(cache, _recordings(options), convert)
    loudspeaker = Loudspeaker(pack, mute=options.mute)
    loop = Loop(surface, loudspeaker, options.id, options.lang)
    started = datetime.now(UTC)
    recordings: list[Recording] = []

    def report() -> dict[str, object]:
        detail: dict[str, object] = {
            "sound": loudspeaker.works,
            "screen": "{}x{}".format(*surface.get_size()),
            "layout": loop.state.settings.layout,
            # By the server's clock, since this machine's own may be wrong.
            "started": loop.state.local(started).isoformat(timespec="seconds"),
        }
        if loudspeaker.works and not recordings:
            # Other formats than WAV are read by the mixer, so it has to be open.
            recordings.extend(pack.recorded())
        bad = sum(recording.trouble is not None for recording in recordings)
        if recordings:
            detail |= {"recordings": len(recordings) - bad, "recordings_bad": bad}
        media = uplink.media
        failed = 0 if media is None else media.failed
        if media is not None and loop.state.settings.shows_slides:
            shown = len(loop.state.slides.every)
            detail |= {"pictures": shown, "pictures_failed": failed, "videos_left_out": media.videos}
        silent = not loudspeaker.works and not options.mute
        return {"state": "warning" if silent or bad or failed else "ok", "detail": detail}

    uplink = Uplink(
        options.server,
        token,
        loop.messages.put,
        report,
        loop.frames,
        lambda: loop.picture_version,
        cache / "media" / options.id,
    )
    loop.reconnect = uplink.reconnect
    loop.fetch_slides = uplink.fetch_slides
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
        loop.close()
        loudspeaker.close()
        pygame.display.quit()
        if pictures is not None:
            pictures.shutdown()
            pictures.server_close()
        logs.event("stopped", restart=loop.restart)
    return RESTART_STATUS if loop.restart else 0


def _clips(options: argparse.Namespace) -> int:
    """Prints the list of clips and what is wrong with the recordings."""
    folder = _recordings(options) or (options.data_dir or default_cache()) / RECORDINGS
    # Other formats than WAV are read by the mixer, which needs no sound card for that.
    os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
    loudspeaker = Loudspeaker(Pack(options.data_dir or default_cache()), mute=False, generate=False)
    text, good = listing(Pack(options.data_dir or default_cache(), folder, convert), folder, options.lang)
    loudspeaker.close()
    print(text)
    return 0 if good else 1


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="motcua display", description=_both("description"))
    parser.add_argument("--id", metavar="ID", help=_both("id"))
    parser.add_argument("--server", metavar="URL", help=_both("server"))
    parser.add_argument("--token-file", type=Path, metavar="F", help=_both("token_file"))
    look = parser.add_mutually_exclusive_group()
    look.add_argument("--windowed", action="store_true", help=_both("windowed"))
    look.add_argument("--headless", action="store_true", help=_both("headless"))
    parser.add_argument("--size", type=_size, metavar="WxH", help=_both("size"))
    parser.add_argument("--screenshot-port", type=int, metavar="P", help=_both("screenshot_port"))
    parser.add_argument("--data-dir", type=Path, metavar="D", help=_both("data_dir"))
    parser.add_argument("--voice-dir", type=Path, metavar="V", help=_both("voice_dir"))
    parser.add_argument("--mute", action="store_true", help=_both("mute"))
    parser.add_argument("--lang", choices=LANGUAGES, default="vi", help=_both("lang"))
    parser.add_argument("--clips", action="store_true", help=_both("clips"))
    logs.add_option(parser)
    options = parser.parse_args(arguments)
    if not options.clips and not (options.id and options.server):
        parser.error(_both("needed"))
    return options


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{3,5})x(\d{3,5})", text)
    if found is None:
        raise argparse.ArgumentTypeError(_both("size_wrong"))
    return int(found[1]), int(found[2])


def _token(file: Path | None) -> str:
    try:
        token = access_token.given(file)
    except (OSError, ValueError) as error:
        named = file or access_token.VARIABLE
        raise CannotStart(_both("token_unreadable", file=named, reason=error)) from None
    if not token:
        raise CannotStart(_both("no_token"))
    return token


def _recordings(options: argparse.Namespace) -> Path | None:
    """The folder of recordings: as told, else in the data directory, else `config/voice` of the checkout, else None."""
    if options.voice_dir is not None:
        return Path(options.voice_dir)
    checkout = Path(__file__).resolve().parent.parent / "config" / "voice"
    own = [] if options.data_dir is None else [options.data_dir / RECORDINGS]
    return next((folder for folder in (*own, checkout) if folder.is_dir()), None)


def _both(key: str, **values: object) -> str:
    return " / ".join(say(f"display.help.{key}", lang, **values) for lang in LANGUAGES)


if __name__ == "__main__":
    sys.exit(main())
