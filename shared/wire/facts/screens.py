"""Facts for screens and kiosks: emergencies, announcements, papers to print; and what devices report of themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, TypedDict

from shared.wire.facts.base import UNSAID, Audience, Fact, ForDesk, ForHall, ForStaff, Kept, Unsaid
from shared.wire.vocabulary import FactType


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyStarted(Fact):
    """An emergency began: every screen shows this sentence instead of everything else."""

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
    """The centre's message to everyone in the hall was changed; null means that there is no message now."""

    type = FactType.NOTICE_CHANGED
    heard_by: ClassVar[Audience] = "hall"

    text: ForHall[str | None]
    by: ForDesk[str | Unsaid] = UNSAID


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaChanged(Fact):
    """An announcement between calls was added, changed or removed; screens fetch their list again."""

    type = FactType.MEDIA_CHANGED
    heard_by: ClassVar[Audience] = "hall"

    id: ForHall[int]
    what: ForDesk[str | Unsaid] = UNSAID
    by: ForDesk[str | Unsaid] = UNSAID


class ListAsked(TypedDict):
    """A list to be printed: a procedure, and which of its papers are missing."""

    procedure: str
    missing: list[str]


class SlipAsked(TypedDict):
    """A form to be printed: the codes of its dossier and form, and for a receipt's form the receipt."""

    dossier: str
    form: str
    receipt: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperWanted(Fact):
    """A kiosk has to print a number again, a checklist or a form's slip, which it fetches by this fact's sequence number.

    The fact does not show everybody whose form a slip is, since only the kiosk, which fetches the picture, needs that.
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
    """Somebody got a list of missing papers instead of a number; `missing` is how many papers are missing."""

    type = FactType.CHECKLIST_GIVEN
    heard_by: ClassVar[Audience] = "desk"

    id: ForDesk[int]
    procedure: ForDesk[str]
    missing: ForDesk[int]
    kiosk: ForDesk[str | None]
    day: ForDesk[str]
    """The day on which the list was given; earlier than the fact's day if a kiosk gave the list without the server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden(Fact):
    """What an audience gets in place of a fact that it may not see: only the number, so that no number is missing.

    It is never saved.
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
