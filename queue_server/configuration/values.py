"""What a centre's configuration says, as frozen values. Nothing here reads a file; `folder.load` makes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal

from queue_server.configuration.catalogue_files import Field, Procedure
from queue_server.configuration.screens import Display, MediaSettings


@dataclass(frozen=True)
class Policy:
    """Who is called first where priority and ordinary tickets wait.

    `strict`: priority always first (ordinary tickets can starve). `interleave`: p priority calls, then n ordinary ones.
    """

    mode: Literal["strict", "interleave"] = "interleave"
    p: int = 2
    n: int = 1


@dataclass(frozen=True)
class PriorityGroup:
    """A group that is called earlier, with its name in both languages."""

    id: str
    vi: str
    en: str


@dataclass(frozen=True)
class Hours:
    """A span of opening hours on some days of the week (Monday = 1), in minutes after local midnight."""

    days: tuple[int, ...]
    opens: int
    closes: int


@dataclass(frozen=True)
class NightlyBackup:
    """When the server backs itself up, where to, and how many copies stay."""

    at: int | None = 90
    """Minutes after local midnight; None: the server makes no copies by itself."""
    folder: Path = Path("backups")
    """Where the copies lie; a relative path is meant from the data directory."""
    daily: int = 7
    weekly: int = 4
    """For how many weeks the latest copy of the week is kept, in addition to the daily copies."""


@dataclass(frozen=True)
class Retention:
    """How long personal data stays (upkeep/retention.py). A centre sets these by its own rules for archives."""

    ticket_phone_days: int = 7
    dossier_years: int = 10
    """Years from the last step of a closed dossier until its people are forgotten; 0: they are never forgotten."""
    look_years: int = 5
    """Years for which the audit of who looked at a dossier is kept."""
    session_days: int = 30
    """Days for which sign-ins that have ended are kept."""


@dataclass(frozen=True, slots=True)
class CopyRate:
    """What certifying a copy costs, in đồng.

    Each page before `from_page` costs `page`, each page from there on costs `more`, and a copy costs at most `most`.
    The defaults are examples; a centre sets its own in `config/centre.toml`.
    """

    page: int = 2_000
    more: int = 1_000
    from_page: int = 3
    most: int = 200_000


@dataclass(frozen=True)
class Fees:
    """What the centre takes for certified copies, and for which reasons people usually pay less."""

    copies: CopyRate = field(default_factory=CopyRate)
    exemptions: tuple[str, ...] = ()
    """The reasons that are offered; an officer may write another one."""


@dataclass(frozen=True)
class Balance:
    """When a change that shortens the longest wait is proposed to the supervisor."""

    least_minutes: int = 5
    """By how many minutes a change has to shorten the longest expected wait to be proposed; 0: nothing is proposed."""
    keep_overnight: bool = False
    """Whether counters keep the queues that they were given beyond the day's end."""


@dataclass(frozen=True)
class Panel:
    """What the counter's page offers."""

    pause_reasons: tuple[str, ...] = ()
    """The reasons for a pause, each chosen by a digit; empty: the program's own. An officer may always write another one."""
    long_queue: int = 10
    """From how many waiting people on the page may notify its officer; 0: never."""


@dataclass(frozen=True, slots=True)
class AppointmentRules:
    """How a centre takes appointments (`[appointments]` in centre.toml); all of them are the centre's to set."""

    enabled: bool = True
    slot_minutes: int = 30
    per_slot: int = 4
    """How many people of one queue a slot takes."""
    share_percent: int = 50
    """Which part of a queue's daily quota may be booked, if it has a quota; the rest is for people without an appointment."""
    days_ahead: int = 6
    a_day: int = 2
    """How many appointments a person may have on a day, never two in one queue (as with Hanoi's online numbers)."""
    lead_minutes: int = 30
    """How many minutes ahead a slot has to begin to be booked."""
    early_minutes: int = 30
    late_minutes: int = 15


