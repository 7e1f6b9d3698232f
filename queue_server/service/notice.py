"""The centre's message to everyone in the house, such as "a meeting this afternoon from 15:30". It moves no ticket."""

from queue_server.service.views import Json
from queue_server.store import centres
from queue_server.store.deed import Deed
from shared.vocabulary import FactType


def put_up(deed: Deed, text: str) -> Json:
    """Shows the sentence on kiosks, screens and phones in place of the one before; an empty one shows none.

    The configuration's own is shown again after `as_configured`.
    """
    centres.set_notice(deed.connection, deed.centre_id, text)
    return _told(deed, text or None)


def as_configured(deed: Deed) -> Json:
    """Shows again what the configuration says, which may be nothing."""
    centres.set_notice(deed.connection, deed.centre_id, None)
    return _told(deed, deed.centre.centre.notice)


def _told(deed: Deed, text: str | None) -> Json:
    deed.record(FactType.NOTICE_CHANGED, {"text": text, "by": deed.actor.name})
    return {"notice": text}
