"""`/complaints`: the register, for supervisors. `…/rating`: what citizens thought, for whoever holds the secret."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal

from flask import Response
from flask_openapi import Tag
from pydantic import BaseModel, Field

from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.guard import (
    actor,
    address,
    anyone,
    book,
    count_guess,
    deed,
    limited,
    limits,
    needs,
    perform,
    read,
    reply,
    respond,
)
from queue_server.http.paths import CounterPath, SecretPath
from queue_server.http.permissions import Permission
from queue_server.ledger.actor import CITIZEN
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.unit_of_work import UnitOfWork
from queue_server.reports.views.visits import check_period
from queue_server.visitors.deeds import complaints, ratings
from shared.wire.visitors import (
    Complaint,
    ComplaintAnswer,
    ComplaintList,
    CounterRating,
    NewComplaint,
    NewRating,
    Rated,
    Reasons,
    ToRate,
)

api = ApiBlueprint(
    "complaints", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Complaints and ratings")]
)


class FindQuery(BaseModel):
    """`GET /complaints`."""

    state: Literal["all", "open", "overdue", "answered"] = "all"
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class ComplaintPath(BaseModel):
    """`/complaints/{code}`."""

    code: Annotated[str, Field(min_length=1, max_length=40)]


class DossierPath(BaseModel):
    """`/public/dossiers/{code}/…`."""

    code: Annotated[str, Field(min_length=1, max_length=120)]


class SecretQuery(BaseModel):
    """The secret on the receipt."""

    secret: Annotated[str, Field(max_length=120)] = ""


class PeriodQuery(BaseModel):
    """A period of the centre's days, both included."""

    first: Annotated[date, Field(alias="from")]
    last: Annotated[date, Field(alias="to")]


@api.post("/complaints", responses={201: Complaint})
@deed(Permission.HANDLE_COMPLAINTS)
def create(body: NewComplaint) -> Response:
    """Takes a complaint down, about a ticket, a dossier or neither; it gets its number and its due date."""
    return perform(lambda work: complaints.create(work, body), status=201, personal=True)


@api.get("/complaints", responses={200: ComplaintList})
@needs(Permission.HANDLE_COMPLAINTS)
def find(query: FindQuery) -> Response:
    """Complaints: open ones by due date, then answered ones; telephone numbers are masked, addresses left out."""
    with read() as reading:
        return reply(complaints.find(reading, query.state, query.limit, query.offset))


@api.get("/complaints/<string:code>", responses={200: Complaint})
@needs(Permission.HANDLE_COMPLAINTS)
def one(path: ComplaintPath) -> Response:
    """One complaint whole."""
    with read() as reading:
        return reply(complaints.one(reading, path.code))


@api.post("/complaints/<string:code>/answer", responses={200: Complaint})
@deed(Permission.HANDLE_COMPLAINTS)
def answer(path: ComplaintPath, body: ComplaintAnswer) -> Response:
    """Answers a complaint, once."""
    return perform(lambda work: complaints.answer(work, path.code, body), personal=True)


@api.get("/ratings", responses={200: Reasons})
@needs(Permission.HANDLE_COMPLAINTS)
def reasons(query: PeriodQuery) -> Response:
    """What citizens wrote beside their ratings in a period, newest first."""
    check_period(query.first, query.last)
    with read() as reading:
        return reply(ratings.reasons(reading, query.first, query.last))


@api.get("/counters/<int:n>/rating", responses={200: ToRate})
@needs(Permission.ASK_FOR_RATING)
def to_rate(path: CounterPath) -> Response:
    """What the tablet at this counter may ask about now; `ticket` is null while it rests."""
    with read() as reading:
        ratings.check_tablet(actor(), path.n)
        return reply(ratings.at_counter(reading, path.n))


@api.post("/counters/<int:n>/rating", responses={201: Rated})
@deed(Permission.ASK_FOR_RATING)
def rate_at_counter(path: CounterPath, body: CounterRating) -> Response:
    """A rating from the tablet, of the visit that has just ended there: 409 `rating_closed` once it is late."""
    return perform(lambda work: ratings.rate_at_counter(work, path.n, body), status=201, personal=True)


@api.post("/follow/<string:secret>/rating", responses={201: Rated})
@anyone
def rate_ticket(path: SecretPath, body: NewRating) -> Response:
    """A served visit's rating, once, by the holder of the ticket. Needs no `Idempotency-Key`: a second one is refused."""
    _limit()
    return _rate(lambda work: ratings.rate_ticket(work, path.secret, body))


@api.post("/public/dossiers/<string:code>/rating", responses={201: Rated})
@anyone
def rate_dossier(path: DossierPath, query: SecretQuery, body: NewRating) -> Response:
    """A returned dossier's rating, once, by the holder of the receipt. Needs no `Idempotency-Key`."""
    _limit()
    return _rate(lambda work: ratings.rate_dossier(work, path.code, query.secret, body))


def _limit() -> None:
    limited(limits().rating, address())


def _rate(work: Callable[[UnitOfWork], Rated]) -> Response:
    try:
        return respond(book().perform(CITIZEN, work, status=201))
    except RuleBroken as broken:
        if broken.status == 404:
            count_guess()
        raise
