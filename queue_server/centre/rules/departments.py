"""The departments (phòng chuyên môn) that the catalogue names, and whose dossiers a person may work on.

A department is known by its name, as the catalogue's fields write it: so no second list has to be kept up to date.
"""

from queue_server.configuration.catalogue_files import Procedure
from queue_server.configuration.values import Configuration
from queue_server.ledger.actor import Actor
from queue_server.ledger.errors import RuleBroken
from shared.text.alphabet import comparable
from shared.wire.centre import Department
from shared.wire.vocabulary import SUPERVISING


def known(centre: Configuration) -> list[Department]:
    """The departments in the catalogue's order, with the ids of the fields that are theirs."""
    found: dict[str, list[str]] = {}
    for field in centre.fields:
        if field.department:
            found.setdefault(field.department, []).append(field.id)
    return [Department(name=name, fields=fields) for name, fields in found.items()]


def named(centre: Configuration, name: str) -> str:
    """The department of that name, in any spelling, as the catalogue writes it. Raises RuleBroken `unknown_department`."""
    same = comparable(name)
    for field in centre.fields:
        if field.department and comparable(field.department) == same:
            return field.department
    raise RuleBroken("unknown_department", 422, department=name)


def of_field(centre: Configuration, field_id: str) -> str | None:
    """The department of a field, None when the catalogue names none."""
    return next((field.department or None for field in centre.fields if field.id == field_id), None)


def of_procedure(centre: Configuration, procedure: Procedure) -> str | None:
    """The department that works on the procedure's dossiers, None when the catalogue names none."""
    return of_field(centre, procedure.field)


def supervises(actor: Actor) -> bool:
    """Whether this person works everywhere."""
    return actor.role in SUPERVISING


def confined_to(actor: Actor) -> str | None:
    """The one department in which this person works; None for whoever also sits at a counter, or supervises."""
    return None if supervises(actor) or actor.counters else actor.department


def places_of(centre: Configuration, actor: Actor) -> list[str | None]:
    """The places whose work list this person sees, None for the centre; whoever supervises sees all."""
    if supervises(actor):
        return [None, *(department.name for department in known(centre))]
    if actor.department is None:
        return [None]
    return [actor.department] if confined_to(actor) else [actor.department, None]


def check_works_on(actor: Actor, place: str | None) -> None:
    """Raises RuleBroken `not_your_department` where a department's officer has to do with a dossier elsewhere.

    Officers at the counters may work on every dossier: they take supplements, payments and withdrawals for all of them.
    """
    own = confined_to(actor)
    if own is not None and own != place:
        raise RuleBroken("not_your_department", 403)


def check_signs_for(actor: Actor, place: str | None) -> None:
    """Raises RuleBroken `not_your_department` unless this person receives papers at that place; None: the centre."""
    fine = confined_to(actor) is None if place is None else actor.department == place
    if not (fine or supervises(actor)):
        raise RuleBroken("not_your_department", 403)
