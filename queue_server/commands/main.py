"""`motcua token | user | catalogue | backup | restore`: administration beside a running server, by the same deeds."""

import argparse
import getpass
import io
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from queue_server.access import passwords
from queue_server.access import rows as people_rows
from queue_server.centre.deeds import doubts, people
from queue_server.commands import exchange
from queue_server.configuration import folder
from queue_server.configuration.catalogue_files import load_catalogue
from queue_server.configuration.reader import ConfigurationInvalid, report
from queue_server.configuration.settings import (
    RememberedUnreadable,
    remembered,
    remembered_key_file,
    sqlite_url,
)
from queue_server.configuration.sheets import Unreadable
from queue_server.configuration.sheets.texts import decoded
from queue_server.configuration.values import Configuration, NightlyBackup
from queue_server.dossiers.rows.scans import FOLDER, Scans
from queue_server.exchange.deeds import import_catalogue
from queue_server.http.problems import sentence
from queue_server.ledger import schema
from queue_server.ledger.actor import Actor
from queue_server.ledger.database import Database
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.service_day import ClockTrust, steady_seconds
from queue_server.ledger.storage import catalogue_rows, marks, sealing
from queue_server.ledger.storage.engine import open_engine
from queue_server.ledger.storage.sealing import KeyMissing
from queue_server.ledger.unit_of_work import UnitOfWork
from queue_server.recovery import backup, key_file
from queue_server.recovery.key_file import KeyFileUnreadable
from queue_server.recovery.skipping_numbers import STEP
from queue_server.server.preflight import WRITING_FAILED, CannotOpen, Premises, remembered_unreadable
from queue_server.upkeep import clock_watch, day_end, resealing
from shared.text.messages import say
from shared.wire.vocabulary import PEOPLE, Role

_CONFIG = Path(__file__).resolve().parents[2] / "config"
_ACTOR = Actor("command", "admin", principal="command")
_MOST_TYPED = 1_000_000
"""Bytes of a list of people."""
_NewPerson = tuple[str, str, list[int], str, str | None]
"""Name, role, counters, password, department."""


def main() -> None:
    """Runs one command; a mistake is explained in a sentence and ends with status 2."""
    arguments = _parser().parse_args()
    run: Callable[[argparse.Namespace], None] = arguments.run
    try:
        run(arguments)
    except ConfigurationInvalid as invalid:
        sys.exit(_said(report(invalid.mistakes)))
    except RuleBroken as broken:
        sys.exit(_said(sentence(broken.code, "vi", broken.values) or broken.code))
    except backup.Refused as refused:
        sys.exit(_said(str(refused)))
    except RememberedUnreadable as error:
        sys.exit(_said(remembered_unreadable(error)))
    except CannotOpen as refusal:
        sys.exit(_said(str(refusal)))
    except (SQLAlchemyError, schema.UnknownRevision, schema.CentreMissing) as error:
        sys.exit(_said(_explained(error, arguments)))
    except OSError as error:
        if error.errno not in WRITING_FAILED:
            raise
        sys.exit(_said(_premises(arguments).explain_files(error)))
    except (KeyMissing, KeyFileUnreadable) as error:
        known = remembered_key_file(arguments.data_dir)
        sys.exit(_said(key_file.explained(error, arguments.data_dir, known)))


def _explained(
    error: SQLAlchemyError | schema.UnknownRevision | schema.CentreMissing, arguments: argparse.Namespace
) -> str:
    return _premises(arguments).explain(error)


def _premises(arguments: argparse.Namespace, centre: Configuration | None = None) -> Premises:
    """The data directory with its backups, also where a configuration has mistakes; `centre` where it is known."""
    backups = NightlyBackup().folder
    with suppress(ConfigurationInvalid):
        backups = (centre or folder.load(_config(arguments))).centre.backup.folder
    return Premises(arguments.data_dir, _database(arguments), arguments.data_dir / backups)


