"""The kiosk's own copy of the procedure catalogue: kept on disk, searched here, shown without the server."""

import logging
import threading
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel

from kiosk.answers import catalogue as shown
from kiosk.answers.base import in_both
from kiosk.upstream import local_copy
from kiosk.upstream.server import Refused, Server, Unreachable, fitting
from shared.search.highlight import highlight
from shared.search.matcher import Matcher
from shared.text.documents import Document, documents, fee_text, time_limit_text
from shared.wire.base import InBothLanguages
from shared.wire.centre import Catalogue as Told
from shared.wire.centre import CatalogueField, Queue, WholeProcedure

_LOG = logging.getLogger(__name__)


class _Copy(BaseModel):
    """What is kept for a start without the server."""

    etag: str | None
    catalogue: Told


class Catalogue:
    """Fields and procedures, as last received."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._etag: str | None = None
        self._fields: dict[str, CatalogueField] = {}
        self._procedures: dict[str, WholeProcedure] = {}
        self._counts: dict[str, int] = {}
        self._matcher = Matcher([], elsewhere=())
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
        self._take(answer.read(Told))
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

    def fields(self) -> list[shown.Field]:
        """Every field with its number of procedures, in the catalogue's order."""
        with self._lock:
            return [
                shown.Field(
                    id=field.id,
                    name=field.name,
                    prefix=field.prefix,
                    colour=field.colour,
                    department=field.department,
                    queue=field.queue,
                    procedures=self._counts.get(field.id, 0),
                )
                for field in self._fields.values()
            ]

    def search(self, text: str, field: str | None, limit: int) -> shown.Found:
        """Summaries, best first, each with the places in its title that fit the text.

        Where the text is ambiguous, `groups` holds the best ids by matter, each with its `name` in both languages. Where
        it is about what other offices do, nothing is found and `elsewhere` says where it is done.
        """
        with self._lock:
            matcher, procedures = self._matcher, self._procedures
            answer = matcher.answer(text, field=field, limit=limit)
            found = [self._summary(procedures[hit.id]) for hit in answer.hits if hit.id in procedures]
        groups = [
            shown.Group(name=InBothLanguages(vi=group.name, en=group.name_en), items=list(group.ids))
            for group in matcher.groups(text, answer.hits)
        ]
        marked = [one.model_copy(update={"marks": list(highlight(one.title, text))}) for one in found]
        elsewhere = [
            shown.DoneElsewhere(
                name=InBothLanguages(vi=one.name, en=one.name_en),
                office=InBothLanguages(vi=one.office, en=one.office_en),
            )
            for one in answer.elsewhere
        ]
        return shown.Found(items=marked, total=answer.total, groups=groups, elsewhere=elsewhere)

    def summaries(self, ids: Iterable[str]) -> list[shown.Procedure]:
        """The procedures of these ids that exist, in the order given."""
        with self._lock:
            return [self._summary(self._procedures[one]) for one in ids if one in self._procedures]

    def documents(self, ids: Iterable[str]) -> list[Document]:
        """The papers that these procedures need, each once, even if several of them need it."""
        with self._lock:
            known = [self._procedures[one] for one in ids if one in self._procedures]
        return list({paper.name: paper for one in known for paper in _documents(one)}.values())

    def procedure(self, ident: str) -> shown.WholeProcedure | None:
        """One procedure with documents, time limit and fee in both languages; None if there is no such procedure."""
        with self._lock:
            known = self._procedures.get(ident)
            if known is None:
                return None
            short, row = self._summary(known), known.model_dump()
        return shown.WholeProcedure(
            id=short.id,
            title=short.title,
            field=short.field,
            queue=short.queue,
            time=short.time,
            full_name=known.name,
            code=known.code,
            documents=[
                shown.Document(
                    name=one.name,
                    note=one.remark,
                    show_only=one.show_only,
                    conditional=one.conditional,
                )
                for one in _documents(known)
            ],
            fee=in_both(lambda lang: fee_text(row, lang)),
            fee_known=bool((known.fee_text or "").strip()),
            same_day=bool(known.same_day),
            time_known=time_limit_text(row) != time_limit_text({}),
        )

    def _summary(self, known: WholeProcedure) -> shown.Procedure:
        field, row = self._fields.get(known.field), known.model_dump()
        return shown.Procedure(
            id=known.id,
            title=known.short_name or known.name,
            field=sign(field),
            queue=known.queue or (None if field is None else field.queue),
            time=in_both(lambda lang: time_limit_text(row, lang)),
        )

    def _take(self, told: Told) -> None:
        fields = {field.id: field for field in told.fields_}
        procedures = {procedure.id: procedure for procedure in told.procedures}
        counts: dict[str, int] = {}
        for procedure in procedures.values():
            counts[procedure.field] = counts.get(procedure.field, 0) + 1
        matcher = Matcher(
            [
                {
                    **procedure.model_dump(),
                    "field_name": fields[procedure.field].name if procedure.field in fields else "",
                }
                for procedure in procedures.values()
            ]
        )
        with self._lock:
            self._fields, self._procedures, self._counts = fields, procedures, counts
            self._matcher = matcher
            self.version = told.version

    def _load(self) -> None:
        saved = local_copy.load(self._file)
        kept = None if saved is None else fitting(_Copy, saved)
        if kept is not None:
            self._take(kept.catalogue)
            self._etag = kept.etag


def sign(known: CatalogueField | Queue | None) -> shown.FieldSign:
    """What a field or queue is drawn by; nothing of one that is not known."""
    if known is None:
        return shown.FieldSign(id=None, name=None, prefix=None, colour=None)
    return shown.FieldSign(id=known.id, name=known.name, prefix=known.prefix, colour=known.colour)


def _documents(known: WholeProcedure) -> list[Document]:
    return [documents(text)[0] for text in known.documents if documents(text)]