@dataclass(frozen=True)
class Centre:
    """The centre: what it is called, when it is open and by which rules it calls."""

    id: str
    name: str
    subtitle: str
    timezone: str
    public_address: str
    """Without a trailing slash; empty: derived from the server's own address."""
    policy: Policy
    priority_groups: tuple[PriorityGroup, ...]
    hours: tuple[Hours, ...]
    ticker: tuple[str, ...]
    notice: str | None
    guide_queue: str | None
    frequent: tuple[str, ...]
    tickets_per_minute: int
    """How many numbers the token of one kiosk may take per minute."""
    no_show_after_calls: int
    recall_seconds: int
    """The least time between two calls of one number."""
    notice_minutes: int
    alert_minutes: int
    session_hours: int
    dossier_mode: str
    """`own`, `linked` or `both`."""
    dossier_code: str
    """The pattern, with `{YYMMDD}` and `{NNNN}`."""
    forms: str
    """The pack of paper forms, `2018` or `2025`."""
    same_day_until: int
    """Minutes after midnight; same-day work taken later is returned on the next working day."""
    backup: NightlyBackup = NightlyBackup()
    last_ticket_minutes: int = 0
    """For how many minutes before the day's last closing no numbers are given."""
    least_free_mb: int = 100
    """If fewer megabytes are free where the data lies, the server reports its disk as failing."""
    retention: Retention = Retention()
    fees: Fees = Fees()
    appointments: AppointmentRules = field(default_factory=AppointmentRules)
    one_a_field: bool = False
    """Whether a kiosk asks for the identity card and gives a person only one live number per field."""
    complaint_days: int = 15
    """Working days in which a complaint is to be answered."""
    attachment_mb: int = 10
    """The largest scan that a dossier takes, in megabytes."""
    soon_hours: int = 24
    """Within how many hours (of working days) a dossier has to be due to count as due soon."""
    supplement_days: int = 3
    """Working days from intake within which a supplement notice goes out after appraisal (NĐ 61/2018 art. 19.4)."""
    apology_from: int = 14 * 60
    """Minutes after midnight, on the last working day before the due date, from which a letter of apology is drafted."""
    hand_over_grace: int = 60
    """Minutes after a hand-over was due in which it still counts as on time: nobody could keep the exact start of a day."""
    balance: Balance = Balance()
    panel: Panel = Panel()


@dataclass(frozen=True)
class Queue:
    """A queue (hàng đợi) and the numbers that the server gives out in it."""

    id: str
    name: str
    prefix: str
    colour: str
    first: int
    last: int
    quota: int | None
    """How many tickets per day; None: no limit."""


@dataclass(frozen=True)
class Counter:
    """A counter (quầy) and the queues it serves, the main one first."""

    number: int
    name: str
    queues: tuple[str, ...]
    also: tuple[str, ...] | None = None
    """The queues that it may be given in addition when they are long; None: every queue."""
    usual: tuple[str, ...] | None = None
    """The queues in the files, if a supervisor gave the counter others for now (ledger/arrangement.py); else None."""


@dataclass(frozen=True)
class OfflineRange:
    """The numbers of one queue that one kiosk alone owns, for when the server is away."""

    queue: str
    first: int
    last: int


@dataclass(frozen=True)
class Kiosk:
    """A kiosk; its id is its token's name."""

    id: str
    name: str
    paper_mm: int
    profile: str
    """The printer's profile in python-escpos."""
    cut: bool
    offline_ranges: tuple[OfflineRange, ...]


@dataclass(frozen=True)
class DayOff:
    """A day of the administrator's calendar."""

    day: date
    name: str


@dataclass(frozen=True)
class Calendar:
    """The days that override the public holidays which the program knows."""

    days_off: tuple[DayOff, ...]
    make_up_days: tuple[DayOff, ...]


@dataclass(frozen=True)
class Configuration:
    """All of config/."""

    centre: Centre
    queues: tuple[Queue, ...]
    counters: tuple[Counter, ...]
    kiosks: tuple[Kiosk, ...]
    displays: tuple[Display, ...]
    fields: tuple[Field, ...]
    procedures: tuple[Procedure, ...]
    calendar: Calendar
    media: MediaSettings = field(default_factory=MediaSettings)

    @cached_property
    def by_ident(self) -> Mapping[str, Procedure]:
        """The procedures by id and by national code; an id comes first."""
        return {p.code: p for p in self.procedures if p.code} | {p.id: p for p in self.procedures}


def clock(minutes: int) -> str:
    """Minutes after midnight as `HH:MM`."""
    return f"{minutes // 60:02}:{minutes % 60:02}"
