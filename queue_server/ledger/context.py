"""What a deed and a reading have in common, for functions that only look something up."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from queue_server.configuration.values import Configuration
from queue_server.ledger.actor import Actor
from queue_server.ledger.kept import At, K


class Context(Protocol):
    """An open transaction with the centre's configuration and clock: a Deed, or a Reading."""

    @property
    def connection(self) -> Connection: ...
    @property
    def centre(self) -> Configuration: ...
    @property
    def day(self) -> str: ...
    @property
    def now(self) -> datetime: ...
    @property
    def ms(self) -> int: ...
    @property
    def doubtful(self) -> bool: ...
    @property
    def estimates(self) -> Mapping[str, list[tuple[int, int]]]: ...
    @property
    def public_address(self) -> str | None: ...
    @property
    def centre_id(self) -> str: ...
    @property
    def actor(self) -> Actor | None: ...
    def recall(self, kind: type[K], at: At[K]) -> K: ...
