"""The emergency that supervisors tell the whole house of, and its end. It never calls or moves a ticket."""

from queue_server.domain.errors import RuleBroken
from queue_server.service import context as look
from queue_server.service.views import Json
from queue_server.store import centres
from queue_server.store.deed import Deed
from shared.vocabulary import FactType


def start(deed: Deed, text: str) -> Json:
    """Puts the sentence on every screen; a newer sentence takes the place of the one that is shown."""
    centres.start_emergency(deed.connection, deed.centre_id, text, deed.ms)
    since = look.iso(deed, deed.ms)
    deed.record(FactType.EMERGENCY_STARTED, {"text": text, "since": since, "by": deed.actor.name})
    return {"emergency": text, "since": since}


def end(deed: Deed) -> Json:
    """Gives the screens back. RuleBroken `no_emergency` (409) where there is none."""
    if not centres.end_emergency(deed.connection, deed.centre_id):
        raise RuleBroken("no_emergency", 409)
    deed.record(FactType.EMERGENCY_ENDED, {"by": deed.actor.name})
    return {"emergency": None, "since": None}
