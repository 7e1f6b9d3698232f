"""The announcements' files on this machine: fetched by digest, made as large as the screen, kept while the server is away.

It runs in a thread of its own and hands over what is ready; `display.slides` says what is shown.
"""

import hashlib
import json
import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pygame

from display import film
from display.slides import Slide
from shared.wire.light import plain
from shared.wire.light.board import Media

_LOG = logging.getLogger("motcua.display")
_LARGEST = (1920, 1920)
_FILMS = {"video/mp4": ".mp4", "video/webm": ".webm"}
Ask = Callable[[str], bytes | None]
"""GET of a path at the server: the answer's body, or None."""


class MediaStore:
    """The pictures and videos of one screen. `failed` and `videos` count what it cannot show."""

    def __init__(self, folder: Path, ask: Ask) -> None:
        self._folder = folder
        self._ask = ask
        self.failed = 0
        self.videos = 0
        """Videos that are left out because this machine has no decoder."""
        self.complete = False
        """Whether everything on the server's list is here, or came and cannot be shown."""
        self._came = True

    def refresh(self) -> tuple[Slide, ...] | None:
        """The slides that are ready now; None when the server's list cannot be had: what is shown stays."""
        self.complete, self._came = False, True
        answer = self._ask("/api/v1/devices/me/media")
        try:
            listed = plain.read(tuple[Media, ...], json.loads(answer or b""))
        except (ValueError, RecursionError):
            if answer:
                _LOG.warning("the list of announcements cannot be read")
            return None
        plays = any(row.type in _FILMS for row in listed) and film.can_play()
        kinds = ("image/", *_FILMS) if plays else ("image/",)
        wanted = [row for row in listed if row.type.startswith(kinds)]
        slides = [(row, self._file(row)) for row in wanted]
        self.videos = len(listed) - len(wanted)
        ready = tuple(_slide(row, path) for row, path in slides if path is not None)
        self.failed = len(wanted) - len(ready)
        self.complete = self._came
        self._forget({row.sha256 for row in wanted})
        return ready

    def _file(self, row: Media) -> Path | None:
        """Where the announcement lies, fetched now if need be; None where it cannot be had or opened."""
        digest, suffix = row.sha256, _FILMS.get(row.type, ".png")
        target = self._folder / f"{digest}{suffix}"
        if target.is_file():
            return target
        data = self._ask(f"/media/{digest}")
        if data is None:
            # The network or a busy server: it is asked for again.
            self._came = False
            return None
        if hashlib.sha256(data).hexdigest() != digest:
            return None
        fetched, ready = self._folder / f"{digest}.part", self._folder / f"{digest}.ready{suffix}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if suffix == ".png":
                fetched.write_bytes(data)
                pygame.image.save(_as_large_as_a_screen(fetched), str(ready))
            else:
                ready.write_bytes(data)
                film.check(ready)
            ready.replace(target)
        except (OSError, pygame.error, ValueError) as error:
            _LOG.warning("the announcement %s… cannot be shown: %s", digest[:12], error)
            return None
        finally:
            fetched.unlink(missing_ok=True)
            ready.unlink(missing_ok=True)
        return target

    def _forget(self, wanted: set[str]) -> None:
        if not self._folder.is_dir():
            return
        for file in self._folder.iterdir():
            if file.suffix in (".png", *_FILMS.values()) and file.stem not in wanted:
                # One that is on the screen now may be held until it ends: then it goes with a later list.
                with suppress(OSError):
                    file.unlink()


def _as_large_as_a_screen(file: Path) -> pygame.Surface:
    picture = pygame.image.load(str(file))
    share = min(1.0, *(most / side for most, side in zip(_LARGEST, picture.get_size(), strict=True)))
    if share == 1:
        return picture
    size = (round(picture.get_width() * share), round(picture.get_height() * share))
    deep = picture if picture.get_bitsize() >= 24 else picture.convert_alpha()
    return pygame.transform.smoothscale(deep, size)


def _slide(row: Media, path: Path) -> Slide:
    return Slide(row.sha256, str(path), row.seconds, row.from_day, row.until_day, film=row.type in _FILMS)
