"""Wakes the announcers of all processes after a commit: locally at once, between processes through Valkey or Redis.

A lost message costs a second: every announcer also looks by itself.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

import redis

_LOG = logging.getLogger("motcua.wake")
_RETRY_SECONDS = 1.0


class Wake:
    """`committed` after a commit; `run` listens for the commits of other processes."""

    def __init__(
        self,
        url: str | None,
        centre: str,
        tell: Callable[[list[dict[str, Any]]], None],
        wake: Callable[[], None],
    ) -> None:
        self._tell = tell
        self._wake = wake
        self._channel = f"motcua:{centre}"
        self._client: Any = (
            None if url is None else redis.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=1)
        )
        self._working = True
        self._stopped = False

    def committed(self, facts: list[dict[str, Any]]) -> None:
        """Event rows were committed here: this process hears them at once, the others look."""
        self._tell(facts)
        if self._client is None:
            return
        try:
            self._client.publish(self._channel, "")
            self._working = True
        except redis.RedisError:
            if self._working:
                _LOG.warning(
                    "the message queue does not answer; other processes hear of news within a second"
                )
            self._working = False

    def failing(self) -> list[str]:
        """`["queue"]` while the message queue does not answer."""
        return [] if self._working else ["queue"]

    def stop(self) -> None:
        """Ends `run`."""
        self._stopped = True

    def run(self) -> None:
        """Listens until stopped; survives a message queue that is away."""
        if self._client is None:
            return
        while not self._stopped:
            try:
                with self._client.pubsub(ignore_subscribe_messages=True) as heard:
                    heard.subscribe(self._channel)
                    self._working = True
                    self._wake()
                    while not self._stopped:
                        if heard.get_message(timeout=1.0) is not None:
                            self._wake()
            except redis.RedisError:
                self._working = False
                time.sleep(_RETRY_SECONDS)
