"""What WSGI's functions are given and answer, where the standard library has no short name for it."""

from collections.abc import Callable
from types import TracebackType

ErrorInHand = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]
"""The error that an answer is about, as `sys.exc_info` tells it."""
Write = Callable[[bytes], object]
"""The old way to send a body, which nobody here uses and every server must offer."""
