"""The window or full screen that the loop draws into, or a surface without one."""

import logging
import os
from dataclasses import dataclass

import pygame

_LOG = logging.getLogger("motcua.display")
_WINDOWED = (1280, 720)
_HEADLESS = (1920, 1080)


def open_window(windowed: bool, headless: bool, size: tuple[int, int] | None = None) -> pygame.Surface:
    """The surface of the screen; a machine without a screen goes on headless, at 1920 × 1080 or the size given."""
    # Without a GPU, SDL's accelerated framebuffer cost 41–63 % of a core, the plain one under 10 %.
    os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")
    if not headless:
        try:
            pygame.display.init()
            return _show(windowed, size)
        except pygame.error as error:
            _LOG.warning("no screen on this machine, going on without: %s", error)
            pygame.display.quit()
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    pygame.display.init()
    return pygame.display.set_mode(size or _HEADLESS)


def _show(windowed: bool, size: tuple[int, int] | None) -> pygame.Surface:
    pygame.display.set_caption("Một Cửa")
    if windowed:
        return pygame.display.set_mode(size or _WINDOWED, pygame.RESIZABLE)
    surface = pygame.display.set_mode((0, 0), pygame.FULLSCREEN)
    pygame.mouse.set_visible(False)
    return surface


@dataclass(frozen=True, slots=True)
class Happened:
    """What the system has told since it was asked last."""

    closed: bool
    """Somebody closed the window."""
    sound_lost: bool
    """The sound card that was open is gone: unplugged, or switched off with the TV."""


def happened() -> Happened:
    """Takes all that the system tells this program."""
    events = pygame.event.get()
    return Happened(
        any(event.type == pygame.QUIT for event in events),
        # A card that was not open has the number 0 (SDL_AudioDeviceEvent).
        any(e.type == pygame.AUDIODEVICEREMOVED and e.which and not e.iscapture for e in events),
    )
