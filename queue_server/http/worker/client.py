"""The server's side of the worker: what a citizen waits for first, one task at a time, a second child beside reports.

Works with threads and under eventlet, whose patched sockets let other greenlets run while a form is made.
Never runs a task in the server's own process.
"""

from collections.abc import Mapping
from time import monotonic
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from queue_server.http.worker.child import Child, TaskTooHeavy, WorkerFailed
from queue_server.http.worker.turns import NoTurn, Place, Turns
from queue_server.http.worker.wire import Bounds, Header, Task

MOST_SECONDS = 30.0
"""How much of the processor's time a paper or a table may need; ours need a second or two."""
PATIENCE_SECONDS = 120.0
"""Ends a task that hangs. The worker gives way to everything else, so on a busy machine it is slow and not broken."""
SPARE_SECONDS = 20.0
"""After this time without work the second child ends, so that its memory is used only while reports hold citizens up."""
_STOP_SECONDS = 2.0
_Answer = TypeVar("_Answer", bound=BaseModel)


class Worker:
    """Hands tasks to the children; each new one is told `context`: `database`, `config_dir`, `data_dir`.

    The tasks go one by one to a child that stays. What a citizen waits for is not held up by a report that is being made: it
    goes to a second child, which starts when it is first needed and ends by itself when nobody has asked for a while.
    """

    def __init__(self, context: Mapping[str, str], spare_seconds: float = SPARE_SECONDS) -> None:
        self._children = {
            Place.USUAL: Child({**context, "log": "worker"}),
            Place.SPARE: Child({**context, "log": "worker-spare", "idle_seconds": spare_seconds}),
        }
        self._turns = Turns()
        self.counted: dict[tuple[str, str], int] = {}
        """How many tasks of each kind were done or failed, for whoever watches the server."""
        self.broken = False
        """Whether the child was lost at the last task, which was not too heavy: it died, hung or could not be started."""

    @property
    def pid(self) -> int | None:
        """The process id of the child that stays, or None while there is none."""
        return self._children[Place.USUAL].pid

    @property
    def waiting(self) -> int:
        """How many tasks wait for a child."""
        return self._turns.waiting

    @property
    def under_way(self) -> int:
        """How many tasks are being done: at most one by each child."""
        return self._turns.under_way

    @property
    def spare_pid(self) -> int | None:
        """The process id of the second child, or None while there is none."""
        return self._children[Place.SPARE].pid

    def call(self, task: Task, answer: type[_Answer], timeout: float = PATIENCE_SECONDS) -> _Answer:
        """What the task answers. Raises WorkerFailed."""
        return self.call_for_bytes(task, answer, timeout)[0]

    def call_for_bytes(
        self,
        task: Task,
        answer: type[_Answer],
        timeout: float = PATIENCE_SECONDS,
        most: float | None = None,
    ) -> tuple[_Answer, bytes]:
        """The task's answer and the file it made, empty if it makes none. Raises WorkerFailed or TaskTooHeavy.

        The seconds of `timeout` include the time until the worker is free. A child that takes longer is killed, so that
        the next task finds a fresh one. `most` are seconds of the processor's time for this task alone, which mean the
        same on a busy machine; a child that needs more of them is ended too.
        """
        try:
            bounds = Bounds(seconds=most, memory=task.most_memory).model_dump()
            message: Header = {"task": task.name, "payload": task.model_dump(mode="json"), "bounds": bounds}
            value, data = self._in_turn(message, task, timeout)
            answered = answer.model_validate(value)
        except WorkerFailed:
            self._count(task.name, "failed")
            raise
        except ValidationError as error:
            self._count(task.name, "failed")
            raise WorkerFailed(f"{task.name}: its answer is no {answer.__name__}") from error
        self._count(task.name, "done")
        return answered, data

    def _count(self, task: str, outcome: str) -> None:
        self.counted[task, outcome] = self.counted.get((task, outcome), 0) + 1

    def _in_turn(self, message: Header, task: Task, timeout: float) -> tuple[object, bytes]:
        until = monotonic() + timeout
        try:
            with self._turns.turn(task.urgency, timeout) as place:
                try:
                    header, data = self._children[place].ask(message, until, task.handed_in)
                except WorkerFailed as failed:
                    self.broken = not isinstance(failed, TaskTooHeavy)
                    raise
                self.broken = False
        except NoTurn as error:
            raise WorkerFailed(f"{task.name}: the worker is {error}") from error
        self._children[Place.SPARE].reap()
        if "memory" in header:
            raise TaskTooHeavy(f"{task.name}: needed too much memory")
        if "error" in header:
            raise WorkerFailed(f"{task.name}: {header['error']}")
        return header["value"], data

    def close(self) -> None:
        """Ends the children and refuses further tasks; a task under way is cut off after two seconds."""
        self._turns.close(_STOP_SECONDS)
        for child in self._children.values():
            child.close()
