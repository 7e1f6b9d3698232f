"""Facts about counters, and about alarms of the officers who sit there."""

from dataclasses import dataclass
from typing import ClassVar

from shared.wire.facts.base import UNSAID, Audience, Fact, ForDesk, ForHall, ForStaff, Unsaid
from shared.wire.vocabulary import CounterState, FactType


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterFact(Fact):
    """The state of a counter after what happened; the hall sees why it is paused, but not who sits there."""

    heard_by: ClassVar[Audience] = "hall"

    number: ForHall[int]
    name: ForHall[str]
    state: ForHall[CounterState]
    reason: ForHall[str | Unsaid | None] = UNSAID
    queues: ForHall[tuple[str, ...] | Unsaid] = UNSAID
    officer: ForDesk[str | Unsaid | None] = UNSAID


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterOpened(CounterFact):
    """The counter calls numbers from now on."""

    type = FactType.COUNTER_OPENED


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterPaused(CounterFact):
    """The counter is paused."""

    type = FactType.COUNTER_PAUSED


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterClosed(CounterFact):
    """The counter is closed."""

    type = FactType.COUNTER_CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterRearranged(CounterFact):
    """The counter serves other queues than before; `usual` are the queues that the configuration gives it."""

    type = FactType.COUNTER_REARRANGED

    usual: ForDesk[tuple[str, ...] | Unsaid] = UNSAID
    rearrangement: ForDesk[int | Unsaid | None] = UNSAID
    undone: ForDesk[bool | Unsaid] = UNSAID
    by: ForDesk[str | Unsaid] = UNSAID


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmFact(Fact):
    """An alarm; without a counter it is about the person alone."""

    heard_by: ClassVar[Audience] = "staff"

    id: ForStaff[int]
    counter: ForStaff[int | None]
    counter_name: ForStaff[str | None]
    by: ForStaff[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRaised(AlarmFact):
    """An officer needs help at once."""

    type = FactType.ALARM_RAISED


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmEnded(AlarmFact):
    """Somebody has seen to the alarm."""

    type = FactType.ALARM_ENDED


FACTS: tuple[type[Fact], ...] = (
    CounterOpened,
    CounterPaused,
    CounterClosed,
    CounterRearranged,
    AlarmRaised,
    AlarmEnded,
)
