"""The catalogue as people ask for it: fields, search, one procedure, and the whole for a kiosk's copy."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.configuration.catalogue_files import Procedure
from queue_server.configuration.values import Configuration
from queue_server.ledger.storage.catalogue_rows import version_of
from queue_server.ledger.storage.offload import Offload, at_once
from shared.search.matcher import Matcher
from shared.text.documents import documents, likely_form
from shared.wire import centre as wire
from shared.wire.base import as_text


def fields(centre: Configuration) -> list[wire.Field]:
    """Every field with its number of procedures."""
    counts: dict[str, int] = {}
    for found in centre.procedures:
        counts[found.field] = counts.get(found.field, 0) + 1
    return [
        wire.Field(
            id=f.id,
            name=f.name,
            prefix=f.prefix,
            colour=f.colour,
            procedures=counts.get(f.id, 0),
        )
        for f in centre.fields
    ]


def summary(centre: Configuration, found: Procedure) -> wire.Procedure:
    """A procedure as a search shows it."""
    queue = centre_lookup.queue_of(centre, found)
    return wire.Procedure(
        id=found.id,
        code=found.code,
        name=found.name,
        short_name=found.short_name,
        field=found.field,
        time_limit=found.time_limit,
        time_unit=found.time_unit or None,
        same_day=found.same_day,
        fee_text=found.fee_text or None,
        fee_vnd=found.fee_vnd,
        queue=None if queue is None else queue.id,
    )


def procedure(centre: Configuration, found: Procedure) -> wire.WholeProcedure:
    """A procedure with its documents, synonyms and department."""
    department = next((f.department for f in centre.fields if f.id == found.field), "")
    return wire.WholeProcedure(
        **dict(summary(centre, found)),
        documents=list(found.documents),
        synonyms=list(found.synonyms),
        department=department or None,
    )


def to_read(centre: Configuration, found: Procedure) -> wire.ProcedureToRead:
    """A procedure by itself: its documents also without their marks."""
    papers = [
        wire.ProcedurePaper(
            line=line,
            name=paper.name,
            note=paper.remark,
            show_only=paper.show_only,
            conditional=paper.conditional,
            form=likely_form(paper.name),
        )
        for line in found.documents
        for paper in documents(line)
    ]
    return wire.ProcedureToRead(**dict(procedure(centre, found)), papers=papers)


@dataclass(frozen=True, slots=True)
class _Made:
    """What is made of one catalogue for its search."""

    procedures: tuple[Procedure, ...]
    by_id: Mapping[str, Procedure]
    matcher: Matcher


@dataclass(slots=True)
class Catalogue:
    """The search and the whole catalogue's text, made anew when the catalogue was replaced.

    That is done beside the requests: for the 5,608 procedures of the country it takes seconds.
    """

    offload: Offload = at_once
    _made: _Made | None = None
    _whole: tuple[tuple[Procedure, ...], str, bytes] | None = None
    _making: threading.Lock = field(default_factory=threading.Lock)

    def _of(self, centre: Configuration) -> _Made:
        if (made := self._made) is not None and made.procedures is centre.procedures:
            return made
        with self._making:
            if (made := self._made) is None or made.procedures is not centre.procedures:
                made = self._made = self.offload(_made_of, centre)
            return made

    def search(self, centre: Configuration, text: str, field_id: str | None, limit: int) -> wire.Found:
        """What fits, best first, grouped where the words are ambiguous; or where it is done, if not here.

        Without words, the procedures of the field in order.
        """
        made = self._of(centre)
        if not text.strip():
            found = [p for p in centre.procedures if field_id is None or p.field == field_id]
            items = [summary(centre, p) for p in found[:limit]]
            return wire.Found(items=items, total=len(found), groups=[], elsewhere=[])
        answer = made.matcher.answer(text, field=field_id, limit=limit)
        groups = made.matcher.groups(text, answer.hits)
        return wire.Found(
            items=[summary(centre, made.by_id[hit.id]) for hit in answer.hits],
            total=answer.total,
            groups=[
                wire.FoundGroup(name=group.name, name_en=group.name_en, items=list(group.ids))
                for group in groups
            ],
            elsewhere=[
                wire.DoneElsewhere(
                    name=one.name, name_en=one.name_en, office=one.office, office_en=one.office_en
                )
                for one in answer.elsewhere
            ],
        )

    def whole(self, centre: Configuration) -> tuple[str, bytes]:
        """The version and the JSON text of everything a kiosk needs to look procedures up alone.

        The text is the same bytes for all who ask, so that many who never read them take no memory.
        """
        if (whole := self._whole) is not None and whole[0] is centre.procedures:
            return whole[1:]
        with self._making:
            if (whole := self._whole) is None or whole[0] is not centre.procedures:
                whole = self._whole = self.offload(_whole_of, centre)
            return whole[1:]


def _made_of(centre: Configuration) -> _Made:
    names = {f.id: f.name for f in centre.fields}
    matcher = Matcher(
        [
            {
                "id": p.id,
                "code": p.code,
                "name": p.name,
                "short_name": p.short_name,
                "field": p.field,
                "field_name": names.get(p.field, ""),
                "synonyms": list(p.synonyms),
            }
            for p in centre.procedures
        ]
    )
    return _Made(centre.procedures, {p.id: p for p in centre.procedures}, matcher)


def _whole_of(centre: Configuration) -> tuple[tuple[Procedure, ...], str, bytes]:
    queues = {q.id for q in centre.queues}
    version = version_of(centre.fields, centre.procedures)
    document = wire.Catalogue(
        version=version,
        fields_=[
            wire.CatalogueField(
                id=f.id,
                name=f.name,
                prefix=f.prefix,
                colour=f.colour,
                department=f.department,
                queue=f.id if f.id in queues else None,
            )
            for f in centre.fields
        ],
        procedures=[procedure(centre, p) for p in centre.procedures],
    )
    return centre.procedures, version, as_text(document).encode()
