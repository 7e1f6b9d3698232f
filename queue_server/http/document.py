"""The served OpenAPI document: the library's, completed by what the guard asks of each view."""

import json
import re
import threading
from collections.abc import Callable
from typing import Any

from flask import Response
from flask_openapi import APIBlueprint, Info, OpenAPI
from pydantic import ValidationError

from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.guard import COOKIE, Rule
from queue_server.http.late_rule import LateRule
from queue_server.http.problems import Problem
from queue_server.http.services import services

_PROBLEMS = {
    "400": "Unreadable request, or no Idempotency-Key",
    "401": "No valid token or session",
    "403": "Not for this role, or not this counter",
    "404": "Not found",
    "409": "A rule of the centre forbids it now",
    "413": "Body too large",
    "422": "Readable, but not acceptable",
    "429": "Too many requests; Retry-After says when to try again",
    "503": "Cannot write now; Retry-After says when to try again",
}
_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "description": "A fresh one for each deed; the same one for each repeat of it.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}
_SCHEMES = {
    "token": {"type": "http", "scheme": "bearer"},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "From POST /api/v1/session; every change needs the header X-CSRF-Token too.",
    },
}


class Document(OpenAPI):
    """The application with its OpenAPI document at `/api/openapi.json`, browsable at `/api/docs`."""

    url_rule_class = LateRule

    def __init__(
        self,
        import_name: str,
        *,
        info: Info,
        validation_error_callback: Callable[[ValidationError], Response],
    ) -> None:
        super().__init__(
            import_name,
            info=info,
            validation_error_callback=validation_error_callback,
            doc_prefix="/api",
            doc_url="/openapi.json",
            static_folder=None,
        )
        self._chapters: list[ApiBlueprint] = []
        self._writing = threading.Lock()
        # Nothing of the newer 3.2 is used, and few tools read it yet.
        self.openapi_version = "3.1.0"
        self._text: bytes | None = None
        self.view_functions["openapi.doc_url"] = self._served
        browsable = self.view_functions["swagger.swagger"]
        self.add_url_rule("/api/docs", "docs", browsable)

    def register_api(self, api: APIBlueprint, **options: Any) -> None:
        """Mounts a part of the API; its chapter is written when somebody asks for the document."""
        super().register_api(api, **options)
        assert isinstance(api, ApiBlueprint)
        self._chapters.append(api)

    def _served(self) -> Response:
        """The document's text, the same bytes for all who ask: it is half a megabyte, and many may never read it.

        It is written for the first one who asks, which takes half a second, beside the requests; others wait for it.
        """
        with self._writing:
            if self._text is None:
                self._text = services().offload(self._written)
        return Response(self._text, content_type="application/json")

    def _written(self) -> bytes:
        return json.dumps(self.api_doc, ensure_ascii=False, separators=(",", ":")).encode()

    def generate_spec_json(self) -> None:
        """Adds to each operation its problems, its key and who may ask for it."""
        for chapter in self._chapters:
            chapter.write()
            new = [tag for tag in chapter.tags if tag.name not in self.tag_names]
            self.tags += new
            self.tag_names += [tag.name for tag in new]
            self.paths.update(chapter.paths)
            self.components_schemas.update(chapter.components_schemas)
        super().generate_spec_json()  # type: ignore[no-untyped-call]  # the library gives it no type
        components = self.spec_json["components"]
        components["securitySchemes"] = _SCHEMES
        schemas = components["schemas"]
        schemas.pop("ValidationErrorModel", None)
        schemas["Problem"] = Problem.model_json_schema()
        for route in self.url_map.iter_rules():
            rule = getattr(self.view_functions[route.endpoint], "rule", None)
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route.rule)
            for method, operation in self.spec_json["paths"].get(path, {}).items():
                if rule is not None and method.upper() in (route.methods or ()):
                    _complete(operation, rule, changes=method != "get", named="{" in path)


def _complete(operation: dict[str, Any], rule: Rule, *, changes: bool, named: bool) -> None:
    # A token that nobody knows is refused everywhere.
    expected = {"400", "401", "503"}
    if rule.permission is not None:
        expected.add("403")
        operation["security"] = [{scheme: []} for scheme in _SCHEMES]
    if rule.keyed:
        operation["parameters"] = [*operation.get("parameters", ()), _KEY]
    if changes:
        # 404: what a body names may not exist either.
        expected |= {"403", "404", "409", "413", "422", "429"}
    if named:
        expected.add("404")
    if named and rule.permission is None:
        # Who holds a secret may ask; who guesses at one is slowed down.
        expected.add("429")
    if operation.get("parameters"):
        expected.add("422")
    responses = operation["responses"]
    # The library's own sketch of a validation error is not what we answer.
    responses.pop("422", None)
    # A view may name further refusals by their status alone, or describe an answer of its own.
    expected |= {
        status for status, found in responses.items() if status in _PROBLEMS and not found.get("content")
    }
    for status in sorted(expected):
        if responses.get(status, {}).get("content"):
            continue
        responses[status] = {
            "description": _PROBLEMS[status],
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    if not any(status.startswith("2") for status in responses):
        responses["200"] = {
            "description": "OK",
            "content": {"application/json": {"schema": {"type": "object"}}},
        }
