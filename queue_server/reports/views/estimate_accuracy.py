"""How good the estimates were that people were told: the share of waits within p90, in all and by queue."""

from datetime import date

from sqlalchemy import Connection

from queue_server.configuration.values import Configuration
from queue_server.hall.rows import visits as rows
from shared.wire.reports import ToldFigures, ToldQueue, ToldShare


def figures(connection: Connection, centre: Configuration, first: date, last: date) -> ToldFigures:
    """Of the service days from `first` to `last`: numbers that were told a range and served, and how many waited no longer.

    A visit counts once, by its first line; appointments and those who asked for more time wait for other reasons.
    """
    names = {queue.id: queue.name for queue in centre.queues}
    found = {
        row.queue: (row.told, row.kept)
        for row in rows.told_between(connection, centre.centre.id, first.isoformat(), last.isoformat())
    }
    queues = [*(key for key in names if key in found), *(key for key in found if key not in names)]
    whole = _share(sum(told for told, _ in found.values()), sum(kept for _, kept in found.values()))
    return ToldFigures(
        **dict(whole),
        by_queue=[
            ToldQueue(queue=key, name=names.get(key, key), **dict(_share(*found[key]))) for key in queues
        ],
    )


def _share(told: int, kept: int) -> ToldShare:
    return ToldShare(count=told, within=kept, within_percent=round(100 * kept / told, 1) if told else None)
