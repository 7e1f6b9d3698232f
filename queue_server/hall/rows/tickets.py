"""Tickets in and out of the database, by statements compiled once: a row is made a value here, and a value a row."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from queue_server.hall.rules import numbering
from queue_server.hall.rules.ticket import Ticket
from queue_server.hall.rules.ticket_moves import LIVE
from queue_server.ledger.storage import sealing
from queue_server.ledger.storage.prepared import Prepared, Updates
from queue_server.ledger.tables import tickets, voided_numbers
from shared.wire.vocabulary import Purpose, TicketState

PHONE_PLACE = ("tickets.phone",)
"""The place to which a sealed telephone number is bound. It does not name the ticket, whose number and day may change."""
_FIELDS = tuple(field.name for field in fields(Ticket))
_COLUMNS = tuple(tickets.c[name] for name in _FIELDS)
_VALUES = attrgetter(*_FIELDS)


def _texts(stored: str) -> tuple[str, ...]:
    return tuple(str(text) for text in json.loads(stored))


_READ: dict[str, Callable[[Any], object]] = {
    "state": TicketState,
    "purpose": Purpose,
    "held_from": lambda stored: None if stored is None else TicketState(stored),
    "offline": bool,
    "procedures": _texts,
    "documents": _texts,
}
"""The fields that a column holds in another form."""
_WRITE: dict[str, Callable[[Any], object]] = {
    "state": lambda state: state.value,
    "purpose": lambda purpose: purpose.value,
    "held_from": lambda state: None if state is None else state.value,
    "offline": int,
    "procedures": json.dumps,
    "documents": lambda texts: json.dumps(texts, ensure_ascii=False),
}
_READ_AT = tuple((_FIELDS.index(name), read) for name, read in _READ.items())


def _ticket(row: Iterable[Any]) -> Ticket:
    """The ticket of a row of `_COLUMNS`."""
    values = list(row)
    for place, read in _READ_AT:
        values[place] = read(values[place])
    return Ticket(*values)


def _stored(name: str, value: object) -> object:
    write = _WRITE.get(name)
    return value if write is None else write(value)


_RECENT = 12
"""How many of the tickets that ended at a counter its panel shows."""
_IN_STATE = (tickets.c.centre == bindparam("centre"), tickets.c.day == bindparam("day"))
_BY_ID = Prepared(
    select(*_COLUMNS).where(tickets.c.centre == bindparam("centre"), tickets.c.id == bindparam("id"))
)
_CHANGE = Updates(tickets, "id")
# The centre is compared afterwards: as a condition, and without statistics, it makes SQLite take an index by the centre
# alone.
_BY_IDS = select(*_COLUMNS).where(tickets.c.id.in_(bindparam("ids", expanding=True)))
_BY_SECRET = select(*_COLUMNS).where(tickets.c.follow_secret == bindparam("secret"))
_INSERT = Prepared(insert(tickets).returning(tickets.c.id), [c.name for c in tickets.c if c.name != "id"])


_COUNTS = (
    select(tickets.c.queue, tickets.c.state, func.count())
    .where(*_IN_STATE)
    .group_by(tickets.c.queue, tickets.c.state)
)
_LIVE_NUMBER = Prepared(
    select(tickets.c.id).where(
        *_IN_STATE,
        tickets.c.number == bindparam("number"),
        tickets.c.state.in_([literal_column(f"'{state.value}'") for state in sorted(LIVE)]),
    )
)
_VOIDED = Prepared(
    select(voided_numbers.c.value).where(
        voided_numbers.c.centre == bindparam("centre"),
        voided_numbers.c.day == bindparam("day"),
        voided_numbers.c.queue == bindparam("queue"),
        voided_numbers.c.value == bindparam("value"),
    )
)
_CHANGED = func.coalesce(tickets.c.ended_at, tickets.c.called_at, tickets.c.issued_at).desc()
_HELD = Prepared(
    select(*_COLUMNS).where(*_IN_STATE, tickets.c.state == "held").order_by(_CHANGED, tickets.c.id)
)
_ENDED = Prepared(
    select(*_COLUMNS)
    .where(
        *_IN_STATE,
        tickets.c.counter == bindparam("counter"),
        tickets.c.state.in_([literal_column(f"'{state}'") for state in ("done", "no_show", "cancelled")]),
    )
    .order_by(_CHANGED, tickets.c.id)
    .limit(_RECENT)
)
_RELEASE = update(tickets).where(tickets.c.id.in_(bindparam("ids", expanding=True))).values(put_back_at=None)


def by_id(connection: Connection, centre: str, ticket_id: int) -> Ticket | None:
    """The ticket, or None."""
    row = _BY_ID.row(connection, {"centre": centre, "id": ticket_id})
    return None if row is None else _ticket(row)


def by_ids(connection: Connection, centre: str, ids: Sequence[int]) -> dict[int, Ticket]:
    """Several tickets, by id."""
    if not ids:
        return {}
    found = _tickets(connection.execute(_BY_IDS, {"ids": list(ids)}))
    return {ticket.id: ticket for ticket in found if ticket.centre == centre}


def by_secret(connection: Connection, secret: str) -> Ticket | None:
    """The ticket that this follow page belongs to, or None."""
    row = connection.execute(_BY_SECRET, {"secret": secret}).one_or_none()
    return None if row is None else _ticket(row)


def _tickets(rows: Iterable[Iterable[Any]]) -> list[Ticket]:
    return [_ticket(row) for row in rows]


def find(
    connection: Connection,
    centre: str,
    number: str | None,
    day: str | None,
    limit: int,
    before: int | None = None,
) -> list[Ticket]:
    """Tickets by printed number, by day, or both; newest first; with `before` only those older than that ticket."""
    # The ids come from an index alone, so that the newest tickets are found without reading all rows of a day.
    query = select(tickets.c.id).where(tickets.c.centre == centre).order_by(tickets.c.id.desc()).limit(limit)
    if number is not None:
        query = query.where(tickets.c.number == number)
    if day is not None:
        query = query.where(tickets.c.day == day)
    if before is not None:
        query = query.where(tickets.c.id < before)
    found = by_ids(connection, centre, list(connection.execute(query).scalars()))
    return [found[ticket_id] for ticket_id in sorted(found, reverse=True)]


def held(connection: Connection, centre: str, day: str) -> list[Ticket]:
    """The day's tickets that are on hold, latest change first."""
    return _tickets(_HELD.rows(connection, {"centre": centre, "day": day}))


