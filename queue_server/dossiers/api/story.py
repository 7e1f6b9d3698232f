"""What happens to a dossier after its intake: hand-overs, its one postponement, corrections, the register, its timeline."""

from typing import Annotated, Literal

from flask import Response
from flask_openapi import Tag
from pydantic import BaseModel, Field

from queue_server.centre.rules import departments
from queue_server.dossiers.deeds import access_log, hand_overs, registers
from queue_server.dossiers.deeds import correct as correcting
from queue_server.dossiers.deeds import extend as extending
from queue_server.dossiers.views import work_lists
from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.guard import actor, book, deed, needs, perform, read, reply
from queue_server.http.paths import CodePath, YearPath
from queue_server.http.permissions import Permission, may
from queue_server.ledger.errors import RuleBroken
from shared.wire.access import Colleagues
from shared.wire.centre import Departments
from shared.wire.dossiers import (
    Assign,
    Correct,
    Dossier,
    Extend,
    HandOver,
    HandOvers,
    Receive,
)
from shared.wire.exchange import ClosedRegister, RegisterPage
from shared.wire.reports import DueCounts
from shared.wire.vocabulary import Looked

api = ApiBlueprint("dossier_story", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Dossiers")])


class RegisterQuery(BaseModel):
    """`GET /registers/{year}`; with `people=whole` addresses and numbers are shown, and the look is recorded."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    offset: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    people: Literal["veiled", "whole"] = "veiled"


@api.get("/departments", responses={200: Departments})
@needs(Permission.READ_DOSSIERS)
def all_departments() -> Response:
    """The departments that the catalogue names, with their fields."""
    return reply(departments.known(book().centre))


@api.get("/dossiers/due-counts", responses={200: DueCounts})
@needs(Permission.READ_DOSSIERS)
def due_counts() -> Response:
    """How many dossiers are late or due soon, by field, department and officer, the worst first."""
    with read() as reading:
        return reply(work_lists.due_counts(reading))


@api.get("/dossiers/<string:code>/hand-overs", responses={200: HandOvers})
@needs(Permission.READ_DOSSIERS)
def control_slip(path: CodePath) -> Response:
    """The control slip (phiếu kiểm soát): every hand-over with giver, receiver and whether it was in time."""
    with read() as reading:
        shown = hand_overs.control_slip(reading, path.code, notes=may(actor().role, Permission.READ_PEOPLE))
    return reply(shown)


@api.post("/dossiers/<string:code>/receive", responses={200: Dossier})
@deed(Permission.WORK_DOSSIER)
def receive(path: CodePath, body: Receive) -> Response:
    """Signs for a dossier that was handed over."""
    return perform(lambda work: hand_overs.receive(work, path.code, body), personal=True)


@api.post("/dossiers/<string:code>/hand-over", responses={200: Dossier})
@deed(Permission.WORK_DOSSIER)
def hand_over(path: CodePath, body: HandOver) -> Response:
    """Hands a dossier over to a department, or back to the centre if the department is null."""
    return perform(lambda work: hand_overs.pass_on(work, path.code, body), personal=True)


@api.post("/dossiers/<string:code>/assign", responses={200: Dossier})
@deed(Permission.WORK_DOSSIER)
def assign(path: CodePath, body: Assign) -> Response:
    """Gives a dossier to one person of the place where it lies."""
    return perform(lambda work: hand_overs.assign(work, path.code, body), personal=True)


@api.get("/dossiers/<string:code>/colleagues", responses={200: Colleagues})
@needs(Permission.WORK_DOSSIER)
def colleagues(path: CodePath) -> Response:
    """Whom the dossier may be given to: the people of the place where it lies."""
    with read() as reading:
        return reply(hand_overs.colleagues(reading, path.code))


@api.post("/dossiers/<string:code>/extend", responses={200: Dossier})
@deed(Permission.WORK_DOSSIER)
def extend(path: CodePath, body: Extend) -> Response:
    """Sets a later due date, once and before the present one."""
    return perform(lambda work: extending.extend(work, path.code, body), personal=True)


@api.post("/dossiers/<string:code>/correct", responses={200: Dossier})
@deed(Permission.WORK_DOSSIER)
def correct(path: CodePath, body: Correct) -> Response:
    """Corrects people and documents; the diary names the changed fields, never their content."""
    return perform(lambda work: correcting.correct(work, path.code, body), personal=True)


@api.get("/registers/<int:year>", responses={200: RegisterPage})
@needs(Permission.READ_DOSSIERS)
def register(path: YearPath, query: RegisterQuery) -> Response:
    """The year's register (sổ theo dõi) by number, people veiled; showing whole people is recorded as looks."""
    whole = query.people == "whole"
    if whole and not may(actor().role, Permission.READ_PEOPLE):
        raise RuleBroken("forbidden", 403)
    with read() as reading:
        idents, shown = registers.page(reading, path.year, query.limit, query.offset, whole=whole)
    if whole and idents:
        access_log.note(book(), actor(), Looked.OPENED, idents)
    return reply(shown)


@api.post("/registers/<int:year>/close", responses={200: ClosedRegister})
@deed(Permission.CLOSE_REGISTER)
def close_register(path: YearPath) -> Response:
    """Closes the register of a year that is over: its numbers never change again."""
    return perform(lambda work: registers.close(work, path.year))
