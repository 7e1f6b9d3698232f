"""One number per person and field: an option of the centre. People are known by marks of the day, never by a card's number.

A mark is a keyed hash. The kiosk makes one from the number of the scanned card with a key of the day, and here the server
makes another from that mark with a key of its own. So neither a kiosk's journal nor the database shows who was there, and
nobody can find out whether marks of two days belong to the same person.
"""

from queue_server.configuration.values import Queue
from queue_server.hall.rows import card_marks
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage import sealing
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.text import identity_numbers
from shared.wire.access import DayKey
from shared.wire.tickets import NewTicket
from shared.wire.vocabulary import Purpose, Role


def key_of_day(context: Context, role: str) -> DayKey | None:
    """The day's key for a kiosk where the rule is on; None for everyone else."""
    if not context.centre.centre.one_a_field or role != Role.KIOSK:
        return None
    key = sealing.of(context.connection).day_key(context.centre_id, context.day)
    return DayKey(day=context.day, key=key.hex())


def mark(deed: UnitOfWork, body: NewTicket) -> str | None:
    """The mark to be saved with a number from a kiosk; None where the rule is off or no card was scanned."""
    if not deed.centre.centre.one_a_field or body.person is None or deed.actor.role != Role.KIOSK:
        return None
    return sealing.of(deed.connection).mark(deed.centre_id, identity_numbers.canonical(body.person))


def check(deed: UnitOfWork, body: NewTicket, queue: Queue) -> str | None:
    """The person's mark. RuleBroken `one_a_field` while they hold a live number of the queue, `card_needed` without a card.

    The rule does not hold for the guide's queue and for numbers that officers give, so that people without a card can be
    helped there. Appointments have a rule of their own.
    """
    centre = deed.centre.centre
    if not centre.one_a_field or deed.actor.role != Role.KIOSK:
        return None
    if queue.id == centre.guide_queue or body.purpose is Purpose.GUIDE or body.appointment is not None:
        return None
    kept = mark(deed, body)
    if kept is None or body.person is None:
        raise RuleBroken("card_needed")
    known = sealing.of(deed.connection).marks(deed.centre_id, [identity_numbers.canonical(body.person)])
    held = card_marks.live_number(deed.connection, deed.centre_id, deed.day, queue.id, known)
    if held is not None:
        raise RuleBroken("one_a_field", queue=queue.name, number=held, extra={"number": held})
    return kept
