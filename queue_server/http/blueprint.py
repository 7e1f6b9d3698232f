"""A part of the API whose chapter of the OpenAPI document is written when somebody asks for the document.

Writing all of it takes a third of a server's start, and most servers are never asked.
"""

from collections.abc import Sequence
from types import FunctionType
from typing import Any

from flask_openapi import APIBlueprint, Tag
from flask_openapi.types import ParametersTuple
from flask_openapi.utils import parse_parameters


class ApiBlueprint(APIBlueprint):
    """Views under a common address, with what each of them takes and answers."""

    def __init__(
        self, name: str, import_name: str, *, url_prefix: str | None = None, abp_tags: Sequence[Tag] = ()
    ) -> None:
        super().__init__(name, import_name, url_prefix=url_prefix, abp_tags=list(abp_tags))
        self._views: list[tuple[str, FunctionType, dict[str, Any]]] = []

    def _collect_openapi_info(self, rule: str, func: FunctionType, **told: Any) -> ParametersTuple:
        """The library calls it for each view as it is declared: what the view takes is needed at once, the rest later."""
        self._views.append((rule, func, told))
        return parse_parameters(func, doc_ui=False)

    def write(self) -> None:
        """Writes the chapter: the tags, paths and schemas of the views; done once."""
        views, self._views = self._views, []
        for rule, func, told in views:
            super()._collect_openapi_info(rule, func, **told)