def _said(text: str) -> int:
    print(text, file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="motcua")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    token = commands.add_parser("token", help=say("server.help.token")).add_subparsers(
        required=True, metavar="DEED"
    )
    create = _with_data(token.add_parser("create", help=say("server.help.token_create")), _token_create)
    create.add_argument("--role", required=True, choices=[role.value for role in Role])
    create.add_argument("--name", required=True)
    create.add_argument("--counter", type=int, action="append", default=[])
    create.add_argument("--department", help=say("server.help.department"))
    _with_data(token.add_parser("list", help=say("server.help.token_list")), _token_list)
    revoke = _with_data(token.add_parser("revoke", help=say("server.help.token_revoke")), _token_revoke)
    which = revoke.add_mutually_exclusive_group(required=True)
    which.add_argument("token", nargs="?", metavar="N|NAME")
    which.add_argument("--number", type=int, metavar="N", help=say("server.help.token_number"))

    user = commands.add_parser("user", help=say("server.help.user")).add_subparsers(
        required=True, metavar="DEED"
    )
    add = _with_data(user.add_parser("create", help=say("server.help.user_create")), _user_create)
    add.add_argument("--name", required=True)
    add.add_argument("--role", required=True, choices=sorted(role.value for role in PEOPLE))
    add.add_argument("--counter", type=int, action="append", default=[])
    add.add_argument("--department", help=say("server.help.department"))
    _with_data(user.add_parser("import", help=say("server.help.user_import")), _user_import)
    _with_data(user.add_parser("list", help=say("server.help.user_list")), _user_list)
    for deed, run in (("password", _user_password), ("remove", _user_remove)):
        change = _with_data(user.add_parser(deed, help=say(f"server.help.user_{deed}")), run)
        change.add_argument("--name", required=True)

    catalogue = commands.add_parser("catalogue", help=say("server.help.catalogue"))
    bring = _with_data(
        catalogue.add_subparsers(required=True, metavar="DEED").add_parser(
            "import", help=say("server.help.import")
        ),
        _catalogue_import,
    )
    bring.add_argument("file", type=Path, metavar="FILE")
    bring.add_argument("--fields", type=Path, metavar="FIELDS.csv")
    bring.add_argument("--dry-run", action="store_true", help=say("server.help.dry_run"))
    exchange.add_to(commands, _with_data, _book)

    save = _with_data(commands.add_parser("backup", help=say("server.help.backup")), _backup)
    save.add_argument("file", type=Path, metavar="FILE")
    save.add_argument("--without-key", action="store_true", help=say("server.help.without_key"))
    back = _with_data(commands.add_parser("restore", help=say("server.help.restore")), _restore)
    back.add_argument("file", type=Path, metavar="FILE")
    back.add_argument("--nothing-since", action="store_true", help=say("server.help.nothing_since"))
    back.add_argument("--key-file", type=Path, metavar="KEY", help=say("server.help.restore_key"))
    key = commands.add_parser("key", help=say("server.help.key")).add_subparsers(
        required=True, metavar="DEED"
    )
    _with_data(key.add_parser("rotate", help=say("server.help.key_rotate")), _key_rotate)
    _with_data(key.add_parser("reseal", help=say("server.help.key_reseal")), _key_reseal)
    return parser


def _with_data(
    parser: argparse.ArgumentParser, run: Callable[[argparse.Namespace], None]
) -> argparse.ArgumentParser:
    parser.add_argument("--data-dir", type=Path, required=True, help=say("server.help.data_dir"))
    parser.add_argument("--config", type=Path, help=say("server.help.config"))
    parser.add_argument("--database", help=say("server.help.database"))
    parser.set_defaults(run=run)
    return parser


