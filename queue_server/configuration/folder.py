"""Reads config/ into frozen values and checks it as a whole; it never starts anything and never guesses.

Every mistake of every file is reported together, each with its file and line.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from queue_server.configuration.catalogue_files import (
    Field,
    Procedure,
    colour_mistake,
    load_catalogue,
    prefix_is_good,
    read_fields,
    read_procedures,
)
from queue_server.configuration.reader import (
    ConfigurationInvalid,
    Mistake,
    Notebook,
    Table,
    read_toml,
    report,
)
from queue_server.configuration.screens import Display, MediaSettings, read_display, read_media
from queue_server.configuration.values import AppointmentRules, CopyRate

__all__ = [
    "Balance",
    "Calendar",
    "Centre",
    "Configuration",
    "ConfigurationInvalid",
    "Counter",
    "DayOff",
    "Display",
    "Fees",
    "Field",
    "Hours",
    "Kiosk",
    "MediaSettings",
    "Mistake",
    "NightlyBackup",
    "OfflineRange",
    "Panel",
    "Policy",
    "PriorityGroup",
    "Procedure",
    "Queue",
    "Retention",
    "clock",
    "load",
    "load_catalogue",
    "report",
]

HIGHEST_NUMBER = 9999  # three digits, and a fourth on a day that needs it: better A1000 than no number
_EVERY = "*"
_CENTRE_TABLES = ("hall", "kiosk", "calling", "waiting", "people", "dossiers", "backup", "disk", "retention")
_OWN_TABLES = ("complaints", "attachments", "fees", "appointments", "balance", "panel")
_MOST_REASONS = 8
"""Each has a digit, and the ninth is for writing another."""
_BRACES = re.compile(r"\{[^{}]*\}|[{}]")


@dataclass(frozen=True)
class Policy:
    """Who is called first where priority and ordinary tickets wait: `strict`, or `interleave` p to n."""

    mode: str
    p: int
    n: int


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
    """Minutes after local midnight; None: the server makes none by itself."""
    folder: Path = Path("backups")
    """A relative one lies in the data directory."""
    daily: int = 7
    weekly: int = 4
    """The latest of so many weeks, beside the daily ones."""


@dataclass(frozen=True)
class Retention:
    """How long personal data stays (service/retention.py). A centre sets these by its own rules for archives."""

    ticket_phone_days: int = 7
    dossier_years: int = 10
    """From the last step of a closed dossier; 0: people stay on it."""
    look_years: int = 5
    """For the audit of who looked at a dossier."""
    session_days: int = 30
    """For sign-ins that ended."""


@dataclass(frozen=True)
class Fees:
    """What the centre takes for certified copies, and for which reasons people usually pay less."""

    copies: CopyRate = field(default_factory=CopyRate)
    exemptions: tuple[str, ...] = ()
    """Offered to be chosen; an officer may write another."""


@dataclass(frozen=True)
class Balance:
    """When the supervisor is told what would shorten the longest wait."""

    least_minutes: int = 5
    """A change is proposed when it shortens the longest expected wait by so much at least; 0: nothing is proposed."""
    keep_overnight: bool = False
    """Whether counters keep at the day's end what they were given."""


@dataclass(frozen=True)
class Panel:
    """What the counter's page offers."""

    pause_reasons: tuple[str, ...] = ()
    """The reasons of a pause that are chosen by digit; empty: the program's own. An officer may always write another."""
    long_queue: int = 10
    """The page may tell its officer when so many wait for the counter; 0: never."""


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
    """The limit of one kiosk's token."""
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
    """No numbers in so many minutes before the day's last closing."""
    least_free_mb: int = 100
    """Below so many free megabytes where the data lies, the server says that its disk fails."""
    retention: Retention = Retention()
    fees: Fees = Fees()
    appointments: AppointmentRules = field(default_factory=AppointmentRules)
    one_a_field: bool = False
    """Whether a kiosk asks for the card and gives a person one live number a field."""
    complaint_days: int = 15
    """Working days in which a complaint is to be answered."""
    attachment_mb: int = 10
    """The largest scan that a dossier takes, in megabytes."""
    soon_hours: int = 24
    """A dossier that is due within so many hours of working days is due soon."""
    supplement_days: int = 3
    """Working days from intake within which a supplement notice goes out after appraisal (NĐ 61/2018 art. 19.4)."""
    apology_from: int = 14 * 60
    """Minutes after midnight, on the last working day before the due date, from which a letter of apology is drafted."""
    hand_over_grace: int = 60
    """Minutes after a hand-over was due in which it still counts as on time: "the start of a day" is no single minute."""
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
    """Tickets a day; None: no limit."""


