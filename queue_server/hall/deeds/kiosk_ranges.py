"""What a kiosk must know before it may give numbers alone: its ranges, and which of their numbers are used today."""

import json
from collections.abc import Mapping
from dataclasses import asdict

from queue_server.centre.deeds import doubts
from queue_server.centre.rows import devices as device_rows
from queue_server.centre.rules import lookup as centre_lookup
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
    """Lets the kiosk that asks hold its range, or another one of its name keep it; raises a doubt where both run."""
    name = deed.actor.name
    kept = device_rows.holder(deed.connection, deed.centre_id, name)
    known = None if kept is None else Holder(**json.loads(kept))
    doubted = doubts.doubted(deed, DoubtKind.KIOSK, name)
    holder, verdict = judge(known, asks, deed.ms, doubted=doubted)
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


def describe(context: Context, actor: Actor, journal: str, *, lost: bool = False) -> KioskRanges:
    """The ranges of the kiosk by their queues; none for a kiosk without ranges.

    `used_to` is the highest number of the range that is known to be on paper today, null where no number is. If a kiosk asks
    with another journal than the one with which it reported earlier today, it has lost that journal, perhaps with numbers
    that were never delivered. Half of the rest of each range is then skipped, since those numbers may be on paper.
    """
    kiosk = next((k for k in context.centre.kiosks if k.id == actor.name), None)
    used = kiosk_numbers.printed_values(context.connection, context.centre_id, context.day)
    lost = lost or _lost_a_journal(context, actor, journal)
    queues: dict[str, KioskRange] = {}
    for mine in () if kiosk is None else kiosk.offline_ranges:
        prefix = centre_lookup.queue(context.centre, mine.queue).prefix
        values = [
            value
            for number, value in used.items()
            if mine.first <= value <= mine.last and number == numbering.text(prefix, value)
        ]
        used_to = max(values, default=None)
        if lost:
            highest = mine.first - 1 if used_to is None else used_to
            used_to = highest + (mine.last - highest + 1) // 2
        queues[mine.queue] = KioskRange(prefix=prefix, first=mine.first, last=mine.last, used_to=used_to)
    return KioskRanges(day=context.day, now=local_time.iso(context, context.ms), queues=queues)


def _lost_a_journal(context: Context, actor: Actor, journal: str) -> bool:
    found = device_rows.one(context.connection, context.centre_id, actor.name)
    if found is None:
        return False
    known = found.detail.get("journal")
    seen = from_ms(found.last_seen).astimezone(local_time.zone(context.centre))
    return known is not None and known != journal and seen.date().isoformat() == context.day
