"""The window or full screen that the loop draws into, or a surface without one."""

import logging
import os

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


def closed() -> bool:
    """Whether somebody closed the window; takes all of its events."""
    return any(event.type == pygame.QUIT for event in pygame.event.get())