def ended_at(connection: Connection, centre: str, day: str, counter: int) -> list[Ticket]:
    """The latest tickets of the day that ended at this counter: served, missed or cancelled; latest first."""
    return _tickets(_ENDED.rows(connection, {"centre": centre, "day": day, "counter": counter}))


def last_done_at(connection: Connection, centre: str, day: str, counter: int) -> Ticket | None:
    """The ticket of the day whose visit ended last at this counter, or None."""
    query = (
        select(*_COLUMNS)
        .where(
            tickets.c.centre == centre,
            tickets.c.day == day,
            tickets.c.state == "done",
            tickets.c.counter == counter,
        )
        .order_by(tickets.c.ended_at.desc(), tickets.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else _ticket(row)


def sent_to(connection: Connection, centre: str, day: str, counter: int) -> list[Ticket]:
    """The waiting tickets that were sent to the counter."""
    query = select(*_COLUMNS).where(
        tickets.c.centre == centre,
        tickets.c.day == day,
        tickets.c.state == "waiting",
        tickets.c.sent_to == counter,
    )
    return _tickets(connection.execute(query.order_by(tickets.c.id)))


def open_before(connection: Connection, centre: str, day: str) -> list[Ticket]:
    """Tickets of other days that still wait, are held or are called, which the end of a day has to settle.

    Tickets of a later day are among them, unless they are appointments: they were given while the clock was wrong.
    """
    past_or_false = or_(tickets.c.day < day, and_(tickets.c.day > day, tickets.c.appointment_at.is_(None)))
    query = select(*_COLUMNS).where(
        tickets.c.centre == centre, past_or_false, tickets.c.state.in_(["waiting", "held", "called"])
    )
    return _tickets(connection.execute(query.order_by(tickets.c.id)))


def expired_on(connection: Connection, centre: str, day: str) -> list[Ticket]:
    """The day's tickets that have expired, in the order in which they were given."""
    query = select(*_COLUMNS).where(
        tickets.c.centre == centre, tickets.c.day == day, tickets.c.state == "expired"
    )
    return _tickets(connection.execute(query.order_by(tickets.c.id)))


def add(connection: Connection, ticket: Ticket, *, phone: str | None, person_mark: str | None) -> Ticket:
    """Saves a new ticket, its telephone number sealed, and returns it with its id.

    The telephone number and the mark of a card are no fields of `Ticket`, so that code with a ticket cannot show them.
    """
    shown = _VALUES(ticket)
    values = dict(zip(_FIELDS, shown, strict=True))
    for name, write in _WRITE.items():
        values[name] = write(values[name])
    del values["id"]
    values["phone"] = None if phone is None else sealing.of(connection).close(phone, *PHONE_PLACE)
    values["person_mark"] = person_mark
    row = _INSERT.row(connection, values)
    # The id is the first field; `replace` takes three times as long.
    return Ticket(int(row[0]) if row else 0, *shown[1:])


def save(connection: Connection, before: Ticket, after: Ticket) -> None:
    """Saves the columns that have changed, and no others."""
    values = {
        name: _stored(name, new)
        for name, old, new in zip(_FIELDS, _VALUES(before), _VALUES(after), strict=True)
        # Most values are the same object, and to compare those is the cheapest.
        if new is not old and new != old
    }
    if values:
        _CHANGE.run(connection, {"id": before.id}, values)


def release(connection: Connection, ids: Sequence[int]) -> None:
    """Makes tickets that were put back wait normally again."""
    if ids:
        connection.execute(_RELEASE, {"ids": list(ids)})


def counts(connection: Connection, centre: str, day: str) -> dict[str, dict[str, int]]:
    """How many tickets of the day are in each state, by queue."""
    found: dict[str, dict[str, int]] = {}
    for queue, state, number in connection.execute(_COUNTS, {"centre": centre, "day": day}):
        found.setdefault(queue, {})[state] = number
    return found


@dataclass(frozen=True, slots=True)
class TakenValues:
    """Numbers that may not be given again today: those of live tickets, in whatever line they wait, and the voided ones.

    Each number is looked up alone, because thousands may be in use and the next number is mostly free.
    """

    connection: Connection
    centre: str
    day: str
    queue: str
    prefix: str

    def __contains__(self, value: object) -> bool:
        if not isinstance(value, int):
            return False
        scope = {"centre": self.centre, "day": self.day}
        number = numbering.text(self.prefix, value)
        live = _LIVE_NUMBER.row(self.connection, {**scope, "number": number})
        if live is not None:
            return True
        return _VOIDED.row(self.connection, {**scope, "queue": self.queue, "value": value}) is not None


def number_exists(connection: Connection, centre: str, day: str, number: str) -> int | None:
    """The id of the ticket that carries this number on this day, or None."""
    query = select(tickets.c.id).where(
        tickets.c.centre == centre, tickets.c.day == day, tickets.c.number == number
    )
    return connection.execute(query.limit(1)).scalar_one_or_none()


def held_by_another(connection: Connection, ticket: Ticket) -> bool:
    """Whether a live ticket of the day has the same number as this ticket, which ended before numbering began again."""
    query = select(tickets.c.id).where(
        tickets.c.centre == ticket.centre,
        tickets.c.day == ticket.day,
        tickets.c.number == ticket.number,
        tickets.c.id != ticket.id,
        tickets.c.state.in_([state.value for state in LIVE]),
    )
    return connection.execute(query.limit(1)).first() is not None


def void_number(connection: Connection, ticket: Ticket, queue: str, at: int) -> None:
    """Saves that the number, which this queue gave, was replaced by one on paper and must not be given again that day.

    If numbering began again, two tickets of a day may have had the number; voiding it twice does no harm.
    """
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(
        make(voided_numbers)
        .values(
            centre=ticket.centre,
            day=ticket.day,
            queue=queue,
            value=ticket.number_value,
            ticket_id=ticket.id,
            at=at,
        )
        .on_conflict_do_nothing()
    )
