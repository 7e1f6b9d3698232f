"""Facts for screens and kiosks: emergencies, announcements, papers to print; and what devices report of themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, TypedDict

from shared.wire.facts.base import UNSAID, Audience, Fact, ForDesk, ForHall, ForStaff, Kept, Unsaid
from shared.wire.vocabulary import FactType


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyStarted(Fact):
    """A sentence that every screen shows instead of everything else."""

    type = FactType.EMERGENCY_STARTED
    heard_by: ClassVar[Audience] = "hall"

    text: ForHall[str]
    since: ForHall[str | Unsaid] = UNSAID
    by: ForDesk[str | Unsaid] = UNSAID


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyEnded(Fact):
    """The emergency is over; the screens show what they showed before."""

    type = FactType.EMERGENCY_ENDED
    heard_by: ClassVar[Audience] = "hall"

    by: ForDesk[str | Unsaid] = UNSAID


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeChanged(Fact):
    """The centre's message to everyone in the house; null: none."""

    type = FactType.NOTICE_CHANGED
    heard_by: ClassVar[Audience] = "hall"

    text: ForHall[str | None]
    by: ForDesk[str | Unsaid] = UNSAID


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaChanged(Fact):
    """An announcement between calls was added, changed or removed; screens look at their list anew."""

    type = FactType.MEDIA_CHANGED
    heard_by: ClassVar[Audience] = "hall"

    id: ForHall[int]
    what: ForDesk[str | Unsaid] = UNSAID
    by: ForDesk[str | Unsaid] = UNSAID


class ListAsked(TypedDict):
    """Of which procedure which papers are missing."""

    procedure: str
    missing: list[str]


class SlipAsked(TypedDict):
    """Whose form is printed, by codes, and for a receipt's form which receipt."""

    dossier: str
    form: str
    receipt: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperWanted(Fact):
    """A kiosk is to print a number again, a checklist, or a form's slip; the fact's own number is what it fetches.

    Whose form a slip is, only its kiosk needs to know; that fetches the picture.
    """

    type = FactType.PAPER_WANTED
    heard_by: ClassVar[Audience] = "hall"

    kiosk: ForHall[str]
    lang: ForHall[str | Unsaid] = UNSAID
    ticket: ForDesk[int | Unsaid | None] = UNSAID
    checklist: ForDesk[ListAsked | Unsaid | None] = UNSAID
    slip: Kept[SlipAsked | Unsaid] = UNSAID

    @property
    def about_ticket(self) -> int | None:
        """The ticket that is printed again."""
        return None if self.ticket is UNSAID else self.ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceChanged(Fact):
    """A kiosk or display reported another state than before."""

    type = FactType.DEVICE_CHANGED
    heard_by: ClassVar[Audience] = "staff"

    name: ForStaff[str]
    role: ForStaff[str]
    state: ForStaff[str]
    detail: ForStaff[Mapping[str, str | int | float | bool | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistGiven(Fact):
    """Somebody was told what is missing instead of getting a number; `missing` is how many papers."""

    type = FactType.CHECKLIST_GIVEN
    heard_by: ClassVar[Audience] = "desk"

    id: ForDesk[int]
    procedure: ForDesk[str]
    missing: ForDesk[int]
    kiosk: ForDesk[str | None]
    day: ForDesk[str]
    """The day on which it was counted, which may be earlier than the fact's where a kiosk counted it without the server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden(Fact):
    """What an audience gets in place of a fact that it may not see: its number only, so that no number is missing.

    Never recorded.
    """

    type = FactType.HIDDEN
    heard_by: ClassVar[Audience] = "hall"


FACTS: tuple[type[Fact], ...] = (
    EmergencyStarted,
    EmergencyEnded,
    NoticeChanged,
    MediaChanged,
    PaperWanted,
    DeviceChanged,
    ChecklistGiven,
    Hidden,
)
