"""What the page sends, read and checked in one place: a body that does not fit is refused with 422."""

from typing import Annotated, TypeVar

from flask import Response, abort, jsonify, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.scanner.receipts import LONGEST

Ident = Annotated[str, Field(min_length=1, max_length=120)]
DocumentName = Annotated[str, Field(min_length=1, max_length=500)]
WishName = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{8,64}$")]
"""The page's name for a wish. Two requests with the same name are the same wish."""


class Body(BaseModel):
    """A body with these fields and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Body):
    """The text that was typed or scanned to be looked up. It is sent in a body, not in an address, since it may be secret."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST)]


Sent = TypeVar("Sent", bound=Body)


def sent(kind: type[Sent]) -> Sent:
    """The request's body; one that does not fit ends the request."""
    try:
        return kind.model_validate_json(request.get_data())
    except ValidationError:
        response = problem("invalid")
        response.status_code = 422
        abort(response)


def answered(told: BaseModel) -> Response:
    """What the page is told; what is not set is left out."""
    return jsonify(told.model_dump(mode="json", by_alias=True, exclude_unset=True))


def problem(code: str) -> Response:
    """The problem document that the page gets instead of an answer."""
    return jsonify({"code": code, "title": ""})
