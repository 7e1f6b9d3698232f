"""`/people` and `/tokens`: an administrator's work on who may speak to the server."""

from typing import Annotated

from flask import Response
from flask_openapi import Tag
from pydantic import BaseModel, Field

from queue_server.access import rows
from queue_server.access.passwords import hash_chosen
from queue_server.centre.deeds import people
from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.guard import needs, perform, read, reply
from queue_server.http.paths import NamePath
from queue_server.http.permissions import Permission
from queue_server.http.services import services
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.access import NewPerson, NewToken, People, Person, ShownToken, Tokens

api = ApiBlueprint("people", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Administration")])


class TokenPath(BaseModel):
    """`/tokens/{id}`."""

    id: Annotated[int, Field(ge=1, le=2**53)]


@api.get("/people", responses={200: People})
@needs(Permission.ADMINISTER)
def everyone() -> Response:
    """All people who may sign in."""
    with read() as reading:
        found = rows.everyone(reading.connection, reading.centre_id)
    return reply([people.describe_person(one.name, one.role, one.counters, one.department) for one in found])


@api.post("/people", responses={201: Person})
@needs(Permission.ADMINISTER, keyed=True)
def add_person(body: NewPerson) -> Response:
    """Adds a person."""
    hashed = services().offload(hash_chosen, body.password, body.name)

    def work(deed: UnitOfWork) -> Person:
        return people.create_person(
            deed, body.name, body.role, body.counters, hashed, department=body.department
        )

    # A plain fingerprint of the request would let its password be guessed faster than Argon2 allows.
    return perform(work, status=201, personal=True)


@api.delete("/people/<string:name>", responses={204: None})
@needs(Permission.ADMINISTER)
def remove_person(path: NamePath) -> Response:
    """Ends a person's access at once."""
    answer = perform(lambda deed: people.remove_person(deed, path.name))
    services().identities.forget()
    services().recheck()
    return answer


@api.get("/tokens", responses={200: Tokens})
@needs(Permission.ADMINISTER)
def tokens() -> Response:
    """All tokens, without their secrets."""
    with read() as reading:
        found = rows.all_tokens(reading.connection, reading.centre_id)
        return reply([people.describe_token(reading, token) for token in found])


@api.post("/tokens", responses={201: ShownToken})
@needs(Permission.ADMINISTER, keyed=True)
def add_token(body: NewToken) -> Response:
    """Creates a token and shows it this once; the answer is not kept, so it cannot be replayed."""

    def work(deed: UnitOfWork) -> ShownToken:
        token = people.create_token(deed, body.role, body.name, body.counters, body.department)
        return ShownToken(token=token)

    return perform(work, status=201, keep=False)


@api.delete("/tokens/<int:id>", responses={204: None})
@needs(Permission.ADMINISTER)
def revoke(path: TokenPath) -> Response:
    """Ends a token at once, on open connections too."""
    answer = perform(lambda deed: people.revoke_token(deed, path.id))
    services().identities.forget()
    services().recheck()
    return answer
