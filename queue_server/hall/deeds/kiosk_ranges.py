"""What a kiosk must know before it may give numbers alone: its ranges, and which of their numbers are used today."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace

from queue_server.centre.deeds import doubts
from queue_server.centre.rows import devices as device_rows
from queue_server.centre.rules import lookup as centre_lookup
from queue_server.configuration.values import OfflineRange
from queue_server.hall.deeds import issue
from queue_server.hall.rows import kiosk_numbers
from queue_server.hall.rules import numbering
from queue_server.hall.rules.kiosk_holder import Claim, Holder, Verdict, judge
from queue_server.ledger import local_time
from queue_server.ledger.actor import Actor
from queue_server.ledger.context import Context
from queue_server.ledger.storage.times import from_ms
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.tickets import KioskRange, KioskRanges
from shared.wire.vocabulary import DoubtKind


def claim(deed: UnitOfWork, asks: Claim) -> Verdict:
    """Lets the kiosk that asks hold its range, or another one of its name keep it; raises a doubt where both run.

    Where the verdict is `lost`, half of what is left of each range is passed over on this day (`describe`).
    """
    name = deed.actor.name
    doubted = doubts.doubted(deed, DoubtKind.KIOSK, name)
    holder, verdict = judge(_holder(deed, name), asks, deed.ms, doubted=doubted)
    if verdict == "lost":
        used = _used_to(deed, name, _passed_to(deed, name))
        passed = {mine.queue: _behind_half(mine, used[mine.queue]) for mine in _ranges(deed, name)}
        holder = replace(holder, passed_on=deed.day, passed_to=passed)
    device_rows.save_holder(deed.connection, deed.centre_id, name, json.dumps(asdict(holder)), deed.ms)
    if verdict == "twins":
        titles = {kiosk.id: kiosk.name for kiosk in deed.centre.kiosks}
        doubts.raise_doubt(deed, DoubtKind.KIOSK, name, name=titles.get(name, name))
    return verdict


def pass_over_seen(deed: UnitOfWork, day: str, seen: Mapping[str, int]) -> None:
    """Skips the numbers that a kiosk has seen given on the day, and that a database of an older copy does not know."""
    if day != deed.day:
        return
    for queue in deed.centre.queues:
        highest = min(seen.get(queue.id, 0), queue.last)
        mine = numbering.Range(queue.first, queue.last, issue.owned(deed.centre, queue.id))
        if highest and mine.skip(highest) == highest:
            issue.pass_over(deed, [(queue.id, highest, 0)])


def describe(context: Context, actor: Actor, journal: str) -> KioskRanges:
    """The ranges of the kiosk by their queues; none for a kiosk without ranges.

    `used_to` is the highest number of the range that is known to be on paper today or was passed over, null where no number
    is. If a kiosk asks with another journal than the one with which it reported earlier today, it has lost that journal,
    perhaps with numbers that were never delivered. Half of the rest of each range is then passed over, since those numbers
    may be on paper.
    """
    passed = _passed_to(context, actor.name)
    used = _used_to(context, actor.name, passed)
    lost = not passed and _lost_a_journal(context, actor, journal)
    queues = {
        mine.queue: KioskRange(
            prefix=centre_lookup.queue(context.centre, mine.queue).prefix,
            first=mine.first,
            last=mine.last,
            used_to=_behind_half(mine, used[mine.queue]) if lost else used[mine.queue],
        )
        for mine in _ranges(context, actor.name)
    }
    return KioskRanges(day=context.day, now=local_time.iso(context, context.ms), queues=queues)


def _ranges(context: Context, name: str) -> Sequence[OfflineRange]:
    kiosk = next((kiosk for kiosk in context.centre.kiosks if kiosk.id == name), None)
    return () if kiosk is None else kiosk.offline_ranges


def _used_to(context: Context, name: str, passed_to: Mapping[str, int]) -> dict[str, int | None]:
    """By queue the highest number of the kiosk's range that is on paper today or was passed over; None where none is."""
    printed = kiosk_numbers.printed_values(context.connection, context.centre_id, context.day)
    found: dict[str, int | None] = {}
    for mine in _ranges(context, name):
        prefix = centre_lookup.queue(context.centre, mine.queue).prefix
        values = [
            value
            for number, value in printed.items()
            if mine.first <= value <= mine.last and number == numbering.text(prefix, value)
        ]
        values += [passed_to[mine.queue]] if mine.queue in passed_to else []
        found[mine.queue] = max(values, default=None)
    return found


def _behind_half(mine: OfflineRange, used_to: int | None) -> int:
    """Behind half of what is left of the range."""
    highest = mine.first - 1 if used_to is None else used_to
    return highest + (mine.last - highest + 1) // 2


def _holder(context: Context, name: str) -> Holder | None:
    kept = device_rows.holder(context.connection, context.centre_id, name)
    return None if kept is None else Holder(**json.loads(kept))


def _passed_to(context: Context, name: str) -> Mapping[str, int]:
    """By queue the number up to which was passed over today for whoever holds the kiosk's range."""
    known = _holder(context, name)
    return known.passed_to if known is not None and known.passed_on == context.day else {}


def _lost_a_journal(context: Context, actor: Actor, journal: str) -> bool:
    found = device_rows.one(context.connection, context.centre_id, actor.name)
    if found is None:
        return False
    known = found.detail.get("journal")
    seen = from_ms(found.last_seen).astimezone(local_time.zone(context.centre))
    return known is not None and known != journal and seen.date().isoformat() == context.day
