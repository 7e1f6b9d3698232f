"""`/portal/dossiers`: status codes and dates for the national portal, fetched from here; nothing is sent."""

from datetime import datetime
from typing import Annotated

from flask import Response
from flask_openapi import Tag
from pydantic import AwareDatetime, BaseModel, Field

from queue_server.exchange import views as portal
from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.files import file_of
from queue_server.http.guard import needs, read, reply
from queue_server.http.long_answers import made_in_turns
from queue_server.http.paths import MAX_ID
from queue_server.http.permissions import Permission
from queue_server.ledger.errors import RuleBroken
from shared.wire.exchange import PortalPage

api = ApiBlueprint("portal", __name__, url_prefix="/api/v1/portal", abp_tags=[Tag(name="National portal")])

_EARLIEST, _LATEST = 2000, 2100


class ChangedQuery(BaseModel):
    """Since when, and where the last page ended."""

    changed_since: AwareDatetime | None = None
    after: Annotated[int, Field(ge=0, le=MAX_ID)] = 0
    limit: Annotated[int, Field(ge=1, le=1000)] = 500


@api.get("/dossiers", responses={200: PortalPage})
@needs(Permission.READ_PORTAL)
def changed(query: ChangedQuery) -> Response:
    """Dossiers changed since a moment, by pages; `next` is the `after` of the following page, null at the end."""
    return reply(_page(query))


@api.get("/dossiers.csv", responses=file_of("text/csv"))
@needs(Permission.READ_PORTAL)
def changed_csv(query: ChangedQuery) -> Response:
    """The same page as CSV; the header `X-Next` is the `after` of the following page, left out at the end."""
    page = _page(query)
    response = Response(portal.to_csv(page), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="ho-so-cong-quoc-gia.csv"'
    if page.next is not None:
        response.headers["X-Next"] = str(page.next)
    return response


def _page(query: ChangedQuery) -> PortalPage:
    with read() as reading:
        found, following = portal.changed(reading, _moment(query), query.after, query.limit)
    return PortalPage(items=made_in_turns(found, portal.shown), next=following)


def _moment(query: ChangedQuery) -> datetime | None:
    since = query.changed_since
    if since is not None and not _EARLIEST <= since.year < _LATEST:
        raise RuleBroken("invalid", 422)
    return since
