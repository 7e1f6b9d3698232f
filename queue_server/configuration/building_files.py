"""Reads what stands in the building: queues, counters, kiosks, displays, and the calendar of days off."""

from collections.abc import Sequence

from queue_server.configuration.catalogue_files import (
    Field,
    colour_mistake,
    prefix_is_good,
)
from queue_server.configuration.reader import (
    Table,
    known,
    named_once,
    once,
)
from queue_server.configuration.screens import Display, read_display
from queue_server.configuration.values import (
    Calendar,
    Counter,
    DayOff,
    Kiosk,
    OfflineRange,
    Queue,
)

_EVERY = "*"
HIGHEST_NUMBER = 9999  # three digits, and a fourth on a day that needs it: better A1000 than no number


def read_queues(root: Table, fields: Sequence[Field]) -> tuple[Queue, ...]:
    root.only("queue")
    by_id = {field.id: field for field in fields}
    queues: list[Queue] = []
    given: set[str] = set()
    seen: dict[object, int] = {}
    names: dict[str, int] = {}
    for table in root.tables("queue"):
        table.only("id", "name", "prefix", "colour", "first", "last", "quota")
        identity = table.name("id")
        field = by_id.get(identity)
        prefix = table.text("prefix", field.prefix if field else None)
        colour = table.text("colour", field.colour if field else None)
        if "prefix" in table.values and prefix and not prefix_is_good(prefix):
            table.wrong("prefix", key="prefix", value=prefix)
        if "colour" in table.values and colour and (mistake := colour_mistake(colour)):
            table.wrong(mistake[0], key="colour", **mistake[1])
        first, last = (
            table.number("first", 1, HIGHEST_NUMBER, 1),
            table.number("last", 1, HIGHEST_NUMBER, 999),
        )
        if first >= last:
            table.wrong("range_backwards", key="last", first=first, last=last)
        quota = table.number("quota", 1, 100_000) if "quota" in table.values else None
        once(table, "id", identity, seen)
        if "prefix" in table.values or prefix in given:  # a clash of two fields is told in fields.csv
            once(table, "prefix", prefix and f"prefix {prefix}", seen)
        given |= {prefix} if "prefix" in table.values else set()
        seen.setdefault(prefix and f"prefix {prefix}", table.line("prefix"))
        name = table.text("name", field.name if field else None)
        named_once(table, name, names)
        queues.append(Queue(identity, name, prefix, colour, first, last, quota))
    return tuple(queues)


def read_counters(root: Table, queues: Sequence[str]) -> tuple[Counter, ...]:
    root.only("counter")
    counters: list[Counter] = []
    seen: dict[object, int] = {}
    for table in root.tables("counter"):
        table.only("number", "name", "queues", "also")
        number = table.number("number", 1, 99)
        if "number" in table.values:
            once(table, "number", number, seen)
        served = table.texts("queues")
        known(table, "queues", served, queues)
        also = table.texts("also", (_EVERY,))
        known(table, "also", [queue for queue in also if queue != _EVERY], queues)
        counters.append(Counter(number, table.text("name"), served, None if _EVERY in also else also))
    return tuple(counters)


def read_kiosks(root: Table, queues: Sequence[Queue]) -> tuple[Kiosk, ...]:
    root.only("kiosk")
    kiosks: list[Kiosk] = []
    seen: dict[object, int] = {}
    names: dict[str, int] = {}
    for table in root.tables("kiosk"):
        table.only("id", "name", "printer", "offline_ranges")
        identity = table.name("id")
        once(table, "id", identity, seen)
        name = table.text("name")
        named_once(table, name, names)
        printer = table.table("printer")
        printer.only("paper_mm", "profile", "cut")
        paper = printer.number("paper_mm", 58, 80, 80)
        if paper not in (58, 80):
            printer.wrong("not_choice", key="paper_mm", allowed="58, 80")
        kiosks.append(
            Kiosk(
                id=identity,
                name=name,
                paper_mm=paper,
                profile=printer.text("profile", "TM-T20II"),
                cut=printer.flag("cut", True),
                offline_ranges=_offline_ranges(table.table("offline_ranges"), queues, kiosks),
            )
        )
    return tuple(kiosks)


def _offline_ranges(
    table: Table, queues: Sequence[Queue], others: Sequence[Kiosk]
) -> tuple[OfflineRange, ...]:
    known(table, "offline_ranges", [key for key in table.values if key != _EVERY], [q.id for q in queues])
    ranges: list[OfflineRange] = []
    wrong: set[str] = set()
    for queue in queues:
        key = queue.id if queue.id in table.values else _EVERY
        if key not in table.values or key in wrong:
            continue
        given = table.values[key]
        if (
            not isinstance(given, list)
            or len(given) != 2
            or not all(type(number) is int and 1 <= number <= HIGHEST_NUMBER for number in given)
        ):
            table.wrong("not_range", key=key)
            wrong.add(key)
            continue
        mine = OfflineRange(queue.id, given[0], given[1])
        if mine.first >= mine.last:
            table.wrong("range_backwards", key=key, first=mine.first, last=mine.last)
            wrong.add(key)
            continue
        for kiosk in others:
            for other in kiosk.offline_ranges:
                if other.queue == queue.id and mine.first <= other.last and other.first <= mine.last:
                    table.wrong(
                        "range_overlap",
                        key=key,
                        queue=queue.id,
                        first=mine.first,
                        last=mine.last,
                        other=kiosk.id,
                        other_first=other.first,
                        other_last=other.last,
                    )
        ranges.append(mine)
    return tuple(ranges)


def read_displays(root: Table, queues: Sequence[str], counters: Sequence[int]) -> tuple[Display, ...]:
    root.only("display", "media")
    displays: list[Display] = []
    seen: dict[object, int] = {}
    names: dict[str, int] = {}
    for table in root.tables("display"):
        identity = table.name("id")
        once(table, "id", identity, seen)
        shown = table.texts("queues", (_EVERY,))
        known(table, "queues", [queue for queue in shown if queue != _EVERY], queues)
        mine = tuple(queues) if _EVERY in shown else shown
        name = table.text("name")
        named_once(table, name, names)
        displays.append(read_display(table, identity, name, mine, counters))
    return tuple(displays)


def read_calendar(root: Table) -> Calendar:
    root.only("day_off", "make_up_day")
    seen: dict[object, int] = {}
    days: dict[str, list[DayOff]] = {"day_off": [], "make_up_day": []}
    for kind, listed in days.items():
        for table in root.tables(kind):
            table.only("date", "name")
            day = table.day("date")
            name = table.text("name", "", empty=True)
            if day is not None:
                if day in seen:
                    table.wrong("day_twice", key="date", value=day, other=seen[day])
                seen.setdefault(day, table.line("date"))
                listed.append(DayOff(day, name))
    return Calendar(tuple(days["day_off"]), tuple(days["make_up_day"]))
