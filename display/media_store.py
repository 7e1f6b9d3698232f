"""The announcements' files on this machine: fetched by digest, made as large as the screen, kept while the server is away.

It runs in a thread of its own and hands over what is ready; it decides nothing about what is shown.
"""

import hashlib
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pygame

from display.slides import Slide

_LOG = logging.getLogger("motcua.display")
_LARGEST = (1920, 1920)
Ask = Callable[[str], bytes | None]
"""GET of a path at the server: the answer's body, or None."""


class MediaStore:
    """The pictures of one screen. `failed` and `videos` count what it cannot show."""

    def __init__(self, folder: Path, ask: Ask) -> None:
        self._folder = folder
        self._ask = ask
        self.failed = 0
        self.videos = 0
        self.complete = False
        """Whether everything on the server's list is here, or was tried and cannot be shown."""

    def refresh(self) -> tuple[Slide, ...] | None:
        """The slides that are ready now; None when the server's list cannot be had: what is shown stays."""
        self.complete = False
        answer = self._ask("/api/v1/devices/me/media")
        try:
            listed: list[dict[str, Any]] = json.loads(answer or b"")
            pictures = [row for row in listed if str(row["type"]).startswith("image/")]
            slides = [(row, self._picture(str(row["sha256"]))) for row in pictures]
            self.videos = len(listed) - len(pictures)
            ready = tuple(_slide(row, path) for row, path in slides if path is not None)
        except (ValueError, KeyError, TypeError):
            return None
        self.failed = len(pictures) - len(ready)
        self.complete = True
        self._forget({str(row["sha256"]) for row in pictures})
        return ready

    def _picture(self, digest: str) -> Path | None:
        """Where the picture lies, fetched now if need be; None where it cannot be had or opened."""
        target = self._folder / f"{digest}.png"
        if target.is_file():
            return target
        data = self._ask(f"/media/{digest}")
        if data is None or hashlib.sha256(data).hexdigest() != digest:
            return None
        fetched = self._folder / f"{digest}.part"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            fetched.write_bytes(data)
            picture = pygame.image.load(str(fetched))
            share = min(1.0, *(most / side for most, side in zip(_LARGEST, picture.get_size(), strict=True)))
            if share < 1:
                size = (round(picture.get_width() * share), round(picture.get_height() * share))
                deep = picture if picture.get_bitsize() >= 24 else picture.convert_alpha()
                picture = pygame.transform.smoothscale(deep, size)
            ready = self._folder / f"{digest}.ready.png"
            pygame.image.save(picture, str(ready))
            ready.replace(target)
        except (OSError, pygame.error, ValueError) as error:
            _LOG.warning("the picture %s… cannot be shown: %s", digest[:12], error)
            return None
        finally:
            fetched.unlink(missing_ok=True)
        return target

    def _forget(self, wanted: set[str]) -> None:
        if not self._folder.is_dir():
            return
        for file in self._folder.glob("*.png"):
            if file.stem not in wanted:
                file.unlink(missing_ok=True)


def _slide(row: dict[str, Any], path: Path) -> Slide:
    return Slide(
        str(row["sha256"]), str(path), int(row["seconds"]), row.get("from_day"), row.get("until_day")
    )
