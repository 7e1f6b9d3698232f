"""The one loop that moves the display's state, draws it and speaks. Threads only queue messages for it."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from queue import Empty, SimpleQueue

import pygame

from display import announcements as calls
from display import slides
from display.drawing import window
from display.drawing.screen import Screen
from display.screenshot import Frames
from display.state import Message, at, start, take
from display.view import View, compose
from display.voice.loudspeaker import Loudspeaker
from shared.launch import systemd
from shared.wire.vocabulary import FactType

FRAME_SECONDS = 1 / 30
_STILL_SECONDS = 0.2
_ALIVE_SECONDS = 5.0
WARN_SECONDS = 20.0
"""How many seconds after the beginning of an emergency's announcement it is spoken again."""
LEAST_WARNING = 60
"""The least volume in an emergency, also for a screen that is set to be soft or silent."""
_STUCK_SECONDS = 5.0
"""A sound card that is still busy this many seconds after the end of an announcement counts as stuck."""


class Loop:
    """The display at work: `run` returns when it is stopped."""

    def __init__(self, surface: pygame.Surface, loudspeaker: Loudspeaker, device: str, lang: str) -> None:
        self.messages: SimpleQueue[Message] = SimpleQueue()
        self.frames = Frames(self.wake)
        self.state = start(datetime.now(UTC))
        self.reconnect: Callable[[], None] = lambda: None
        self.fetch_slides: Callable[[], None] = lambda: None
        """Asks for the announcements anew: somebody changed them."""
        self.restart = False
        """Whether a supervisor asked for a restart: the program that started this one has to start it again."""
        self._warn_at = 0.0
        self._surface = surface
        self._size = surface.get_size()
        self._screen = Screen(surface)
        self._loudspeaker = loudspeaker
        self._device, self._lang = device, lang
        self._stopping = False
        self._told_alive = float("-inf")
        self._view: tuple[object, View] | None = None

    @property
    def picture_version(self) -> int:
        """Changes when the picture does, the ticker's place apart."""
        return self._screen.changes

    def wake(self) -> None:
        """Has the loop go round once more now."""
        self.messages.put(Message("wake", datetime.now(UTC)))

    def stop(self) -> None:
        """Has `run` return soon; may be called from a signal handler."""
        self._stopping = True

    def close(self) -> None:
        """Ends a video that is still shown; after `run`."""
        self._screen.close()

    def run(self) -> None:
        """Draws and speaks until stopped or until the window is closed."""
        next_frame = time.monotonic()
        while not self._stopping:
            self._take_messages(next_frame)
            happened = window.happened()
            if happened.closed:
                return
            if happened.sound_lost:
                self._loudspeaker.lost()
            now = time.monotonic()
            self.state = at(self.state, datetime.now(UTC))
            self._announce(now)
            self._turn_slides(now)
            moving = self._draw(now)
            self.frames.offer(self._surface)
            self._tell_alive(now)
            next_frame = now + (FRAME_SECONDS if moving else _STILL_SECONDS)

    def _tell_alive(self, now: float) -> None:
        """Tells systemd when the first picture is drawn, and from then on that the loop is running."""
        if now - self._told_alive >= _ALIVE_SECONDS:
            first, self._told_alive = self._told_alive == float("-inf"), now
            systemd.notify("READY=1" if first else "WATCHDOG=1")

    def _take_messages(self, until: float) -> None:
        """Sleeps until the next frame or a message, then takes all that wait."""
        try:
            message = self.messages.get(timeout=max(0.0, until - time.monotonic()))
            while True:
                self._take(message)
                message = self.messages.get_nowait()
        except Empty:
            return

    def _take(self, message: Message) -> None:
        alarmed = self.state.emergency
        self.state = take(self.state, message)
        if message.kind == "settings":
            self._loudspeaker.words = bool(self.state.settings.voice)
            self._loudspeaker.english = self.state.settings.voice == "vi+en"
            if self.state.wants_snapshot:
                self.reconnect()
        if (
            message.kind == "fact"
            and isinstance(message.data, dict)
            and message.data.get("type") == FactType.MEDIA_CHANGED
        ):
            self.fetch_slides()
        if message.kind == "restart":
            self.restart = True
            self.stop()
        if self.state.emergency != alarmed:
            # A call must not go on into the emergency, nor the warning beyond its end.
            self._loudspeaker.stop()
            self._warn_at = 0.0

    def _warn(self, now: float) -> None:
        """Says it at once, and again and again until it is over."""
        if now >= self._warn_at and not self._loudspeaker.playing:
            self._loudspeaker.warn(max(self.state.settings.volume, LEAST_WARNING))
            self._warn_at = now + WARN_SECONDS

    def _turn_slides(self, now: float) -> None:
        today = self.state.local(datetime.now(UTC)).date()
        turned = slides.step(
            self.state.slides, now, today, self.state.free_for_slides, self._screen.film_over(now)
        )
        if turned is not self.state.slides:
            self.state = replace(self.state, slides=turned)

    def _announce(self, now: float) -> None:
        if self.state.emergency:
            self._warn(now)
            return
        self._loudspeaker.volume = self.state.volume(datetime.now(UTC))
        showing = self.state.announcements.showing
        believed = showing is None or now < showing.spoken_until + _STUCK_SECONDS
        playing = believed and self._loudspeaker.playing
        announcements, started = calls.step(self.state.announcements, now, self._loudspeaker.seconds, playing)
        if announcements is not self.state.announcements:
            self.state = replace(self.state, announcements=announcements)
        if started is not None:
            self._loudspeaker.say(started.call, started.times)

    def _draw(self, now: float) -> bool:
        """Draws what changed; returns whether the next frame differs by itself."""
        showing = self.state.announcements.showing
        pulse = calls.pulse(showing, now)
        shown = pygame.display.get_surface()
        if shown is not None and shown.get_size() != self._size:
            # Somebody gave the window another size.
            self._screen.close()
            self._surface, self._size = shown, shown.get_size()
            self._screen = Screen(shown)
        changed = self._screen.draw(self._compose(), now, pulse)
        if changed:
            pygame.display.update(changed)
        pulsing = showing is not None and now < showing.pulses[-1][1]
        return self._screen.moves or pulsing

    def _compose(self) -> View:
        local = self.state.local(datetime.now(UTC))
        key = (self.state, local.hour, local.minute)
        if self._view is None or self._view[0] != key:
            turns, shown, settings = self.state.slides.turns, self.state.slides.shown, self.state.settings
            view = compose(
                self.state.board,
                self.state.announcements,
                self.state.link,
                local,
                self._device,
                self._lang,
                settings.layout,
                settings.counter,
                None if shown is None else shown.path,
                turns if shown is not None and shown.film else None,
            )
            self._view = (key, view)
        return self._view[1]
