"""Kiosks and displays: their settings, what they report, and where their last picture is kept."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from pydantic_core import to_jsonable_python
from sqlalchemy import Connection

from queue_server.centre.rows import devices as device_rows
from queue_server.centre.rules import device_troubles
from queue_server.centre.rules.device_report import DeviceReport
from queue_server.configuration.screens import Display
from queue_server.configuration.values import Configuration, Kiosk
from queue_server.ledger import local_time
from queue_server.ledger.actor import Actor
from queue_server.ledger.context import Context
from queue_server.ledger.database import Database
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.times import to_ms
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.access import DayKey, Device, DeviceSettings, DeviceStatus
from shared.wire.facts.administration import RestartAsked
from shared.wire.facts.screens import DeviceChanged
from shared.wire.screens import Restart
from shared.wire.vocabulary import Role

_AWAY_MS = 25_000
"""A screen reports every ten seconds."""


def describe(centre: Configuration, actor: Actor, person_key: DayKey | None = None) -> DeviceSettings:
    """A device's own name, role and table of the configuration; for a kiosk with the day's key, where cards are asked for."""
    known = next((d for d in _configured(centre) if d.id == actor.name), None)
    settings = {} if known is None else to_jsonable_python(known)
    told = DeviceSettings(name=actor.name, role=Role(actor.role), settings=settings)
    return told if person_key is None else told.model_copy(update={"person_key": person_key})


def zone_of(centre: Configuration, actor: Actor) -> frozenset[str] | None:
    """The queues whose calls this screen shows; None: all of them."""
    known = next((display for display in centre.displays if display.id == actor.name), None)
    if known is None or set(known.queues) == {queue.id for queue in centre.queues}:
        return None
    return frozenset(known.queues)


def restart(deed: UnitOfWork, name: str, connected: Collection[str]) -> Restart:
    """Asks a screen to begin anew. RuleBroken `not_found`, `not_a_screen` (422), or `device_away` (409)."""
    known = device_rows.one(deed.connection, deed.centre_id, name)
    role = known.role if known else device_rows.with_tokens(deed.connection, deed.centre_id).get(name)
    if role is None:
        raise RuleBroken("not_found", 404)
    if not device_troubles.restarts(role):
        raise RuleBroken("not_a_screen", 422, extra={"code": "invalid"})
    # Another process may hold its connection: then its last report is all that is known here.
    heard = known is not None and deed.ms - known.last_seen < _AWAY_MS
    if name not in connected and not heard:
        raise RuleBroken("device_away", 409, name=name)
    deed.record(RestartAsked(name=name, by=deed.actor.name))
    return Restart(name=name, asked_at=local_time.iso(deed, deed.ms))


def _configured(centre: Configuration) -> list[Kiosk | Display]:
    return [*centre.kiosks, *centre.displays]


def report(book: Database, actor: Actor, body: DeviceStatus) -> None:
    """Keeps the device's report. Only a change of state or detail becomes an event."""
    centre = book.centre.centre.id

    def work(deed: UnitOfWork) -> None:
        known = device_rows.one(deed.connection, centre, actor.name)
        told = dict(body.detail)
        if known is not None and (journal := known.detail.get("journal")):
            # A kiosk that names no journal may have lost the one that it reported before.
            told.setdefault("journal", journal)
        now = DeviceReport(actor.name, actor.role, body.state, told, deed.ms)
        device_rows.save(deed.connection, centre, now, known=known is not None)
        if now.says_more_than(known):
            deed.record(DeviceChanged(name=actor.name, role=actor.role, state=body.state, detail=told))

    book.perform(actor, work)


def every(context: Context, connected: Collection[str]) -> list[Device]:
    """All devices that have a token or have reported, with their last report."""
    reports = device_rows.every(context.connection, context.centre_id)
    names = {name: report.role for name, report in reports.items()}
    names |= device_rows.with_tokens(context.connection, context.centre_id)
    titles = {d.id: d.name for d in _configured(context.centre)}
    found = []
    for name, role in sorted(names.items()):
        last = reports.get(name)
        detail = last.detail if last else {}
        found.append(
            Device(
                name=name,
                title=titles.get(name, name),
                role=Role(role),
                state=last.state if last else "fault",
                detail=dict(detail),
                last_seen=local_time.iso(context, last.last_seen) if last else None,
                connected=name in connected,
                screen_at=local_time.iso(context, last.screen_at) if last else None,
                condition=device_troubles.condition(last, connected=name in connected, now=context.ms),
                troubles=device_troubles.troubles(detail),
                paper=device_troubles.paper(detail),
                set_aside=device_troubles.set_aside(detail),
                restarts=device_troubles.restarts(role),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Screens:
    """The devices' last pictures, as files beside the database; a process that restarts still has them."""

    folder: Path
    book: Database

    def path(self, name: str) -> Path:
        """Where the picture of this device lies, or would lie."""
        return self.folder / f"{re.sub(r'[^A-Za-z0-9_-]', '_', name)}.png"

    def keep(self, actor: Actor, data: bytes) -> None:
        """Replaces the device's picture at once, never half."""
        self.folder.mkdir(parents=True, exist_ok=True)
        target = self.path(actor.name)
        fresh = target.with_suffix(".new")
        fresh.write_bytes(data)
        fresh.replace(target)
        centre, now = self.book.centre.centre.id, to_ms(self.book.clock())

        def save(connection: Connection) -> None:
            if not device_rows.save_picture_time(connection, centre, actor.name, now):
                first = DeviceReport(actor.name, actor.role, "ok", {}, now, now)
                device_rows.save(connection, centre, first, known=False)

        self.book.keep(save)
