"""What became of the appointments of a period, for the reports. Only numbers, no names."""

from datetime import date
from typing import TypedDict

from sqlalchemy import Connection

from queue_server.appointments import rows
from queue_server.configuration.values import Configuration
from shared.wire.appointments import AppointmentFigures, QueueAppointments
from shared.wire.vocabulary import AppointmentState as State


def figures(connection: Connection, centre: Configuration, first: date, last: date) -> AppointmentFigures:
    """How many appointments were for those days, both included, and how many people came in time, late or not at all.

    All figures are given in all and by queue.
    """
    found = rows.counts(connection, centre.centre.id, first.isoformat(), last.isoformat())
    names = {queue.id: queue.name for queue in centre.queues}
    queues = [
        *(known for known in names if known in found),
        *(other for other in found if other not in names),
    ]
    total: dict[str, int] = {}
    for states in found.values():
        for state, count in states.items():
            total[state] = total.get(state, 0) + count
    return AppointmentFigures(
        **_counts(total),
        by_queue=[
            QueueAppointments(queue=queue, name=names.get(queue, queue), **_counts(found[queue]))
            for queue in queues
        ],
    )


class _Counts(TypedDict):
    """The fields of an `AppointmentCounts`."""

    booked: int
    kept: int
    late: int
    missed: int
    cancelled: int
    open: int


def _counts(states: dict[str, int]) -> _Counts:
    return {
        "booked": sum(states.values()),
        "kept": states.get(State.CHECKED_IN, 0),
        "late": states.get(State.LATE, 0),
        "missed": states.get(State.MISSED, 0),
        "cancelled": states.get(State.CANCELLED, 0),
        "open": states.get(State.BOOKED, 0),
    }
