"""A video between calls: decoded and scaled in a thread of its own, a few frames ahead of the screen, without sound.

Frames that come too late are dropped; the loop that draws and speaks never waits for one. The decoder (PyAV) is optional and
imported only here, once there is a video to look at.
"""

import logging
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import pygame

if TYPE_CHECKING:
    from av import VideoFrame
    from av.video.stream import VideoStream

_LOG = logging.getLogger("motcua.display")
MOST_A_SECOND = 25
MOST_PIXELS = 1920 * 1920
"""Larger videos are left out: decoding takes one core at most."""
_ROUNDED = 0.002
"""Moments in files are rounded to milliseconds."""
_AHEAD = 3
_LATE = 0.1
_STANDSTILL = 1.0
"""A machine that is too slow for a video shows a late frame at least every this many seconds."""
_LEAST_SECONDS = 1.0
"""How long a file that has broken is left alone, so that it is not tried in every round of the loop."""
_NICE = 10


def can_play() -> bool:
    """Whether the decoder is installed. Imports it, which takes a moment: for a thread of its own."""
    try:
        import av  # noqa: F401  # whether it can be imported is the question
    except ImportError:
        return False
    return True


def check(path: Path) -> None:
    """Decodes the first frame. Raises ValueError or OSError for a file that cannot be shown."""
    with _opened(path) as (video, frames):
        if video.width * video.height > MOST_PIXELS:
            raise ValueError(f"{video.width}×{video.height} pixels are too many")
        if next(frames, None) is None:
            raise ValueError("a video without a picture")


class Film:
    """One showing of a video, from its first frame on, whole and undistorted within `room` (width and height in pixels)."""

    def __init__(self, path: Path, room: tuple[int, int], clock: Callable[[], float] = monotonic) -> None:
        self._path, self._room, self._clock = path, room, clock
        self._began = clock()
        self._ready: deque[tuple[float, pygame.Surface]] = deque()
        self._changed = threading.Condition()
        self._closed = self._done = False
        self.thread = threading.Thread(target=self._run, name="film", daemon=True)
        self.thread.start()

    def due(self, now: float) -> pygame.Surface | None:
        """The newest frame whose moment has come, once; None while the last one stays. Never waits for the decoder."""
        frame = None
        with self._changed:
            while self._ready and self._ready[0][0] <= now:
                frame = self._ready.popleft()[1]
            self._changed.notify()
        return frame

    def over(self, now: float) -> bool:
        """Whether its last frame was shown, or none will ever come."""
        return self._done and not self._ready and now >= self._began + _LEAST_SECONDS

    def close(self) -> None:
        """Ends it; returns at once, the thread frees the decoder within one frame."""
        with self._changed:
            self._closed = True
            self._ready.clear()
            self._changed.notify()

    def _run(self) -> None:
        if sys.platform == "linux":
            # On Linux this lowers the priority of this thread only: calls and speech come first.
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
        try:
            self._decode()
        except (OSError, ValueError, ImportError, pygame.error) as error:
            _LOG.warning("a video could not be shown to its end: %s", error)
        finally:
            self._done = True

    def _decode(self) -> None:
        with _opened(self._path) as (video, frames):
            start: float | None = None
            first, following, shown = 0.0, 0.0, float("-inf")
            for frame in frames:
                moment = float(frame.time or 0.0)
                if start is None:
                    start, first = self._clock(), moment
                    following = start
                at = start + moment - first
                late = self._clock() - at > _LATE
                # A decoder that lags behind skips what no other frame builds on.
                video.codec_context.skip_frame = "NONREF" if late else "DEFAULT"
                wanted = at >= shown + _STANDSTILL if late else at >= following - _ROUNDED
                if wanted:
                    following, shown = max(following + 1 / MOST_A_SECOND, at), at
                    self._hand_over(at, _surface(frame, _size(video, frame, self._room)))
                if self._closed:
                    return

    def _hand_over(self, at: float, surface: pygame.Surface) -> None:
        """Waits for room among the frames ahead, or for the end of the film."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or len(self._ready) < _AHEAD)
            if not self._closed:
                self._ready.append((at, surface))


@contextmanager
def _opened(path: Path) -> Iterator[tuple["VideoStream", Iterator["VideoFrame"]]]:
    """The video stream and its frames. The name says the format: nothing else, as a list of other files, is read."""
    import av

    try:
        with av.open(str(path), format=path.suffix.removeprefix(".")) as container:
            if not container.streams.video:
                raise ValueError("no video within")
            video = container.streams.video[0]
            # One core: the others belong to the ticker and the voice.
            video.codec_context.thread_count = 1
            yield video, container.decode(video)
    except av.FFmpegError as error:
        raise ValueError(str(error)) from error


def _size(video: "VideoStream", frame: "VideoFrame", room: tuple[int, int]) -> tuple[int, int]:
    """As large as the room allows, before it is turned upright."""
    width, height = frame.width * float(video.sample_aspect_ratio or 1), frame.height
    across, down = room if frame.rotation % 180 == 0 else room[::-1]
    share = min(across / width, down / height)
    return max(1, round(width * share)), max(1, round(height * share))


def _surface(frame: "VideoFrame", size: tuple[int, int]) -> pygame.Surface:
    scaled = frame.reformat(*size, format="rgb0", threads=1)
    plane = scaled.planes[0]
    surface = pygame.image.frombuffer(plane, size, "RGBX", plane.line_size)
    # Telephones write upright videos lying down, with a note.
    return pygame.transform.rotate(surface, frame.rotation) if frame.rotation % 360 else surface
