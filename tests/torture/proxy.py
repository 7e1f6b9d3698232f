"""A TCP proxy on loopback whose connections can be cut, delayed, silenced, or lose answers on the way.

Of what passes it recognises only "POST ", the beginning of a deed.

One thread runs all lines; every public function may be called from any thread.
"""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

_PIECE = 65536
_LOOK = 0.02
_CONNECT_WITHIN = 2.0

_DEED, _ISSUE = b"POST ", b"POST /api/v1/tickets HTTP"
Moment = Literal["request", "answer", "issue_request", "issue_answer"]
"""When a deed goes up, when its answer comes down, and the same for a new number only."""
Shot = Callable[[int], None]


@dataclass(eq=False)
class _Connection:
    """A client's connection and the one behind it."""

    ends: list[asyncio.StreamWriter] = field(default_factory=list)
    target: int = 0
    asked: str = ""
    """What went up whose answer has not begun to come down: "deed", "issue" or nothing."""

    def abort(self) -> None:
        for end in self.ends:
            end.transport.abort()


@dataclass
class _Aim:
    moment: Moment
    target: int
    delay: float
    shoot: Shot


class Line:
    """One listening port and what stands behind it: the first target that takes a connection."""

    def __init__(self, proxy: "Proxy", name: str, targets: Sequence[int]) -> None:
        self.name = name
        self.port = 0
        self.targets = tuple(targets)
        self._proxy = proxy
        self._connections: set[_Connection] = set()
        self._held_until = self._slow_until = self._mute_until = 0.0
        self._slow_by = 0.0

    def cut(self) -> None:
        """Breaks every connection of this line now."""
        self._proxy.call(self._cut)

    def hold(self, seconds: float) -> None:
        """Nothing passes for so long; then what was held goes on, late."""
        self._held_until = time.monotonic() + seconds

    def slow(self, seconds: float, by: float) -> None:
        """Each piece comes later by `by` seconds, for so long."""
        self._slow_until, self._slow_by = time.monotonic() + seconds, by

    def mute(self, seconds: float) -> None:
        """Requests pass, answers are lost and their connections broken, for so long."""
        self._mute_until = time.monotonic() + seconds

    def clear(self) -> None:
        """Everything passes again."""
        self._held_until = self._slow_until = self._mute_until = 0.0

    def _cut(self) -> None:
        for connection in list(self._connections):
            connection.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client's connection."""
        connection = _Connection([writer])
        self._connections.add(connection)
        try:
            await self._gate()
            for target in self.targets:
                with contextlib.suppress(OSError, TimeoutError):
                    opening = asyncio.open_connection("127.0.0.1", target)
                    behind, up = await asyncio.wait_for(opening, _CONNECT_WITHIN)
                    connection.ends.append(up)
                    connection.target = target
                    await asyncio.gather(
                        self._pump(reader, up, connection, self._on_request),
                        self._pump(behind, writer, connection, self._on_answer),
                    )
                    return
        finally:
            connection.abort()
            self._connections.discard(connection)

    async def _pump(
        self,
        source: asyncio.StreamReader,
        sink: asyncio.StreamWriter,
        connection: _Connection,
        look: Callable[[_Connection, bytes], bytes],
    ) -> None:
        try:
            while piece := await source.read(_PIECE):
                await self._gate()
                passed = look(connection, piece)
                if passed:
                    sink.write(passed)
                    await sink.drain()
                if len(passed) < len(piece):
                    break
        except OSError:
            pass
        # Half-closed connections are not supported: when one end closes, both are closed.
        with contextlib.suppress(OSError):
            await sink.drain()
        if sink.transport.get_write_buffer_size() == 0:
            await asyncio.sleep(_LOOK)
        connection.abort()

    async def _gate(self) -> None:
        now = time.monotonic()
        if now < self._slow_until:
            await asyncio.sleep(self._slow_by)
        while time.monotonic() < self._held_until:
            await asyncio.sleep(_LOOK)

    def _on_request(self, connection: _Connection, piece: bytes) -> bytes:
        if piece.startswith(_DEED):
            connection.asked = "issue" if piece.startswith(_ISSUE) else "deed"
            self._proxy.aimed_at("request", connection.asked, connection.target)
        return piece

    def _on_answer(self, connection: _Connection, piece: bytes) -> bytes:
        if time.monotonic() < self._mute_until:
            return b""
        if connection.asked:
            asked, connection.asked = connection.asked, ""
            if self._proxy.aimed_at("answer", asked, connection.target):
                return b""
        return piece


class Proxy:
    """All lines, in one thread of its own."""

    def __init__(self) -> None:
        self.lines: dict[str, Line] = {}
        self._loop = asyncio.new_event_loop()
        self._aim: _Aim | None = None
        self._servers: list[asyncio.Server] = []
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._thread.start()

    def line(self, name: str, port: int, targets: Sequence[int]) -> Line:
        """Opens a line on this port of loopback."""
        line = Line(self, name, targets)
        self._servers.append(self._await(asyncio.start_server(line.serve, "127.0.0.1", port)))
        line.port = port
        self.lines[name] = line
        return line

    def call(self, work: Callable[[], None]) -> None:
        """Has the proxy's thread do this soon."""
        self._loop.call_soon_threadsafe(work)

    def aim(self, moment: Moment, target: int, delay: float, shoot: Shot) -> None:
        """Shoots once, on the proxy's thread, at the moment of the next such deed to this target, after a delay.

        An answer at which it was aimed is lost.
        """
        self._aim = _Aim(moment, target, delay, shoot)

    def lower(self) -> None:
        """Forgets the aim."""
        self._aim = None

    def aimed_at(self, moment: str, asked: str, target: int) -> bool:
        """Shoots if this is what was aimed at. For lines."""
        aim = self._aim
        if aim is None or aim.target != target or aim.moment not in (moment, f"{asked}_{moment}"):
            return False
        self._aim = None
        if aim.delay:
            self._loop.call_later(aim.delay, aim.shoot, target)
        else:
            aim.shoot(target)
        return True

    def clear(self) -> None:
        """Everything passes on every line."""
        for line in self.lines.values():
            line.clear()

    def stop(self) -> None:
        """Ends every line and the thread."""
        if self._loop.is_closed():
            return
        self._await(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(2.0)
        self._loop.close()

    async def _end(self) -> None:
        for server in self._servers:
            server.close()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    def _await(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(5.0)
