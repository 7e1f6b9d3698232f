"""The catalogue as people ask for it: fields, search, one procedure, and the whole for a kiosk's copy."""

from dataclasses import dataclass, field

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.configuration.catalogue_files import Procedure
from queue_server.configuration.values import Configuration
from queue_server.ledger.storage.catalogue_rows import version_of
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


@dataclass(slots=True)
class Catalogue:
    """The search and the whole catalogue's text, made anew when the catalogue was replaced."""

    _procedures: tuple[Procedure, ...] = ()
    _matcher: Matcher | None = None
    _whole: tuple[str, bytes] | None = None
    _by_id: dict[str, Procedure] = field(default_factory=dict)

    def _refresh(self, centre: Configuration) -> Matcher:
        if self._matcher is None or centre.procedures is not self._procedures:
            names = {f.id: f.name for f in centre.fields}
            self._procedures = centre.procedures
            self._by_id = {p.id: p for p in centre.procedures}
            self._whole = None
            self._matcher = Matcher(
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
        return self._matcher

    def search(self, centre: Configuration, text: str, field_id: str | None, limit: int) -> wire.Found:
        """What fits, best first, grouped where the words are ambiguous; or where it is done, if not here.

        Without words, the procedures of the field in order.
        """
        matcher = self._refresh(centre)
        if not text.strip():
            found = [p for p in centre.procedures if field_id is None or p.field == field_id]
            items = [summary(centre, p) for p in found[:limit]]
            return wire.Found(items=items, total=len(found), groups=[], elsewhere=[])
        answer = matcher.answer(text, field=field_id, limit=limit)
        groups = matcher.groups(text, answer.hits)
        return wire.Found(
            items=[summary(centre, self._by_id[hit.id]) for hit in answer.hits],
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
        self._refresh(centre)
        if self._whole is None:
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
            self._whole = (version, as_text(document).encode())
        return self._whole
