"""Where a topic's pages lie: template, script and style of a page side by side in `queue_server/<topic>/pages/`.

A template is named `<topic>/<path>.html`; a browser gets a script or a style as `/pages-static/<topic>/<path>`.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from flask import Blueprint, Response, abort, send_from_directory
from jinja2 import BaseLoader, FileSystemLoader, PrefixLoader

_SERVER = Path(__file__).resolve().parents[2]
_SERVED = frozenset({".js", ".css"})


class Pages(Blueprint):
    """The blueprint that all pages are added to."""

    def __init__(self, topics: Sequence[str]) -> None:
        super().__init__("pages", __name__)
        self._folders = {topic: _SERVER / topic / "pages" for topic in topics}
        self.add_url_rule("/pages-static/<topic>/<path:name>", "file", self._file)

    @cached_property
    def jinja_loader(self) -> BaseLoader:
        """The templates of all topics; Flask asks for it by this name."""
        return PrefixLoader({topic: FileSystemLoader(folder) for topic, folder in self._folders.items()})

    def _file(self, topic: str, name: str) -> Response:
        """A script or a style; no other file of these folders is served."""
        if topic not in self._folders or Path(name).suffix not in _SERVED:
            abort(404)
        return send_from_directory(self._folders[topic], name)
