"""`motcua dossiers import` and `motcua export`: registers in, everything out, beside a running server."""

import argparse
import csv
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from queue_server.configuration import sheets
from queue_server.exchange.deeds import export, import_dossiers
from queue_server.ledger.actor import Actor
from queue_server.ledger.database import Database
from queue_server.ledger.reading import Reading, reading
from shared.text.messages import say

_ACTOR = Actor("command", "admin", principal="command")
_LONGEST_SHEET = 200_000
"""Rows; longer tables are in their CSV only, since no spreadsheet opens them."""
_ONLY_CSV = ("events",)

Opening = Callable[[argparse.Namespace], Database]


def add_to(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    with_data: Callable[
        [argparse.ArgumentParser, Callable[[argparse.Namespace], None]], argparse.ArgumentParser
    ],
    open_book: Opening,
) -> None:
    """Adds both commands to the parser; `open_book` opens the centre that the arguments name."""
    dossiers = commands.add_parser("dossiers", help=say("server.help.dossiers"))
    bring = with_data(
        dossiers.add_subparsers(required=True, metavar="DEED").add_parser(
            "import", help=say("server.help.dossiers_import")
        ),
        lambda arguments: _import(arguments, open_book),
    )
    bring.add_argument("file", type=Path, metavar="FILE")
    bring.add_argument("--dry-run", action="store_true", help=say("server.help.dry_run"))
    out = with_data(
        commands.add_parser("export", help=say("server.help.export")),
        lambda arguments: _export(arguments, open_book),
    )
    out.add_argument("directory", type=Path, metavar="DIR")
    out.add_argument("--with-people", action="store_true", help=say("server.help.with_people"))


def _import(arguments: argparse.Namespace, open_book: Opening) -> None:
    try:
        data = sheets.of_file(arguments.file)
    except (OSError, sheets.Unreadable) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        print(say("server.exchange.unreadable", file=arguments.file, reason=reason), file=sys.stderr)
        sys.exit(2)
    book = open_book(arguments)
    with reading(book) as now:
        sheet = import_dossiers.check(now.connection, book.centre, data, datetime.now(UTC))
    for note in sheet.notes:
        print(note)
    if sheet.problems:
        print(say("server.exchange.problems", count=len(sheet.problems)), file=sys.stderr)
        for problem in sheet.problems:
            print(say("server.exchange.line", line=problem.line, text=problem.text), file=sys.stderr)
        sys.exit(2)
    if arguments.dry_run:
        print(say("server.exchange.fine", count=len(sheet.entries)))
        return
    book.perform(_ACTOR, lambda deed: import_dossiers.save(deed, sheet.entries))
    print(say("server.exchange.imported", count=len(sheet.entries)))


def _export(arguments: argparse.Namespace, open_book: Opening) -> None:
    folder: Path = arguments.directory
    if folder.exists() and any(folder.iterdir()):
        print(say("server.exchange.not_empty", directory=folder), file=sys.stderr)
        sys.exit(2)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    people = arguments.with_people
    with _for_its_owner_alone(folder), reading(open_book(arguments)) as now:
        rows = _write(now, folder, people)
    tables = len(export.exported())
    print(say("server.exchange.exported", tables=tables, rows=rows, directory=folder))
    print(say(f"server.exchange.{'with_people' if people else 'without_people'}"))


def _write(now: Reading, folder: Path, people: bool) -> int:
    """Writes each table as a CSV and, but for the longest, as a sheet of one workbook; returns how many rows."""
    # Imported here, so that the other commands do not start half a second later.
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    total = 0
    for table in export.exported():
        names = export.columns(table, people=people)
        sheet = workbook.create_sheet(table.name) if table.name not in _ONLY_CSV else None
        if sheet is not None:
            sheet.append(names)
        count = 0
        with (folder / f"{table.name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, lineterminator="\r\n")
            writer.writerow(names)
            for row in export.rows(now.connection, now.centre_id, table, people=people):
                count += 1
                writer.writerow([_harmless(value) for value in row])
                if sheet is not None and count <= _LONGEST_SHEET:
                    sheet.append([_harmless(value) for value in row])
        total += count
    workbook.save(folder / "motcua.xlsx")
    return total


@contextmanager
def _for_its_owner_alone(folder: Path) -> Iterator[None]:
    """What is written meanwhile is for nobody else, also what lies somewhere for a moment.

    The library writes each sheet in plain before it packs it: beside the tables, and not where others put their files.
    """
    umask, temporary = os.umask(0o077), tempfile.tempdir
    tempfile.tempdir = str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = temporary
        os.umask(umask)


def _harmless(value: object) -> object:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it; one cell holds 32,767 letters."""
    if not isinstance(value, str):
        return value
    return f"'{value}"[:32_767] if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value[:32_767]
