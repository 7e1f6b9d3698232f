"""Every error as an RFC 9457 problem document with a Vietnamese sentence: never an HTML page, never a traceback."""

import json
import logging
from collections.abc import Mapping
from types import MappingProxyType

from flask import Flask, Response, request
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.sansio.response import Response as PlainResponse

from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.failures import Failure, failure_of
from shared.text.messages import section

_LOG = logging.getLogger("motcua.web")
_CODES = {
    400: "bad_request",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid",
    429: "too_many_requests",
    503: "unavailable",
}
# What a technician must know; on the wire the code is `unavailable` all the same.
_OF_FAILURE = {
    Failure.FULL: "disk_full",
    Failure.UNWRITABLE: "disk_unwritable",
    Failure.GONE: "database_gone",
}


class Problem(BaseModel):
    """RFC 9457 with a stable `code`; `title` is for people, `detail` says the same in English or more closely."""

    type: str
    title: str
    status: int
    detail: str
    code: str


def sentence(code: str, lang: str, values: Mapping[str, object]) -> str | None:
    """The catalogue's sentence for a broken rule, or None when it has none."""
    for part in (
        "rules",
        "rules_dossier",
        "rules_office",
        "rules_money",
        "rules_before",
        "rules_appointment",
        "rules_screens",
    ):
        text = section(part, lang).get(code)
        if text is not None:
            return text.format(**values)
    return None


def problem(
    code: str,
    status: int,
    *,
    detail: str | None = None,
    extra: dict[str, object] | None = None,
    values: Mapping[str, object] = MappingProxyType({}),
) -> Response:
    """A problem document as a response."""
    title = sentence(code, "vi", values) or sentence("invalid", "vi", {}) or code
    document: dict[str, object] = {
        "type": f"urn:motcua:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail or sentence(code, "en", values) or title,
        "code": code,
        **(extra or {}),
    }
    return Response(
        json.dumps(document, ensure_ascii=False),
        status=status,
        content_type="application/problem+json; charset=utf-8",
    )


def of_rule(broken: RuleBroken) -> Response:
    """A broken rule as a response."""
    response = problem(broken.code, broken.status, extra=broken.extra, values=broken.values)
    if broken.retry_after is not None:
        response.headers["Retry-After"] = str(broken.retry_after)
    return response


def of_validation(error: ValidationError) -> Response:
    """All mistakes of a body or query in one answer; what was sent is not repeated, since it may be personal."""
    if error.title.endswith("Path"):
        # An id that cannot be one names nothing (the models of paths are called so, http/paths.py).
        return problem("not_found", 404)
    mistakes = [
        {"at": ".".join(str(step) for step in item["loc"]), "says": item["msg"]}
        for item in error.errors(include_input=False)
    ]
    detail = "; ".join(f"{m['at'] or 'body'}: {m['says']}" for m in mistakes)
    return problem("invalid", 422, detail=detail, extra={"mistakes": mistakes})


def register(app: Flask) -> None:
    """Installs the error handlers."""

    @app.errorhandler(RuleBroken)
    def rule(broken: RuleBroken) -> Response:
        return of_rule(broken)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> PlainResponse | HTTPException:
        if error.response is not None:
            return error.response
        status = error.code or 500
        if status < 400:
            return error
        response = problem(_CODES.get(status, "failed"), status)
        if status == 405 and error.get_headers():
            response.headers["Allow"] = dict(error.get_headers()).get("Allow", "")
        return response

    @app.errorhandler(SQLAlchemyError)
    def database(error: SQLAlchemyError) -> Response:
        cause = error.orig if isinstance(error, DBAPIError) else error
        _LOG.error("database: %s %s: %s", request.method, _route(), type(cause).__name__, exc_info=error)
        code = _OF_FAILURE.get(failure_of(error), "unavailable")
        response = problem(code, 503, extra={"code": "unavailable"})
        response.headers["Retry-After"] = "2"
        return response

    @app.errorhandler(Exception)
    def anything(error: Exception) -> Response:
        _LOG.error("failed: %s %s", request.method, _route(), exc_info=error)
        return problem("failed", 500)


def _route() -> str:
    """The route's template: the path itself may hold a follow page's secret."""
    return request.url_rule.rule if request.url_rule is not None else "-"
