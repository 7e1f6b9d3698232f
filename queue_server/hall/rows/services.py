"""Services: each stop of a visit that was served, for the reports and for how long one usually takes."""

from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from operator import attrgetter

from sqlalchemy import Connection, bindparam, func, insert, select, union_all

from queue_server.hall.rules.ticket import Service
from queue_server.ledger.storage.prepared import Prepared
from queue_server.ledger.tables import services

_USUAL_OF = 50
"""From how many of the latest services it is computed how long a service usually takes."""


_FIELDS = tuple(field.name for field in fields(Service))
_VALUES = attrgetter(*_FIELDS)
_ADD_SERVICE = Prepared(insert(services), [column.name for column in services.c if column.name != "id"])


def add_service(connection: Connection, centre: str, service: Service) -> None:
    """Saves one finished service of a visit."""
    _ADD_SERVICE.run(connection, {"centre": centre, **dict(zip(_FIELDS, _VALUES(service), strict=True))})


def drop_last_service(connection: Connection, ticket_id: int) -> None:
    """Removes the ticket's last service, because its finish was undone."""
    last = select(func.max(services.c.id)).where(services.c.ticket_id == ticket_id).scalar_subquery()
    connection.execute(services.delete().where(services.c.id == last))


def usual_service_minutes(connection: Connection, centre: str, queues: Sequence[str]) -> int | None:
    """The mean of the last fifty services of these queues, in whole minutes; None before the first one."""
    if not queues:
        return None
    values = {"centre": centre, **{f"queue_{place}": queue for place, queue in enumerate(queues)}}
    row = _usual_of(len(queues)).row(connection, values)
    return None if row is None or row[0] is None else max(1, round(float(row[0]) / 60_000))


@cache
def _usual_of(queues: int) -> Prepared:
    """The statement for this many queues: it looks up the latest services of each queue by an index of its own.

    If all queues were asked for together, the database would read all of their services.
    """
    latest = [
        select(services.c.id, (services.c.finished_at - services.c.started_at).label("took"))
        .where(
            services.c.centre == bindparam("centre"),
            services.c.queue == bindparam(f"queue_{place}"),
            services.c.started_at.is_not(None),
        )
        .order_by(services.c.id.desc())
        .limit(_USUAL_OF)
        .subquery()
        for place in range(queues)
    ]
    every = union_all(*(select(one.c.id, one.c.took) for one in latest)).subquery()
    recent = select(every.c.took).order_by(every.c.id.desc()).limit(_USUAL_OF).subquery()
    return Prepared(select(func.avg(recent.c.took)))
