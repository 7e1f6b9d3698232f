"""Which facts each audience may see. A hidden fact keeps its number, so that nobody ever misses one."""

from typing import Any, Literal

from shared.wire.vocabulary import FactType, Role

Audience = Literal["staff", "desk", "hall"]
AUDIENCES: tuple[Audience, ...] = ("staff", "desk", "hall")

_HALL_HIDDEN = frozenset(
    {
        FactType.TICKET_PRIORITY,
        FactType.DOSSIER_RECEIVED,
        FactType.DOSSIER_CHANGED,
        FactType.FEES_CHANGED,
        FactType.PAYMENT_TAKEN,
        FactType.PAYMENT_REFUNDED,
        FactType.PAYMENT_VOIDED,
        FactType.CASH_CLOSED,
        FactType.CASH_REOPENED,
        FactType.APPOINTMENT_BOOKED,
        FactType.APPOINTMENT_MOVED,
        FactType.APPOINTMENT_CANCELLED,
        FactType.APPOINTMENT_CHECKED_IN,
        FactType.APPOINTMENT_MISSED,
        FactType.DEVICE_CHANGED,
        FactType.CHECKLIST_GIVEN,
        FactType.ALARM_RAISED,
        FactType.ALARM_ENDED,
        FactType.ADMINISTRATION,
    }
)
# What a colleague counted is not for every officer's screen.
_DESK_HIDDEN = frozenset(
    {
        FactType.ADMINISTRATION,
        FactType.DEVICE_CHANGED,
        FactType.CASH_CLOSED,
        FactType.CASH_REOPENED,
        FactType.ALARM_RAISED,
        FactType.ALARM_ENDED,
    }
)
# What the hall may know of a ticket: no group of priority, no purpose, no names, no reasons.
_HALL_KEYS = frozenset(
    {
        "id",
        "number",
        "queue",
        "counter",
        "state",
        "calls",
        "at",
        "why",
        "from_queue",
        "to_queue",
        "to_counter",
        "from_counter",
        "old",
        "new",
        "kiosk",
        "lang",
        "text",
        "since",
    }
)
_HALL_COUNTER_KEYS = frozenset({"number", "name", "state", "reason", "queues"})


def of_role(role: str) -> Audience:
    """The audience of a role: officers hear all but administration; kiosks, displays and phones are the hall."""
    if role in (Role.SUPERVISOR, Role.ADMIN, Role.INTEGRATION):
        return "staff"
    return "desk" if role == Role.OFFICER else "hall"


def render(fact: dict[str, Any], audience: Audience) -> dict[str, Any]:
    """The fact as the audience may see it; `hidden`, with its number only, when it may not."""
    kind = fact["type"]
    if kind == FactType.PAPER_WANTED:
        # Whose form a slip is, only its kiosk needs to know; that fetches the picture.
        fact = {**fact, "data": {key: value for key, value in fact["data"].items() if key != "slip"}}
    if audience == "staff":
        return fact
    if kind in (_DESK_HIDDEN if audience == "desk" else _HALL_HIDDEN):
        return {"seq": fact["seq"], "type": FactType.HIDDEN.value}
    if audience == "desk":
        return fact
    keys = _HALL_COUNTER_KEYS if kind.startswith("counter_") else _HALL_KEYS
    return {**fact, "data": {key: value for key, value in fact["data"].items() if key in keys}}
