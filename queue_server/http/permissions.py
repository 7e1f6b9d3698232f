"""The one table that says who may do what. A test reads it row by row over HTTP."""

from enum import StrEnum

from shared.wire.vocabulary import Role

_A, _S, _O = Role.ADMIN, Role.SUPERVISOR, Role.OFFICER
_K, _D, _I = Role.KIOSK, Role.DISPLAY, Role.INTEGRATION


class Permission(StrEnum):
    """What a request asks for."""

    ISSUE = "issue"
    READ_TICKETS = "read_tickets"
    READ_TICKET = "read_ticket"
    WORK_TICKET = "work_ticket"
    CHECK_IN = "check_in"
    LOOK_UP_DOSSIER = "look_up_dossier"
    LOOK_UP_APPOINTMENT = "look_up_appointment"
    WORK_APPOINTMENTS = "work_appointments"
    READ_COUNTERS = "read_counters"
    WORK_COUNTER = "work_counter"
    WORK_DOSSIER = "work_dossier"
    READ_DOSSIERS = "read_dossiers"
    READ_PEOPLE = "read_people"
    READ_LOOKS = "read_looks"
    CLOSE_REGISTER = "close_register"
    READ_FEED = "read_feed"
    READ_REPORTS = "read_reports"
    READ_DEVICES = "read_devices"
    BE_DEVICE = "be_device"
    GIVE_ALONE = "give_alone"
    ASK_FOR_RATING = "ask_for_rating"
    APPROVE_PAIRING = "approve_pairing"
    RESTART_DEVICE = "restart_device"
    TELL_EMERGENCY = "tell_emergency"
    TELL_NOTICE = "tell_notice"
    MANAGE_MEDIA = "manage_media"
    GIVE_CHECKLIST = "give_checklist"
    PRINT_AT_KIOSK = "print_at_kiosk"
    FETCH_PAPER = "fetch_paper"
    ADMINISTER = "administer"
    READ_METRICS = "read_metrics"
    HANDLE_COMPLAINTS = "handle_complaints"
    READ_PORTAL = "read_portal"
    WORK_MONEY = "work_money"
    REOPEN_CASH = "reopen_cash"
    REARRANGE = "rearrange"
    RAISE_ALARM = "raise_alarm"
    SETTLE_DOUBTS = "settle_doubts"


ROLES: dict[Permission, frozenset[Role]] = {
    Permission.ISSUE: frozenset({_K, _O, _S, _A, _I}),
    Permission.READ_TICKETS: frozenset({_O, _S, _A, _I}),
    Permission.READ_TICKET: frozenset({_K, _O, _S, _A, _I}),
    Permission.WORK_TICKET: frozenset({_O, _S, _A}),
    Permission.CHECK_IN: frozenset({_K, _O, _S, _A}),
    # Where a dossier stands, for the citizen at the kiosk; people of the house read it whole.
    Permission.LOOK_UP_DOSSIER: frozenset({_K}),
    # When and where, for the citizen at the kiosk; who they are is for the desk, which books for them too.
    Permission.LOOK_UP_APPOINTMENT: frozenset({_K}),
    Permission.WORK_APPOINTMENTS: frozenset({_O, _S, _A}),
    Permission.READ_COUNTERS: frozenset({_O, _S, _A, _I}),
    Permission.WORK_COUNTER: frozenset({_O, _S, _A}),
    Permission.WORK_DOSSIER: frozenset({_O, _S, _A}),
    Permission.READ_DOSSIERS: frozenset({_O, _S, _A, _I}),
    # The people on a dossier whole, and its receipt; an integration works with codes and dates.
    Permission.READ_PEOPLE: frozenset({_O, _S, _A}),
    # Who looked at a dossier.
    Permission.READ_LOOKS: frozenset({_S, _A}),
    # A closed year of the register stays closed.
    Permission.CLOSE_REGISTER: frozenset({_S, _A}),
    Permission.READ_FEED: frozenset({_S, _A, _I}),
    Permission.READ_REPORTS: frozenset({_S, _A, _I}),
    Permission.READ_DEVICES: frozenset({_S, _A}),
    Permission.BE_DEVICE: frozenset({_K, _D}),
    # The ranges of numbers that a kiosk gives while the server is away.
    Permission.GIVE_ALONE: frozenset({_K}),
    # The tablet at a counter, paired like a board; nobody who works there rates their own work.
    Permission.ASK_FOR_RATING: frozenset({_D}),
    Permission.APPROVE_PAIRING: frozenset({_S, _A}),
    Permission.RESTART_DEVICE: frozenset({_S, _A}),
    # The red screen of the whole hall, and what screens show between calls.
    Permission.TELL_EMERGENCY: frozenset({_S, _A}),
    Permission.TELL_NOTICE: frozenset({_S, _A}),
    Permission.MANAGE_MEDIA: frozenset({_S, _A}),
    # A list of missing papers instead of a number, and what a greeter has printed at a kiosk.
    Permission.GIVE_CHECKLIST: frozenset({_K, _O, _S, _A}),
    Permission.PRINT_AT_KIOSK: frozenset({_O, _S, _A}),
    Permission.FETCH_PAPER: frozenset({_K}),
    Permission.ADMINISTER: frozenset({_A}),
    Permission.READ_METRICS: frozenset({_S, _A, _I}),
    # Complaints, and what citizens wrote beside their ratings.
    Permission.HANDLE_COMPLAINTS: frozenset({_S, _A}),
    # Status codes and dates of all dossiers for the national portal, without people.
    Permission.READ_PORTAL: frozenset({_S, _A, _I}),
    # Fees and receipts; of the day's cash an officer sees their own.
    Permission.WORK_MONEY: frozenset({_O, _S, _A}),
    Permission.REOPEN_CASH: frozenset({_S, _A}),
    # Counters that serve other queues for now, and what would help the hall.
    Permission.REARRANGE: frozenset({_S, _A}),
    # An officer raises and ends the alarms of the own counters, a supervisor any.
    Permission.RAISE_ALARM: frozenset({_O, _S, _A}),
    # "The clock is right": then things end and are deleted again.
    Permission.SETTLE_DOUBTS: frozenset({_S, _A}),
}


def may(role: str, permission: Permission) -> bool:
    """Whether the role holds the permission."""
    return role in ROLES[permission]
