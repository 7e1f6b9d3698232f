"""The kiosk's own copy of the procedure catalogue: kept on disk, searched here, shown without the server."""

import logging
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from kiosk.upstream import local_copy
from kiosk.upstream.server import Refused, Server, Unreachable
from shared.search.highlight import highlight
from shared.search.matcher import Matcher
from shared.text.documents import documents, fee_text, time_limit_text
from shared.text.messages import LANGUAGES

Json = dict[str, Any]
_LOG = logging.getLogger(__name__)


class Catalogue:
    """Fields and procedures, as last received."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._etag: str | None = None
        self._fields: dict[str, Json] = {}
        self._procedures: dict[str, Json] = {}
        self._counts: dict[str, int] = {}
        self._matcher = Matcher([])
        self.version: str | None = None
        self._load()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show: no copy was ever received."""
        return self.version is None

    def refresh(self, server: Server) -> bool:
        """Fetches the catalogue if it changed; True when it did. Raises Unreachable or Refused."""
        answer = server.get("/catalogue", etag=self._etag, timeout=15.0)
        if answer.status == 304:
            return False
        self._take(answer.body)
        self._etag = answer.etag
        local_copy.save(self._file, {"etag": answer.etag, "catalogue": answer.body})
        return True

    def keep_fresh(self, server: Server, stop: threading.Event, every: float = 60.0) -> None:
        """Refreshes every `every` seconds until stopped, and more often while the server is away."""
        while not stop.is_set():
            pause = every
            try:
                self.refresh(server)
            except (Unreachable, Refused) as error:
                _LOG.info("catalogue not refreshed: %s", error)
                pause = 2.0 if self.empty else 10.0
            except Exception:
                # A catalogue that cannot be read must not end the copy's refreshing for good.
                _LOG.exception("catalogue not refreshed")
            stop.wait(pause)

    def fields(self) -> list[Json]:
        """Every field with its number of procedures, in the catalogue's order."""
        with self._lock:
            return [
                {**field, "procedures": self._counts.get(field["id"], 0)} for field in self._fields.values()
            ]

    def search(self, text: str, field: str | None, limit: int) -> Json:
        """`{"items", "total", "groups"}`: summaries, best first, each with the places in its title that fit the text.

        Where the text is ambiguous, `groups` holds the best ids by matter, each with its `name` in both languages.
        """
        with self._lock:
            matcher, procedures = self._matcher, self._procedures
            hits, total = matcher.search(text, field=field, limit=limit)
            found = [self._summary(procedures[hit.id]) for hit in hits if hit.id in procedures]
        for item in found:
            item["marks"] = [list(span) for span in highlight(item["title"], text)]
        groups = [
            {"name": {"vi": group.name, "en": group.name_en}, "items": list(group.ids)}
            for group in matcher.groups(text, hits)
        ]
        return {"items": found, "total": total, "groups": groups}

    def summaries(self, ids: list[str]) -> list[Json]:
        """The procedures of these ids that exist, in the order given."""
        with self._lock:
            return [self._summary(self._procedures[one]) for one in ids if one in self._procedures]

    def documents(self, ids: Iterable[str]) -> list[Json]:
        """The papers that these procedures need, each once, even if several of them need it."""
        wanted = [
            document for ident in ids for document in (self.procedure(ident) or {}).get("documents", [])
        ]
        return list({document["name"]: document for document in wanted}.values())

    def procedure(self, ident: str) -> Json | None:
        """One procedure with documents, time limit and fee in both languages; None if there is no such procedure."""
        with self._lock:
            known = self._procedures.get(ident)
            if known is None:
                return None
            raw = [str(text) for text in known.get("documents") or []]
            return {
                **self._summary(known),
                "full_name": known["name"],
                "code": known.get("code"),
                "documents": [_document(text) for text in raw if documents(text)],
                "fee": {lang: fee_text(known, lang) for lang in LANGUAGES},
                "fee_known": bool(str(known.get("fee_text") or "").strip()),
                "same_day": bool(known.get("same_day")),
                "time_known": time_limit_text(known) != time_limit_text({}),
            }

    def _summary(self, known: Mapping[str, Any]) -> Json:
        field = self._fields.get(known["field"], {})
        return {
            "id": known["id"],
            "title": known.get("short_name") or known["name"],
            "field": {key: field.get(key) for key in ("id", "name", "prefix", "colour")},
            "queue": known.get("queue") or field.get("queue"),
            "time": {lang: time_limit_text(known, lang) for lang in LANGUAGES},
        }

    def _take(self, document: Json) -> None:
        fields = {field["id"]: field for field in document["fields"]}
        procedures = {procedure["id"]: procedure for procedure in document["procedures"]}
        counts: dict[str, int] = {}
        for procedure in procedures.values():
            counts[procedure["field"]] = counts.get(procedure["field"], 0) + 1
        matcher = Matcher(
            [
                {**procedure, "field_name": fields.get(procedure["field"], {}).get("name", "")}
                for procedure in procedures.values()
            ]
        )
        with self._lock:
            self._fields, self._procedures, self._counts = fields, procedures, counts
            self._matcher = matcher
            self.version = str(document["version"])

    def _load(self) -> None:
        saved = local_copy.load(self._file)
        if saved is None:
            return
        try:
            self._take(saved["catalogue"])
            self._etag = saved["etag"]
        except (AttributeError, KeyError, TypeError):
            _LOG.warning("the saved catalogue cannot be read; waiting for the server's")


def _document(text: str) -> Json:
    parsed = documents(text)[0]
    return {
        "name": parsed.name,
        "note": parsed.note,
        "show_only": parsed.show_only,
        "conditional": parsed.conditional,
    }