def _book(arguments: argparse.Namespace) -> Database:
    centre: Configuration = folder.load(_config(arguments))
    arguments.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    _premises(arguments, centre).look()
    engine = open_engine(_database(arguments))
    key_file.give(engine, arguments.data_dir, remembered_key_file(arguments.data_dir))
    founded = marks.founded(arguments.data_dir, centre.centre.id)
    schema.prepare(engine, centre, datetime.now(UTC), founded)
    with engine.connect() as connection:
        fields, procedures = catalogue_rows.load(connection, centre.centre.id)
    book = Database(
        engine,
        replace(centre, fields=fields, procedures=procedures),
        lambda: datetime.now(UTC),
        day_end.end_day,
        trust=ClockTrust(steady_seconds),
    )
    book.doubting = lambda deed, off: clock_watch.doubt(deed, book, off)
    book.believing = doubts.end_doubt_of_clock
    clock_watch.begin(book)
    return book


def _config(arguments: argparse.Namespace) -> Path:
    """The configuration asked for, else the one that this data directory's server uses."""
    return arguments.config or remembered(arguments.data_dir)[0] or _CONFIG


def _database(arguments: argparse.Namespace) -> str:
    """The database asked for, else the one that this data directory's server uses."""
    return str(arguments.database or remembered(arguments.data_dir)[1] or sqlite_url(arguments.data_dir))


def _token_create(arguments: argparse.Namespace) -> None:
    made: list[str] = []
    _book(arguments).perform(
        _ACTOR,
        lambda deed: made.append(
            people.create_token(deed, arguments.role, arguments.name, arguments.counter, arguments.department)
        ),
    )
    print(made[0])


def _token_list(arguments: argparse.Namespace) -> None:
    book = _book(arguments)
    with book.engine.connect() as connection:
        for token in people_rows.all_tokens(connection, book.centre.centre.id):
            counters = ",".join(map(str, token.counters)) or "-"
            state = say("server.token.revoked" if token.revoked_at else "server.token.valid")
            print(f"{token.id}\t{token.role}\t{token.name}\t{counters}\t{state}")


def _token_revoke(arguments: argparse.Namespace) -> None:
    revoked: list[int] = []

    def work(deed: UnitOfWork) -> None:
        number = arguments.number
        revoked.append(people.find_token(deed, arguments.token).id if number is None else number)
        people.revoke_token(deed, revoked[-1])

    _book(arguments).perform(_ACTOR, work)
    print(say("server.token.revoked_now", id=revoked[-1]))


def _user_create(arguments: argparse.Namespace) -> None:
    password = getpass.getpass(say("server.user.password")) if sys.stdin.isatty() else sys.stdin.readline()
    new = (
        arguments.name,
        arguments.role,
        arguments.counter,
        password.rstrip("\r\n"),
        arguments.department,
    )
    _add_people(_book(arguments), [new])
    print(say("server.user.added", name=arguments.name, role=arguments.role))


