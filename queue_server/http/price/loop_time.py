"""How much of the processor one piece of work took, without what others did while it waited."""

from collections.abc import Callable
from time import thread_time
from typing import Any

Measure = Callable[[], Callable[[], float]]
"""Begins to measure the work at hand; what it returns ends that, and says the seconds."""


def of_thread() -> Callable[[], float]:
    """Where each request has a thread of its own: the thread's processor time."""
    began = thread_time()
    return lambda: thread_time() - began


class OfGreenlets:
    """Where all requests share one thread, its time is divided among them at each switch from one to the other.

    Of the loop's thread there can be only one.
    """

    def __init__(self) -> None:
        # A server on threads does not have it.
        import greenlet

        self._current: Callable[[], object] = greenlet.getcurrent
        self._spent: dict[object, float] = {}
        self._since = thread_time()
        greenlet.settrace(self._switched)

    def __call__(self) -> Callable[[], float]:
        """Begins to measure the greenlet at hand, which is not measured yet."""
        mine = self._current()
        # What this greenlet did since the last switch, before this call, is not part of it.
        self._spent[mine] = self._since - thread_time()
        return lambda: self._end(mine)

    def _end(self, mine: object) -> float:
        return self._spent.pop(mine, 0.0) + thread_time() - self._since

    def _switched(self, _event: str, greenlets: tuple[Any, Any]) -> None:
        now = thread_time()
        left = greenlets[0]
        if left in self._spent:
            self._spent[left] += now - self._since
        self._since = now
