"""Reads uploaded files for the server and tells what is wrong with them."""

import tempfile
from base64 import b64decode
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection

from queue_server.configuration.catalogue_files import load_catalogue
from queue_server.configuration.reader import ConfigurationInvalid
from queue_server.configuration.values import Configuration
from queue_server.exchange.deeds import import_catalogue, import_dossiers
from queue_server.exchange.deeds.upload_task import Checked, Upload
from queue_server.ledger.storage import catalogue_rows
from queue_server.ledger.storage.times import from_ms
from shared.wire.exchange import ImportedRow, ImportProblem, ImportResult

_XLSX = b"PK\x03\x04"
_SAMPLE = 20


def check(connection: Connection, centre: Configuration, upload: Upload) -> Checked:
    """What the file holds, and what is wrong with it."""
    data = b64decode(upload.data)
    fields, procedures = catalogue_rows.load(connection, centre.centre.id)
    centre = replace(centre, fields=fields, procedures=procedures)
    if upload.kind == "catalogue":
        return _catalogue(centre, data)
    sheet = import_dossiers.check(connection, centre, data, from_ms(upload.now), upload.lang)
    rows = [] if sheet.problems else import_dossiers.packed(sheet.entries)
    return Checked(result=import_dossiers.result(sheet, 0), rows=rows)


def _catalogue(centre: Configuration, data: bytes) -> Checked:
    """Reads a catalogue from a file that is on the disk for a moment, which is fine: it names no person."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("tep.xlsx" if data.startswith(_XLSX) else "tep.csv")
        path.write_bytes(data)
        try:
            fields, procedures = load_catalogue(path, None, centre.fields)
        except ConfigurationInvalid as invalid:
            problems = [ImportProblem(line=mistake.line, text=mistake.text) for mistake in invalid.mistakes]
            failed = ImportResult(rows=0, imported=0, problems=problems, sample=[])
            return Checked(result=failed, rows=[])
    sample = [
        ImportedRow(line=place, code=p.code or p.id, procedure=p.name, field=p.field)
        for place, p in enumerate(procedures[:_SAMPLE], 2)
    ]
    result = ImportResult(rows=len(procedures), imported=0, problems=[], sample=sample)
    return Checked(result=result, rows=[import_catalogue.packed(fields, procedures)])
