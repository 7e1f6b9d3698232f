"""Wakes the announcers of all processes through Valkey or Redis; loaded only where there is a message queue.

If a message is lost, facts come up to a second later, because every announcer also looks into the diary by itself. A deed
never waits for the message queue.
"""

import json
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import TypedDict

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
"""How many shared messages are kept while the message queue is away: the latest ones, since such messages may be lost."""


class _Heard(TypedDict):
    """A message of the queue, as its library returns it."""

    channel: bytes
    data: bytes


class MessageQueue(Wake):
    """`committed` is called after a commit; `run` sends that to the other processes and listens for their commits."""

    def __init__(
        self,
        url: str,
        centre: str,
        tell: Callable[[list[Event]], None],
        wake: Callable[[], None],
        heard: Callable[[Mapping[str, object]], None] = lambda news: None,
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

    def share(self, news: Mapping[str, object]) -> None:
        self._outbox.append(json.dumps(news))
        self._news.set()

    def failing(self) -> list[str]:
        return [] if self._telling and self._listening else ["queue"]

    def stop(self) -> None:
        self._stopped = True
        self._news.set()

    def run(self) -> None:
        """Sends and listens until stopped; if the message queue is away or hangs, it tries again."""
        telling = threading.Thread(target=self._tell_others, name="wake", daemon=True)
        telling.start()
        client = self._open()
        while not self._stopped:
            try:
                with client.pubsub(ignore_subscribe_messages=True) as heard:  # type: ignore[no-untyped-call]  # it has no type
                    heard.subscribe(self._channel, self._news_channel)
                    # Something may have been sent while this process did not listen.
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

    def _take(self, message: _Heard) -> None:
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
        """Sends one message for all commits since the last message; a process that gets it reads all of them."""
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

    def _open(self) -> "redis.Redis":
        """A new client, one for sending and one for listening. It does not retry by itself, which would take seconds."""
        return redis.Redis.from_url(
            self._url,
            socket_timeout=_PATIENCE_SECONDS,
            socket_connect_timeout=_PATIENCE_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
