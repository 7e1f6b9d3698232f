"""What one person may do with a dossier now: the moves of its status, and the deeds beside them, by role and place."""

from typing import Literal

from queue_server.centre.rules import departments
from queue_server.dossiers.rules import dossier as table
from queue_server.dossiers.rules.dossier import Move
from queue_server.dossiers.rules.record import Dossier
from queue_server.ledger.actor import Actor
from queue_server.ledger.errors import is_allowed
from shared.wire.vocabulary import PEOPLE

RECEIVE, EXTEND, HAND_OVER, ASSIGN, CORRECT = "receive", "extend", "hand-over", "assign", "correct"
"""The deeds beside the moves, as the last word of their addresses."""


def allowed(dossier: Dossier, actor: Actor, now: int, *, awaited: bool) -> list[str]:
    """The deeds that this person may do with the dossier; the deed that usually comes next is the first.

    While a hand-over waits for its signature (`awaited`), that has to be given before anything else is done. With a dossier
    whose people were forgotten nothing can be done.
    """
    if actor.role not in PEOPLE:
        return []
    here = is_allowed(lambda: departments.check_works_on(actor, dossier.department))
    beside = _beside(dossier, now, awaited=awaited) if here and dossier.anonymised_at is None else []
    if awaited and is_allowed(lambda: departments.check_signs_for(actor, dossier.department)):
        return [RECEIVE, *beside]
    if not here or dossier.anonymised_at is not None:
        return []
    moves = table.possible(dossier.status)
    usual = table.USUAL.get(dossier.status)
    if not awaited:
        moves.sort(key=lambda move: move is not usual)
    return [*(move.value for move in moves), *beside]


def next_of(dossier: Dossier, deeds: list[str]) -> str | None:
    """The deed that usually comes next; None if no deed is more usual than the others."""
    usual: Move | None = table.USUAL.get(dossier.status)
    return next(iter(deed for deed in deeds[:1] if deed in (RECEIVE, usual)), None)


def at_counter_of(dossier: Dossier, actor: Actor) -> Literal["return-result", "supplement"] | None:
    """The move that a visit at the counter is for, where this person may make it; handing out signs for the dossier too."""
    move = table.at_counter(dossier.status)
    if move is None or actor.role not in PEOPLE or dossier.anonymised_at is not None:
        return None
    if not is_allowed(lambda: departments.check_works_on(actor, dossier.department)):
        return None
    return "supplement" if move is Move.SUPPLEMENT else "return-result"


def _beside(dossier: Dossier, now: int, *, awaited: bool) -> list[str]:
    on_its_way = is_allowed(dossier.check_on_its_way)
    found = {
        EXTEND: is_allowed(lambda: dossier.check_extendable(now)),
        HAND_OVER: on_its_way and not awaited,
        ASSIGN: on_its_way,
        CORRECT: is_allowed(dossier.check_correctable),
    }
    return [deed for deed, fine in found.items() if fine]
