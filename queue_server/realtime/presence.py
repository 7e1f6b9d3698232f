"""Who has which dossier open right now, so that two people notice when they work on the same one. Kept in memory.

This locks nothing; it is the version that keeps two people from overwriting each other's changes. A process knows its own
clients, and through the message queue those of the other processes. Without a message queue those are not shown.
"""

import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence

FORGOTTEN_SECONDS = 45.0
"""A process that has sent nothing for this long is taken for gone; each process reports every fifteen seconds."""

Open = Mapping[str, Sequence[str]]
"""Names by the dossier's code."""
News = Mapping[str, object]
"""What processes send each other besides commits. A process that gets it first checks whether it has the right form."""


class Presence:
    """The open dossiers; `tell` sends a change to the clients of this process, `share` to the other processes."""

    def __init__(
        self,
        tell: Callable[[str, list[str]], None],
        share: Callable[[News], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._tell = tell
        self._share = share
        self._clock = clock
        self._process = secrets.token_hex(8)
        self._here: dict[str, tuple[str, str]] = {}
        self._elsewhere: dict[str, tuple[float, Open]] = {}
        self._lock = threading.Lock()
        self._in_order = threading.Lock()

    def opened(self, sid: str, code: str, name: str) -> None:
        """The client has this dossier open now, and no other."""
        with self._lock:
            before = self._here.get(sid)
            self._here[sid] = (code, name)
        if before is not None and before[0] != code:
            self._tell_of(before[0])
        # The person who came last gets this too, and so sees who is there already.
        self._tell_of(code)
        self.beat()

    def closed(self, sid: str) -> None:
        """The client has no dossier open any more, or is gone."""
        with self._lock:
            before = self._here.pop(sid, None)
        if before is not None:
            self._tell_of(before[0])
            self.beat(even_nothing=True)

    def names(self, code: str) -> list[str]:
        """Who has the dossier open, each name once, in order."""
        with self._lock:
            here = {name for open_code, name in self._here.values() if open_code == code}
            for _, known in self._elsewhere.values():
                here.update(known.get(code, ()))
        return sorted(here)

    def everything(self) -> dict[str, list[str]]:
        """Every dossier that somebody has open, for a client that has just come."""
        with self._lock:
            codes = {code for code, _ in self._here.values()}
            for _, known in self._elsewhere.values():
                codes.update(known)
        return {code: self.names(code) for code in sorted(codes)}

    def beat(self, *, even_nothing: bool = False) -> None:
        """Sends the other processes what is open here, and forgets processes that have been silent too long."""
        with self._lock:
            mine: dict[str, set[str]] = {}
            for code, name in self._here.values():
                mine.setdefault(code, set()).add(name)
            silent = self._clock() - FORGOTTEN_SECONDS
            gone = [process for process, (at, _) in self._elsewhere.items() if at < silent]
            left = [code for process in gone for code in self._elsewhere.pop(process)[1]]
        if mine or even_nothing:
            self._share({"process": self._process, "open": {code: sorted(mine[code]) for code in mine}})
        for code in left:
            self._tell_of(code)

    def _tell_of(self, code: str) -> None:
        """Tells who has the dossier open. On threads the names that were looked up last are also told last."""
        with self._in_order:
            self._tell(code, self.names(code))

    def heard(self, news: News) -> None:
        """Takes in what another process says is open there."""
        process, there = news.get("process"), news.get("open")
        if not isinstance(process, str) or not isinstance(there, dict) or process == self._process:
            return
        with self._lock:
            before = self._elsewhere.get(process, (0.0, {}))[1]
            self._elsewhere[process] = (self._clock(), there)
        for code in {*before, *there}:
            if before.get(code) != there.get(code):
                self._tell_of(code)
