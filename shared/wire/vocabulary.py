"""The words that the wire, the rules and the pages share, as enumerations."""

from enum import StrEnum
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["vi", "en"]
"""The language in which a citizen is addressed."""
MediaType: TypeAlias = Literal["image/png", "image/jpeg", "image/webp", "video/mp4", "video/webm"]
"""The media types of files that a screen can show."""


class Role(StrEnum):
    """Who speaks to the server: people (the first three) and machines."""

    ADMIN = "admin"
    SUPERVISOR = "supervisor"
    OFFICER = "officer"
    KIOSK = "kiosk"
    DISPLAY = "display"
    INTEGRATION = "integration"


PEOPLE = frozenset({Role.ADMIN, Role.SUPERVISOR, Role.OFFICER})

SUPERVISING = frozenset({Role.SUPERVISOR, Role.ADMIN})
"""The roles that may act at every counter and decide for others."""

UNAVAILABLE = "unavailable"
"""The reason with which a socket is refused by a server that cannot look up its token, because the database is away."""


class TicketState(StrEnum):
    """The states of a ticket; the moves between them are in queue_server.hall.rules.ticket."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    DONE = "done"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class TicketMove(StrEnum):
    """What staff do with a ticket; `allowed` names those that its state lets them do now."""

    CALL = "call"
    RECALL = "recall"
    START = "start"
    FINISH = "finish"
    NO_SHOW = "no-show"
    HOLD = "hold"
    RESUME = "resume"
    PUT_BACK = "put-back"
    TRANSFER = "transfer"
    PRIORITY = "priority"
    CANCEL = "cancel"
    RESTORE = "restore"
    UNDO = "undo"
    CHECK_IN = "check-in"
    TAKE_IN = "take-in"
    PRINT_AGAIN = "print-again"


class CounterMove(StrEnum):
    """What staff do at a counter; `allowed` names those that its state lets them do now."""

    OPEN = "open"
    CALL = "call"
    PAUSE = "pause"
    CLOSE = "close"


class CounterState(StrEnum):
    """The states of a counter."""

    CLOSED = "closed"
    OPEN = "open"
    PAUSED = "paused"


class DoubtKind(StrEnum):
    """What may be in doubt; while it is, numbers go on, and what cannot be undone waits."""

    RECORDS = "records"
    """The database came back older than it was: records are missing."""
    CLOCK = "clock"
    """The machine's clock jumped, or shows a time that cannot be."""
    KIOSK = "kiosk"
    """Two kiosks run under one name."""
    KEY = "key"
    """The file with the keys to personal data is gone, or holds others; this process still has them."""


class AppointmentState(StrEnum):
    """What became of an appointment. `late` means that the citizen came too late, and waits like one without appointment."""

    BOOKED = "booked"
    CHECKED_IN = "checked_in"
    LATE = "late"
    CANCELLED = "cancelled"
    MISSED = "missed"


class AppointmentStanding(StrEnum):
    """Whether a moment is too early, in time or too late for an appointment's check-in."""

    EARLY = "early"
    NOW = "now"
    LATE = "late"


class Rearranging(StrEnum):
    """What is changed at a counter that is given other queues, ordered by how much it asks of people, least first."""

    MORE = "more"
    INSTEAD = "instead"
    OPEN = "open"


class Purpose(StrEnum):
    """What a citizen came for."""

    SUBMIT = "submit"
    COLLECT = "collect"
    SUPPLEMENT = "supplement"
    ORIGINALS = "originals"
    GUIDE = "guide"


BY_FIELD = frozenset({Purpose.COLLECT, Purpose.SUPPLEMENT, Purpose.ORIGINALS})
"""Purposes whose number belongs to a field alone: there is a dossier already, so nobody has to choose a procedure."""


class Standing(StrEnum):
    """What a dossier's status means for its citizen, and so what they have to do; each of the ten statuses has one."""

    REGISTERED = "registered"
    ACCEPTED = "accepted"
    WORKING = "working"
    SUPPLEMENT = "supplement"
    PAYMENT = "payment"
    READY = "ready"
    PAPERS = "papers"
    """The dossier ended without a result, and its papers can be fetched."""
    RETURNED = "returned"


class Outcome(StrEnum):
    """How a service without a dossier ended."""

    ADVISED = "advised"
    NOT_ELIGIBLE = "not_eligible"
    MISSING_DOCUMENTS = "missing_documents"
    COLLECTED = "collected"
    OTHER = "other"


class Verdict(StrEnum):
    """Whether a due date was kept; early means on an earlier day."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


class Looked(StrEnum):
    """What somebody did with a dossier without changing it."""

    OPENED = "opened"
    SEARCHED = "searched"
    """Searched by a number of a telephone or identity paper, whether a dossier was found or not."""
    PRINTED = "printed"
    SCAN = "scan"
    """Opened a scan of a paper."""


class Place(StrEnum):
    """Where a transferred or restored ticket stands in its new line."""

    ARRIVAL = "arrival"
    FIRST = "first"
    LAST = "last"


class OrderReason(StrEnum):
    """Why a ticket has its place in line; every waiting row shows one reason."""

    SENT_FIRST = "sent_first"
    PRIORITY = "priority"
    ARRIVAL = "arrival"
    APPOINTMENT = "appointment"
    RETURNED = "returned"
    PUT_BACK = "put_back"
    DELAYED = "delayed"
    CHOSEN = "chosen"


class FactType(StrEnum):
    """The types of all facts on the wire."""

    TICKET_ISSUED = "ticket_issued"
    TICKET_CALLED = "ticket_called"
    TICKET_SERVING = "ticket_serving"
    TICKET_DONE = "ticket_done"
    TICKET_NO_SHOW = "ticket_no_show"
    TICKET_HELD = "ticket_held"
    TICKET_WAITING = "ticket_waiting"
    TICKET_TRANSFERRED = "ticket_transferred"
    TICKET_CANCELLED = "ticket_cancelled"
    TICKET_EXPIRED = "ticket_expired"
    TICKET_RENUMBERED = "ticket_renumbered"
    TICKET_PRIORITY = "ticket_priority"
    COUNTER_OPENED = "counter_opened"
    COUNTER_PAUSED = "counter_paused"
    COUNTER_CLOSED = "counter_closed"
    COUNTER_REARRANGED = "counter_rearranged"
    ALARM_RAISED = "alarm_raised"
    ALARM_ENDED = "alarm_ended"
    DOSSIER_RECEIVED = "dossier_received"
    DOSSIER_CHANGED = "dossier_changed"
    FEES_CHANGED = "fees_changed"
    PAYMENT_TAKEN = "payment_taken"
    PAYMENT_REFUNDED = "payment_refunded"
    PAYMENT_VOIDED = "payment_voided"
    CASH_CLOSED = "cash_closed"
    CASH_REOPENED = "cash_reopened"
    APPOINTMENT_BOOKED = "appointment_booked"
    APPOINTMENT_MOVED = "appointment_moved"
    APPOINTMENT_CANCELLED = "appointment_cancelled"
    APPOINTMENT_CHECKED_IN = "appointment_checked_in"
    APPOINTMENT_MISSED = "appointment_missed"
    DEVICE_CHANGED = "device_changed"
    EMERGENCY_STARTED = "emergency_started"
    EMERGENCY_ENDED = "emergency_ended"
    NOTICE_CHANGED = "notice_changed"
    MEDIA_CHANGED = "media_changed"
    CHECKLIST_GIVEN = "checklist_given"
    PAPER_WANTED = "paper_wanted"
    ADMINISTRATION = "administration"
    HIDDEN = "hidden"
