"""Wakes the announcers of all processes through Valkey or Redis; loaded only where there is a message queue.

A lost message costs a second: every announcer also looks by itself. A deed never waits for the message queue.
"""

import json
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from queue_server.ledger.events import Event
from queue_server.realtime.wake import Wake

_LOG = logging.getLogger("motcua.wake")
_RETRY_SECONDS = 1.0
_ASK_SECONDS = 2.0
"""How often a quiet process asks whether the message queue is still there."""
_PATIENCE_SECONDS = 1.0
_MOST_NEWS = 200
"""What is shared beside commits may be lost: of a long absence only the latest is kept."""


class MessageQueue(Wake):
    """`committed` after a commit; `run` tells the other processes of it and listens for theirs."""

    def __init__(
        self,
        url: str,
        centre: str,
        tell: Callable[[list[Event]], None],
        wake: Callable[[], None],
        heard: Callable[[dict[str, Any]], None] = lambda news: None,
    ) -> None:
        super().__init__(tell)
        self._wake = wake
        self._heard = heard
        self._channel = f"motcua:{centre}"
        self._news_channel = f"{self._channel}:news"
        self._outbox: deque[str] = deque(maxlen=_MOST_NEWS)
        self._url = url
        self._news = threading.Event()
        self._telling = True
        self._listening = True
        self._stopped = False

    def committed(self, facts: list[Event]) -> None:
        super().committed(facts)
        self._news.set()

    def share(self, news: dict[str, Any]) -> None:
        self._outbox.append(json.dumps(news))
        self._news.set()

    def failing(self) -> list[str]:
        return [] if self._telling and self._listening else ["queue"]

    def stop(self) -> None:
        self._stopped = True
        self._news.set()

    def run(self) -> None:
        """Tells and listens until stopped; survives a message queue that is away or hangs."""
        telling = threading.Thread(target=self._tell_others, name="wake", daemon=True)
        telling.start()
        client = self._open()
        while not self._stopped:
            try:
                with client.pubsub(ignore_subscribe_messages=True) as heard:
                    heard.subscribe(self._channel, self._news_channel)
                    # What was told while nobody listened here.
                    self._wake()
                    self._listening = True
                    while not self._stopped:
                        message = heard.get_message(timeout=1.0)
                        if message is not None:
                            self._take(message)
            except redis.RedisError:
                self._listening = False
                time.sleep(_RETRY_SECONDS)
        telling.join(_PATIENCE_SECONDS)

    def _take(self, message: dict[str, Any]) -> None:
        if message["channel"] != self._news_channel.encode():
            self._wake()
            return
        try:
            news = json.loads(message["data"])
        except ValueError:
            return
        if isinstance(news, dict):
            self._heard(news)

    def _tell_others(self) -> None:
        """Many commits in a row are one message: whoever hears it reads all of them."""
        client = self._open()
        while not self._stopped:
            news = self._news.wait(_ASK_SECONDS)
            self._news.clear()
            try:
                if news:
                    while self._outbox:
                        client.publish(self._news_channel, self._outbox.popleft())
                    client.publish(self._channel, "")
                else:
                    client.ping()
            except redis.RedisError:
                if self._telling:
                    _LOG.warning(
                        "the message queue does not answer; other processes hear of news within a second"
                    )
                self._telling = False
                time.sleep(_RETRY_SECONDS)
            else:
                self._telling = True

    def _open(self) -> Any:
        """A client of its own for each side; it does not try again by itself, which would take seconds."""
        return redis.Redis.from_url(
            self._url,
            socket_timeout=_PATIENCE_SECONDS,
            socket_connect_timeout=_PATIENCE_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
