"""`motcua simulate`: plays a day at a running server, or many days in a data directory of their own, by the API alone."""

import argparse
import secrets
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from queue_server.app import create_app
from queue_server.centre.deeds import people
from queue_server.configuration import folder
from queue_server.configuration.settings import Settings, remember, sqlite_url
from queue_server.dossiers.deeds import extend
from queue_server.dossiers.rules import office
from queue_server.ledger import events
from queue_server.ledger.actor import SYSTEM
from queue_server.ledger.database import Database
from queue_server.ledger.reading import reading
from queue_server.ledger.storage.offload import at_once
from queue_server.ledger.storage.times import from_ms
from queue_server.simulation import playing
from queue_server.simulation.api import InProcess, OverHttp, Refused, found, must
from queue_server.simulation.checking import Check
from queue_server.simulation.playing import Play
from queue_server.simulation.stage import Cast
from shared.launch import access_token
from shared.text.messages import LANGUAGES, say
from shared.wire.access import ShownToken, Tokens
from shared.wire.centre import Centre
from shared.wire.counters import Counters
from shared.wire.vocabulary import Role

_CONFIG = Path(__file__).resolve().parents[2] / "config"
_ADDRESS = "http://simulated.invalid"
"""What the played centre's codes for phones begin with; nothing goes out."""
_SHOWN_DIFFERENCES = 40


def parse(arguments: list[str]) -> argparse.Namespace:
    """The arguments of `motcua simulate`."""
    parser = argparse.ArgumentParser(prog="motcua simulate", description=say("simulation.help.simulate"))
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--server", help=say("simulation.help.server"))
    where.add_argument("--data-dir", type=Path, help=say("simulation.help.data_dir"))
    parser.add_argument("--token-file", type=Path, help=say("simulation.help.token_file"))
    parser.add_argument("--speed", type=float, default=60.0, help=say("simulation.help.speed"))
    parser.add_argument("--config", type=Path, default=_CONFIG, help=say("simulation.help.config"))
    parser.add_argument("--database", help=say("simulation.help.database"))
    parser.add_argument("--from", dest="start", type=date.fromisoformat, help=say("simulation.help.start"))
    parser.add_argument("--days", type=int, default=1, help=say("simulation.help.days"))
    parser.add_argument("--citizens", type=int, default=180, help=say("simulation.help.citizens"))
    parser.add_argument("--seed", type=int, default=1, help=say("simulation.help.seed"))
    parser.add_argument("--check", action="store_true", help=say("simulation.help.check"))
    found = parser.parse_args(arguments)
    if found.server and not found.token_file:
        parser.error(say("simulation.help.needs_token"))
    if found.server:
        try:
            found.token = access_token.given(found.token_file)
        except (OSError, ValueError) as error:
            both = (
                say("simulation.help.bad_token", lang, file=found.token_file, reason=error)
                for lang in LANGUAGES
            )
            parser.error(" / ".join(both))
    if found.check and not found.data_dir:
        parser.error(say("simulation.help.check_needs_data_dir"))
    if found.speed <= 0 or found.days < 1 or found.citizens < 0:
        parser.error(say("simulation.help.positive"))
    return found


def _live(arguments: argparse.Namespace) -> Counter[str]:
    """One day at a running server; the administrator's token makes those of the players, which end with the play."""
    admin = arguments.token
    today = datetime.now(UTC).astimezone(_zone(arguments.server)).date()
    start = datetime.combine(today, playing.BEGINS, _zone(arguments.server))
    api = OverHttp(arguments.server, arguments.speed, start)
    mark = f"sim-{secrets.token_hex(3)}-"

    def token(role: Role, who: str, *counters: int) -> str:
        body = {"role": role.value, "name": mark + who, "counters": list(counters)}
        return ShownToken.model_validate(must(api, "POST", "/tokens", admin, body)).token

    numbers = [counter.number for counter in found(api, Counters, "/counters", admin).root]
    try:
        cast = _cast(token, numbers)
        play = Play(api, cast, arguments.seed, lambda day, count: day + timedelta(days=count))
        return play.days(today, 1, arguments.citizens)
    finally:
        for known in found(api, Tokens, "/tokens", admin).root:
            if known.name.startswith(mark):
                must(api, "DELETE", f"/tokens/{known.id}", admin)


