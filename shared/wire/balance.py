"""What `/balance`, `/rearrangements` and `/alarms` answer, as typed models for the OpenAPI document."""

from typing import Literal

from pydantic import RootModel

from shared.wire.tickets import Message


class InBothLanguages(Message):
    """One sentence in Vietnamese and in English."""

    vi: str
    en: str


class Proposal(Message):
    """What would shorten the longest wait; `before_minutes` is null where nobody calls that queue."""

    kind: Literal["more", "instead", "open"]
    counter: int
    queue: str
    gives_up: str | None
    queues: list[str]
    present: list[str]
    before_minutes: int | None
    after_minutes: int
    text: InBothLanguages
    made_at: str


class Rearrangement(Message):
    """A counter that was given other queues."""

    id: int
    at: str
    by: str
    counter: int
    before: list[str]
    after: list[str]
    opened: bool
    why: str
    can_be_undone: bool
    undone_at: str | None
    undone_by: str | None


class Balance(Message):
    """What would help now, and which changes hold, latest first."""

    proposal: Proposal | None
    in_force: list[Rearrangement]


class Alarm(Message):
    """An officer who needs help at once."""

    id: int
    at: str
    counter: int | None
    counter_name: str | None
    by: str
    ended_at: str | None
    ended_by: str | None


class Alarms(RootModel[list[Alarm]]):
    """The alarms that nobody has ended, oldest first."""