def _typed() -> str:
    """What comes in by standard input, in whichever way Excel saves text. Raises Unreadable."""
    data = sys.stdin.buffer.read(_MOST_TYPED + 1)
    if len(data) > _MOST_TYPED:
        raise Unreadable("file", most=_MOST_TYPED // 1_000_000)
    return decoded(data)[0]


def _user_import(arguments: argparse.Namespace) -> None:
    rows: list[_NewPerson] = []
    try:
        typed = _typed()
    except Unreadable as unreadable:
        doubt = unreadable.doubt
        told = f"{doubt.said()} / {doubt.said('en')}"
        sys.exit(_said(say("server.exchange.line", line=doubt.line, text=told)))
    for number, line in enumerate(io.StringIO(typed), 1):
        cells = line.rstrip("\r\n").split("\t")
        if cells == [""]:
            continue
        counters = cells[2].split(",") if len(cells) in (4, 5) and cells[2] else []
        if (
            len(cells) not in (4, 5)
            or cells[1] not in PEOPLE
            or not all(c.strip().isascii() and c.strip().isdigit() for c in counters)
        ):
            sys.exit(_said(say("server.user.bad_line", line=number)))
        department = cells[4] or None if len(cells) == 5 else None
        rows.append((cells[0], cells[1], [int(c) for c in counters], cells[3], department))
    _add_people(_book(arguments), rows)
    print(say("server.user.imported", count=len(rows)))


def _user_list(arguments: argparse.Namespace) -> None:
    book = _book(arguments)
    with book.engine.connect() as connection:
        for person in people_rows.everyone(connection, book.centre.centre.id):
            counters = ",".join(map(str, person.counters)) or "-"
            department = f"\t{person.department}" if person.department else ""
            print(f"{person.name}\t{person.role}\t{counters}{department}")


def _user_password(arguments: argparse.Namespace) -> None:
    password = passwords.generate()
    hashed = passwords.hash_password(password)
    _book(arguments).perform(_ACTOR, lambda deed: people.reset_password(deed, arguments.name, hashed))
    print(say("server.user.password_reset", name=arguments.name))
    print(password)


def _user_remove(arguments: argparse.Namespace) -> None:
    _book(arguments).perform(_ACTOR, lambda deed: people.remove_person(deed, arguments.name))
    print(say("server.user.removed", name=arguments.name))


def _add_people(book: Database, rows: list[_NewPerson]) -> None:
    """Adds all people in one transaction, or none."""
    hashed = [
        (name, role, counters, passwords.hash_chosen(password, name), department)
        for name, role, counters, password, department in rows
    ]

    def work(deed: UnitOfWork) -> None:
        for name, role, counters, stored, department in hashed:
            people.create_person(deed, name, role, counters, stored, department=department)

    book.perform(_ACTOR, work)


def _catalogue_import(arguments: argparse.Namespace) -> None:
    book = _book(arguments)
    fields, procedures, notes, _ = load_catalogue(arguments.file, arguments.fields, book.centre.fields)
    for note in notes:
        print(note)
    if arguments.dry_run:
        print(say("server.catalogue.fine", procedures=len(procedures), fields=len(fields)))
        return
    book.perform(_ACTOR, lambda deed: import_catalogue.replace(deed, fields, procedures))
    print(say("server.catalogue.replaced", procedures=len(procedures), fields=len(fields)))


def _backup(arguments: argparse.Namespace) -> None:
    _premises(arguments).look()
    key = key_file.of(arguments.data_dir, remembered_key_file(arguments.data_dir)).path
    taken = None if arguments.without_key or not key.exists() else key
    backup.save(_database(arguments), arguments.data_dir, arguments.file, key=taken)
    print(say("server.backup.saved", file=arguments.file))
    print(say(f"server.backup.{'without_key' if taken is None else 'with_key'}", key=key))


def _restore(arguments: argparse.Namespace) -> None:
    strangers = backup.restore(
        arguments.file,
        arguments.data_dir,
        arguments.database,
        nothing_since=arguments.nothing_since,
        key=arguments.key_file,
    )
    print(say("server.backup.restored", directory=arguments.data_dir))
    if strangers:
        shown = ", ".join(ascii(name[:80]) for name in strangers[:3])
        print(say("server.backup.passed_over", count=len(strangers), names=shown))
    if not arguments.nothing_since:
        print(say("server.backup.skipping_numbers", step=STEP))
    if not (arguments.data_dir / key_file.NAME).exists():
        print(say("server.backup.key_needed", key=arguments.data_dir / key_file.NAME))


def _key_rotate(arguments: argparse.Namespace) -> None:
    _book(arguments).close()
    keys = key_file.of(arguments.data_dir, remembered_key_file(arguments.data_dir))
    keys.rotate()
    print(say("server.key.rotated", file=keys.path))


def _key_reseal(arguments: argparse.Namespace) -> None:
    book = _book(arguments)
    scans = Scans(arguments.data_dir / FOLDER, book.centre.centre.id, sealing.seal_of(book.engine))
    print(say("server.key.resealed", count=resealing.all_of(book, scans)))


if __name__ == "__main__":
    main()
