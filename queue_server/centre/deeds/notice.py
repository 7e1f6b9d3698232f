"""The centre's message to everyone in the house, such as "a meeting this afternoon from 15:30". It moves no ticket."""

from queue_server.centre.rows import notices as notice_rows
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.facts.screens import NoticeChanged
from shared.wire.screens import Notice


def put_up(deed: UnitOfWork, text: str) -> Notice:
    """Shows the sentence on kiosks, screens and phones in place of the one before; an empty one shows none.

    The configuration's own is shown again after `as_configured`.
    """
    notice_rows.set_notice(deed.connection, deed.centre_id, text)
    return _told(deed, text or None)


def as_configured(deed: UnitOfWork) -> Notice:
    """Shows again what the configuration says, which may be nothing."""
    notice_rows.set_notice(deed.connection, deed.centre_id, None)
    return _told(deed, deed.centre.centre.notice)


def _told(deed: UnitOfWork, text: str | None) -> Notice:
    deed.record(NoticeChanged(text=text, by=deed.actor.name))
    return Notice(notice=text)