def _apart(arguments: argparse.Namespace) -> Counter[str]:
    """Working days in a data directory of their own, whose clock the play moves."""
    data_dir: Path = arguments.data_dir
    if data_dir.exists() and any(data_dir.iterdir()):
        raise FileExistsError(say("simulation.not_empty", path=data_dir))
    data_dir.mkdir(parents=True, exist_ok=True)
    centre = folder.load(arguments.config)
    zone = ZoneInfo(centre.centre.timezone)
    days = office.calendar(centre)
    first = days.after((arguments.start or datetime.now(zone).date()) - timedelta(days=1), 1)
    api = InProcess(datetime.combine(first, playing.BEGINS, zone))
    settings = Settings(
        data_dir,
        arguments.config,
        arguments.database or sqlite_url(data_dir),
        async_mode="threading",
        public_address=_ADDRESS,
        worker=False,
    )
    application = create_app(settings, at_once, clock=api.now)
    api.open(application.app)
    book = application.parts.book
    try:
        cast = _cast(
            lambda role, who, *counters: _token(book, role, who, counters),
            [c.number for c in centre.counters],
        )

        def draft() -> None:
            extend.draft_apologies(book)

        play = Play(api, cast, arguments.seed, days.after, draft)
        return play.days(first, arguments.days, arguments.citizens)
    finally:
        application.stop()
        book.engine.dispose()
        shipped = arguments.config.resolve() == _CONFIG
        remember(data_dir, None if shipped else arguments.config, arguments.database)


def _checked(arguments: argparse.Namespace) -> Check:
    """Compares the reports of a simulated data directory with a count from its feed, as of a minute after its last event."""
    centre = folder.load(arguments.config)
    settings = Settings(
        arguments.data_dir,
        arguments.config,
        arguments.database or sqlite_url(arguments.data_dir),
        async_mode="threading",
    )
    api = InProcess(datetime(2000, 1, 1, tzinfo=UTC))
    application = create_app(settings, at_once, clock=api.now)
    api.open(application.app)
    book = application.parts.book
    try:
        with reading(book) as now:
            last = events.at(now.connection, now.centre_id, now.seq)
        api.wait_until(from_ms(last.at if last else 0) + timedelta(minutes=1))
        # Nobody else knows this token; the tokens of the simulation end with it.
        token = _token(book, Role.SUPERVISOR, f"check-{secrets.token_hex(3)}", ())
        check = Check(api, token, office.calendar(centre).after)
        check.run()
        return check
    finally:
        application.stop()
        book.engine.dispose()


def _cast(token: Callable[..., str], counters: Iterable[int]) -> Cast:
    return Cast(
        token(Role.INTEGRATION, "kiosk"),
        token(Role.SUPERVISOR, "supervisor"),
        {number: token(Role.OFFICER, f"officer-{number}", number) for number in counters},
    )


def _token(book: Database, role: Role, name: str, counters: Sequence[int]) -> str:
    made: list[str] = []
    book.perform(SYSTEM, lambda deed: made.append(people.create_token(deed, role, name, counters)))
    return made[0]


def _zone(server: str) -> ZoneInfo:
    return ZoneInfo(found(OverHttp(server, 1.0, datetime.now(UTC)), Centre, "/centre").timezone)


def _told(check: Check) -> int:
    """Prints what was compared and each difference; the exit status."""
    for kind, figures in check.compared.items():
        wrong = sum(where.split(" ", 1)[0] == kind for where, *_ in check.differences)
        print(say("simulation.compared", count=f"{figures:>8}", kind=kind, wrong=wrong))
    for where, told, counted in check.differences[:_SHOWN_DIFFERENCES]:
        print(say("simulation.differs", where=where, told=told, counted=counted), file=sys.stderr)
    return 1 if check.differences else 0


def main() -> int:
    """Plays and prints what was done, or compares what was played with its reports; returns the exit status."""
    arguments = parse(sys.argv[1:])
    try:
        if arguments.check and arguments.data_dir.exists() and any(arguments.data_dir.iterdir()):
            return _told(_checked(arguments))
        tally = _live(arguments) if arguments.server else _apart(arguments)
    except (Refused, OSError) as error:
        print(say("simulation.failed", error=error), file=sys.stderr)
        return 1
    for what, count in sorted(tally.items()):
        print(f"{count:>8}  {what}")
    return _told(_checked(arguments)) if arguments.check else 0


if __name__ == "__main__":
    sys.exit(main())
