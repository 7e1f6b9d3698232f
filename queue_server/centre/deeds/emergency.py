"""The emergency that supervisors tell the whole house of, and its end. It never calls or moves a ticket."""

from queue_server.centre.rows import notices as notice_rows
from queue_server.ledger import local_time
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.facts.screens import EmergencyEnded, EmergencyStarted
from shared.wire.screens import Emergency


def start(deed: UnitOfWork, text: str) -> Emergency:
    """Puts the sentence on every screen; a newer sentence takes the place of the one that is shown."""
    notice_rows.start_emergency(deed.connection, deed.centre_id, text, deed.ms)
    since = local_time.iso(deed, deed.ms)
    deed.record(EmergencyStarted(text=text, since=since, by=deed.actor.name))
    return Emergency(emergency=text, since=since)


def end(deed: UnitOfWork) -> Emergency:
    """Gives the screens back. RuleBroken `no_emergency` (409) where there is none."""
    if not notice_rows.end_emergency(deed.connection, deed.centre_id):
        raise RuleBroken("no_emergency", 409)
    deed.record(EmergencyEnded(by=deed.actor.name))
    return Emergency(emergency=None, since=None)
