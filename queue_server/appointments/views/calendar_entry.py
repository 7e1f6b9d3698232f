"""An appointment as an entry for the calendar of a phone. It contains no name."""

from datetime import UTC, datetime, timedelta

from queue_server.appointments.rules import Appointment
from queue_server.appointments.views import appointments as appointment_views
from queue_server.ledger.context import Context
from queue_server.ledger.storage.times import from_ms
from shared.text.messages import say
from shared.wire.vocabulary import AppointmentState

_LINE = 73
"""How many octets a line may have; longer lines are folded (RFC 5545, 3.1)."""


def calendar(context: Context, booked: Appointment) -> str:
    """The appointment as iCalendar, with a reminder an hour before (RFC 5545)."""
    shown, lang = appointment_views.for_holder(context, booked), booked.lang
    begins = from_ms(booked.at)
    ends = begins + timedelta(minutes=context.centre.centre.appointments.slot_minutes)
    matter = "; ".join(shown.matters) or shown.queue_name
    centre = context.centre.centre
    about = say("appointment.booking_calendar.about", lang, code=booked.code, minutes=_early(context))
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Mot Cua//Appointments//VI",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{context.centre_id}-{booked.id}@motcua",
        f"DTSTAMP:{_stamp(context.now)}",
        f"DTSTART:{_stamp(begins)}",
        f"DTEND:{_stamp(ends)}",
        f"SUMMARY:{_text(say('appointment.booking_calendar.title', lang, matter=matter))}",
        f"LOCATION:{_text(', '.join(filter(None, (centre.name, centre.subtitle))))}",
        f"DESCRIPTION:{_text(about)}",
        "STATUS:CANCELLED" if booked.state is AppointmentState.CANCELLED else "STATUS:CONFIRMED",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_text(say('appointment.booking_calendar.title', lang, matter=matter))}",
        "TRIGGER:-PT1H",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _early(context: Context) -> int:
    return context.centre.centre.appointments.early_minutes


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> str:
    """The line in pieces of at most `_LINE` octets, cut between letters."""
    pieces, size = [""], 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > _LINE:
            pieces.append("")
            size = 1
        pieces[-1] += letter
        size += octets
    return "\r\n ".join(pieces)
