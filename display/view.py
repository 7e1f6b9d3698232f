"""What the screen says, as one frozen value composed from board, announcements, link and time.

Two equal views give the same picture, apart from the pulse and the ticker.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from display.announcements import Announcements, large
from display.board import Board
from shared.text.dates import clock, long_date
from shared.text.messages import say
from shared.wire.light.board import Call, Centre, Counter, Held
from shared.wire.vocabulary import CounterState, TicketState

EARLIER_CALLS = 5
DEFAULT_COLOUR = "#0B5CAD"
"""For a queue without a usable colour: white letters stand on it, too."""
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_ALL_DAY = ("00:00", "24:00")


Layout = Literal["calls", "calls-media", "portrait", "strip"]
LinkStatus = Literal["connecting", "connected", "disconnected", "refused"]


@dataclass(frozen=True, slots=True)
class LinkState:
    """The link to the server; `since` is in the centre's zone."""

    status: LinkStatus
    since: datetime


@dataclass(frozen=True, slots=True)
class Header:
    """The topmost band."""

    name: str
    subtitle: str
    date: str
    clock: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A band of full width under the header: the link is cut, or the centre has something to say."""

    kind: Literal["cut_off", "notice"]
    text: str


@dataclass(frozen=True, slots=True)
class BigCall:
    """The large card with a call; `aside` is the field's name or, cut off, the time of the call."""

    heading: str
    aside: str
    number: str
    colour: str
    counter: str


@dataclass(frozen=True, slots=True)
class Words:
    """A title and lines below it, where no call is shown."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """An announcement in the place of the large card, by the file that holds it."""

    path: str
    film: int | None = None
    """Which showing of a video it is; None for a picture."""


@dataclass(frozen=True, slots=True)
class Strip:
    """All that a strip over one counter says; `number` is empty while nobody is there."""

    label: str
    counter: str
    number: str
    colour: str
    state: str
    aside: str
    clock: str
    alarm: str
    """Why it may not be fresh; empty while the link holds."""
    current: bool


@dataclass(frozen=True, slots=True)
class Row:
    """An earlier call."""

    number: str
    colour: str
    label: str
    counter: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A counter: the ticket that it holds, or a note on its state, `brief` where the note has no room."""

    counter: str
    ticket: str
    note: str
    brief: str
    current: bool
    dim: bool


@dataclass(frozen=True, slots=True)
class View:
    """The whole picture. `mode` "plain" shows only header and card, "emergency" only the card, in red, "strip" the strip."""

    mode: Literal["board", "plain", "emergency", "strip"]
    header: Header
    bar: Bar | None
    card: BigCall | Words | Picture
    rows: tuple[Row, ...]
    cells: tuple[Cell, ...]
    ticker: str
    layout: Layout = "calls"
    strip: Strip | None = None


def compose(
    board: Board | None,
    announcements: Announcements,
    link: LinkState,
    now: datetime,
    device: str = "",
    lang: str = "vi",
    layout: Layout = "calls",
    counter: int | None = None,
    slide: str | None = None,
    film: int | None = None,
) -> View:
    """The picture at `now` (in the centre's zone); `board` is None before the first snapshot.

    `counter` is the one under a strip, `slide` the file of the announcement whose turn it is, `film` which
    showing of a video that is.
    """
    header = Header("", "", long_date(now, lang), clock(now))
    if link.status == "refused":
        hint = say("display.plain.refused_hint", lang, name=device)
        return _plain(header, Words(say("display.plain.refused", lang), (hint,)))
    if board is None:
        hint = say("display.plain.connecting_hint", lang)
        return _plain(header, Words(say("display.plain.connecting", lang), (hint,)))
    centre = board.centre
    header = Header(centre.name, centre.subtitle, header.date, header.clock)
    if centre.emergency is not None:
        lines = (say("display.emergency.text", lang), centre.emergency)
        words = Words(say("display.emergency.title", lang), tuple(dict.fromkeys(lines)))
        return View("emergency", header, None, words, (), (), "")
    cut_off = link.status != "connected"
    if layout == "strip" and counter is not None:
        strip = _strip(board, counter, link, now, lang)
        return View("strip", header, None, Words("", ()), (), (), "", layout, strip)
    call = large(announcements, board)
    card: BigCall | Words | Picture = _card(board, announcements, call, now, cut_off, lang)
    if slide is not None and announcements.showing is None and (centre.open_now or cut_off):
        card = Picture(slide, film)
    return View(
        mode="board",
        header=header,
        bar=_bar(centre, link, cut_off, lang),
        card=card,
        rows=_rows(board, call if isinstance(card, BigCall) else None, lang),
        cells=tuple(
            _cell(counter, call if isinstance(card, BigCall) else None, cut_off, lang)
            for counter in board.counters
        ),
        ticker="" if cut_off else _ticker(centre, now, lang),
        layout=layout,
    )