@dataclass(frozen=True)
class Counter:
    """A counter (quầy) and the queues it serves, the main one first."""

    number: int
    name: str
    queues: tuple[str, ...]
    also: tuple[str, ...] | None = None
    """The queues that it may be given besides when they are long; None: any."""
    usual: tuple[str, ...] | None = None
    """What the files say, where a supervisor gave it other queues for now (store/arrangement.py)."""


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
    """What overrides the public holidays that the program knows."""

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


def load(folder: Path) -> Configuration:
    """The configuration of a folder. Raises ConfigurationInvalid with every mistake of all its files."""
    notebook = Notebook()
    fields = read_fields(folder / "fields.csv", notebook, strict=True)
    _, procedures = read_procedures(folder / "procedures.csv", fields, notebook, strict=True)
    queues = _queues(_root(folder / "queues.toml", notebook), fields)
    ids = tuple(queue.id for queue in queues)
    counters_root = _root(folder / "counters.toml", notebook)
    displays_root = _root(folder / "displays.toml", notebook)
    counters = _counters(counters_root, ids)
    configuration = Configuration(
        centre=_centre(_root(folder / "centre.toml", notebook), ids, [p.id for p in procedures]),
        queues=queues,
        counters=counters,
        kiosks=_kiosks(_root(folder / "kiosks.toml", notebook), queues),
        displays=_displays(displays_root, ids, [counter.number for counter in counters]),
        fields=fields,
        procedures=procedures,
        calendar=_calendar(_root(folder / "calendar.toml", notebook)),
        media=read_media(displays_root.table("media")),
    )
    served = {queue for counter in configuration.counters for queue in counter.queues}
    for queue in ids:
        if queue and queue not in served:
            counters_root.wrong("no_counter", value=queue)
    if notebook.mistakes:
        raise ConfigurationInvalid(notebook.mistakes)
    return configuration


