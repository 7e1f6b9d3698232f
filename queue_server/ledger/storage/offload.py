"""How work that takes long and releases the interpreter is done beside the requests; each kind of server has its own way."""

from collections.abc import Callable
from typing import ParamSpec, Protocol, TypeVar

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


class Offload(Protocol):
    """Runs work so that others go on meanwhile."""

    def __call__(
        self, work: Callable[_Given, _Result], /, *arguments: _Given.args, **named: _Given.kwargs
    ) -> _Result:
        """What the work returns; raises what it raises."""


def at_once(work: Callable[_Given, _Result], /, *arguments: _Given.args, **named: _Given.kwargs) -> _Result:
    """Runs the work here: nobody else waits, or this request has a thread of its own."""
    return work(*arguments, **named)
