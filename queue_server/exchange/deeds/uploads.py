"""Reads uploaded files for the server and tells what is wrong with them. Nothing of them is written to a disk."""

from dataclasses import replace

from sqlalchemy import Connection

from queue_server.configuration.catalogue_files import GivenFile, load_catalogue
from queue_server.configuration.reader import ConfigurationInvalid
from queue_server.configuration.values import Configuration
from queue_server.exchange.deeds import import_catalogue, import_dossiers
from queue_server.exchange.deeds.upload_task import Checked, Upload
from queue_server.ledger.storage import catalogue_rows
from queue_server.ledger.storage.times import from_ms
from shared.wire.exchange import ImportedRow, ImportProblem, ImportResult

_SAMPLE = 20


def check(connection: Connection, centre: Configuration, upload: Upload) -> Checked:
    """What the file holds, and what is wrong with it."""
    data = upload.handed_in
    fields, procedures = catalogue_rows.load(connection, centre.centre.id)
    centre = replace(centre, fields=fields, procedures=procedures)
    if upload.kind == "catalogue":
        return _catalogue(centre, data, upload)
    sheet = import_dossiers.check(
        connection, centre, data, from_ms(upload.now), upload.lang, import_dossiers.MOST_ROWS
    )
    wanted = upload.save and not sheet.problems and len(sheet.entries) <= import_dossiers.MOST_BY_WEB
    rows = import_dossiers.packed(sheet.entries) if wanted else []
    return Checked(result=import_dossiers.result(sheet, upload.lang), rows=rows)


def _catalogue(centre: Configuration, data: bytes, upload: Upload) -> Checked:
    try:
        loaded = load_catalogue(GivenFile(upload.file, data), None, centre.fields)
    except ConfigurationInvalid as invalid:
        problems = [ImportProblem(line=mistake.line, text=mistake.text) for mistake in invalid.mistakes]
        shown = import_dossiers.shown(problems, upload.lang)
        return Checked(result=ImportResult(rows=0, imported=0, problems=shown, sample=[]), rows=[])
    sample = [
        ImportedRow(line=line, code=p.code or p.id, procedure=p.name, field=p.field)
        for line, p in list(zip(loaded.lines, loaded.procedures, strict=True))[:_SAMPLE]
    ]
    result = ImportResult(
        rows=len(loaded.procedures), imported=0, problems=[], notes=list(loaded.notes), sample=sample
    )
    packed = [import_catalogue.packed(loaded.fields, loaded.procedures)] if upload.save else []
    return Checked(result=result, rows=packed)