def clock(minutes: int) -> str:
    """Minutes after midnight as `HH:MM`."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _root(path: Path, notebook: Notebook) -> Table:
    return read_toml(path, notebook) or Table(Notebook(), path.name, {}, {})


def _centre(root: Table, queues: Sequence[str], procedures: Sequence[str]) -> Centre:
    root.only("centre", "policy", "priority_group", "hours", *_CENTRE_TABLES, *_OWN_TABLES)
    centre, policy = root.table("centre"), root.table("policy")
    hall, kiosk, calling, waiting, people, dossiers, _, disk, _ = (root.table(key) for key in _CENTRE_TABLES)
    centre.only("id", "name", "subtitle", "timezone", "public_address")
    policy.only("mode", "p", "n")
    hall.only("ticker", "notice")
    kiosk.only("guide_queue", "frequent", "tickets_per_minute", "one_a_field", "last_ticket_minutes")
    calling.only("no_show_after_calls", "recall_seconds")
    waiting.only("notice_minutes", "alert_minutes")
    people.only("session_hours")
    dossiers.only(
        *("mode", "code", "forms", "same_day_until"),
        *("soon_hours", "supplement_days", "apology_from", "hand_over_grace_minutes"),
    )
    disk.only("least_free_mb")
    frequent = kiosk.texts("frequent", ())
    _known(kiosk, "frequent", frequent, procedures)
    guide = kiosk.text("guide_queue", "", empty=True)
    if guide:
        _known(kiosk, "guide_queue", (guide,), queues)
    return Centre(
        id=centre.name("id"),
        name=centre.text("name"),
        subtitle=centre.text("subtitle", "", empty=True),
        timezone=_time_zone(centre),
        public_address=_public_address(centre),
        policy=Policy(
            mode=policy.choice("mode", ("interleave", "strict"), "interleave"),
            p=policy.number("p", 1, 9, 2),
            n=policy.number("n", 1, 9, 1),
        ),
        priority_groups=_priority_groups(root.tables("priority_group")),
        hours=_hours(root),
        ticker=hall.texts("ticker", ()),
        notice=hall.text("notice", "", empty=True) or None,
        guide_queue=guide or None,
        frequent=frequent,
        tickets_per_minute=kiosk.number("tickets_per_minute", 1, 6000, 60),
        one_a_field=kiosk.flag("one_a_field", False),
        last_ticket_minutes=kiosk.number("last_ticket_minutes", 0, 240, 0),
        no_show_after_calls=calling.number("no_show_after_calls", 1, 9, 3),
        recall_seconds=calling.number("recall_seconds", 0, 600, 5),
        notice_minutes=waiting.number("notice_minutes", 1, 480, 15),
        alert_minutes=waiting.number("alert_minutes", 1, 480, 30),
        session_hours=people.number("session_hours", 1, 168, 12),
        dossier_mode=dossiers.choice("mode", ("own", "linked", "both"), "both"),
        dossier_code=_dossier_code(dossiers),
        forms=dossiers.choice("forms", ("2018", "2025"), "2025"),
        same_day_until=dossiers.clock("same_day_until", 15 * 60),
        backup=_nightly_backup(root.table("backup")),
        least_free_mb=disk.number("least_free_mb", 0, 1_000_000, 100),
        retention=_retention(root.table("retention")),
        fees=_fees(root.table("fees")),
        appointments=_appointments(root.table("appointments")),
        complaint_days=_only_number(root.table("complaints"), "working_days", 1, 365, 15),
        attachment_mb=_only_number(root.table("attachments"), "largest_mb", 1, 50, 10),
        soon_hours=dossiers.number("soon_hours", 1, 240, 24),
        supplement_days=dossiers.number("supplement_days", 1, 60, 3),
        apology_from=dossiers.clock("apology_from", 14 * 60),
        hand_over_grace=dossiers.number("hand_over_grace_minutes", 0, 600, 60),
        balance=_balance(root.table("balance")),
        panel=_panel(root.table("panel")),
    )


def _only_number(table: Table, key: str, low: int, high: int, default: int) -> int:
    """The one number of a table that holds nothing else."""
    table.only(key)
    return table.number(key, low, high, default)


def _balance(balance: Table) -> Balance:
    balance.only("least_minutes", "keep_overnight")
    usual = Balance()
    return Balance(
        balance.number("least_minutes", 0, 480, usual.least_minutes),
        balance.flag("keep_overnight", usual.keep_overnight),
    )


def _panel(panel: Table) -> Panel:
    panel.only("pause_reasons", "long_queue")
    reasons = panel.texts("pause_reasons", ())
    if len(reasons) > _MOST_REASONS:
        panel.wrong("not_number", key="pause_reasons", low=0, high=_MOST_REASONS)
    return Panel(reasons[:_MOST_REASONS], panel.number("long_queue", 0, 10_000, Panel().long_queue))


def _appointments(table: Table) -> AppointmentRules:
    usual = AppointmentRules()
    table.only(
        *("enabled", "slot_minutes", "per_slot", "share_percent", "days_ahead", "a_day"),
        *("lead_minutes", "early_minutes", "late_minutes"),
    )
    return AppointmentRules(
        enabled=table.flag("enabled", usual.enabled),
        slot_minutes=table.number("slot_minutes", 5, 240, usual.slot_minutes),
        per_slot=table.number("per_slot", 1, 1000, usual.per_slot),
        share_percent=table.number("share_percent", 0, 100, usual.share_percent),
        days_ahead=table.number("days_ahead", 0, 60, usual.days_ahead),
        a_day=table.number("a_day", 1, 20, usual.a_day),
        lead_minutes=table.number("lead_minutes", 0, 1440, usual.lead_minutes),
        early_minutes=table.number("early_minutes", 0, 600, usual.early_minutes),
        late_minutes=table.number("late_minutes", 0, 600, usual.late_minutes),
    )


def _fees(fees: Table) -> Fees:
    fees.only("copy_page", "copy_page_more", "copy_more_from", "copy_most", "exemptions")
    usual = CopyRate()
    return Fees(
        CopyRate(
            page=fees.number("copy_page", 0, 1_000_000, usual.page),
            more=fees.number("copy_page_more", 0, 1_000_000, usual.more),
            from_page=fees.number("copy_more_from", 1, 9999, usual.from_page),
            most=fees.number("copy_most", 0, 100_000_000, usual.most),
        ),
        fees.texts("exemptions", ()),
    )


def _retention(retention: Table) -> Retention:
    retention.only("ticket_phone_days", "dossier_years", "look_years", "session_days")
    usual = Retention()
    return Retention(
        ticket_phone_days=retention.number("ticket_phone_days", 0, 3660, usual.ticket_phone_days),
        dossier_years=retention.number("dossier_years", 0, 100, usual.dossier_years),
        look_years=retention.number("look_years", 1, 100, usual.look_years),
        session_days=retention.number("session_days", 1, 3660, usual.session_days),
    )


def _nightly_backup(backup: Table) -> NightlyBackup:
    backup.only("at", "folder", "daily", "weekly")
    usual = NightlyBackup()
    if backup.values.get("at") == "":
        at = None
    else:
        at = backup.clock("at", usual.at)
        if at == 24 * 60:
            backup.wrong("not_time", key="at", value="24:00")
    return NightlyBackup(
        at=at,
        folder=Path(backup.text("folder", str(usual.folder))),
        daily=backup.number("daily", 1, 366, usual.daily),
        weekly=backup.number("weekly", 0, 520, usual.weekly),
    )


def _time_zone(centre: Table) -> str:
    name = centre.text("timezone", "Asia/Ho_Chi_Minh")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        centre.wrong("time_zone", key="timezone", value=name)
    return name


def _public_address(centre: Table) -> str:
    address = centre.text("public_address", "", empty=True).rstrip("/")
    if address and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", address):
        centre.wrong("address", key="public_address", value=address)
    return address


def _dossier_code(dossiers: Table) -> str:
    pattern = dossiers.text("code", "H49.77-{YYMMDD}-{NNNN}")
    if sorted(_BRACES.findall(pattern)) != ["{NNNN}", "{YYMMDD}"]:
        dossiers.wrong("dossier_code", key="code", value=pattern)
    return pattern


def _priority_groups(tables: Sequence[Table]) -> tuple[PriorityGroup, ...]:
    groups = []
    seen: dict[object, int] = {}
    for table in tables:
        table.only("id", "vi", "en")
        group = PriorityGroup(table.name("id"), table.text("vi"), table.text("en"))
        _once(table, "id", group.id, seen)
        groups.append(group)
    return tuple(groups)


def _hours(root: Table) -> tuple[Hours, ...]:
    spans: list[Hours] = []
    for table in root.tables("hours"):
        table.only("days", "from", "to")
        days = table.numbers("days")
        if not all(1 <= day <= 7 for day in days):
            table.wrong("not_number", key="days", low=1, high=7)
        span = Hours(days, table.clock("from"), table.clock("to"))
        shown = f"{clock(span.opens)}–{clock(span.closes)}"
        if span.opens >= span.closes:
            table.wrong("times_backwards", key="to", opens=clock(span.opens), closes=clock(span.closes))
        for other in spans:
            if span.opens < other.closes and other.opens < span.closes:
                for day in sorted(set(span.days) & set(other.days)):
                    before = f"{clock(other.opens)}–{clock(other.closes)}"
                    table.wrong("hours_overlap", key="from", day=day, first=before, second=shown)
        spans.append(span)
    if not spans:
        root.wrong("no_hours")
    return tuple(spans)


def _queues(root: Table, fields: Sequence[Field]) -> tuple[Queue, ...]:
    root.only("queue")
    by_id = {field.id: field for field in fields}
    queues: list[Queue] = []
    given: set[str] = set()
    seen: dict[object, int] = {}
    for table in root.tables("queue"):
        table.only("id", "name", "prefix", "colour", "first", "last", "quota")
        identity = table.name("id")
        field = by_id.get(identity)
        prefix = table.text("prefix", field.prefix if field else None)
        colour = table.text("colour", field.colour if field else None)
        if "prefix" in table.values and prefix and not prefix_is_good(prefix):
            table.wrong("prefix", key="prefix", value=prefix)
        if "colour" in table.values and colour and (mistake := colour_mistake(colour)):
            table.wrong(mistake[0], key="colour", **mistake[1])
        first, last = (
            table.number("first", 1, HIGHEST_NUMBER, 1),
            table.number("last", 1, HIGHEST_NUMBER, 999),
        )
        if first >= last:
            table.wrong("range_backwards", key="last", first=first, last=last)
        quota = table.number("quota", 1, 100_000) if "quota" in table.values else None
        _once(table, "id", identity, seen)
        if "prefix" in table.values or prefix in given:  # a clash of two fields is told in fields.csv
            _once(table, "prefix", prefix and f"prefix {prefix}", seen)
        given |= {prefix} if "prefix" in table.values else set()
        seen.setdefault(prefix and f"prefix {prefix}", table.line("prefix"))
        name = table.text("name", field.name if field else None)
        queues.append(Queue(identity, name, prefix, colour, first, last, quota))
    return tuple(queues)


def _counters(root: Table, queues: Sequence[str]) -> tuple[Counter, ...]:
    root.only("counter")
    counters: list[Counter] = []
    seen: dict[object, int] = {}
    for table in root.tables("counter"):
        table.only("number", "name", "queues", "also")
        number = table.number("number", 1, 99)
        if "number" in table.values:
            _once(table, "number", number, seen)
        served = table.texts("queues")
        _known(table, "queues", served, queues)
        also = table.texts("also", (_EVERY,))
        _known(table, "also", [queue for queue in also if queue != _EVERY], queues)
        counters.append(Counter(number, table.text("name"), served, None if _EVERY in also else also))
    return tuple(counters)


def _kiosks(root: Table, queues: Sequence[Queue]) -> tuple[Kiosk, ...]:
    root.only("kiosk")
    kiosks: list[Kiosk] = []
    seen: dict[object, int] = {}
    for table in root.tables("kiosk"):
        table.only("id", "name", "printer", "offline_ranges")
        identity = table.name("id")
        _once(table, "id", identity, seen)
        printer = table.table("printer")
        printer.only("paper_mm", "profile", "cut")
        paper = printer.number("paper_mm", 58, 80, 80)
        if paper not in (58, 80):
            printer.wrong("not_choice", key="paper_mm", allowed="58, 80")
        kiosks.append(
            Kiosk(
                id=identity,
                name=table.text("name"),
                paper_mm=paper,
                profile=printer.text("profile", "TM-T20II"),
                cut=printer.flag("cut", True),
                offline_ranges=_offline_ranges(table.table("offline_ranges"), queues, kiosks),
            )
        )
    return tuple(kiosks)


def _offline_ranges(
    table: Table, queues: Sequence[Queue], others: Sequence[Kiosk]
) -> tuple[OfflineRange, ...]:
    _known(table, "offline_ranges", [key for key in table.values if key != _EVERY], [q.id for q in queues])
    ranges: list[OfflineRange] = []
    wrong: set[str] = set()
    for queue in queues:
        key = queue.id if queue.id in table.values else _EVERY
        if key not in table.values or key in wrong:
            continue
        given = table.values[key]
        if (
            not isinstance(given, list)
            or len(given) != 2
            or not all(type(number) is int and 1 <= number <= HIGHEST_NUMBER for number in given)
        ):
            table.wrong("not_range", key=key)
            wrong.add(key)
            continue
        mine = OfflineRange(queue.id, given[0], given[1])
        if mine.first >= mine.last:
            table.wrong("range_backwards", key=key, first=mine.first, last=mine.last)
            wrong.add(key)
            continue
        for kiosk in others:
            for other in kiosk.offline_ranges:
                if other.queue == queue.id and mine.first <= other.last and other.first <= mine.last:
                    table.wrong(
                        "range_overlap",
                        key=key,
                        queue=queue.id,
                        first=mine.first,
                        last=mine.last,
                        other=kiosk.id,
                        other_first=other.first,
                        other_last=other.last,
                    )
        ranges.append(mine)
    return tuple(ranges)


def _displays(root: Table, queues: Sequence[str], counters: Sequence[int]) -> tuple[Display, ...]:
    root.only("display", "media")
    displays: list[Display] = []
    seen: dict[object, int] = {}
    for table in root.tables("display"):
        identity = table.name("id")
        _once(table, "id", identity, seen)
        shown = table.texts("queues", (_EVERY,))
        _known(table, "queues", [queue for queue in shown if queue != _EVERY], queues)
        mine = tuple(queues) if _EVERY in shown else shown
        displays.append(read_display(table, identity, table.text("name"), mine, counters))
    return tuple(displays)


def _calendar(root: Table) -> Calendar:
    root.only("day_off", "make_up_day")
    seen: dict[object, int] = {}
    days: dict[str, list[DayOff]] = {"day_off": [], "make_up_day": []}
    for kind, listed in days.items():
        for table in root.tables(kind):
            table.only("date", "name")
            day = table.day("date")
            name = table.text("name", "", empty=True)
            if day is not None:
                if day in seen:
                    table.wrong("day_twice", key="date", value=day, other=seen[day])
                seen.setdefault(day, table.line("date"))
                listed.append(DayOff(day, name))
    return Calendar(tuple(days["day_off"]), tuple(days["make_up_day"]))


def _once(table: Table, key: str, value: object, seen: dict[object, int]) -> None:
    if value in ("", None):
        return
    if value in seen:
        table.wrong("duplicate", key=key, value=value, other=seen[value])
    seen.setdefault(value, table.line(key))


def _known(table: Table, key: str, values: Sequence[str], known: Sequence[str]) -> None:
    if not known:
        return  # the other file could not be read: its own mistakes say so
    for place, value in enumerate(values):
        if value not in known:
            table.wrong("unknown", key=key, value=value)
        elif value in values[:place]:
            table.wrong("repeated", key=key, value=value)
