"""Corrections of a dossier's people and documents. Its diary names the corrected fields, but not what they held before."""

from queue_server.dossiers.deeds import steps
from queue_server.dossiers.deeds.steps import Step
from queue_server.dossiers.rows import dossiers as rows
from queue_server.dossiers.rules.people import ROLES, Person
from queue_server.dossiers.views import dossier as dossier_views
from queue_server.dossiers.views import people as dossier_people
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.dossiers import Correct, Dossier


def correct(deed: UnitOfWork, code: str, body: Correct) -> Dossier:
    """The dossier with the given values in place of the old ones; what the request leaves out stays as it was.

    RuleBroken `not_found`, `not_your_department`, `changed_meanwhile`, `illegal_move` for a returned dossier, or
    `nothing_to_correct`.
    """
    before = steps.load_to_change(deed, code, body.version)
    with steps.in_words():
        before.check_correctable()
    documents = None if body.documents is None else dossier_people.documents(body.documents)
    after = before.corrected(_people(body), documents, body.sets)
    changed = after.differs(before)
    rows.save_people(deed.connection, before, after)
    steps.take(deed, before, after, Step("correct", body.note, changed=tuple(changed)))
    return dossier_views.whole(deed, steps.load(deed, before.code), deed.actor)


def _people(body: Correct) -> dict[str, Person | None]:
    """The people that the request names; the applicant of a dossier of our own cannot be removed."""
    given = {
        role: dossier_people.person(getattr(body, role)) for role in ROLES if role in body.model_fields_set
    }
    if body.applicant is None:
        given.pop("applicant", None)
    return given
