"""Reads centre.toml: the centre, its hours, its rules of calling, and the settings of each part of the program."""

import re
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from queue_server.configuration.reader import (
    Table,
    known,
    once,
)
from queue_server.configuration.values import (
    AppointmentRules,
    Balance,
    Centre,
    CopyRate,
    Fees,
    Hours,
    NightlyBackup,
    Panel,
    Policy,
    PriorityGroup,
    Retention,
    clock,
)

_CENTRE_TABLES = ("hall", "kiosk", "calling", "waiting", "people", "dossiers", "backup", "disk", "retention")
_OWN_TABLES = ("complaints", "attachments", "fees", "appointments", "balance", "panel")
_MOST_REASONS = 8
"""Each has a digit, and the ninth is for writing another."""
_BRACES = re.compile(r"\{[^{}]*\}|[{}]")


def read_centre(root: Table, queues: Sequence[str], procedures: Sequence[str]) -> Centre:
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
    known(kiosk, "frequent", frequent, procedures)
    guide = kiosk.text("guide_queue", "", empty=True)
    if guide:
        known(kiosk, "guide_queue", (guide,), queues)
    return Centre(
        id=centre.name("id"),
        name=centre.text("name"),
        subtitle=centre.text("subtitle", "", empty=True),
        timezone=_time_zone(centre),
        public_address=_public_address(centre),
        policy=Policy(
            mode="strict"
            if policy.choice("mode", ("interleave", "strict"), "interleave") == "strict"
            else "interleave",
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
        once(table, "id", group.id, seen)
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
