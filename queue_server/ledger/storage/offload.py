"""How work that takes long and releases the interpreter is done beside the requests; each kind of server has its own way."""

from collections.abc import Callable
from typing import ParamSpec, Protocol, TypeVar

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


class Offload(Protocol):
    """Runs work in such a way that other requests go on meanwhile."""

    def __call__(
        self, work: Callable[_Given, _Result], /, *arguments: _Given.args, **named: _Given.kwargs
    ) -> _Result:
        """Returns what the work returns; raises what it raises."""


def at_once(work: Callable[_Given, _Result], /, *arguments: _Given.args, **named: _Given.kwargs) -> _Result:
    """Runs the work in this thread, where nobody else waits or the request has the thread for itself."""
    return work(*arguments, **named)
