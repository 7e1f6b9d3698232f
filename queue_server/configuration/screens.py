"""Reads what displays.toml says of each screen: its layout, its voice, how loud it is at which hour."""

from collections.abc import Sequence
from dataclasses import dataclass

from queue_server.configuration.reader import Table
from shared.hours.sound import EVERY_DAY, SoundSpan, overlap

LAYOUTS = ("calls", "calls-media", "portrait", "strip")
VOICES = ("vi", "vi+en", "")
_DAY = 24 * 60


@dataclass(frozen=True)
class Display:
    """A screen of the hall; its id is its token's name."""

    id: str
    name: str
    queues: tuple[str, ...]
    voice: str
    """`vi`: chime and call, in English too for whose ticket is; `vi+en`: always in both; empty: the chime only."""
    volume: int
    """0–100, at the hours that `sound_hours` says nothing of."""
    layout: str = "calls"
    counter: int | None = None
    """The counter under a strip."""
    sound_hours: tuple[SoundSpan, ...] = ()


@dataclass(frozen=True)
class MediaSettings:
    """The pictures and videos between calls."""

    largest_mb: int = 50


def read_display(
    table: Table, identity: str, name: str, queues: tuple[str, ...], counters: Sequence[int]
) -> Display:
    """The screen of one `[[display]]` table whose id, name and queues were read already; notes every mistake."""
    table.only(*("id", "name", "queues", "voice", "volume"), *("layout", "counter", "volume_at", "quiet"))
    layout = table.choice("layout", LAYOUTS, "calls")
    counter = table.number("counter", 1, 99) if "counter" in table.values else None
    if layout == "strip" and counter is None:
        table.wrong("strip_counter", key="counter")
    if counter is not None and counters and counter not in counters:
        table.wrong("unknown", key="counter", value=counter)
    louder = tuple(_span(each, silent=False) for each in table.tables("volume_at"))
    quiet = tuple(_span(each, silent=True) for each in table.tables("quiet"))
    for place, (span, each) in enumerate(zip(louder, table.tables("volume_at"), strict=True)):
        for earlier in louder[:place]:
            if (day := overlap(earlier, span)) is not None:
                each.wrong("sound_overlap", key="from", day=day)
    return Display(
        id=identity,
        name=name,
        queues=queues,
        voice=table.choice("voice", VOICES, "vi"),
        volume=table.number("volume", 0, 100, 80),
        layout=layout,
        counter=counter,
        sound_hours=(*quiet, *louder),
    )


def read_media(media: Table) -> MediaSettings:
    """The `[media]` table."""
    media.only("largest_mb")
    return MediaSettings(media.number("largest_mb", 1, 200, MediaSettings().largest_mb))


def _span(table: Table, *, silent: bool) -> SoundSpan:
    table.only(*("days", "from", "to"), *(() if silent else ("volume",)))
    days = table.numbers("days") if "days" in table.values else EVERY_DAY
    if not all(1 <= day <= 7 for day in days):
        table.wrong("not_number", key="days", low=1, high=7)
    start, end = table.clock("from"), table.clock("to")
    if start in (end, _DAY):
        table.wrong("empty_span", key="to")
    return SoundSpan(days, start, end, 0 if silent else table.number("volume", 0, 100))