def _strip(board: Board, number: int, link: LinkState, now: datetime, lang: str) -> Strip:
    """The strip over a counter that the board may not know (any more): then it only names it."""
    counter = next((known for known in board.counters if known.number == number), None)
    held = None if counter is None else counter.ticket
    queue = None if held is None else board.queue(held.queue)
    if counter is None:
        state = ""
    elif held is not None:
        state = say(f"display.strip.{'called' if held.state is TicketState.CALLED else 'serving'}", lang)
    else:
        state = say(f"display.counter.{counter.state.value}", lang)
        state = counter.reason if counter.state is CounterState.PAUSED and counter.reason else state
    cut_off = link.status != "connected"
    name = "" if counter is None or counter.name.endswith(f" {number}") else counter.name
    return Strip(
        label=say("display.strip.counter", lang),
        counter=str(number),
        number="" if held is None else held.number,
        colour=DEFAULT_COLOUR if held is None else _colour(board, held.queue),
        state=state,
        aside=name if queue is None else queue.name,
        clock=clock(now),
        alarm=say("display.strip.cut_off", lang, time=clock(link.since)) if cut_off else "",
        current=held is not None and held.state is TicketState.CALLED and not cut_off,
    )


def _plain(header: Header, words: Words) -> View:
    return View("plain", header, None, words, (), (), "")


def _bar(centre: Centre, link: LinkState, cut_off: bool, lang: str) -> Bar | None:
    if cut_off:
        return Bar("cut_off", say("display.bar.cut_off", lang, time=clock(link.since)))
    return Bar("notice", centre.notice) if centre.notice else None


def _card(
    board: Board, announcements: Announcements, call: Call | None, now: datetime, cut_off: bool, lang: str
) -> BigCall | Words:
    busy = announcements.showing is not None or (call is not None and board.is_called(call.id))
    if not board.centre.open_now and not busy and not cut_off:
        return _closed(board.centre, now, lang)
    if call is None:
        return Words(say("display.call.none", lang), (say("display.call.none_hint", lang),))
    queue = board.queue(call.queue)
    name = "" if queue is None else queue.name
    return BigCall(
        heading=say("display.call.latest" if cut_off else "display.call.heading", lang),
        aside=clock(call.at) if cut_off else name,
        number=call.number,
        colour=_colour(board, call.queue),
        counter=say("display.call.counter_large", lang, number=call.counter),
    )


def _closed(centre: Centre, now: datetime, lang: str) -> Words:
    """Lunch when the centre was open earlier today and will be again, else "outside opening hours"."""
    time, weekday = clock(now), now.isoweekday()
    reopens = centre.reopens_at
    worked = any(weekday in hours.days and hours.closes <= time for hours in centre.hours)
    today = reopens is not None and reopens.date() == now.date()
    lines = [say("display.closed.kept", lang)] if worked and today else []
    if reopens is not None:
        key = "resumes" if worked and today else "reopens_today" if today else "reopens"
        day = long_date(reopens, lang)
        day = day if lang == "en" else day[0].lower() + day[1:]
        lines.append(say(f"display.closed.{key}", lang, time=clock(reopens), date=day))
    title = say("display.closed.lunch" if worked and today else "display.closed.after_hours", lang)
    return Words(title, tuple(lines))


def _rows(board: Board, shown_large: Call | None, lang: str) -> tuple[Row, ...]:
    ident = None if shown_large is None else shown_large.id
    label = say("display.call.counter", lang)
    earlier = [call for call in board.calls if call.id != ident][:EARLIER_CALLS]
    return tuple(Row(call.number, _colour(board, call.queue), label, str(call.counter)) for call in earlier)


def _cell(counter: Counter, call: Call | None, cut_off: bool, lang: str) -> Cell:
    held: Held | None = counter.ticket
    brief = say(f"display.counter.{counter.state.value}", lang)
    note = counter.reason if counter.state is CounterState.PAUSED and counter.reason else brief
    current = call is not None and call.counter == counter.number and held is not None and held.id == call.id
    return Cell(
        counter=str(counter.number),
        ticket="" if held is None else held.number,
        note="" if held is not None else note,
        brief="" if held is not None else brief,
        current=current and not cut_off,
        dim=cut_off,
    )


def _ticker(centre: Centre, now: datetime, lang: str) -> str:
    """Today's hours and the centre's own lines; a centre that never closes needs no hours."""
    today = [(hours.opens, hours.closes) for hours in centre.hours if now.isoweekday() in hours.days]
    lines = []
    if today and _ALL_DAY not in today:
        spans = say("display.ticker.and", lang).join(f"{opens}–{closes}" for opens, closes in sorted(today))
        lines.append(say("display.ticker.hours", lang, hours=spans))
    return " · ".join([*lines, *centre.ticker])


def _colour(board: Board, queue: str) -> str:
    known = board.queue(queue)
    return known.colour if known is not None and _COLOUR.fullmatch(known.colour) else DEFAULT_COLOUR
