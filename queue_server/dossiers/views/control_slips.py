"""The control slip (phiếu kiểm soát) as the wire shows it: who gave a dossier to whom, and whether it was in time."""

from datetime import timedelta

from queue_server.dossiers.rules import office
from queue_server.dossiers.rules.hand_over import HandOver
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from shared.text.messages import say
from shared.wire.dossiers import Awaited, HandOverRow
from shared.wire.vocabulary import Verdict


def place_name(context: Context, place: str | None) -> str:
    """A place in words: the department's name, else the centre's."""
    return place or context.centre.centre.name


def is_late(context: Context, line: HandOver) -> bool:
    """Whether a hand-over was signed for too late, or waits for its signature longer than it may."""
    return _timeliness(context, line, line.received_at or context.ms) is Verdict.LATE


def awaited(context: Context, line: HandOver | None) -> Awaited | None:
    """A hand-over that waits for a signature, as it is shown with the dossier."""
    if line is None:
        return None
    return Awaited(
        to=line.to_office,
        giver=line.giver,
        given_at=local_time.iso(context, line.given_at),
        due_at=local_time.iso(context, line.due_at),
    )


def shown(context: Context, line: HandOver) -> HandOverRow:
    """One row of the slip."""
    kept = None if line.received_at is None else _timeliness(context, line, line.received_at)
    return HandOverRow(
        from_place=line.from_office,
        from_name=place_name(context, line.from_office),
        to=line.to_office,
        to_name=place_name(context, line.to_office),
        given_at=local_time.iso(context, line.given_at),
        giver=line.giver,
        due_at=local_time.iso(context, line.due_at),
        received_at=local_time.iso(context, line.received_at),
        receiver=line.receiver,
        timeliness=kept,
        timeliness_name=kept and say(f"dossier.verdict.{kept.value}"),
        note=line.note,
    )


def _timeliness(context: Context, line: HandOver, at: int) -> Verdict | None:
    grace = timedelta(minutes=context.centre.centre.hand_over_grace)
    return line.timeliness(at, grace, office.office_day(context.centre))
